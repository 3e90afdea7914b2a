//! The remote's commits merged into the branch that is checked out, without a checkout.
//!
//! The merge is made in memory. It counts only if every path that has become other than on both sides is the agent's to
//! change, and if every file it changes here is as HEAD has it: then nobody's work is touched. The files are written
//! first and the branch moves last. Whoever is stopped in between leaves the remote's changes staged, which the next run
//! takes for done; the other way round, somebody's `git commit` would undo them.

use anyhow::{Context, Result};

use super::outcome::{Blocked, Integration};
use super::{Pusher, union};
use crate::domain::change::{Change, Side};
use crate::domain::oid::Oid;
use crate::domain::verdict::{Touched, Verdict};
use crate::git::merge::{Conflict, Entry, MergeCommit};
use crate::git::objects::Name;
use crate::judge::commit;

/// A merge that is made and that no branch has yet.
pub struct MergeMade {
    pub head: Oid,
    pub commit: Oid,
    pub tree: Oid,
    /// What differs from HEAD.
    pub incoming: Vec<Change>,
    /// What was decided of the paths that are as on neither side.
    verdicts: Vec<Verdict>,
}

impl Pusher<'_> {
    /// Merges `theirs`, the tip of the remote branch called `from`, into `branch`, which is checked out.
    pub fn integrate(&self, branch: &str, from: &str, theirs: &Oid) -> Result<Integration> {
        let head = self.repo.head()?.context("there is no commit to push")?;
        if self.repo.is_ancestor(theirs, head.as_str())? {
            return Ok(Integration::TryAgain);
        }
        if self.repo.is_ancestor(&head, theirs.as_str())? {
            return Ok(Integration::AlreadyThere);
        }
        let merged = self.repo.merge_trees(&head, theirs)?;
        let (mut entries, mut open) = (Vec::new(), Vec::new());
        for conflict in merged.conflicts {
            match self.resolved(&conflict)? {
                Some(entry) => entries.push(entry),
                None => open.push(Touched::file(conflict.path)),
            }
        }
        if !open.is_empty() {
            return Ok(both_changed(from, self.enforced.judge(open)));
        }
        let mut make = self.make(&merged.tree, &entries, [&head, theirs], from)?;
        let again = self.said_twice(&make.incoming)?;
        if !again.is_empty() {
            entries.extend(again);
            make = self.make(&merged.tree, &entries, [&head, theirs], from)?;
        }
        make.verdicts.retain(|verdict| !verdict.is_allowed());
        if make.verdicts.is_empty() {
            self.enter(branch, from, &make)
        } else {
            Ok(both_changed(from, make.verdicts))
        }
    }

    /// Makes the commit, and judges what neither side has so.
    fn make(&self, tree: &Oid, entries: &[Entry], parents: [&Oid; 2], from: &str) -> Result<MergeMade> {
        let tree = self.repo.tree_with(tree, entries)?;
        let (subject, agent) = (format!("Merge {from}"), self.agent.as_str());
        let commit =
            self.repo.commit_merge(MergeCommit { tree: &tree, parents, subject: &subject, agent })?;
        let mut make = self.repo.commit_at(commit.as_str())?.context("reading the merge commit")?;
        self.repo.tell_automatic(std::slice::from_mut(&mut make))?;
        let verdicts = commit::verdicts(self.repo, self.enforced, &make.parents, &make.changes)?;
        let incoming =
            make.changes.into_iter().filter(|change| change.old.first() != Some(&change.new)).collect();
        Ok(MergeMade { head: parents[0].clone(), commit, tree, incoming, verdicts })
    }

    /// The entry that resolves a conflict in an append-only file, whose lines all stay.
    fn resolved(&self, conflict: &Conflict) -> Result<Option<Entry>> {
        let [base, Some(ours), Some(theirs)] = &conflict.sides else { return Ok(None) };
        if !self.enforced.map().is_append_only(&conflict.path) || !ours.is_file() || !theirs.is_file() {
            return Ok(None);
        }
        let base = base.as_ref().map_or(Ok(Vec::new()), |base| self.blob(base))?;
        let (one, other) = (self.blob(ours)?, self.blob(theirs)?);
        let Some(text) = union::merged(self.repo, [&base, &one, &other])? else { return Ok(None) };
        let side = Side { mode: ours.mode, oid: self.repo.store_blob(text)? };
        Ok(Some(Entry { path: conflict.path.clone(), side }))
    }

    /// Append-only files of which one side has all that the other has: git's union driver would say it twice.
    fn said_twice(&self, incoming: &[Change]) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for change in incoming.iter().filter(|change| change.differs_from_every_parent()) {
            let [ours, theirs] = &change.old[..] else { continue };
            if !self.enforced.map().is_append_only(&change.path) || !ours.is_file() || !theirs.is_file() {
                continue;
            }
            let (one, other) = (self.blob(ours)?, self.blob(theirs)?);
            let whole = union::whole([&one, &other]);
            entries.extend(whole.map(|at| Entry { path: change.path.clone(), side: change.old[at].clone() }));
        }
        Ok(entries)
    }

    fn blob(&self, side: &Side) -> Result<Vec<u8>> {
        Ok(self.repo.blobs(&[Name::Blob(&side.oid)])?.pop().flatten().unwrap_or_default())
    }
}

fn both_changed(from: &str, verdicts: Vec<Verdict>) -> Integration {
    Integration::Blocked(Blocked::BothChanged { from: from.to_owned(), verdicts })
}
