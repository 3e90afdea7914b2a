//! What programs do with their arguments.

mod awk;
pub mod command;
mod files;
mod find;
mod git;
mod options;
pub mod powershell;
mod print;
mod sed;
mod transfer;
