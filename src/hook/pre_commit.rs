//! `pre-commit` and `pre-merge-commit`: may what is staged be committed?

use anyhow::Result;

use super::decision::Decision;
use super::guard;
use crate::judge::staged;
use crate::sys::env::Env;
use crate::ui::judgement::Judgement;
use crate::workspace::{Enforced, Workspace};

pub fn run(env: &Env) -> Result<Decision> {
    guard::ask_of_commit(env, decide)
}

/// What is decided of the index, and that the map of the work tree is another one.
pub fn decide(workspace: &Workspace, enforced: &Enforced) -> Result<Decision> {
    let decision = Decision::of(staged(workspace, enforced)?);
    Ok(enforced.notes().iter().cloned().fold(decision, Decision::and))
}

/// What was decided of the commit that the index would become, in words.
pub fn staged(workspace: &Workspace, enforced: &Enforced) -> Result<Judgement> {
    let commit = staged::staged(workspace, enforced)?;
    Ok(Judgement::of_commit(enforced, commit, &workspace.up()))
}
