//! How it is said what came of a push, and what to do where it did not arrive.

use std::io::{self, Write};

use serde::Serialize;

use super::text::{BAD, Plain, count, listed, quoted, styled};
use super::verdict::{PathRow, Whose};
use super::{Answer, Exit, next, nowhere};
use crate::domain::map::Owner;
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::error::Hint;
use crate::push::forward::{Hindrance, Waiting};
use crate::push::{Blocked, Merge, Nowhere, PushOutcome, Pushed};

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
        /// What the checkout does not have yet, a line each.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<String>,
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
            PushOutcome::Pushed(pushed) => {
                let notes = notes(&pushed);
                Pushing::Pushed { to: pushed.to, merged: pushed.merged, notes }
            }
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

/// What is worth saying beside where it went: what went alone, what this checkout waits for.
fn notes(pushed: &Pushed) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(apart) = &pushed.apart {
        let rows: Vec<PathRow> = apart.verdicts.iter().cloned().map(PathRow::new).collect();
        notes.push(format!(
            "your own commits alone: {} has moved, and others' commits here collide with it in {}",
            pushed.to,
            paths(&rows)
        ));
    }
    notes.extend(pushed.waiting.as_ref().map(waiting));
    if !pushed.left.is_empty() {
        let paths = listed(pushed.left.iter().map(ToString::to_string), MOST_PATHS, ", ");
        notes.push(format!("left as they are here, for git is told not to look at them: {paths}"));
    }
    notes
}

/// In one line, what a checkout does not have yet and why.
pub fn waiting(waiting: &Waiting) -> String {
    let what = format!("not brought in yet: {} of {}", count(waiting.files, "file"), waiting.from);
    let why = match &waiting.why {
        Hindrance::Work(paths) => {
            let paths = listed(paths.iter().map(ToString::to_string), MOST_PATHS, ", ");
            format!("{paths} here would be overwritten")
        }
        Hindrance::Unwritable(why) => format!("they cannot be written here: {why}"),
        Hindrance::Moving => "somebody was committing here".to_owned(),
        Hindrance::Busy => "somebody else had this checkout all the time".to_owned(),
    };
    format!("{what}; {why}. The next command tries again")
}

fn blocked_words(blocked: Blocked) -> (String, Vec<Next>) {
    match blocked {
        Blocked::BothChanged { from, verdicts } => {
            let rows: Vec<PathRow> = verdicts.into_iter().map(PathRow::new).collect();
            let why = format!("{from} has moved, and both sides changed {}", paths(&rows));
            (why, steps(&rows, &Next::auraops("ship")))
        }
        Blocked::ToResolve { from, paths } => {
            let diff = Next::run(format!("git diff -- {}", pathspecs(&paths)));
            let paths = listed(paths.iter().map(ToString::to_string), MOST_PATHS, ", ");
            let why = format!(
                "{from} has moved, and both sides changed {paths}: conflict markers show both where they collide"
            );
            (why, vec![diff.because("make of both what it should be, then: auraops ship -m \"merge: …\"")])
        }
        Blocked::Rewritten { from } => (
            format!(
                "{from} was rewritten: it lacks commits that this branch is built on, and only the user can say which count"
            ),
            vec![Next::auraops(format!(
                r#"msg "{from} was rewritten: which history counts?" --to user --type request"#
            ))],
        ),
        Blocked::Refused { why } => (why, vec![Next::auraops("ship").because("once that is fixed")]),
        Blocked::Moving { to, times } => {
            (format!("{to} moved {times} times while this was being pushed"), vec![Next::auraops("ship")])
        }
    }
}

/// Paths from the top of the work tree, as git takes them in any directory; as many as are shown.
fn pathspecs(paths: &[RepoPath]) -> String {
    let words = paths.iter().take(MOST_PATHS).filter_map(RepoPath::as_str);
    words.map(|path| quoted(&format!(":/{path}"))).collect::<Vec<_>>().join(" ")
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
            Pushing::Pushed { to, merged, notes } => {
                if let Some(merge) = merged {
                    let (from, files) = (Plain(&merge.from), count(merge.files, "file"));
                    writeln!(out, "merged: {from}, which had moved ({files} changed here)")?;
                }
                writeln!(out, "pushed: {}", Plain(to))?;
                notes.iter().try_for_each(|note| writeln!(out, "{}", Plain(note)))
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
