//! What an agent is reminded of before it stops: once, and never again.

use anyhow::Result;

use super::behind::behind;
use super::end_conditions::{all_pushed, clean, session_start};
use super::reply::{SessionReply, asking};
use crate::agent::{Call, Reply};
use crate::domain::asker::Asker;
use crate::domain::chat::{Presence, in_order, presence, sessions};
use crate::domain::codename::Codename;
use crate::domain::entry::Party;
use crate::git::history::Selection;
use crate::judge::history::{self, Maps};
use crate::sys::state::Store;
use crate::workspace::{Enforced, Workspace};

/// The lock and the list of the sessions that were reminded, the last of them at its end.
const REMINDED: &str = "reminded";
/// How many of them are kept.
const SESSIONS: usize = 500;

/// Reminds a session once of what it leaves undone. Where that cannot be noted down, it is not reminded: twice is the
/// beginning of for ever.
pub fn stop(workspace: &Workspace, call: &Call, again: bool) -> Result<SessionReply> {
    if let Some((enforced, _)) = asking(workspace)? {
        // What a push left waiting comes in whenever nobody's work is in the way; it is said by the next command.
        drop(behind(workspace, Some(enforced.asker())));
    }
    let (Some(session), false) = (&call.session, again) else { return Ok(Reply::Nothing.into()) };
    let store = workspace.store();
    if reminded(&store)?.contains(session) {
        return Ok(Reply::Nothing.into());
    }
    let Some((enforced, name)) = asking(workspace)? else { return Ok(Reply::Nothing.into()) };
    let undone = undone(workspace, &enforced, &name)?;
    if undone.is_empty() || !remind(&store, session)? {
        return Ok(Reply::Nothing.into());
    }
    let undone = undone.join("\n- ");
    let text = format!(
        "auraops: {name} is leaving something undone:\n- {undone}\nThis is said only once. If you are waiting for somebody, just stop."
    );
    Ok(Reply::GoOn(text).into())
}

/// What the agent has not committed, pushed or ended, each with the command for it.
fn undone(workspace: &Workspace, enforced: &Enforced, name: &Codename) -> Result<Vec<String>> {
    let map = enforced.map();
    let Some(agent) = map.agent(name.as_str()) else { return Ok(Vec::new()) };
    // Without it, what was done today is looked at, and no END is missed.
    let log = workspace.log_in_a_moment(map)?.unwrap_or_default();
    let ordered = in_order(&log.posts, map.day);
    let sessions = sessions(&ordered);
    let mine = sessions.get(&Party::Agent(name.clone()));
    let since = session_start(mine.and_then(|mine| mine.last()), map, workspace.env);
    let mut maps = Maps::new(workspace, enforced.asked_by(Asker::Nobody))?;
    let mut commits = history::day(&mut maps, Selection::Since(since.timestamp()))?;
    commits.retain(|day| day.judged.author.agent() == Some(name));
    let mut undone = Vec::new();
    let clean = clean(workspace, map, agent, None)?;
    let all_pushed = all_pushed(workspace, &commits, None)?;
    for condition in [clean, all_pushed].into_iter().filter(|condition| !condition.holds) {
        let next = condition.next.map(|hint| hint.brief()).unwrap_or_default();
        undone.push(format!("{}: {next}", condition.detail));
    }
    if presence(mine) == Presence::Live && commits.iter().any(|day| day.judged.is_work()) {
        undone.push("no END: auraops end".to_owned());
    }
    Ok(undone)
}

fn reminded(store: &Store) -> Result<Vec<String>> {
    let bytes = store.read(REMINDED)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
}

/// Notes that the session was reminded, and says whether it had not been.
fn remind(store: &Store, session: &str) -> Result<bool> {
    let _lock = store.lock(REMINDED)?;
    let mut sessions = reminded(store)?;
    let session: String = session.chars().filter(|c| !c.is_control()).collect();
    if sessions.contains(&session) {
        return Ok(false);
    }
    sessions.push(session);
    let kept = &sessions[sessions.len().saturating_sub(SESSIONS)..];
    store.replace(REMINDED, (kept.join("\n") + "\n").as_bytes())?;
    Ok(true)
}
