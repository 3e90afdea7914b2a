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
mod effect;
mod expand;
mod files;
mod find;
mod frame;
mod git;
mod glob;
mod group;
mod lex;
mod machine;
mod options;
pub mod patch;
mod powershell;
mod printed;
mod sed;
mod simple;
mod state;
mod token;
mod transfer;
mod word;

#[cfg(test)]
pub mod tests;

use std::path::Path;
use std::rc::Rc;

pub use effect::{DiffFrame, Disk, Effect, GitAction, GitCommand, How, PathWrite};
use machine::Machine;

/// Where a text would run.
#[derive(Clone, Copy)]
pub struct Surroundings<'d> {
    pub cwd: &'d Path,
    pub home: Option<&'d Path>,
    /// The top of the work tree.
    pub root: &'d Path,
    pub disk: &'d dyn Disk,
}

/// What a text would do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reading {
    pub effects: Vec<Effect>,
    /// Parts that were not understood.
    pub unclear: usize,
}

/// Reads a text as a shell would.
pub fn read(text: &str, around: Surroundings) -> Reading {
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
    let text = powershell::translated(&text).unwrap_or(text);
    let script = Rc::new(lex::script(&text, 0));
    let mut machine = Machine::new(around);
    machine.steps += script.tokens.len();
    machine.unclear += usize::from(script.is_broken);
    machine.run(&script, 0, false);
    machine.end();
    Reading { effects: machine.effects, unclear: machine.unclear }
}
