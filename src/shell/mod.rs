//! What a shell text would do to files, as far as it can be told without running it.
//!
//! `lex` and `word` cut the text into tokens, `machine` goes through them with the directory and the variables of each
//! place, `expand` and `glob` make arguments of words, `command`, `files`, `find` and `git` know what programs do with
//! theirs. The disk is asked through [`Disk`]; what git has to be asked is left in the effects.
//!
//! The forms that are understood give exact paths. Whatever is not (a value nobody knows, a text in another language) is
//! counted and gives none: a guess would refuse somebody's own work.
//!
//! Written by hand: the parsers there are either stop at the first thing they do not know or overflow their stack on
//! nested parentheses (`brush-parser`, with 70 further crates), are under the GPL (`yash-syntax`), or are no longer kept
//! (`conch-parser`). A hook that dies lets the write through.

mod awk;
mod command;
mod disk;
mod effect;
mod expand;
mod files;
mod find;
mod frame;
mod git;
mod group;
mod machine;
mod options;
pub mod patch;
mod path;
mod pattern;
mod powershell;
mod printed;
mod read;
mod sed;
mod simple;
mod state;
mod syntax;
mod transfer;
mod value;

#[cfg(test)]
pub mod tests;

pub use disk::{Disk, Surroundings};
pub use effect::{DiffFrame, Effect, GitAction, GitCommand, How, PathWrite};
pub use read::read;
