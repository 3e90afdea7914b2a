//! Everything that one commit changes → what was decided of its paths.

use anyhow::Result;

use super::append_only;
use crate::domain::change::Change;
use crate::domain::map::Map;
use crate::domain::verdict::{Touched, Verdict};
use crate::git::Repo;
use crate::workspace::Enforced;

/// Judges everything that a commit changes.
pub fn verdicts(repo: &Repo, enforced: &Enforced, changes: &[Change]) -> Result<Vec<Verdict>> {
    Ok(enforced.judge(touched(repo, enforced.map(), changes)?))
}

/// What a commit touches, append-only files proven line by line.
pub fn touched(repo: &Repo, map: &Map, changes: &[Change]) -> Result<Vec<Touched>> {
    let mut touched = Vec::new();
    for change in changes {
        let altered =
            if map.is_append_only(&change.path) { append_only::by_commit(repo, change)? } else { None };
        // A merge that takes one side of an append-only file whole drops the other side's lines.
        if altered.is_some() || change.differs_from_every_parent() {
            touched.push(Touched { altered, ..Touched::by(change) });
        }
    }
    Ok(touched)
}
