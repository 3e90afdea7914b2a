//! A commit, staged or made → what was decided of its paths.

pub mod history;

use anyhow::Result;

use crate::domain::append::{self, Altered};
use crate::domain::change::Change;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::verdict::{Ruling, Touched, Who, judge};
use crate::git::Repo;
use crate::git::objects::Name;

/// Judges everything that a commit changes.
pub fn review(repo: &Repo, map: &Map, who: &Who, changes: &[Change]) -> Result<Vec<Ruling>> {
    Ok(judge(map, who, touched(repo, map, changes)?))
}

/// What a commit touches, append-only files proven line by line.
pub fn touched(repo: &Repo, map: &Map, changes: &[Change]) -> Result<Vec<Touched>> {
    let mut touched = Vec::new();
    for change in changes {
        let altered = if map.is_append_only(&change.path) { altered(repo, change)? } else { None };
        // A merge that takes one side of an append-only file whole drops the other side's lines.
        if altered.is_some() || change.differs_from_every_parent() {
            touched.push(Touched {
                is_dir: change.is_submodule(),
                altered,
                ..Touched::file(change.path.clone())
            });
        }
    }
    Ok(touched)
}

/// The first line of a parent that the change drops.
fn altered(repo: &Repo, change: &Change) -> Result<Option<Altered>> {
    let olds: Vec<&Oid> = change.old.iter().filter(|side| side.mode != 0).map(|side| &side.oid).collect();
    let names: Vec<Name> = olds.iter().map(|oid| Name::Blob(oid)).collect();
    let olds = repo.blobs(&names)?;
    let new =
        if change.new.is_file() { repo.blobs(&[Name::Blob(&change.new.oid)])?.pop().flatten() } else { None };
    let new = new.unwrap_or_default();
    let proof = if change.old.len() > 1 { append::keeps } else { append::only_adds };
    let lost = olds.into_iter().flatten().find_map(|old| proof(&old, &new).err());
    let is_gone = !change.new.is_file() && change.differs_from_every_parent();
    Ok(lost.or_else(|| is_gone.then(Altered::file)))
}
