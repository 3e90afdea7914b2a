//! What must hold before END, each with the command that mends it.

use anyhow::Result;
use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::verify_notice;
use crate::domain::audit::DayCommit;
use crate::domain::chat::Session;
use crate::domain::map::{Agent, Map};
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::error::Hint;
use crate::git::destination::{Destination, Nowhere};
use crate::judge::submodules;
use crate::sys::env::Env;
use crate::sys::file;
use crate::sys::process::Process;
use crate::ui::text::{Plain, count, quoted_dir, quoted_path};
use crate::ui::{nowhere, submodule};
use crate::workspace::Workspace;

/// The last words of a failed check that are worth their tokens.
const SHOWN_LINES: usize = 20;
/// As many paths as an answer is worth.
const SHOWN_PATHS: usize = 10;

/// What a session has to show for itself: its last work commit, or why there is none.
pub struct SessionWork<'a> {
    pub work: Option<&'a DayCommit>,
    pub excuse: Option<&'a str>,
}

/// Something that must hold before END.
#[derive(Debug, Serialize)]
pub struct Condition {
    pub name: &'static str,
    pub holds: bool,
    pub detail: String,
    /// The command that mends it.
    pub next: Option<Hint>,
}

/// When the session began: its START, or today where the chat has none.
pub fn session_start(session: Option<&Session>, map: &Map, env: &Env) -> DateTime<FixedOffset> {
    let start = session.and_then(|session| session.start).map(|start| start.at);
    start.unwrap_or_else(|| map.day.day(map.day.date(env.now)).start)
}

pub fn clean(workspace: &Workspace, map: &Map, agent: &Agent, by: Option<&str>) -> Result<Condition> {
    let own = |path: &RepoPath| map.owner(path).agents().contains(&&agent.name);
    let mut pending = workspace.repo.pending()?;
    pending.retain(|pending| own(&pending.path) && !pending.kind.is_submodules_own());
    let dirty: Vec<&RepoPath> = pending.iter().map(|pending| &pending.path).collect();
    let ship = if pending.iter().any(|pending| pending.kind.is_change()) {
        Next::auraops(r#"ship -m "…""#)
    } else {
        Next::auraops("ship").because("says why it stays")
    };
    let shown: Vec<String> = dirty.iter().take(SHOWN_PATHS).map(|path| quoted_path(path)).collect();
    let shown = shown.join(" ");
    Ok(Condition {
        name: "committed",
        holds: dirty.is_empty(),
        detail: match dirty.len() {
            0 => "everything it owns is committed".to_owned(),
            dirty => format!("{} not committed: {shown}", count(dirty, "path")),
        },
        next: (!dirty.is_empty()).then(|| ship.by(by).into()),
    })
}

pub fn has_work(shown: &SessionWork, since: DateTime<FixedOffset>, by: Option<&str>) -> Condition {
    let (holds, detail) = match (shown.work, shown.excuse) {
        (Some(work), _) => {
            let commit = &work.judged.commit;
            (true, format!("{} {}", commit.oid.short(), Plain(&commit.subject)))
        }
        (None, Some(excuse)) => (true, format!("none: {}", Plain(excuse))),
        (None, None) => (false, format!("no work commit since {}", since.format("%Y-%m-%d %H:%M"))),
    };
    let next = || Next::auraops(r#"end --no-commit "why""#).by(by).because("or commit the work first");
    let next = (!holds).then(next).map(Hint::from);
    Condition { name: "commit", holds, detail, next }
}

pub fn all_pushed(workspace: &Workspace, commits: &[DayCommit], by: Option<&str>) -> Result<Condition> {
    let unpushed = commits.iter().filter(|day| !day.is_pushed);
    let unpushed: Vec<&str> = unpushed.map(|day| day.judged.commit.oid.short()).collect();
    let detail = match unpushed.len() {
        0 => "nothing is left to push".to_owned(),
        some => format!("{} on no remote branch: {}", count(some, "commit"), unpushed.join(" ")),
    };
    let next = match workspace.repo.destination()? {
        _ if unpushed.is_empty() => None,
        Destination::To(_) => Some(Next::auraops("ship").by(by).into()),
        Destination::Nowhere(why) => Some(nowhere::words(&why, by).1),
    };
    Ok(Condition { name: "pushed", holds: unpushed.is_empty(), detail, next })
}

/// Whether everybody can get the submodules' commits that the session recorded; `None` where they can.
pub fn submodules(workspace: &Workspace, commits: &[DayCommit]) -> Result<Option<Condition>> {
    let Some((_, unpushed)) = submodules::unpushed(&workspace.repo, commits)?.into_iter().next() else {
        return Ok(None);
    };
    let (detail, next) = submodule::words(&unpushed, &workspace.up());
    Ok(Some(Condition { name: "submodule", holds: false, detail, next: Some(next) }))
}

/// What a remote says of commits that no remote-tracking branch has.
#[derive(Debug, Default)]
pub struct Arrival {
    /// The remote branch that has all of them.
    pub at: Option<String>,
    /// Why that could not be asked.
    pub unknown: Option<String>,
    /// Where its branch was.
    tip: Option<(String, Oid)>,
}

impl Arrival {
    /// The same of commits as they are now, without asking again.
    pub fn again(&self, workspace: &Workspace, commits: &mut [DayCommit]) -> Result<Arrival> {
        let (unknown, tip) = (self.unknown.clone(), self.tip.clone());
        let mut again = Arrival { at: None, unknown, tip };
        let unpushed: Vec<&Oid> =
            commits.iter().filter(|day| !day.is_pushed).map(|day| &day.judged.commit.oid).collect();
        let Some((name, tip)) = again.tip.as_ref().filter(|_| !unpushed.is_empty()) else { return Ok(again) };
        let left = workspace.repo.not_behind(&unpushed, tip)?;
        for day in commits.iter_mut() {
            day.is_pushed |= !left.contains(&day.judged.commit.oid);
        }
        again.at = left.is_empty().then(|| name.clone());
        Ok(again)
    }
}

/// Asks the remote once, where commits look as if they had not been pushed: not every push leaves a trace here.
pub fn arrival(workspace: &Workspace, commits: &mut [DayCommit]) -> Result<Arrival> {
    let repo = &workspace.repo;
    let Destination::To(to) = repo.destination()? else { return Ok(Arrival::default()) };
    if commits.iter().all(|day| day.is_pushed) {
        return Ok(Arrival::default());
    }
    match repo.ask_remote(&to) {
        Ok(Some(tip)) => {
            let asked = Arrival { tip: Some((to.name(), tip)), ..Arrival::default() };
            asked.again(workspace, commits)
        }
        Ok(None) => Ok(Arrival::default()),
        Err(error) => Ok(Arrival { unknown: Some(format!("{error:#}")), ..Arrival::default() }),
    }
}

/// Runs the map's `verify` commands, in order, up to the first that fails.
pub fn verify(workspace: &Workspace, agent: &Agent) -> Condition {
    // What is not noted down is only said once more.
    drop(verify_notice::remember(workspace, agent));
    for command in &agent.verify {
        let shown = verify_notice::shown(command);
        let Some((program, args)) = command.split_first() else { continue };
        let run = Process::new(program, &workspace.repo.root).elsewhere().args(args).output();
        let complaint = match run {
            Ok(output) if output.status.success() => continue,
            Ok(output) => format!("{}\n{}", String::from_utf8_lossy(&output.stdout), output.stderr),
            Err(error) => format!("{error:#}"),
        };
        let lines: Vec<&str> = complaint.lines().filter(|line| !line.trim().is_empty()).collect();
        let last: Vec<String> = lines[lines.len().saturating_sub(SHOWN_LINES)..]
            .iter()
            .map(|line| format!("\n    {}", Plain(line)))
            .collect();
        let detail = format!("`{shown}` failed{}", last.concat());
        return Condition { name: "verify", holds: false, detail, next: Some(Next::run(shown).into()) };
    }
    let detail = if agent.verify.is_empty() { "the map requires nothing" } else { "ok" };
    Condition { name: "verify", holds: true, detail: detail.to_owned(), next: None }
}

/// Whether a commit of the chat would stay where it is made, in this work tree: in the middle of something git makes none,
/// or one that goes when that is given up, and without a branch it is lost at the next checkout.
pub fn committable(workspace: &Workspace, map: &Map, by: Option<&str>) -> Result<Condition> {
    let repo = &workspace.repo;
    let root = quoted_dir(&repo.root);
    let problem = match repo.doing().hindrance() {
        _ if file::is_too_large(&repo.file(&map.chat.file)?) => {
            let advice = format!("the user has to make {} smaller", map.chat.file);
            Some((file::too_large(file::MOST).to_string(), Hint::Advice(advice)))
        }
        Some(doing) => Some((
            format!("{doing} is in progress in {root}"),
            Hint::from(Next::run(format!("git -C {root} status"))),
        )),
        None => match repo.destination()? {
            Destination::Nowhere(why @ Nowhere::NoBranch { .. }) => {
                Some((format!("no branch is checked out in {root}"), nowhere::words(&why, by).1))
            }
            Destination::To(_) | Destination::Nowhere(_) => None,
        },
    };
    let problem = match problem {
        Some(_) if repo.is_ignored(map.chat.file.as_str().unwrap_or_default())? => None,
        problem => problem,
    };
    let (detail, next) = match problem {
        Some((detail, next)) => (format!("the chat cannot be committed: {detail}"), Some(next)),
        None => ("the chat can be committed".to_owned(), None),
    };
    Ok(Condition { name: "chat", holds: next.is_none(), detail, next })
}
