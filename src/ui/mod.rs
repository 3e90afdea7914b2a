//! The only printer: answers on standard output, narration and errors on standard error.

pub mod annotation;
pub mod chat;
pub mod doctor;
pub mod error;
pub mod finding;
pub mod judgement;
pub mod map;
pub mod next;
pub mod push;
pub mod status;
pub mod text;
pub mod verdict;
pub mod when;

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
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

/// How to print: decided once, from the command line and the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    pub format: Format,
    pub color: ColorChoice,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Human,
    Json,
    /// Workflow commands that mark lines of a pull request
    Github,
    /// A code quality report for merge requests
    Gitlab,
}

impl Ui {
    /// Prints an answer; a reader that went away early is no error.
    pub fn answer(self, answer: &impl Answer) -> io::Result<Exit> {
        for note in answer.notes() {
            // Where nobody can be told, the answer is still one.
            drop(self.note(note));
        }
        let mut out = AutoStream::new(io::stdout().lock(), self.color);
        let written = match self.format {
            Format::Human => answer.human(&mut out),
            Format::Json => answer.json(&mut out),
            Format::Github => answer.github(&mut out),
            Format::Gitlab => answer.gitlab(&mut out),
        };
        match written.and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(answer.exit()),
        }
    }

    fn note(self, note: &str) -> io::Result<()> {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        writeln!(err, "{}note{}: {note}", text::NOTE.render(), text::NOTE.render_reset())
    }

    /// Prints why there is no answer.
    pub fn error(self, error: &anyhow::Error) -> Exit {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        let shown = if self.format == Format::Json {
            error::json(error, &mut err)
        } else {
            error::human(error, &mut err)
        };
        // Standard error is gone: there is nobody left to tell.
        drop(shown);
        Exit::Unanswered
    }
}
