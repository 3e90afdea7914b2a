//! `auraops end`: a session is over when its work is committed, verified and pushed, and the chat says so.

use std::io::{self, Write};

use anyhow::Result;
use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::AgentFlag;
use crate::domain::asker::Asker;
use crate::domain::audit::DayCommit;
use crate::domain::chat::{Timed, in_order, sessions};
use crate::domain::codename::Codename;
use crate::domain::entry::{self, Party};
use crate::domain::map::Agent;
use crate::domain::next::Next;
use crate::domain::timestamp;
use crate::error::{Hint, hinted};
use crate::git::history::Selection;
use crate::judge::along::Along;
use crate::judge::history::{self, Maps};
use crate::session::behind::behind;
use crate::session::end_conditions::{
    Arrival, Condition, SessionWork, all_pushed, arrival, clean, committable, has_work, session_start,
    submodules, verify,
};
use crate::session::end_record::EndRecord;
use crate::sys::env::Env;
use crate::ui::text::{BAD, GOOD, Plain, styled};
use crate::ui::{Answer, Exit, along, next};
use crate::workspace::{Enforced, Turn, Workspace};

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
    /// The commits of others that were pushed with it.
    along: Vec<Along>,
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
    let agent = asking_agent(&enforced)?;
    let by = args.agent.by(&agent.name);
    let excuse = args.no_commit.as_deref();
    End { workspace: &workspace, enforced: &enforced, agent, excuse, by: by.as_deref() }.run()
}

/// A session that is to end.
struct End<'a> {
    workspace: &'a Workspace<'a>,
    enforced: &'a Enforced,
    agent: &'a Agent,
    excuse: Option<&'a str>,
    by: Option<&'a str>,
}

/// The session as it is at one instant.
struct Look {
    since: DateTime<FixedOffset>,
    /// Its commits, oldest first.
    commits: Vec<DayCommit>,
    /// The END that it has already.
    end: Option<String>,
    /// What the remote was asked.
    arrival: Arrival,
    /// Whether everybody can get the submodules' commits that it recorded.
    has_published_submodules: bool,
    notes: Vec<String>,
}

impl Look {
    fn has_commits_of(&self, other: &Look) -> bool {
        let commits =
            |look: &Look| look.commits.iter().map(|day| day.judged.commit.oid.clone()).collect::<Vec<_>>();
        commits(self) == commits(other)
    }

    fn work(&self) -> Option<&DayCommit> {
        self.commits.iter().rfind(|day| day.judged.is_work())
    }
}

impl End<'_> {
    fn run(&self) -> Result<Ending> {
        let behind = behind(self.workspace, Some(self.enforced.asker()))?;
        let mut look = self.look()?;
        look.notes.extend(behind);
        let ending = Ending::new(&self.agent.name, std::mem::take(&mut look.notes));
        if let Some(end) = look.end {
            let turn = self.workspace.turn()?;
            return self.finish(Ending { entry: Some(end), ..ending }, &turn);
        }
        let mut conditions = self.conditions(&mut look, None)?;
        let looked = conditions.len();
        conditions.push(verify(self.workspace, self.agent));
        conditions.push(committable(self.workspace, self.enforced.map(), self.by)?);
        let fails = conditions.iter().any(|condition| !condition.holds);
        // The same session may have been ended meanwhile: its own END is then what is not pushed yet.
        if fails && self.look()?.end.is_none() {
            return Ok(Ending { ended: false, conditions, ..ending });
        }
        // One at a time: two sessions that end at once would push over each other, and one that is ended twice at once
        // would get two ENDs.
        let turn = self.workspace.turn()?;
        let (before, mut look) = (look, self.look()?);
        if let Some(end) = look.end {
            return self.finish(Ending { entry: Some(end), ..ending }, &turn);
        }
        // `verify` takes its time and may leave files behind; meanwhile the session may have committed.
        let again = self.conditions(&mut look, Some(&before))?;
        if fails || again.iter().any(|condition| !condition.holds) {
            conditions.splice(..looked, again);
            return Ok(Ending { ended: false, conditions, ..ending });
        }
        let line = self.end_line(&look)?;
        self.workspace.say(self.enforced.map(), &line)?;
        self.finish(Ending { conditions, entry: Some(line), written: true, ..ending }, &turn)
    }

    fn look(&self) -> Result<Look> {
        let map = self.enforced.map();
        let log = self.workspace.log(map)?;
        let talk = in_order(&log.posts, map.day);
        let sessions = sessions(&talk);
        let session =
            sessions.get(&Party::Agent(self.agent.name.clone())).and_then(|sessions| sessions.last());
        let since = session_start(session, map, self.workspace.env);
        let mut maps = Maps::new(self.workspace, self.enforced.asked_by(Asker::Nobody))?;
        let mut commits = history::day(&mut maps, Selection::Since(since.timestamp()))?;
        commits.retain(|day| day.judged.author.agent() == Some(&self.agent.name));
        let work = commits.iter().rfind(|day| day.judged.is_work());
        // One that somebody else wrote by hand keeps nobody from ending.
        let ends = session.map_or(&[][..], |session| &session.ends);
        let by_hand = self.workspace.by_hand(map, ends.iter().map(|end| end.post))?;
        let end =
            ends.iter().rfind(|end| !by_hand.contains(&end.post.entry.id)).and_then(|end| end_of(*end, work));
        let notes = std::mem::take(&mut maps.notes);
        Ok(Look { since, end, commits, arrival: Arrival::default(), has_published_submodules: false, notes })
    }

    /// What can change while others work. No remote is asked again: others wait for their turn meanwhile.
    fn conditions(&self, look: &mut Look, before: Option<&Look>) -> Result<Vec<Condition>> {
        look.arrival = match before {
            Some(before) => before.arrival.again(self.workspace, &mut look.commits)?,
            None => arrival(self.workspace, &mut look.commits)?,
        };
        let mut pushed = all_pushed(self.workspace, &look.commits, self.by)?;
        if let Some(why) = &look.arrival.unknown {
            pushed.detail = format!("{} ({})", pushed.detail, Plain(why));
            pushed.next = pushed.next.map(|next| next.because("once the remote answers"));
        }
        let evidence = SessionWork { work: look.work(), excuse: self.excuse };
        let mut conditions = vec![
            clean(self.workspace, self.enforced.map(), self.agent, self.by)?,
            has_work(&evidence, look.since, self.by),
            pushed,
        ];
        if !before.is_some_and(|before| before.has_published_submodules && before.has_commits_of(look)) {
            let submodules = submodules(self.workspace, &look.commits)?;
            look.has_published_submodules = submodules.is_none();
            conditions.extend(submodules);
        }
        Ok(conditions)
    }

    fn end_line(&self, look: &Look) -> Result<String> {
        let (commit, branch) = match look.work() {
            Some(work) => {
                let commit = &work.judged.commit;
                let known = self.workspace.remote_branch_with(&commit.oid)?;
                (entry::commit_value(&commit.oid, &commit.subject), known.or_else(|| look.arrival.at.clone()))
            }
            None => (entry::no_commit_value(self.excuse.unwrap_or_default()), None),
        };
        let verify = if self.agent.verify.is_empty() { "none" } else { "ok" };
        let branch = branch.map(|branch| entry::branch_value(&branch));
        let fields = [
            ("commit", commit.as_str()),
            ("pushed", branch.as_deref().unwrap_or("none")),
            ("verify", verify),
        ];
        // When it is written, not when this began.
        let now = self.enforced.map().day.at(self.workspace.env.clock());
        Ok(entry::end(now, &Party::Agent(self.agent.name.clone()), &fields)?)
    }

    /// What fails here can be done again: the END stands.
    fn finish(&self, mut ending: Ending, turn: &Turn) -> Result<Ending> {
        let End { workspace, enforced, by, .. } = *self;
        let record = EndRecord { workspace, enforced, agent: &self.agent.name, by, turn };
        let sent = record.send(ending.entry.as_deref().unwrap_or_default())?;
        ending.notes.extend(sent.note);
        ending.ended = sent.failed.is_none();
        ending.conditions.extend(sent.failed);
        Ok(Ending { pushed: sent.to, along: sent.along, ..ending })
    }
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
fn end_of(end: Timed, work: Option<&DayCommit>) -> Option<String> {
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

impl Ending {
    fn new(agent: &Codename, notes: Vec<String>) -> Ending {
        let (conditions, along) = (Vec::new(), Vec::new());
        let (agent, entry, pushed) = (agent.clone(), None, None);
        Ending { agent, ended: true, conditions, entry, written: false, pushed, along, notes }
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
            if let Some(branch) = &self.pushed {
                writeln!(out, "chat pushed: {}", Plain(branch))?;
            }
            return self.along.first().map_or(Ok(()), |_| writeln!(out, "{}", along::line(&self.along)));
        }
        writeln!(out, "{}: {} cannot end yet", styled(BAD, "no"), self.agent)?;
        let mut said: Option<&Hint> = None;
        for condition in self.conditions.iter().filter(|condition| !condition.holds) {
            writeln!(out, "  {}: {}", condition.name, condition.detail)?;
            // One command may mend two.
            if let Some(hint) = condition.next.as_ref().filter(|hint| said != Some(hint)) {
                next::hint("    ", hint, out)?;
                said = Some(hint);
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
