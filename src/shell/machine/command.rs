//! One command on its way to its program.

use std::path::PathBuf;

use super::state::ShellState;
use crate::shell::value::Value;

/// A command with its arguments known as far as they can be.
pub struct SimpleCommand<'c> {
    /// Its name is the first.
    pub args: Vec<Value>,
    /// Variables that are set for it alone.
    pub env: &'c [String],
    pub stream: &'c mut Stream,
}

/// What a command reads, and how it stands in its list.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    /// Its standard input, where that is redirected: the text with marks for what is not known, where it is known.
    pub input: Option<Value>,
    /// A file that it reads.
    pub input_file: Option<PathBuf>,
    /// Where its standard output goes.
    pub output_file: Option<PathBuf>,
    /// The command's name and arguments with marks for what is not known, where it prints those.
    pub said: Vec<String>,
    /// Where the directory changes, how the shell is after a failure.
    pub on_failure: Option<ShellState>,
    /// It runs whatever the command before it did.
    pub is_certain: bool,
}
