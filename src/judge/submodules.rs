//! The commits of submodules that commits of ours record, and that nobody else can get.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::domain::audit::DayCommit;
use crate::domain::author::Author;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::Repo;
pub use crate::git::submodule::Unpushed;

/// What these commits, which are oldest first, last recorded of each submodule, where no remote of it has that; with the
/// author of the commit.
pub fn unpushed<'d>(repo: &Repo, commits: &'d [DayCommit]) -> Result<Vec<(&'d Author, Unpushed)>> {
    let mut recorded: BTreeMap<&RepoPath, (&Author, &Oid)> = BTreeMap::new();
    for judged in commits.iter().map(|day| &day.judged) {
        let own = judged.commit.changes.iter().filter(|change| change.differs_from_every_parent());
        for change in own.filter(|change| change.new.is_submodule()) {
            recorded.insert(&change.path, (&judged.author, &change.new.oid));
        }
    }
    let mut unpushed = Vec::new();
    for (path, (author, commit)) in recorded {
        unpushed.extend(repo.unpushed_inside(path, Some(commit))?.map(|unpushed| (author, unpushed)));
    }
    Ok(unpushed)
}
