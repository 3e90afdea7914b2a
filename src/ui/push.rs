//! How it is said what came of a push, and what to do where it did not arrive.

use std::io::{self, Write};

use serde::Serialize;

use super::text::{BAD, Plain, count, listed, styled};
use super::verdict::{PathRow, Whose};
use super::{Answer, Exit, next, nowhere};
use crate::domain::map::Owner;
use crate::domain::next::Next;
use crate::error::Hint;
use crate::push::{Blocked, Merge, Nowhere, PushOutcome};

/// More lines of a hook's words than this bury the answer.
const MOST_LINES: usize = 40;
/// More paths than this are not worth their words.
const MOST_PATHS: usize = 8;
/// One way to ask is mostly enough.
const MOST_STEPS: usize = 3;

/// A push, ready to be shown.
#[derive(Debug, Serialize)]
#[serde(tag = "push", rename_all = "kebab-case")]
pub enum Pushing {
    Pushed {
        to: String,
        merged: Option<Merge>,
    },
    Nowhere {
        why: String,
        next: Hint,
        /// Whether there is no remote at all, and so nothing that could have arrived.
        #[serde(skip)]
        is_local: bool,
    },
    Stuck {
        why: String,
        next: Vec<Next>,
    },
}

impl Pushing {
    /// Says what came of it; `by` is whom `--agent` named.
    pub fn new(outcome: PushOutcome, by: Option<&str>) -> Pushing {
        match outcome {
            PushOutcome::Pushed { to, merged } => Pushing::Pushed { to, merged },
            PushOutcome::Nowhere(nowhere) => {
                let (why, next) = nowhere::words(&nowhere, by);
                Pushing::Nowhere { why, next, is_local: nowhere == Nowhere::NoRemote }
            }
            PushOutcome::Blocked(blocked) => {
                let (why, next) = blocked_words(blocked);
                Pushing::Stuck { why, next: next.into_iter().map(|next| next.by(by)).collect() }
            }
        }
    }

    /// An error is an answer, too, where the commit was made.
    pub fn failed(error: &anyhow::Error, by: Option<&str>) -> Pushing {
        let next = Next::auraops("ship").by(by);
        Pushing::Stuck { why: format!("{error:#}"), next: vec![next] }
    }
}

fn blocked_words(blocked: Blocked) -> (String, Vec<Next>) {
    match blocked {
        Blocked::BothChanged { from, verdicts } => {
            let rows: Vec<PathRow> = verdicts.into_iter().map(PathRow::new).collect();
            let merge = Next::run("git pull --no-rebase --no-edit")
                .because("while nobody else is committing; it stops where both changed");
            let why = format!("{from} has moved, and both sides changed {}", paths(&rows));
            (why, steps(&rows, &merge))
        }
        Blocked::Uncommitted { from, verdicts } => {
            let rows: Vec<PathRow> = verdicts.into_iter().map(PathRow::new).collect();
            let mut next = steps(&rows, &Next::auraops(r#"ship -m "…""#));
            next.push(Next::auraops("ship").because("once that is committed"));
            let why =
                format!("{from} has moved, and changes files that are uncommitted here: {}", paths(&rows));
            (why, next)
        }
        Blocked::Unwritable { from, why } => (
            format!("{from} has moved, and its files cannot be written here: {why}"),
            vec![Next::run("git status")],
        ),
        Blocked::Refused { why } => (why, vec![Next::auraops("ship").because("once that is fixed")]),
        Blocked::Moving { to, times } => {
            (format!("{to} moved {times} times while this was being pushed"), vec![Next::auraops("ship")])
        }
    }
}

/// Whom to ask about the paths of others, and what to do about one's own; each command once.
fn steps(rows: &[PathRow], own: &Next) -> Vec<Next> {
    let mut steps: Vec<Next> = Vec::new();
    for row in rows {
        let step = row.ask().unwrap_or_else(|| own.clone());
        if steps.len() < MOST_STEPS && !steps.contains(&step) {
            steps.push(step);
        }
    }
    steps
}

fn paths(rows: &[PathRow]) -> String {
    let path = |row: &PathRow| match &row.owner {
        Owner::Agent { agent, .. } => format!("{} ({agent}'s)", row.label()),
        owner => format!("{} ({})", row.label(), Whose(owner)),
    };
    listed(rows.iter().map(path), MOST_PATHS, ", ")
}

/// Another program's words, line by line; the last ones where there are many.
pub fn words(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut last = lines[lines.len().saturating_sub(MOST_LINES)..].iter();
    let first = last.next().copied().unwrap_or("no reason was given");
    // Our own hooks begin with the same word.
    let first = first.strip_prefix(label).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(first);
    writeln!(out, "{}: {}", styled(BAD, label), Plain(first))?;
    for line in last {
        writeln!(out, "  {}", Plain(line))?;
    }
    Ok(())
}

impl Answer for Pushing {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Pushing::Pushed { to, merged } => {
                if let Some(merge) = merged {
                    let (from, files) = (Plain(&merge.from), count(merge.files, "file"));
                    writeln!(out, "merged: {from}, which had moved ({files} changed here)")?;
                }
                writeln!(out, "pushed: {}", Plain(to))
            }
            Pushing::Nowhere { why, next, .. } => {
                writeln!(out, "not pushed: {why}")?;
                next::hint("", next, out)
            }
            Pushing::Stuck { why, next } => {
                words(out, "not pushed", why)?;
                next::write(next, out)
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Pushing::Pushed { .. } | Pushing::Nowhere { is_local: true, .. } => Exit::Yes,
            Pushing::Nowhere { .. } | Pushing::Stuck { .. } => Exit::No,
        }
    }
}
