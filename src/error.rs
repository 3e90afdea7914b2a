//! Hints on errors: the command or the edit that mends what went wrong, carried beside the message.

use std::fmt::{self, Display};

/// An error with a next step for whoever reads it.
#[derive(Debug)]
pub struct Hinted {
    message: String,
    pub hint: String,
}

impl Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Hinted {}

/// Makes an error whose hint is shown below its message.
pub fn hinted(message: impl Display, hint: impl Display) -> anyhow::Error {
    anyhow::Error::new(Hinted { message: message.to_string(), hint: hint.to_string() })
}

/// Adds context that carries a hint.
pub trait Hint<T> {
    /// Says what we were doing when it failed, and what to do about it.
    fn hint(self, message: impl Display, hint: impl Display) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Hint<T> for Result<T, E> {
    fn hint(self, message: impl Display, hint: impl Display) -> anyhow::Result<T> {
        self.map_err(|error| {
            error.into().context(Hinted { message: message.to_string(), hint: hint.to_string() })
        })
    }
}
