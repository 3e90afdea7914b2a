//! What an agent's program says to its hook, whichever program it is.

/// What an agent's hook is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub event: Event,
    /// Against which relative paths are meant.
    pub cwd: Option<String>,
    /// Where the program says that its project is.
    pub project: Option<String>,
    pub session: Option<String>,
}

/// What is about to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Tool(Tool),
    /// A session begins, or goes on: `fresh` unless its context is still there.
    Start {
        fresh: bool,
    },
    /// The agent wants to stop; `again` where a hook has kept it from that already.
    Stop {
        again: bool,
    },
    Other,
}

/// What a tool call would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    Edit(Vec<Edit>),
    /// In the format of `apply_patch`.
    Patch(String),
    Shell {
        text: String,
        /// Where it runs, as seen from the call's own directory.
        dir: Option<String>,
        dialect: Dialect,
    },
    /// Reads, asks, plans, or is of a server that nobody here knows.
    Other,
}

/// Which shell runs a command, as far as its tool's name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Posix,
    PowerShell,
}

impl Tool {
    /// The same tool where PowerShell runs it.
    pub fn in_powershell(self) -> Tool {
        match self {
            Tool::Shell { text, dir, .. } => Tool::Shell { text, dir, dialect: Dialect::PowerShell },
            tool => tool,
        }
    }
}

/// One file that a tool writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub path: String,
    pub content: Content,
}

/// What a file will hold, as far as the call shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Whole(String),
    Replaced(Vec<Swap>),
    Gone,
    Unknown,
}

/// One text put in another's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    pub old: String,
    pub new: String,
    pub all: bool,
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    Tool,
    Start,
    Stop,
}

/// A payload that its agent never sends.
#[derive(Debug, thiserror::Error)]
#[error("the hook was called with something {vendor} does not send: {reason}")]
pub struct Malformed {
    pub vendor: &'static str,
    pub reason: String,
}
