//! The system below: the surroundings of a run, processes, files, the state directory, symlinks, Windows' spellings. Knows no
//! rule of ours.

pub mod deadline;
pub mod env;
pub mod file;
mod leash;
pub mod links;
pub mod lock;
pub mod ordinary;
pub mod process;
pub mod sharing;
pub mod state;
pub mod windows;
