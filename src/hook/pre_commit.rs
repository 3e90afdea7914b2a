//! `pre-commit` and `pre-merge-commit`: may what is staged be committed?

use anyhow::Result;

use super::decision::Decision;
use super::{guard, way_out};
use crate::domain::asker::Asker;
use crate::git::commit_message::Doing;
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
    let way = match (workspace.repo.doing(), enforced.asker()) {
        (_, Asker::Operator) => None,
        // Git commits no part of these.
        (Doing::CherryPick, _) => Some(way_out::of_pick(workspace, &commit.verdicts)?),
        (Doing::Rebase, _) => way_out::unstaged(workspace, &commit.verdicts),
        (_, Asker::Agent(_)) if commit.parents < 2 => way_out::of_others(workspace, &commit.verdicts)?,
        (_, Asker::Agent(_)) => way_out::of_merge(workspace, &commit)?,
        (_, Asker::Nobody) => None,
    };
    let judgement = Judgement::of_commit(enforced, commit, &workspace.up());
    Ok(match way {
        Some(way) => judgement.way_out(|_| way),
        None => judgement,
    })
}
