//! How it is said where an agent stands: at work or not, its last commit, what it left uncommitted.

use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::text::{BOLD, GOOD, Plain, cut, listed, said_path, styled};
use super::when::{ago, clock};
use crate::domain::chat::Presence;
use crate::domain::codename::Codename;
use crate::domain::path::RepoPath;
use crate::domain::remap::Remap;

/// How many paths of a list are named.
const NAMED: usize = 3;
/// How much of a subject or a note is repeated.
const CUT: usize = 60;

/// Where one agent stands.
#[derive(Debug, Serialize)]
pub struct AgentStatus {
    pub agent: Codename,
    /// Of the day: who ended on another day has not started.
    pub presence: Presence,
    /// The START of the session that is live.
    pub since: Option<DateTime<FixedOffset>>,
    /// The map changed since that START.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map_changed: Option<Remap>,
    /// The last END, where no session is live.
    pub ended: Option<DateTime<FixedOffset>>,
    /// That END was written by hand, and nothing proves whose it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub ended_by_hand: bool,
    /// The newest work commit on any branch.
    pub last_commit: Option<LastCommit>,
    pub uncommitted: Vec<UncommittedPath>,
}

/// A commit, as far as a line can tell.
#[derive(Debug, Serialize)]
pub struct LastCommit {
    pub oid: String,
    pub time: DateTime<FixedOffset>,
    pub subject: String,
}

/// A path that is not committed.
#[derive(Debug, Clone, Serialize)]
pub struct UncommittedPath {
    pub path: RepoPath,
    /// The name of the linked worktree; `null` in the main checkout.
    pub worktree: Option<String>,
}

impl AgentStatus {
    /// `live since 09:00`, with the date unless it is today's.
    fn presence(&self, now: DateTime<FixedOffset>) -> String {
        let at = |at: Option<_>| at.map(|at| clock(at, now.date_naive())).unwrap_or_default();
        let by_hand = if self.ended_by_hand { " (by hand)" } else { "" };
        match (self.presence, self.ended) {
            (Presence::Live, _) => format!("live since {}", at(self.since)),
            (Presence::Ended, ended) => format!("ended {}{by_hand}", at(ended)),
            (Presence::NotStarted, None) => "not started".to_owned(),
            (Presence::NotStarted, ended) => format!("not started, ended {}{by_hand}", at(ended)),
        }
    }

    fn commit(&self, now: DateTime<FixedOffset>) -> String {
        let Some(LastCommit { oid, time, subject }) = &self.last_commit else {
            return "no commit".to_owned();
        };
        format!("{} {} {}", &oid[..7.min(oid.len())], ago(now - *time), brief(subject))
    }
}

/// Writes where everybody stands, one a line, in columns.
pub fn list(out: &mut dyn Write, statuses: &[AgentStatus], now: DateTime<FixedOffset>) -> io::Result<()> {
    let columns = |status: &AgentStatus| [status.agent.to_string(), status.presence(now), status.commit(now)];
    let rows: Vec<[String; 3]> = statuses.iter().map(columns).collect();
    let widths = [0, 1, 2].map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0));
    for (status, [agent, presence, commit]) in statuses.iter().zip(rows) {
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let (agent_pad, presence_pad) = (pad(&agent, widths[0]), pad(&presence, widths[1]));
        write!(out, "{}{agent_pad}  ", styled(BOLD, &agent))?;
        match status.presence {
            Presence::Live => write!(out, "{}{presence_pad}  {commit}", styled(GOOD, &presence))?,
            Presence::Ended | Presence::NotStarted => write!(out, "{presence}{presence_pad}  {commit}")?,
        }
        match status.uncommitted.len() {
            0 => writeln!(out)?,
            count => {
                let padding = pad(&commit, widths[2]);
                writeln!(out, "{padding}  {count} uncommitted: {}", names(&status.uncommitted))?;
            }
        }
    }
    Ok(())
}

/// The first few paths, and how many more there are.
pub fn names(left: &[UncommittedPath]) -> String {
    let name = |left: &UncommittedPath| match &left.worktree {
        Some(worktree) => format!("{} (in {})", said_path(&left.path), Plain(worktree)),
        None => said_path(&left.path),
    };
    listed(left.iter().map(name), NAMED, ", ")
}

/// The beginning of a text from outside.
pub fn brief(text: &str) -> String {
    Plain(&cut(text, CUT)).to_string()
}
