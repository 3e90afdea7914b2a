//! What the remote has more, merged in memory with what is here: as git merges it, but for append-only files, of which
//! every line stays, and for conflicts that the agent has resolved in files of its own.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::Pusher;
use super::conflicts::Conflicts;
use super::outcome::Blocked;
use super::pusher::{Outgoing, Step};
use crate::domain::change::Side;
use crate::domain::line_merge;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Touched, Verdict};
use crate::git::Repo;
use crate::git::destination::Upstream;
use crate::git::merge::{Conflict, Entry, Merged, NewCommit};
use crate::git::objects::Name;
use crate::git::trailer::TRAILER;

impl Pusher<'_> {
    /// What `head` has to become so that the remote, which has `theirs`, can take it.
    pub fn step(&self, head: &Oid, theirs: &Oid, from: &Upstream) -> Result<Step> {
        let repo = self.repo();
        // One question for all: while it is asked, the remote may move on.
        let base = repo.merge_base(head, theirs)?;
        if base.as_ref() == Some(theirs) {
            return Ok(Step::Push(Outgoing::Branch));
        }
        if base.as_ref() == Some(head) {
            return Ok(Step::AlreadyThere);
        }
        let Some(base) = base.filter(|_| !repo.is_rewritten(from, theirs, head).unwrap_or(false)) else {
            return Ok(Step::Blocked(Blocked::Rewritten { from: from.name() }));
        };
        let merged = repo.merge_trees(head, theirs)?;
        let conflicts = Conflicts::of(self.workspace)?;
        let (entries, open) = self.resolved(&merged, [&base, head, theirs], &conflicts)?;
        if open.is_empty() {
            let tree = repo.tree_with(&merged.tree, &entries)?;
            let subject = format!("Merge {}", from.name());
            let commit = self.commit(&tree, &[head, theirs], &signed(&subject, self.agent.as_str()), None)?;
            return Ok(Step::Push(Outgoing::Merge(commit)));
        }
        let touched = open.iter().map(|conflict| Touched::file(conflict.path.clone())).collect();
        let verdicts = self.enforced.judge(touched);
        let is_own = |conflict: &&&Conflict| is_allowed(&verdicts, &conflict.path);
        let own: Vec<&Conflict> = open.iter().filter(is_own).copied().collect();
        if own.is_empty() {
            return self.apart(head, theirs, from, verdicts);
        }
        let paths = own.iter().map(|conflict| conflict.path.clone()).collect();
        conflicts.lay_out(repo, &merged.tree, &own)?;
        Ok(Step::Blocked(Blocked::ToResolve { from: from.name(), paths }))
    }

    /// The entries that git's merge lacks or has wrong, and the conflicts that nobody has resolved.
    pub fn resolved<'m>(
        &self,
        merged: &'m Merged,
        sides: [&Oid; 3],
        conflicts: &Conflicts,
    ) -> Result<(Vec<Entry>, Vec<&'m Conflict>)> {
        let (mut entries, mut open) = (Vec::new(), Vec::new());
        for conflict in &merged.conflicts {
            let entry = match self.all_lines(conflict)? {
                Some(entry) => Some(entry),
                None => conflicts.resolution(self.repo(), conflict)?,
            };
            match entry {
                Some(entry) => entries.push(entry),
                None => open.push(conflict),
            }
        }
        entries.extend(self.three_ways(&merged.tree, sides)?);
        Ok((entries, open))
    }

    /// The entry that resolves a conflict in an append-only file, whose lines all stay.
    fn all_lines(&self, conflict: &Conflict) -> Result<Option<Entry>> {
        let [base, Some(ours), Some(theirs)] = &conflict.sides else { return Ok(None) };
        if !self.enforced.map().is_append_only(&conflict.path) || !ours.is_file() || !theirs.is_file() {
            return Ok(None);
        }
        let base = base.as_ref().map_or(Ok(Vec::new()), |base| self.blob(base))?;
        let (one, other) = (self.blob(ours)?, self.blob(theirs)?);
        let text = line_merge::merged(&base, &one, &other);
        let side = Side { mode: ours.mode, oid: self.repo().store_blob(text)? };
        Ok(Some(Entry { path: conflict.path.clone(), side }))
    }

    /// Append-only files that both sides changed: git's union driver puts back what one side took out, and says a line twice
    /// that came by two ways.
    fn three_ways(&self, tree: &Oid, [base, ours, theirs]: [&Oid; 3]) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        // What git's merge has as one side has it need not be right either.
        let changes = [self.repo().between(ours, tree)?, self.repo().between(theirs, tree)?].concat();
        let files = changes.into_iter().filter(|change| change.new.is_file());
        let files: BTreeMap<RepoPath, Side> = files.map(|change| (change.path, change.new)).collect();
        for (path, side) in files {
            let Some(name) = path.as_str().filter(|_| self.enforced.map().is_append_only(&path)) else {
                continue;
            };
            let names = [Name::File(base, name), Name::File(ours, name), Name::File(theirs, name)];
            let [base, Some(one), Some(other)] = &self.repo().blobs(&names)?[..] else { continue };
            let base = base.as_deref().unwrap_or_default();
            // What only one side changed, git has right.
            if base == one || base == other || one == other {
                continue;
            }
            let oid = self.repo().store_blob(line_merge::merged(base, one, other))?;
            if oid != side.oid {
                entries.push(Entry { path, side: Side { mode: side.mode, oid } });
            }
        }
        Ok(entries)
    }

    pub fn commit(
        &self,
        tree: &Oid,
        parents: &[&Oid],
        message: &str,
        author_of: Option<&Oid>,
    ) -> Result<Oid> {
        let agent = self.agent.as_str();
        self.repo().commit_tree(NewCommit { tree, parents, message, author_of, agent })
    }

    pub fn repo(&self) -> &Repo {
        &self.workspace.repo
    }

    fn blob(&self, side: &Side) -> Result<Vec<u8>> {
        let blob = self.repo().blobs(&[Name::Blob(&side.oid)])?.pop().flatten();
        blob.with_context(|| format!("reading the blob {}", side.oid))
    }
}

/// A message that names the agent.
fn signed(subject: &str, agent: &str) -> String {
    format!("{subject}\n\n{TRAILER}: {agent}\n")
}

fn is_allowed(verdicts: &[Verdict], path: &RepoPath) -> bool {
    verdicts.iter().any(|verdict| verdict.place.path() == Some(path) && verdict.is_allowed())
}
