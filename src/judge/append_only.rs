//! What was done to an append-only file beside adding lines at its end: by a commit, or in a work tree. What a tool call
//! would do to one is told from the call's own text.

use anyhow::Result;

use crate::domain::append::{self, Altered, What};
use crate::domain::change::Change;
use crate::git::Repo;
use crate::git::objects::Name;
use crate::git::status::Pending;
use crate::sys::file;

/// What a commit does. A merge has to keep every line of each of its parents.
pub fn by_commit(repo: &Repo, change: &Change) -> Result<Option<Altered>> {
    let sides = change.old.iter().filter(|side| side.mode != 0);
    // Against no parent that has it as it is, there is nothing to say of the file as a whole.
    if !change.new.is_file() && change.differs_from_every_parent() {
        return Ok(Some(Altered::file(What::Removed)));
    }
    let new = change.new.is_file().then_some(&change.new);
    let names: Vec<Name> = sides.chain(new).map(|side| Name::Blob(&side.oid)).collect();
    let mut blobs = repo.blobs(&names)?;
    let new = if new.is_some() { blobs.pop().flatten() } else { None }.unwrap_or_default();
    let olds: Vec<Vec<u8>> = blobs.into_iter().flatten().collect();
    let proof = match (&olds[..], change.old.len()) {
        ([old], 1) => append::only_adds(old, &new),
        (olds, _) => append::interleaves(olds, &new),
    };
    let is_flipped = change.old.iter().all(|side| side.is_file() && side.mode != change.new.mode);
    Ok(proof.err().or_else(|| is_flipped.then(|| Altered::file(What::Mode))))
}

/// What a work tree holds, against its HEAD.
pub fn in_work_tree(repo: &Repo, pending: &Pending) -> Result<Option<Altered>> {
    let (Some(old), true) = (&pending.old, pending.kind.is_change()) else { return Ok(None) };
    let file = repo.file(&pending.path)?;
    if !file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Ok(Some(Altered::file(What::Removed)));
    }
    let new = file::read(&file)?.unwrap_or_default();
    // As a checkout would write it: the file in the work tree has been through the same filters.
    let old = repo.filtered(old, &pending.path)?;
    let altered = append::only_adds(&old, &new).err();
    Ok(altered.or_else(|| pending.is_flipped.then(|| Altered::file(What::Mode))))
}
