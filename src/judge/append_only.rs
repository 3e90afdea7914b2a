//! What was done to an append-only file beside adding lines at its end: by a commit, or in a work tree. What a tool call
//! would do to one is told from the call's own text.

use anyhow::Result;

use crate::domain::append::{self, Altered, What};
use crate::domain::change::{Change, Side};
use crate::domain::oid::Oid;
use crate::git::Repo;
use crate::git::objects::Name;
use crate::git::status::Pending;
use crate::sys::file;

/// What a commit does. A merge has to keep every line that one of its parents added, and none that one took out.
pub fn by_commit(repo: &Repo, parents: &[Oid], change: &Change) -> Result<Option<Altered>> {
    // Against no parent that has it as it is, there is nothing to say of the file as a whole.
    if !change.new.is_file() && change.differs_from_every_parent() {
        return Ok(Some(Altered::file(What::Removed)));
    }
    let is_there = |side: &&Side| side.mode != 0;
    let new = Some(&change.new).filter(|side| side.is_file());
    let names = change.old.iter().filter(is_there).chain(new).map(|side| Name::Blob(&side.oid));
    let mut blobs = repo.blobs(&names.collect::<Vec<_>>())?.into_iter();
    let mut text = |side: Option<&Side>| side.and_then(|_| blobs.next().flatten()).unwrap_or_default();
    let olds: Vec<Vec<u8>> = change.old.iter().map(|side| text(Some(side).filter(is_there))).collect();
    let new = text(new);
    let proof = match &olds[..] {
        [old] => append::only_adds(old, &new),
        olds => append::merges(&bases(repo, parents, change)?, olds, &new),
    };
    let is_flipped = change.old.iter().all(|side| side.is_file() && side.mode != change.new.mode);
    Ok(proof.err().or_else(|| is_flipped.then(|| Altered::file(What::Mode))))
}

/// What a merge's parents began from; nothing where their histories have nothing in common.
fn bases(repo: &Repo, parents: &[Oid], change: &Change) -> Result<Vec<Vec<u8>>> {
    if parents.len() < 2 {
        return Ok(Vec::new());
    }
    let bases = repo.common_bases(parents)?;
    let Ok(path) = std::str::from_utf8(change.path.as_bytes()) else { return Ok(Vec::new()) };
    if path.contains('\n') {
        return Ok(Vec::new());
    }
    let names: Vec<Name> = bases.iter().map(|base| Name::File(base, path)).collect();
    Ok(repo.blobs(&names)?.into_iter().flatten().collect())
}

/// What a work tree holds, against its HEAD.
pub fn in_work_tree(repo: &Repo, pending: &Pending) -> Result<Option<Altered>> {
    let (Some(old), true) = (&pending.old, pending.kind.is_change()) else { return Ok(None) };
    let file = repo.file(&pending.path)?;
    if !file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(Some(Altered::file(What::Removed)));
    }
    // As a checkout would write it: the file in the work tree has been through the same filters.
    let old = repo.filtered(old, &pending.path)?;
    // What comes behind the old lines, each with a `\r` more perhaps, is not held against them.
    let new = file::read_beginning(&file, 2 * old.len() as u64 + 2)?.unwrap_or_default();
    let altered = append::only_adds(&old, &new).err();
    Ok(altered.or_else(|| pending.is_flipped.then(|| Altered::file(What::Mode))))
}
