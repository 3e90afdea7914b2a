//! A commit, staged or made → what was decided of its paths.

pub mod history;

use anyhow::Result;

use crate::domain::append::{self, Altered, What};
use crate::domain::author::Author;
use crate::domain::change::Change;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::verdict::{Asker, Touched, Verdict, judge};
use crate::git::Repo;
use crate::git::objects::Name;

/// Judges everything that a commit changes.
pub fn review(repo: &Repo, map: &Map, who: &Asker, changes: &[Change]) -> Result<Vec<Verdict>> {
    Ok(judge(map, who, touched(repo, map, changes)?))
}

/// Whose a commit is, by its trailer or by what this map says of its paths.
pub fn author(repo: &Repo, map: &Map, commit: &Commit) -> Result<Author> {
    let owned = review(repo, map, &Asker::Operator, &commit.changes)?;
    Ok(Author::of(map, &commit.agents, &owned, &Asker::Nobody))
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

/// What the change does beside adding lines at the end.
fn altered(repo: &Repo, change: &Change) -> Result<Option<Altered>> {
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
