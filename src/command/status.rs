//! `auraops status`: the start of the day. Who is at work, what was done last, what lies about, what is asked for.

use std::collections::HashMap;
use std::io::{self, Write};

use anyhow::Result;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::chat::Log;
use crate::domain::asker::Asker;
use crate::domain::author::Author;
use crate::domain::chat::{Presence, Session, asked_of, in_order, open_requests, presence, sessions};
use crate::domain::codename::{Codename, OPERATOR};
use crate::domain::commit::Commit;
use crate::domain::entry::Party;
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::git::history::Selection;
use crate::hook::switched_off;
use crate::judge::work_trees::work_trees;
use crate::session::behind::behind;
use crate::session::map_change::{self, Current};
use crate::sys::env::Env;
use crate::ui::chat::{Message, mark, messages_of};
use crate::ui::status::{AgentStatus, LastCommit, UncommittedPath, brief, list, names};
use crate::ui::text::{Plain, count, quoted, styled};
use crate::ui::when::ago;
use crate::ui::{Answer, missing, next, text};
use crate::workspace::Workspace;

/// How many commits are looked through for everybody's last one.
const COMMITS: usize = 500;
/// How many open requests are listed for a person; `--json` has all.
const REQUESTS: usize = 20;

/// Show where every codename stands: the start of the day
///
/// Reads the map of the work tree, the chat, all branches and all worktrees. Changes nothing, but that it brings in what a
/// push from here left waiting.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops status
  auraops status --json | jq -r '.agents[] | select(.presence == \"live\").agent'")]
pub struct Args {}

/// Where everybody stands.
#[derive(Debug, Serialize)]
pub struct Status {
    date: NaiveDate,
    /// In the order of the map.
    agents: Vec<AgentStatus>,
    /// How many of them are live.
    live: usize,
    /// Those that nobody has answered, oldest first.
    requests: Vec<Message>,
    /// What is uncommitted and no agent's own: shared or unowned. The chat mostly is, and does not count.
    others: Vec<UncommittedPath>,
    /// What to do now, a command each.
    next: Vec<Next>,
    #[serde(skip)]
    now: DateTime<FixedOffset>,
    notes: Vec<String>,
}

pub fn run(_: &Args, env: &Env) -> Result<Status> {
    let workspace = Workspace::open(env)?;
    let map = workspace.shown_map()?;
    let log = workspace.log(&map)?;
    let mut missing = workspace.missing_chat(&map)?;
    missing.extend(workspace.missing_map()?);
    let mut notes = notes(&workspace, &map, &log);
    notes.extend(missing.iter().map(missing::shown));
    notes.extend(behind(&workspace, workspace.asker(&map, None).ok().as_ref())?);
    notes.extend(switched_off::note(&workspace));
    let (now, ordered) = (map.day.at(env.now), in_order(&log.posts, map.day));
    let everyones = sessions(&ordered);
    let commits = workspace.repo.commits(Selection::Recent(COMMITS))?;
    let left = uncommitted(&workspace, &mut notes)?;
    let (owned, mut others): (Vec<UncommittedPath>, Vec<UncommittedPath>) =
        left.into_iter().partition(|left| !map.owner(&left.path).agents().is_empty());
    others.retain(|left| !map.chat.is_file(&left.path));
    let mut last = last_commits(&map, &commits);
    let current = Current::new(&workspace)?;
    let remap = |name: &Codename| match &current {
        Some(current) => current.since(name, everyones.get(&Party::Agent(name.clone()))),
        None => Ok(None),
    };
    let ends = everyones.values().filter_map(|sessions| Some(sessions.last()?.ends.last()?.post));
    let by_hand = workspace.by_hand(&map, ends)?;
    let mut status = |name: &Codename| {
        let sessions = everyones.get(&Party::Agent(name.clone()));
        let (presence, since, ended) = session(sessions, now.date_naive());
        let end = sessions.and_then(|sessions| sessions.last()?.ends.last());
        let is_theirs = |left: &&UncommittedPath| map.owner(&left.path).agents().contains(&name);
        Ok(AgentStatus {
            agent: name.clone(),
            presence,
            since,
            map_changed: remap(name)?,
            ended,
            ended_by_hand: end.is_some_and(|end| by_hand.contains(&end.post.entry.id)),
            last_commit: last.remove(name),
            uncommitted: owned.iter().filter(is_theirs).cloned().collect(),
        })
    };
    let agents = map.agents.iter().map(|agent| status(&agent.name)).collect::<Result<Vec<AgentStatus>>>()?;
    notes.extend(agents.iter().filter_map(|status| status.map_changed.as_ref()).map(map_change::note));
    let open = open_requests(&ordered);
    let mut requests = messages_of(&map, &ordered, &open, &open);
    mark(&mut requests, &workspace.operator_marks(&map, open.iter().copied())?);
    let who = workspace.asker(&map, None);
    let is_agent = matches!(who, Ok(Asker::Agent(_)));
    let (asked, by) = match who {
        Ok(Asker::Agent(name)) => (asked_of(&open, &Party::Agent(name)).pop(), None),
        Ok(Asker::Operator) => (asked_of(&open, &Party::Operator).pop(), None),
        // A session that lost its name must not be led to answer for an agent: only what is asked of a person.
        Ok(Asker::Nobody) | Err(_) => (asked_of(&open, &Party::Operator).pop(), Some(OPERATOR)),
    };
    let asked = asked.map(|post| (post.entry.id, by));
    let mut next = commands(&agents, asked, &requests, is_agent);
    next.extend(missing.iter().map(missing::restore));
    Ok(Status {
        date: now.date_naive(),
        live: agents.iter().filter(|status| status.presence == Presence::Live).count(),
        next,
        agents,
        requests,
        others,
        now,
        notes,
    })
}

/// Whether an agent is at work on a day, since when, or when it last ended.
fn session(
    sessions: Option<&Vec<Session>>,
    today: NaiveDate,
) -> (Presence, Option<DateTime<FixedOffset>>, Option<DateTime<FixedOffset>>) {
    let last = sessions.and_then(|sessions| sessions.last());
    let since = last.and_then(|session| session.start).map(|start| start.at);
    let ended = last.and_then(|session| session.ends.last()).map(|end| end.at);
    match presence(sessions) {
        Presence::Live => (Presence::Live, since, None),
        Presence::Ended if ended.is_some_and(|end| end.date_naive() == today) => {
            (Presence::Ended, None, ended)
        }
        Presence::Ended | Presence::NotStarted => (Presence::NotStarted, None, ended),
    }
}

/// Everyone's newest work commit, from commits that are newest first: by trailer, else by what it touched.
fn last_commits(map: &Map, commits: &[Commit]) -> HashMap<Codename, LastCommit> {
    let mut last = HashMap::new();
    for commit in commits {
        if let Some(name) = Author::of_work(map, commit)
            && let Some(time) = DateTime::from_timestamp(commit.time, 0)
        {
            last.entry(name).or_insert_with(|| LastCommit {
                oid: commit.oid.to_string(),
                time: map.day.at(time.fixed_offset()),
                subject: commit.subject.clone(),
            });
        }
    }
    last
}

/// What is uncommitted in any work tree.
fn uncommitted(workspace: &Workspace, notes: &mut Vec<String>) -> Result<Vec<UncommittedPath>> {
    let mut left = Vec::new();
    for tree in work_trees(workspace)? {
        let name = tree.root().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let worktree = (!tree.is_main).then_some(&name);
        match tree.pending() {
            Ok(pending) => left.extend(
                pending
                    .into_iter()
                    .map(|one| UncommittedPath { path: one.path, worktree: worktree.cloned() }),
            ),
            Err(error) => notes.push(format!("cannot read the work tree `{}`: {error:#}", Plain(&name))),
        }
    }
    Ok(left)
}

/// That another map is enforced, and that lines of the chat cannot be read.
fn notes(workspace: &Workspace, map: &Map, log: &Log) -> Vec<String> {
    let mut notes = Vec::new();
    match workspace.enforced_map(None) {
        Ok(enforced) if *enforced.map() != *map => notes.push(
            "this is the map of the work tree; HEAD's differs, and is enforced until this one is committed"
                .to_owned(),
        ),
        Ok(_) => {}
        Err(error) => notes.push(format!("the map of HEAD, which is enforced, cannot be read: {error}")),
    }
    if let Some(first) = log.unreadable.first() {
        notes.push(format!(
            "{} of the chat cannot be read; the first is {}:{}: {}",
            count(log.unreadable.len(), "line"),
            first.file,
            first.line,
            Plain(&first.reason)
        ));
    }
    notes
}

/// Answering the request that is the asker's to answer, and starting whoever is missing.
fn commands(
    agents: &[AgentStatus],
    asked: Option<(Id, Option<&str>)>,
    requests: &[Message],
    is_agent: bool,
) -> Vec<Next> {
    let request = asked.and_then(|(id, by)| {
        let request = requests.iter().find(|request| request.id() == id)?;
        Some(request.answer().by(by))
    });
    // One agent does not start another.
    let missing = agents.iter().find(|status| status.presence == Presence::NotStarted && !is_agent);
    let launch = missing.map(|status| Next::auraops(format!("launch {}", quoted(status.agent.as_str()))));
    request.into_iter().chain(launch).collect()
}

impl Status {
    /// Whether all codenames are active, and who is not.
    fn summary(&self) -> String {
        let of = |presence: Presence| {
            let those = self.agents.iter().filter(|status| status.presence == presence);
            those.map(|status| status.agent.as_str()).collect::<Vec<_>>().join(", ")
        };
        let total = self.agents.len();
        let live = match self.live {
            live if live == total => format!("all {total} codenames are live"),
            live => format!("{live} of {total} codenames are live"),
        };
        let others = [("ended", of(Presence::Ended)), ("not started", of(Presence::NotStarted))];
        let others = others.into_iter().filter(|(_, names)| !names.is_empty());
        let parts = others.map(|(said, names)| format!("{said}: {names}"));
        std::iter::once(live).chain(parts).collect::<Vec<_>>().join("; ")
    }

    fn requests(&self, out: &mut dyn Write) -> io::Result<()> {
        let hidden = self.requests.len().saturating_sub(REQUESTS);
        if hidden > 0 {
            writeln!(out, "{} requests are open; the newest:", self.requests.len())?;
        }
        for request in &self.requests[hidden..] {
            let (id, parties) = (styled(text::BOLD, request.id()), request.parties(None));
            writeln!(
                out,
                "{id}  open request {parties}, {}: {}",
                ago(self.now - request.at),
                brief(&request.text())
            )?;
        }
        Ok(())
    }
}

impl Answer for Status {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        list(out, &self.agents, self.now)?;
        if !self.others.is_empty() {
            writeln!(out, "{} uncommitted that no agent owns: {}", self.others.len(), names(&self.others))?;
        }
        self.requests(out)?;
        writeln!(out, "{}", self.summary())?;
        next::write(&self.next, out)
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
