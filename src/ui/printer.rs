//! Standard output and standard error: nobody else writes to them.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice, StripStream};

use super::answer::{Answer, Exit};
use super::sieve::Sieve;
use super::{annotation, error, text};
use crate::domain::hidden::escaped_lines;
use crate::domain::next::Next;
use crate::error::hinted;
use crate::sys::lock::Busy;

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
            Format::Human if answer.is_verbatim() => answer.human(&mut out),
            Format::Human => answer.human(&mut Sieve { out: &mut out }),
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
        let note = escaped_lines(note);
        writeln!(err, "{}note{}: {note}", text::NOTE.render(), text::NOTE.render_reset())
    }

    /// Prints that somebody else had for too long what was asked for: nothing was done, and the same can be tried again.
    pub fn busy(self, busy: &Busy, args: &[String]) -> Exit {
        self.error(&hinted(busy, again(busy, args)));
        Exit::No
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

fn again(busy: &Busy, args: &[String]) -> Next {
    let args: Vec<String> = args.iter().map(|arg| text::quoted(arg)).collect();
    Next::auraops(args.join(" ")).because(format!("again; who has it: {}", busy.shown_by()))
}

/// Says at once, before there is an answer, what is waited for.
pub fn narrate(what: &str) {
    let mut err = AutoStream::auto(io::stderr().lock());
    // Where nobody can be told, it is waited all the same.
    drop(writeln!(err, "{}: {}", text::styled(text::NOTE, "note"), text::Plain(what)));
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;
    use crate::sys::lock::{Limits, Wanted};

    #[test]
    fn what_somebody_else_has_is_a_no_that_can_be_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ship.lock");
        let wanted = || {
            let file = File::options().create(true).write(true).truncate(false).open(&path).unwrap();
            Wanted { file, path: &path, resource: "ship", who: "SENSOR" }
        };
        let _held = wanted().take().unwrap().unwrap();
        let limits = Limits { silence: Duration::ZERO, most: Duration::ZERO };
        let busy = wanted().wait(limits, |_| {}).unwrap().unwrap_err();
        let ui = Ui { format: Format::Human, color: ColorChoice::Never };
        assert_eq!(ui.busy(&busy, &[]), Exit::No);
        let next = again(&busy, &["ship".to_owned(), "-m".to_owned(), "feat: a\nb".to_owned()]).to_string();
        assert!(next.starts_with(r"auraops ship -m $'feat: a\x0ab'   # again; who has it: "), "{next}");
    }
}
