//! What git's hooks decide: nothing where there is no map, and never an error for a person.

use anyhow::Result;

use super::HookAnswer;
use super::answer::Verdict;
use crate::command::check_path;
use crate::env::Env;
use crate::workspace::{Ruled, Workspace};

/// Asks a hook's question. Without an answer an agent's commit, or whatever `deed` it is, stops; a person is told, and
/// goes on.
pub fn answered(
    env: &Env,
    deed: &str,
    question: impl FnOnce(&Workspace, Ruled) -> Result<Verdict>,
) -> Result<HookAnswer> {
    let workspace = match Workspace::open(env) {
        Ok(workspace) => workspace,
        Err(error) if is_agent(env, None) => return Err(error),
        Err(error) => return Ok(HookAnswer::of(open(deed, &error))),
    };
    // Hooks outlive the map: on a branch that has none there are no rules.
    let verdict = workspace.map_that_counts().and_then(|ruled| match ruled {
        Some(ruled) => question(&workspace, ruled),
        None => Ok(Verdict::allowed()),
    });
    match verdict {
        Err(error) if !is_agent(env, Some(&workspace)) => Ok(HookAnswer::of(open(deed, &error))),
        verdict => verdict.map(HookAnswer::of),
    }
}

/// May what is staged be committed?
pub fn staged(workspace: &Workspace, ruled: Ruled) -> Result<Verdict> {
    let who = workspace.who(&ruled.map, None)?;
    let verdict = Verdict::of(check_path::staged_by(workspace, &ruled.map, who)?);
    Ok(ruled.notes.into_iter().fold(verdict, Verdict::and))
}

fn open(deed: &str, error: &anyhow::Error) -> Verdict {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    Verdict::noted(format!("this {deed} was not judged: {}", causes.join(": ")))
}

/// Whether an agent is known to ask, be its name right or wrong.
pub fn is_agent(env: &Env, workspace: Option<&Workspace>) -> bool {
    match env.var("AURAOPS_AGENT") {
        Some(name) => !name.eq_ignore_ascii_case("user"),
        // A record that cannot be read is there.
        None => workspace.is_some_and(|workspace| !matches!(workspace.recorded_agent(), Ok(None))),
    }
}
