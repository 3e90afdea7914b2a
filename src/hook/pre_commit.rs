//! `pre-commit` and `pre-merge-commit`: may what is staged be committed?

use anyhow::Result;

use super::decision::Decision;
use super::{guard, way_out};
use crate::domain::asker::Asker;
use crate::domain::path::RepoPath;
use crate::git::commit_message::Doing;
use crate::judge::staged::{self, CommitVerdicts};
use crate::sys::env::Env;
use crate::ui::judgement::Judgement;
use crate::ui::text::listed;
use crate::workspace::{Enforced, Workspace};

/// How many paths are named.
const NAMED: usize = 3;

pub fn run(env: &Env) -> Result<Decision> {
    guard::ask_of_commit(env, decide)
}

/// What is decided of the index, and that the map of the work tree is another one.
pub fn decide(workspace: &Workspace, enforced: &Enforced) -> Result<Decision> {
    let commit = staged::staged(workspace, enforced)?;
    let stale = commit.stale.clone();
    let mut decision = Decision::of(judgement(workspace, enforced, commit)?);
    // Whoever amends may well take out of the last commit what does not belong there.
    if decision.is_allowed() && !stale.is_empty() && !workspace.repo.amends(workspace.env, None)? {
        let unstage = way_out::of_stale(workspace, &stale);
        let what = format!("the index was read before a commit that it would take back in {}", named(&stale));
        decision = match enforced.asker() {
            Asker::Agent(_) => Decision::refused(what).after(decision).then(unstage),
            Asker::Operator | Asker::Nobody => {
                decision.and(format!("{what}; if that is not meant: {unstage}"))
            }
        };
    }
    Ok(enforced.notes().iter().cloned().fold(decision, Decision::and))
}

fn named(paths: &[RepoPath]) -> String {
    listed(paths.iter().map(ToString::to_string), NAMED, ", ")
}

/// What was decided of the commit that the index would become, in words.
fn judgement(workspace: &Workspace, enforced: &Enforced, commit: CommitVerdicts) -> Result<Judgement> {
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
