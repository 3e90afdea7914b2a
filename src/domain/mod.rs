//! The rules of auraops, pure: no clock, no disk, no git, no environment, no terminal.

pub mod append;
pub mod change;
pub mod codename;
pub mod commit;
pub mod map;
pub mod oid;
pub mod overlap;
pub mod path;
pub mod pattern;
pub mod verdict;
