//! Standard output and standard error: nobody else writes to them.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice, StripStream};

use super::answer::{Answer, Exit};
use super::{annotation, error, text};

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
        if self.format == Format::Github {
            return annotation::said("notice", note, &mut io::stderr().lock());
        }
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        writeln!(err, "{}note{}: {note}", text::NOTE.render(), text::NOTE.render_reset())
    }

    /// Prints why there is no answer.
    pub fn error(self, error: &anyhow::Error) -> Exit {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        let printed = match self.format {
            Format::Json => error::json(error, &mut err),
            Format::Human | Format::Gitlab => error::human(error, &mut err),
            Format::Github => {
                let mut text = StripStream::new(Vec::new());
                error::human(error, &mut text).and_then(|()| {
                    annotation::said("error", &String::from_utf8_lossy(&text.into_inner()), &mut err)
                })
            }
        };
        // Standard error is gone: there is nobody left to tell.
        drop(printed);
        Exit::Unanswered
    }
}
