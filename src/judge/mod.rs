//! A commit, staged or made → what was decided of its paths.

pub mod append_only;
pub mod call;
pub mod history;
pub mod range;
pub mod staged;
pub mod work_trees;

use anyhow::Result;

use crate::domain::asker::Asker;
use crate::domain::author::Author;
use crate::domain::change::Change;
use crate::domain::codename::Codename;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::verdict::{Touched, Verdict, judge, owners_of};
use crate::git::Repo;
use crate::workspace::Enforced;

/// Judges everything that a commit changes.
pub fn review(repo: &Repo, enforced: &Enforced, changes: &[Change]) -> Result<Vec<Verdict>> {
    let map = enforced.map();
    Ok(judge(map, enforced.asker(), touched(repo, map, changes)?))
}

/// Whose a commit is, by its trailer or by what this map says of its paths.
pub fn author(map: &Map, commit: &Commit) -> Author {
    let touched: Vec<Touched> = made_here(commit).map(touched_path).collect();
    Author::of(map, &commit.agents, &owners_of(map, &touched), &Asker::Nobody)
}

/// The agent whose work commit this is, if it is one.
pub fn worker(map: &Map, commit: &Commit) -> Option<Codename> {
    let touched: Vec<Touched> = made_here(commit).map(touched_path).collect();
    let is_work = !owners_of(map, &touched).is_empty();
    author(map, commit).agent().filter(|_| is_work).cloned()
}

/// What a commit touches, append-only files proven line by line.
pub fn touched(repo: &Repo, map: &Map, changes: &[Change]) -> Result<Vec<Touched>> {
    let mut touched = Vec::new();
    for change in changes {
        let altered =
            if map.is_append_only(&change.path) { append_only::by_commit(repo, change)? } else { None };
        // A merge that takes one side of an append-only file whole drops the other side's lines.
        if altered.is_some() || change.differs_from_every_parent() {
            touched.push(Touched { altered, ..touched_path(change) });
        }
    }
    Ok(touched)
}

fn made_here(commit: &Commit) -> impl Iterator<Item = &Change> {
    commit.changes.iter().filter(|change| change.differs_from_every_parent())
}

fn touched_path(change: &Change) -> Touched {
    Touched { is_dir: change.is_submodule(), ..Touched::file(change.path.clone()) }
}
