//! Hints on errors: the command or the edit that mends what went wrong, carried beside the message.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

use crate::domain::next::Next;

/// An error with a next step for whoever reads it.
#[derive(Debug)]
pub struct Hinted {
    message: String,
    pub hint: Hint,
}

/// What mends an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// A command that can be pasted.
    Run(Next),
    /// What only a person, or an agent, can do: in words.
    Advice(String),
}

impl Hint {
    /// With this said beside it, in place of what was.
    #[must_use]
    pub fn because(self, reason: &str) -> Hint {
        match self {
            Hint::Run(next) => Hint::Run(next.because(reason)),
            Hint::Advice(words) => Hint::Advice(format!("{words}   # {reason}")),
        }
    }

    /// Without what is said beside it.
    pub fn brief(&self) -> String {
        match self {
            Hint::Run(next) => next.command(),
            Hint::Advice(words) => words.clone(),
        }
    }

    /// The command, where it is one.
    pub fn next(&self) -> Option<&Next> {
        match self {
            Hint::Run(next) => Some(next),
            Hint::Advice(_) => None,
        }
    }

    /// The words, where it is no command.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Hint::Run(_) => None,
            Hint::Advice(words) => Some(words),
        }
    }

    /// The word before it.
    pub fn label(&self) -> &'static str {
        match self {
            Hint::Run(_) => "next",
            Hint::Advice(_) => "hint",
        }
    }
}

impl Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hint::Run(next) => next.fmt(f),
            Hint::Advice(words) => words.fmt(f),
        }
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Next> for Hint {
    fn from(next: Next) -> Hint {
        Hint::Run(next)
    }
}

impl From<&str> for Hint {
    fn from(words: &str) -> Hint {
        Hint::Advice(words.to_owned())
    }
}

impl From<String> for Hint {
    fn from(words: String) -> Hint {
        Hint::Advice(words)
    }
}

impl Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hinted {}

/// Makes an error whose hint is shown below its message.
pub fn hinted(message: impl Display, hint: impl Into<Hint>) -> anyhow::Error {
    anyhow::Error::new(Hinted { message: message.to_string(), hint: hint.into() })
}

/// Adds context that carries a hint.
pub trait WithHint<T> {
    /// Says what we were doing when it failed, and what to do about it.
    fn hint(self, message: impl Display, hint: impl Into<Hint>) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> WithHint<T> for Result<T, E> {
    fn hint(self, message: impl Display, hint: impl Into<Hint>) -> anyhow::Result<T> {
        self.map_err(|error| error.into().context(Hinted { message: message.to_string(), hint: hint.into() }))
    }
}

/// The hint of an error, however deep it lies.
pub fn hint(error: &anyhow::Error) -> Option<&Hint> {
    let hinted: Option<&Hinted> =
        error.downcast_ref().or_else(|| error.chain().find_map(|cause| cause.downcast_ref()));
    hinted.map(|hinted| &hinted.hint)
}

/// All that went wrong, on one line.
pub fn causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
