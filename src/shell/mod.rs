//! What a shell text would do to files, as far as it can be told without running it.
//!
//! `syntax` cuts the text into tokens and words, and so do `powershell` and `cmd` with the texts of Windows' shells; `machine` goes through them with the directory and the variables of each
//! place, `programs` know what is done with the arguments. The disk is asked through [`Disk`]; what git has to be asked is
//! left in the effects.
//!
//! The forms that are understood give exact paths. Whatever is not (a value nobody knows, a text in another language) is
//! counted and gives none: a guess would refuse somebody's own work. What would take too much to read is another matter:
//! [`budget`] says how much that is.
//!
//! Written by hand: the parsers there are either stop at the first thing they do not know or overflow their stack on
//! nested parentheses (`brush-parser`, with 70 further crates), are under the GPL (`yash-syntax`), or are no longer kept
//! (`conch-parser`). A hook that dies lets the write through.

mod budget;
mod cmd;
mod dialect;
mod disk;
mod effect;
mod guards;
mod machine;
pub mod patch;
mod path;
mod pattern;
mod powershell;
mod programs;
mod read;
mod syntax;
mod value;

#[cfg(test)]
pub mod tests;

pub use dialect::Dialect;
pub use disk::{Disk, Surroundings};
pub use effect::{DiffFrame, Effect, GitAction, GitCommand, How, Join, PathWrite, Rewritten};
pub use guards::{Guard, Taken};
pub use read::read;
