//! `auraops end`: a session is over when its work is committed, verified and pushed, and the chat says so.

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use super::AgentFlag;
use crate::domain::asker::Asker;
use crate::domain::audit::DayCommit;
use crate::domain::chat::{Session, in_order, sessions};
use crate::domain::codename::Codename;
use crate::domain::entry::{self, Party};
use crate::domain::map::{Agent, Map};
use crate::domain::next::Next;
use crate::domain::timestamp;
use crate::error::{Hint, hinted};
use crate::git::Repo;
use crate::git::commit::{Attempt, Message, Whereabouts};
use crate::git::history::Selection;
use crate::judge::history::{self, Maps};
use crate::push::Pusher;
use crate::session::end_conditions::{
    Condition, SessionWork, all_pushed, clean, committable, has_work, session_start, verify,
};
use crate::sys::env::Env;
use crate::ui::push::Pushing;
use crate::ui::text::{BAD, GOOD, Plain, quoted_dir, styled};
use crate::ui::{Answer, Exit, next};
use crate::workspace::{Enforced, Workspace};

/// Check commit, push and verification, then write and push the END entry
///
/// Nothing is written unless every check passes. Fix what failed and run it again: it goes on where it stopped.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  auraops end --agent SENSOR
  auraops end --agent SENSOR --no-commit \"only answered questions\"")]
pub struct Args {
    #[command(flatten)]
    agent: AgentFlag,
    /// End without a work commit, and say why
    #[arg(long, value_name = "REASON")]
    no_commit: Option<String>,
}

/// How the session ended, or what keeps it from ending.
#[derive(Debug, Serialize)]
pub struct Ending {
    agent: Codename,
    ended: bool,
    conditions: Vec<Condition>,
    /// The END line; `null` while a condition fails.
    entry: Option<String>,
    /// Whether this run wrote it.
    written: bool,
    /// The remote branch that has the chat with the END.
    pushed: Option<String>,
    #[serde(skip)]
    notes: Vec<String>,
}

pub fn run(args: &Args, env: &Env) -> Result<Ending> {
    if args.no_commit.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        let end = Next::auraops(r#"end --no-commit "why""#).by(args.agent.name());
        return Err(hinted("--no-commit needs a reason", end));
    }
    let workspace = Workspace::open(env)?;
    let enforced = workspace.enforced(args.agent.name())?;
    let map = enforced.map();
    let agent = asking_agent(&enforced)?;
    let log = workspace.log(map)?;
    let talk = in_order(&log.posts, map.day);
    let sessions = sessions(&talk);
    let session = sessions.get(&Party::Agent(agent.name.clone())).and_then(|sessions| sessions.last());
    let since = session_start(session, map, env);
    let mut maps = Maps::new(&workspace, enforced.asked_by(Asker::Nobody))?;
    let mut commits = history::day(&mut maps, Selection::Since(since.timestamp()))?;
    commits.retain(|day| day.judged.author.agent() == Some(&agent.name));
    let work = commits.iter().rfind(|day| day.judged.is_work());
    let notes = std::mem::take(&mut maps.notes);
    let ending = Ending {
        agent: agent.name.clone(),
        ended: true,
        conditions: Vec::new(),
        entry: None,
        written: false,
        pushed: None,
        notes,
    };
    let by = args.agent.by(&agent.name);
    let by = by.as_deref();
    if let Some(end) = session.and_then(|session| end_of(session, work)) {
        let _turn = workspace.turn()?;
        return finish(&workspace, &enforced, Ending { entry: Some(end), ..ending }, by);
    }
    let evidence = SessionWork { work, excuse: args.no_commit.as_deref() };
    let conditions = vec![
        clean(&workspace, map, agent, by)?,
        has_work(&evidence, since, by),
        all_pushed(&workspace, &commits, by)?,
        verify(&workspace, agent),
        committable(&workspace, map)?,
    ];
    let fails = conditions.iter().any(|condition| !condition.holds);
    // The same session may have been ended meanwhile: its own END is then what is not pushed yet.
    if fails && ended_meanwhile(&workspace, map, agent, work)?.is_none() {
        return Ok(Ending { ended: false, conditions, ..ending });
    }
    // One at a time: two sessions that end at once would push over each other, and one that is ended twice at once
    // would get two ENDs.
    let _turn = workspace.turn()?;
    match ended_meanwhile(&workspace, map, agent, work)? {
        Some(end) => return finish(&workspace, &enforced, Ending { entry: Some(end), ..ending }, by),
        None if fails => return Ok(Ending { ended: false, conditions, ..ending }),
        None => {}
    }
    let line = end_line(&workspace, map, agent, &evidence)?;
    workspace.say(map, &line)?;
    finish(&workspace, &enforced, Ending { conditions, entry: Some(line), written: true, ..ending }, by)
}

/// The END that somebody wrote for this session while its conditions were looked at.
fn ended_meanwhile(
    workspace: &Workspace,
    map: &Map,
    agent: &Agent,
    work: Option<&DayCommit>,
) -> Result<Option<String>> {
    let log = workspace.log(map)?;
    let talk = in_order(&log.posts, map.day);
    let sessions = sessions(&talk);
    let last = sessions.get(&Party::Agent(agent.name.clone())).and_then(|sessions| sessions.last());
    Ok(last.and_then(|session| end_of(session, work)))
}

fn asking_agent(enforced: &Enforced) -> Result<&Agent> {
    let name = match enforced.asker() {
        Asker::Agent(name) => name,
        Asker::Operator => {
            return Err(hinted(
                "the operator has no session to end",
                "say whose session ends: auraops end --agent NAME",
            ));
        }
        Asker::Nobody => {
            return Err(hinted(
                "no agent is identified here",
                "say whose session ends: auraops end --agent NAME",
            ));
        }
    };
    enforced
        .map()
        .agent(name.as_str())
        .ok_or_else(|| hinted(format!("the map has no agent `{name}`"), Next::auraops("map")))
}

/// The END that the session has already, unless there was work after it.
fn end_of(session: &Session, work: Option<&DayCommit>) -> Option<String> {
    let end = session.ends.last()?;
    let fields = end.post.entry.end()?;
    let same = match work {
        Some(work) => fields
            .commit_oid()
            .is_some_and(|oid| work.judged.commit.oid.as_str().starts_with(&oid.to_lowercase())),
        None => true,
    };
    let fields: Vec<String> = fields.fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    same.then(|| {
        format!("END | {} | {} | {}", timestamp::format(end.at), end.post.entry.who, fields.join(" | "))
    })
}

fn end_line(workspace: &Workspace, map: &Map, agent: &Agent, evidence: &SessionWork) -> Result<String> {
    let (commit, branch) = match evidence.work {
        Some(work) => (
            entry::commit_value(&work.judged.commit.oid, &work.judged.commit.subject),
            workspace.repo.remote_branch_with(&work.judged.commit.oid)?,
        ),
        None => (entry::no_commit_value(evidence.excuse.unwrap_or_default()), None),
    };
    let verify = if agent.verify.is_empty() { "none" } else { "ok" };
    let fields =
        [("commit", commit.as_str()), ("pushed", branch.as_deref().unwrap_or("none")), ("verify", verify)];
    Ok(entry::end(map.day.at(workspace.env.now), &Party::Agent(agent.name.clone()), &fields)?)
}

/// Commits the chat alone and pushes it, while nobody else does. What fails here can be done again: the END stands.
fn finish(workspace: &Workspace, enforced: &Enforced, ending: Ending, by: Option<&str>) -> Result<Ending> {
    let map = enforced.map();
    let root = workspace.chat_root()?;
    let repo = workspace.repo.sibling(root);
    let file = &map.chat.file;
    if repo.is_ignored(file.as_str().unwrap_or_default())? {
        let mut notes = ending.notes;
        notes.push(format!("git ignores {file}: the END is neither committed nor pushed"));
        return Ok(Ending { notes, ..ending });
    }
    let committable = committable(workspace, map)?;
    if !committable.holds {
        return Ok(ending.without(committable));
    }
    let agent = ending.agent.clone();
    let message = Message { agent: agent.as_str(), text: &format!("END {agent}"), is_signed: false };
    let why = match repo.commit_alone(file, message) {
        Ok(Attempt::Made(_) | Attempt::Nothing) => None,
        Ok(Attempt::Refused(why)) => Some(why),
        Err(error) => Some(format!("{error:#}")),
    };
    if let Some(why) = why {
        return Ok(ending.without(unfinished("chat committed", &why, status(&repo).into())));
    }
    match repo.remote_branch_of(file)? {
        Whereabouts::NotCommitted => return Ok(ending),
        Whereabouts::Remote(branch) => return Ok(Ending { pushed: Some(branch), ..ending }),
        Whereabouts::Here => {}
    }
    let store = workspace.store();
    let pusher = Pusher { repo: &repo, store: &store, enforced, agent: &agent };
    let (why, next) = match pusher.push().map(|outcome| Pushing::new(outcome, by)) {
        Ok(Pushing::Pushed { to, .. }) => return Ok(Ending { pushed: Some(to), ..ending }),
        Ok(Pushing::Nowhere { why, next }) => (why, next),
        Ok(Pushing::Stuck { why, next }) => {
            (why, next.into_iter().next().unwrap_or_else(|| status(&repo)).into())
        }
        Err(error) => (format!("{error:#}"), status(&repo).into()),
    };
    Ok(ending.without(unfinished("chat pushed", &why, next)))
}

fn status(repo: &Repo) -> Next {
    Next::run(format!("git -C {} status", quoted_dir(&repo.root)))
}

fn unfinished(name: &'static str, why: &str, next: Hint) -> Condition {
    let detail = format!("the END is written, but this step failed: {why}");
    Condition { name, holds: false, detail, next: Some(next.because("then: auraops end")) }
}

impl Ending {
    /// This ending, kept from being done by a condition.
    fn without(mut self, condition: Condition) -> Ending {
        self.conditions.push(condition);
        Ending { ended: false, ..self }
    }
}

impl Answer for Ending {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.ended {
            let done = if self.written { "ended" } else { "had already ended" };
            writeln!(out, "{} {}", self.agent, styled(GOOD, done))?;
            if let Some(entry) = &self.entry {
                writeln!(out, "{}", Plain(entry))?;
            }
            return match &self.pushed {
                Some(branch) => writeln!(out, "chat pushed: {}", Plain(branch)),
                None => Ok(()),
            };
        }
        writeln!(out, "{}: {} cannot end yet", styled(BAD, "no"), self.agent)?;
        for condition in self.conditions.iter().filter(|condition| !condition.holds) {
            writeln!(out, "  {}: {}", condition.name, condition.detail)?;
            if let Some(hint) = &condition.next {
                next::hint("    ", hint, out)?;
            }
        }
        Ok(())
    }

    fn exit(&self) -> Exit {
        if self.ended { Exit::Yes } else { Exit::No }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
