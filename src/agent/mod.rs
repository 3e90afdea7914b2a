//! The coding agents whose tool calls can be asked about: what each sends its hook, and the one form in which each
//! understands the answer. The only room that names them.
//!
//! Text in, text out; nothing here knows a repository. Never a union of answers: Codex lets a call through whose answer
//! has a field that it does not know.

mod claude;
mod codex;
mod copilot;
mod cursor;
mod gemini;
mod input;
mod mcp;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod trust;

use serde_json::{Value, json};

use input::Payload;

/// An agent program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    Claude,
    Codex,
    Gemini,
    Cursor,
    Copilot,
}

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
    },
    /// Reads, asks, plans, or is of a server that nobody here knows.
    Other,
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

/// A payload that its agent never sends.
#[derive(Debug, thiserror::Error)]
#[error("the hook was called with what {vendor} does not send: {reason}")]
pub struct Malformed {
    vendor: &'static str,
    reason: String,
}

impl Vendor {
    pub const ALL: [Vendor; 5] =
        [Vendor::Claude, Vendor::Codex, Vendor::Gemini, Vendor::Cursor, Vendor::Copilot];

    /// The name on our command line.
    pub fn name(self) -> &'static str {
        match self {
            Vendor::Claude => "claude",
            Vendor::Codex => "codex",
            Vendor::Gemini => "gemini",
            Vendor::Cursor => "cursor",
            Vendor::Copilot => "copilot",
        }
    }

    /// The program as its users call it.
    pub fn program(self) -> &'static str {
        match self {
            Vendor::Cursor => "cursor-agent",
            vendor => vendor.name(),
        }
    }

    /// The variable in which the agent names the directory of its project.
    pub fn project_variable(self) -> Option<&'static str> {
        match self {
            Vendor::Claude => Some("CLAUDE_PROJECT_DIR"),
            Vendor::Gemini => Some("GEMINI_PROJECT_DIR"),
            Vendor::Cursor => Some("CURSOR_PROJECT_DIR"),
            Vendor::Codex | Vendor::Copilot => None,
        }
    }

    /// Understands what the agent sent. Fields and tools that nobody here knows are no error: they write nothing we could name.
    pub fn read(self, bytes: &[u8]) -> Result<Call, Malformed> {
        let malformed = |reason: String| Malformed { vendor: self.name(), reason };
        let payload = Payload::parse(bytes).map_err(malformed)?;
        let call = match self {
            Vendor::Claude => claude::read(&payload),
            Vendor::Codex => codex::read(&payload),
            Vendor::Gemini => gemini::read(&payload),
            Vendor::Cursor => cursor::read(&payload),
            Vendor::Copilot => copilot::read(&payload),
        };
        call.map_err(malformed)
    }

    /// Whether a payload that could not be read is about a session and no tool call: to refuse such a one could keep the
    /// agent from ever stopping.
    pub fn is_of_session(self, bytes: &[u8]) -> bool {
        input::event_in(bytes).is_some_and(|event| !matches!(self.event(&event), Some(Kind::Tool)))
    }

    /// What one of its events is about; `None` for one that we have nothing to say to.
    fn event(self, name: &str) -> Option<Kind> {
        match self {
            Vendor::Claude => claude::event(name),
            Vendor::Codex => codex::event(name),
            Vendor::Gemini => gemini::event(name),
            Vendor::Cursor => cursor::event(name),
            Vendor::Copilot => copilot::event(name),
        }
    }

    /// What goes to standard output.
    pub fn says(self, reply: &Reply) -> Option<String> {
        let answer = match self {
            Vendor::Claude => claude::says(reply),
            Vendor::Codex => codex::says(reply),
            Vendor::Gemini => gemini::says(reply),
            Vendor::Cursor => Some(cursor::says(reply)),
            Vendor::Copilot => copilot::says(reply),
        };
        answer.map(|answer| answer.to_string())
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tool,
    Start,
    Stop,
}

/// `hookSpecificOutput`, as Claude Code made it and Codex and Gemini took it over.
fn specific(event: &str, field: &str, text: &str) -> Value {
    json!({ "hookSpecificOutput": { "hookEventName": event, field: text } })
}

/// What keeps Claude Code and Codex from a tool call, or from stopping.
fn denied(reason: &str) -> Value {
    json!({ "hookSpecificOutput": {
        "hookEventName": "PreToolUse",
        "permissionDecision": "deny",
        "permissionDecisionReason": reason,
    }})
}
