//! What programs do with their arguments.
//!
//! A program is one row in `table`: its names, how its options are read, and a function from an `Invocation` to the
//! machine's verbs. A new one is one row there, whose function a similar program has or the file of its kind gets, and one
//! line in the table of `tests/programs.rs`. Those that hold a language (`sed`, `awk`, `languages`) or read their arguments in a way of
//! their own (`find`, `git`) have a folder each. `dispatch` finds the row; the machine itself knows by name only what is
//! part of the shell's grammar, such as `export`, whose arguments are assignments.

mod auraops;
mod awk;
mod builtin;
mod cmd;
mod diff;
mod find;
mod format;
mod git;
mod in_place;
mod languages;
mod list;
mod options;
mod other;
mod output;
mod powershell;
mod print;
mod program;
mod project;
mod remove;
mod rsync;
mod sed;
mod shells;
mod sqlite;
mod table;
mod transfer;
mod wrapper;
mod write;

pub mod dispatch;
