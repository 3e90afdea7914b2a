//! What git's hooks decide: nothing where there is no map, and never an error for a person.

use anyhow::Result;

use super::HookAnswer;
use super::answer::Decision;
use crate::command::check_path;
use crate::domain::codename::is_operator;
use crate::domain::map::Map;
use crate::domain::verdict::Asker;
use crate::env::Env;
use crate::workspace::{Ruled, Workspace};

/// Asks a hook's question. Without an answer an agent's commit, or whatever `deed` it is, stops; a person is told, and
/// goes on.
pub fn answered(
    env: &Env,
    deed: &str,
    question: impl FnOnce(&Workspace, Ruled) -> Result<Decision>,
) -> Result<HookAnswer> {
    let workspace = match Workspace::open(env) {
        Ok(workspace) => workspace,
        Err(error) if is_agent(env, None) => return Err(error),
        Err(error) => return Ok(HookAnswer::of(open(deed, &error))),
    };
    // Hooks outlive the map: on a branch that has none there are no rules.
    let verdict = workspace.map_that_counts().and_then(|ruled| match ruled {
        Some(ruled) => question(&workspace, ruled),
        None => Ok(Decision::allowed()),
    });
    match verdict {
        Err(error) if !is_agent(env, Some(&workspace)) => Ok(HookAnswer::of(open(deed, &error))),
        verdict => verdict.map(HookAnswer::of),
    }
}

/// Asks whether a commit may be made. In a linked worktree of another agent's, none may.
pub fn committing(
    env: &Env,
    question: impl FnOnce(&Workspace, Ruled) -> Result<Decision>,
) -> Result<HookAnswer> {
    answered(env, "commit", |workspace, ruled| match not_here(workspace, &ruled.map)? {
        Some(refusal) => Ok(refusal),
        None => question(workspace, ruled),
    })
}

/// Why an agent commits nothing here: the worktree is another's, who would then sign as whomever its variable names.
pub fn not_here(workspace: &Workspace, map: &Map) -> Result<Option<Decision>> {
    let Some(recorded) = workspace.recorded_agent()? else { return Ok(None) };
    let (Some(owner), Asker::Agent(name)) = (map.agent(&recorded), workspace.asker(map, None)?) else {
        return Ok(None);
    };
    if owner.name == name {
        return Ok(None);
    }
    let reason = format!("this worktree is {}'s, and AURAOPS_AGENT says `{name}`", owner.name);
    let refusal = Decision::refused(reason)
        .then(format!("unset AURAOPS_AGENT   # {} commits here", owner.name))
        .then(format!("auraops launch {name}   # if {name} works in this worktree from now on"));
    Ok(Some(refusal))
}

/// May what is staged be committed?
pub fn staged(workspace: &Workspace, ruled: Ruled) -> Result<Decision> {
    let who = workspace.asker(&ruled.map, None)?;
    let verdict = Decision::of(check_path::staged_by(workspace, &ruled.map, who)?);
    Ok(ruled.notes.into_iter().fold(verdict, Decision::and))
}

fn open(deed: &str, error: &anyhow::Error) -> Decision {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    Decision::noted(format!("this {deed} was not judged: {}", causes.join(": ")))
}

/// Whether an agent is known to ask, be its name right or wrong.
pub fn is_agent(env: &Env, workspace: Option<&Workspace>) -> bool {
    match env.var("AURAOPS_AGENT") {
        Some(name) => !is_operator(&name),
        // A record that cannot be read is there.
        None => workspace.is_some_and(|workspace| !matches!(workspace.recorded_agent(), Ok(None))),
    }
}
