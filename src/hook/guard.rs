//! How every hook of git asks: closed for agents, open for people, and no question where there is no map.

use anyhow::Result;

use super::decision::Decision;
use crate::domain::asker::Asker;
use crate::domain::next::Next;
use crate::error::causes;
use crate::sys::env::Env;
use crate::workspace::identity::{self, is_agent};
use crate::workspace::{Enforced, Workspace};

/// Asks a hook's question. Without an answer an agent's commit, or whatever `deed` it is, stops; a person is told, and
/// goes on.
pub fn ask(
    env: &Env,
    deed: &str,
    question: impl FnOnce(&Workspace, &Enforced) -> Result<Decision>,
) -> Result<Decision> {
    // Hooks outlive the map: on a branch that has none there are no rules.
    ask_or(env, deed, |_| Ok(None), question)
}

/// The same, with another map where none counts here.
pub fn ask_or(
    env: &Env,
    deed: &str,
    otherwise: impl FnOnce(&Workspace) -> Result<Option<Enforced>>,
    question: impl FnOnce(&Workspace, &Enforced) -> Result<Decision>,
) -> Result<Decision> {
    let workspace = match Workspace::open(env) {
        Ok(workspace) => workspace,
        Err(error) if is_agent(env, None) => return Err(error),
        Err(error) => return Ok(open(deed, &error)),
    };
    let enforced = match workspace.enforced_if_any() {
        Ok(None) => otherwise(&workspace),
        enforced => enforced,
    };
    let decision = enforced.and_then(|enforced| match enforced {
        Some(enforced) => question(&workspace, &enforced),
        None => Ok(Decision::allowed()),
    });
    match decision {
        Err(error) if !is_agent(env, Some(&workspace.repo)) => Ok(open(deed, &error)),
        decision => decision,
    }
}

/// Asks whether a commit may be made. In a linked worktree of another agent's, none may.
pub fn ask_of_commit(
    env: &Env,
    question: impl FnOnce(&Workspace, &Enforced) -> Result<Decision>,
) -> Result<Decision> {
    ask(env, "commit", |workspace, enforced| match anothers_worktree(workspace, enforced)? {
        Some(refusal) => Ok(refusal),
        None => question(workspace, enforced),
    })
}

/// Why an agent commits nothing here: the worktree is another's, who would then sign as whomever its variable names.
pub fn anothers_worktree(workspace: &Workspace, enforced: &Enforced) -> Result<Option<Decision>> {
    let Some(recorded) = identity::recorded(&workspace.repo)? else { return Ok(None) };
    let (Some(owner), Asker::Agent(name)) = (enforced.map().agent(&recorded), enforced.asker()) else {
        return Ok(None);
    };
    if owner.name == *name {
        return Ok(None);
    }
    let reason = format!("this worktree is {}'s, but AURAOPS_AGENT says `{name}`", owner.name);
    let tell = Next::auraops(format!(r#"msg "…" --to {} --type request --locks none"#, owner.name));
    let refusal = Decision::refused(reason)
        .then(Next::run("git worktree list").because(format!("{name} commits where {name} works")))
        .then(tell);
    Ok(Some(refusal))
}

fn open(deed: &str, error: &anyhow::Error) -> Decision {
    Decision::noted(format!("this {deed} was not judged: {}", causes(error)))
}
