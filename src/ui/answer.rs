//! What every command gives back: one value, shown to a person or to a program, and how the run ends.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

/// The version of every JSON document's shape; raised when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// How a run ends. There is no fourth way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Yes, or done.
    Yes,
    /// No, or something was found: still an answer.
    No,
    /// No answer: usage, configuration, environment.
    Unanswered,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Yes => 0,
            Exit::No => 1,
            Exit::Unanswered => 2,
        })
    }
}

/// What a command found out: one value that can be shown to a person or to a program.
pub trait Answer: Serialize {
    /// Writes the answer for a person, or for an agent that pays by the word.
    fn human(&self, out: &mut dyn Write) -> io::Result<()>;

    fn exit(&self) -> Exit {
        Exit::Yes
    }

    /// What is worth saying beside the answer, a line each; goes to standard error.
    fn notes(&self) -> &[String] {
        &[]
    }

    /// Whether it is written for another program, byte for byte.
    fn is_verbatim(&self) -> bool {
        false
    }

    /// Writes the answer as GitHub workflow commands, where that is more than the text.
    fn github(&self, out: &mut dyn Write) -> io::Result<()> {
        self.human(out)
    }

    /// Writes the answer as a GitLab report, where there is one for it.
    fn gitlab(&self, out: &mut dyn Write) -> io::Result<()> {
        self.human(out)
    }

    /// Writes the answer as one JSON document. Answers that go on for ever write one document an event.
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        document(self, out)
    }
}

/// Writes one JSON document with its schema number.
pub fn document<T: Serialize + ?Sized>(answer: &T, out: &mut dyn Write) -> io::Result<()> {
    let document = Document { schema: SCHEMA, answer };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a, T: ?Sized> {
    schema: u32,
    #[serde(flatten)]
    answer: &'a T,
}
