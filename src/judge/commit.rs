//! Everything that one commit changes → what was decided of its paths.

use anyhow::Result;

use super::append_only;
use crate::domain::change::Change;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::verdict::{Touched, Verdict};
use crate::git::Repo;
use crate::workspace::Enforced;

/// Judges everything that a commit with these parents changes. Of a merge, [`Repo::tell_automatic`] is asked first what git's
/// own merge of them has.
pub fn verdicts(
    repo: &Repo,
    enforced: &Enforced,
    parents: &[Oid],
    changes: &[Change],
) -> Result<Vec<Verdict>> {
    Ok(enforced.judge(touched(repo, enforced.map(), parents, changes)?))
}

/// What a commit touches, append-only files proven line by line.
pub fn touched(repo: &Repo, map: &Map, parents: &[Oid], changes: &[Change]) -> Result<Vec<Touched>> {
    let mut touched = Vec::new();
    for change in changes {
        let altered = if map.is_append_only(&change.path) {
            append_only::by_commit(repo, parents, change)?
        } else {
            None
        };
        // What git's own merge does to an append-only file may still drop lines, or bring some back.
        if altered.is_some() || change.is_own() {
            touched.push(Touched { altered, ..Touched::by(change) });
        }
    }
    Ok(touched)
}
