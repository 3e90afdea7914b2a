//! What the hook says to an agent's program, before it is put in that program's own form.

use crate::domain::hidden::escaped_lines;

/// What the agent is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Allow,
    Deny(String),
    /// Something to know from the start.
    Context(String),
    /// What is left to do before it stops.
    GoOn(String),
    Nothing,
}

impl Reply {
    /// The same, with nothing hidden in what the model reads.
    #[must_use]
    pub fn plain(&self) -> Reply {
        match self {
            Reply::Deny(text) => Reply::Deny(escaped_lines(text)),
            Reply::Context(text) => Reply::Context(escaped_lines(text)),
            Reply::GoOn(text) => Reply::GoOn(escaped_lines(text)),
            Reply::Allow => Reply::Allow,
            Reply::Nothing => Reply::Nothing,
        }
    }
}
