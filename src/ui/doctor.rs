//! How the doctor's checks are shown: a line each, with what turns on what is missing.

use std::io::{self, Write};

use serde::Serialize;

use super::next;
use super::text::{BAD, DIM, GOOD, Plain, styled};
use crate::error::Hint;

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    pub point: Point,
    /// Which of its kind: a hook, an agent's program, a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub state: CheckState,
    pub says: String,
    /// What turns it on.
    pub next: Option<Hint>,
}

/// Where something is enforced, or what that needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    Git,
    Hooks,
    Agent,
    Kernel,
    Map,
    Identity,
    Chat,
    Remote,
    Ci,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    Ok,
    /// It could be on, and is not.
    Missing,
    /// Nothing turns it on.
    Cannot,
    /// There is nothing here that it would be for.
    Unneeded,
}

impl Check {
    pub fn ok(point: Point, says: impl Into<String>) -> Check {
        Check { point, name: None, state: CheckState::Ok, says: says.into(), next: None }
    }

    pub fn missing(point: Point, says: impl Into<String>, next: impl Into<Hint>) -> Check {
        Check { state: CheckState::Missing, next: Some(next.into()), ..Check::ok(point, says) }
    }

    pub fn cannot(point: Point, says: impl Into<String>) -> Check {
        Check { state: CheckState::Cannot, ..Check::ok(point, says) }
    }

    pub fn unneeded(point: Point, says: impl Into<String>) -> Check {
        Check { state: CheckState::Unneeded, ..Check::ok(point, says) }
    }

    /// This check as one of several of its kind.
    pub fn of(self, name: impl Into<String>) -> Check {
        Check { name: Some(name.into()), ..self }
    }
}

/// Writes the checks; what several have in common to turn them on is said once.
pub fn list(checks: &[Check], out: &mut dyn Write) -> io::Result<()> {
    for (at, check) in checks.iter().enumerate() {
        let (style, word) = match check.state {
            CheckState::Ok => (GOOD, "ok"),
            CheckState::Missing => (BAD, "missing"),
            CheckState::Cannot => (DIM, "cannot"),
            CheckState::Unneeded => (DIM, "-"),
        };
        let padding = 7 - word.len();
        let name = check.name.as_ref().map(|name| format!("{}: ", Plain(name))).unwrap_or_default();
        writeln!(out, "{}{:padding$}  {name}{}", styled(style, word), "", Plain(&check.says))?;
        let same = checks.get(at + 1).is_some_and(|after| after.next == check.next);
        if let Some(next) = check.next.as_ref().filter(|_| !same) {
            next::hint("         ", next, out)?;
        }
    }
    Ok(())
}
