//! What git's hooks decide: nothing where there is no map, and never an error for a person.

use anyhow::Result;

use super::HookAnswer;
use super::answer::Verdict;
use crate::command::check_path;
use crate::env::Env;
use crate::workspace::Workspace;

/// Asks a hook's question. Without an answer an agent's commit stops; a person is told, and goes on.
pub fn answered(env: &Env, question: impl Fn(&Workspace) -> Result<Verdict>) -> Result<HookAnswer> {
    let workspace = match Workspace::open(env) {
        Ok(workspace) => workspace,
        Err(error) if is_agent(env, None) => return Err(error),
        Err(error) => return Ok(told(open(&error))),
    };
    match ask(&workspace, question) {
        Err(error) if !is_agent(env, Some(&workspace)) => Ok(told(open(&error))),
        answer => answer.map(told),
    }
}

fn told(verdict: Verdict) -> HookAnswer {
    HookAnswer::Verdict(Box::new(verdict))
}

fn ask(workspace: &Workspace, question: impl Fn(&Workspace) -> Result<Verdict>) -> Result<Verdict> {
    // Hooks outlive the map: on a branch that has none there are no rules.
    if workspace.has_map()? { question(workspace) } else { Ok(Verdict::allowed()) }
}

/// May what is staged be committed?
pub fn staged(workspace: &Workspace) -> Result<Verdict> {
    Ok(Verdict::of(check_path::staged(workspace, None, None)?))
}

fn open(error: &anyhow::Error) -> Verdict {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    Verdict::noted(format!("this commit was not judged: {}", causes.join(": ")))
}

/// Whether an agent is known to ask, be its name right or wrong.
pub fn is_agent(env: &Env, workspace: Option<&Workspace>) -> bool {
    match env.var("AURAOPS_AGENT") {
        Some(name) => !name.eq_ignore_ascii_case("user"),
        // A record that cannot be read is there.
        None => workspace.is_some_and(|workspace| !matches!(workspace.recorded_agent(), Ok(None))),
    }
}
