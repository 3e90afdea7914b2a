//! Goes through a text as a shell would: what is grouped, repeated, piped, and in which directory.
//!
//! Tokens are walked, not parsed into a tree: groups are a stack, a loop goes back to its first token. So depth costs no
//! recursion. Only what is nested in a word (`$(…)`, `sh -c '…'`, a call of a function) runs a machine in the machine, to
//! a bounded depth.
//!
//! What programs do the machine does not know: it is handed one function, [`Programs`], and gives it each command. A
//! program sees nothing of the machine but a few verbs. It asks for its *arguments* as paths ([`Machine::path`],
//! [`Machine::target`]), *writes* ([`Machine::write`] and its kin), *removes* ([`Machine::remove`]), *runs* what is nested
//! in it ([`Machine::run_text`], [`Machine::run_command`]), and says what is *not understood*
//! ([`Machine::not_understood`]). What comes before a verb may be looked at: the [`Ground`] and the [`ShellState`].

mod arguments;
mod change;
mod command;
mod compound;
mod expand;
mod field;
mod ground;
mod group;
mod nested;
mod redirect;
mod simple;
mod state;
mod walk;
mod write;

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::budget::Budget;
use super::disk::Surroundings;
use super::effect::ShellReading;
use super::syntax::token::Script;
use super::value::Value;

pub use command::{SimpleCommand, Stream};
pub use ground::Ground;
pub use state::ShellState;

/// How deep texts may be nested.
const DEEPEST: usize = 24;
/// How many commands are looked at beyond one for each token: what loops and calls repeat.
const MOST_STEPS: usize = 20_000;
/// How often a function may call itself: how long it goes on only running it tells.
const MOST_CALLS: usize = 4;

/// Does what the program of a command does.
pub type Programs = fn(&mut Machine, SimpleCommand);

/// A shell at one place of a text, as far as it is known, with what the text has done so far.
pub struct Machine<'d> {
    programs: Programs,
    root: &'d Path,
    home: Option<&'d Path>,
    budget: Rc<Budget>,
    ground: Ground<'d>,
    state: ShellState,
    reading: ShellReading,
    /// Where the body of each function begins.
    functions: HashMap<String, (Rc<Script>, usize)>,
    /// The functions that are being called.
    calls: Vec<String>,
    depth: usize,
    /// How many commands may still be looked at.
    steps: usize,
    /// A program ran that may have made anything.
    ran_other: bool,
    /// What the last command printed, where that is known.
    stdout: Value,
    /// What commands printed to no file, with marks for what is not known: it may go to one that they stand in a group for.
    printed: String,
    /// The command at hand is read by the next one.
    is_read: bool,
    /// What a `$(…)` at hand prints is the value of a word.
    is_captured: bool,
    /// What runs at the end.
    trap: Option<Value>,
    /// What the last command of a pipeline reads.
    pipe: Option<Value>,
}

impl Machine<'_> {
    pub fn new(around: Surroundings, programs: Programs) -> Machine {
        let budget = Rc::new(Budget::new());
        Machine {
            programs,
            root: around.root,
            home: around.home,
            ground: Ground::new(around.disk, Rc::clone(&budget)),
            budget,
            state: ShellState::new(around.cwd),
            reading: ShellReading::default(),
            functions: HashMap::new(),
            calls: Vec::new(),
            depth: 0,
            steps: MOST_STEPS,
            ran_other: false,
            stdout: None,
            printed: String::new(),
            is_read: false,
            is_captured: false,
            trap: None,
            pipe: None,
        }
    }
}
