//! `auraops end`: a session is over when its work is committed, verified and pushed, and the chat says so.

pub mod condition;

use std::io::{self, Write};

use anyhow::Result;
use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::AgentFlag;
use crate::domain::audit::Judged;
use crate::domain::author::Author;
use crate::domain::codename::Codename;
use crate::domain::entry::{self, Party};
use crate::domain::map::{Agent, Map};
use crate::domain::stamp;
use crate::domain::talk::{Session, in_order, sessions};
use crate::domain::verdict::Asker;
use crate::env::Env;
use crate::error::hinted;
use crate::git::commit::{Attempt, Message, Whereabouts};
use crate::git::history::Selection;
use crate::publish::{Published, Publisher};
use crate::review::history::{Maps, judged};
use crate::ui::text::{BAD, GOOD, NOTE, Plain, quoted_dir, styled};
use crate::ui::{Answer, Exit};
use crate::workspace::Workspace;
use condition::{Condition, Shown, clean, committable, has_work, pushed, verified};

/// Check commit, push and verification, then write and push the END entry
///
/// Nothing is written unless all holds. Run it again after mending: it goes on where it stopped.
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
        return Err(hinted("--no-commit needs a reason", r#"auraops end --no-commit "why""#));
    }
    let workspace = Workspace::open(env)?;
    let mut maps = Maps::new(&workspace, None)?;
    let map = maps.current();
    let agent = asking_agent(&workspace, &map, args.agent.name())?;
    let log = workspace.log(&map)?;
    let talk = in_order(&log.posts, map.day);
    let sessions = sessions(&talk);
    let session = sessions.get(&Party::Agent(agent.name.clone())).and_then(|sessions| sessions.last());
    let since = began(session, &map, env);
    let mut commits = judged(&workspace, &mut maps, Selection::Since(since.timestamp()))?;
    commits.retain(|judged| judged.by == Author::Agent(agent.name.clone()));
    let work = commits.iter().rfind(|judged| judged.is_work());
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
    if let Some(end) = session.and_then(|session| end_of(session, work)) {
        let _turn = workspace.turn()?;
        return finish(&workspace, &map, Ending { entry: Some(end), ..ending });
    }
    let by = args.agent.by(&agent.name);
    let shown = Shown { work, excuse: args.no_commit.as_deref() };
    let conditions = vec![
        clean(&workspace, &map, agent, &by)?,
        has_work(&shown, since, &by),
        pushed(&workspace, &commits, &by)?,
        verified(&workspace, agent),
        committable(&workspace, &map)?,
    ];
    if conditions.iter().any(|condition| !condition.holds) {
        return Ok(Ending { ended: false, conditions, ..ending });
    }
    // One at a time: two sessions that end at once would push over each other, and one that is ended twice at once
    // would get two ENDs.
    let _turn = workspace.turn()?;
    if let Some(end) = ended_meanwhile(&workspace, &map, agent, work)? {
        return finish(&workspace, &map, Ending { conditions, entry: Some(end), ..ending });
    }
    let line = end_line(&workspace, &map, agent, &shown)?;
    workspace.say(&map, &line)?;
    finish(&workspace, &map, Ending { conditions, entry: Some(line), written: true, ..ending })
}

/// The END that somebody wrote for this session while its conditions were looked at.
fn ended_meanwhile(
    workspace: &Workspace,
    map: &Map,
    agent: &Agent,
    work: Option<&Judged>,
) -> Result<Option<String>> {
    let log = workspace.log(map)?;
    let talk = in_order(&log.posts, map.day);
    let sessions = sessions(&talk);
    let last = sessions.get(&Party::Agent(agent.name.clone())).and_then(|sessions| sessions.last());
    Ok(last.and_then(|session| end_of(session, work)))
}

fn asking_agent<'m>(workspace: &Workspace, map: &'m Map, flag: Option<&str>) -> Result<&'m Agent> {
    let who = workspace.asker(map, flag)?;
    let name = match &who {
        Asker::Agent(name) => name,
        Asker::Operator => {
            return Err(hinted("the operator has no session to end", "auraops end --agent NAME"));
        }
        Asker::Nobody => {
            return Err(hinted("whose session ends here is not known", "auraops end --agent NAME"));
        }
    };
    map.agent(name.as_str()).ok_or_else(|| hinted(format!("no agent `{name}` in the map"), "auraops map"))
}

/// When the session began: its START, or today where the chat has none.
pub fn began(session: Option<&Session>, map: &Map, env: &Env) -> DateTime<FixedOffset> {
    let start = session.and_then(|session| session.start).map(|start| start.at);
    start.unwrap_or_else(|| map.day.day(map.day.date(env.now)).start)
}

/// The END that the session has already, unless there was work after it.
fn end_of(session: &Session, work: Option<&Judged>) -> Option<String> {
    let end = session.ends.last()?;
    let fields = end.post.entry.end()?;
    let same = match work {
        Some(work) => {
            fields.commit_oid().is_some_and(|oid| work.commit.oid.as_str().starts_with(&oid.to_lowercase()))
        }
        None => true,
    };
    let fields: Vec<String> = fields.fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    same.then(|| format!("END | {} | {} | {}", stamp::format(end.at), end.post.entry.who, fields.join(" | ")))
}

fn end_line(workspace: &Workspace, map: &Map, agent: &Agent, shown: &Shown) -> Result<String> {
    let (commit, branch) = match shown.work {
        Some(work) => (
            entry::commit_value(&work.commit.oid, &work.commit.subject),
            workspace.repo.remote_branch_with(&work.commit.oid)?,
        ),
        None => (entry::no_commit_value(shown.excuse.unwrap_or_default()), None),
    };
    let verify = if agent.verify.is_empty() { "none" } else { "ok" };
    let fields =
        [("commit", commit.as_str()), ("pushed", branch.as_deref().unwrap_or("none")), ("verify", verify)];
    Ok(entry::end(map.day.at(workspace.env.now), &Party::Agent(agent.name.clone()), &fields)?)
}

/// Commits the chat alone and pushes it, while nobody else does. What fails here can be done again: the END stands.
fn finish(workspace: &Workspace, map: &Map, ending: Ending) -> Result<Ending> {
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
        let next = format!("git -C {} status, then: auraops end", quoted_dir(&repo.root));
        return Ok(ending.without(unfinished("chat committed", &why, next)));
    }
    match repo.remote_branch_of(file)? {
        Whereabouts::NotCommitted => return Ok(ending),
        Whereabouts::Remote(branch) => return Ok(Ending { pushed: Some(branch), ..ending }),
        Whereabouts::Here => {}
    }
    let store = workspace.store();
    let publisher = Publisher { repo: &repo, store: &store, map, agent: &agent, by: "" };
    let (why, next) = match publisher.publish() {
        Ok(Published::Pushed { to, .. }) => return Ok(Ending { pushed: Some(to), ..ending }),
        Ok(Published::Nowhere { why, next }) => (why, next),
        Ok(Published::Stuck { why, next }) => (why, next.into_iter().next().unwrap_or_default()),
        Err(error) => (format!("{error:#}"), format!("git -C {} status", quoted_dir(&repo.root))),
    };
    // What a command says about itself goes no further.
    let next = format!("{}, then: auraops end", next.split("   #").next().unwrap_or_default());
    Ok(ending.without(unfinished("chat pushed", &why, next)))
}

fn unfinished(name: &'static str, why: &str, next: String) -> Condition {
    let detail = format!("the END is written, but not done: {why}");
    Condition { name, holds: false, detail, next: Some(next) }
}

impl Ending {
    /// The same, kept from being done by a condition.
    fn without(mut self, condition: Condition) -> Ending {
        self.conditions.push(condition);
        Ending { ended: false, ..self }
    }
}

impl Answer for Ending {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.ended {
            let done = if self.written { "ended" } else { "ended before" };
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
            if let Some(next) = &condition.next {
                writeln!(out, "    {}: {next}", styled(NOTE, "next"))?;
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
