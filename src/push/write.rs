//! The files of a merge, written where nobody's work is in the way, and the branch moved to it.

use std::path::PathBuf;

use anyhow::Result;

use super::merge::MergeMade;
use super::outcome::{Blocked, Integration, Merge};
use super::{Pusher, union};
use crate::chat;
use crate::domain::change::{Change, Side};
use crate::domain::path::RepoPath;
use crate::domain::verdict::Touched;
use crate::git::merge::Entry;
use crate::sys::file;

/// An append-only file to which a merge adds lines.
struct Grown<'c> {
    change: &'c Change,
    file: PathBuf,
    /// As a checkout of HEAD, and of the merge, would write it.
    ours: Vec<u8>,
    merged: Vec<u8>,
}

impl Grown<'_> {
    /// What is to stand there in place of `text`.
    fn with(&self, text: &[u8]) -> Option<Vec<u8>> {
        union::carried(&self.ours, &self.merged, text)
    }

    fn entry(&self, side: &Side) -> Entry {
        Entry { path: self.change.path.clone(), side: side.clone() }
    }
}

impl Pusher<'_> {
    /// Writes the files and moves the branch, unless somebody's work is in the way.
    pub fn enter(&self, branch: &str, from: &str, made: &MergeMade) -> Result<Integration> {
        let (grown, plain) = self.parted(made)?;
        let mut blocked = self.in_the_way(&plain)?;
        for grown in &grown {
            if grown.with(&file::read(&grown.file)?.unwrap_or_default()).is_none() {
                blocked.push(grown.change.path.clone());
            }
        }
        if !blocked.is_empty() {
            return Ok(self.uncommitted(from, blocked));
        }
        // Git would not write a file with lines that are not committed yet: those files stay as they are here.
        let as_they_are: Vec<Entry> = grown.iter().map(|grown| grown.entry(&grown.change.old[0])).collect();
        let tree = self.repo.tree_with(&made.tree, &as_they_are)?;
        if let Some(why) = self.repo.bring(&made.head, &tree)? {
            return Ok(Integration::Blocked(Blocked::Unwritable { from: from.to_owned(), why }));
        }
        for grown in &grown {
            if !chat::merge::replace(self.store, &grown.file, |text| grown.with(text))? {
                return Ok(self.uncommitted(from, vec![grown.change.path.clone()]));
            }
        }
        let entries: Vec<Entry> = grown.iter().map(|grown| grown.entry(&grown.change.new)).collect();
        if !entries.is_empty() {
            self.repo.set_entries(&entries)?;
        }
        if !self.repo.advance(branch, [&made.head, &made.commit], self.agent.as_str())? {
            return Ok(Integration::TryAgain);
        }
        let (from, commit) = (from.to_owned(), made.commit.clone());
        Ok(Integration::Merged(Merge { from, commit, files: made.incoming.len() }))
    }

    /// Paths that are not as HEAD has them, and that the merge would write.
    fn uncommitted(&self, from: &str, paths: Vec<RepoPath>) -> Integration {
        let touched = paths.into_iter().map(Touched::file).collect();
        let verdicts = self.enforced.judge(touched);
        Integration::Blocked(Blocked::Uncommitted { from: from.to_owned(), verdicts })
    }

    /// The files that get lines, and all others.
    fn parted<'m>(&self, made: &'m MergeMade) -> Result<(Vec<Grown<'m>>, Vec<&'m Change>)> {
        let (mut grown, mut plain) = (Vec::new(), Vec::new());
        for change in &made.incoming {
            let path = &change.path;
            if !self.enforced.map().is_append_only(path) || !change.new.is_file() || !change.old[0].is_file()
            {
                plain.push(change);
                continue;
            }
            let file = self.repo.file(path)?;
            let text = |commit| self.repo.checked_out(commit, path);
            grown.push(Grown { change, file, ours: text(&made.head)?, merged: text(&made.commit)? });
        }
        Ok((grown, plain))
    }

    /// The paths of the merge at which something else stands than in HEAD.
    fn in_the_way(&self, plain: &[&Change]) -> Result<Vec<RepoPath>> {
        let pending = self.repo.pending()?;
        let is_done = |path: &RepoPath, side: Option<&Side>| {
            plain.iter().any(|change| change.path == *path && side == Some(&change.new))
        };
        let mut blocked = Vec::new();
        for change in plain {
            let meets = |path: &RepoPath| {
                *path == change.path || path.contains(&change.path) || change.path.contains(path)
            };
            let mut is_known = false;
            for pending in pending.iter().filter(|pending| meets(&pending.path)) {
                is_known = true;
                // A run that was stopped has written and staged it.
                if !is_done(&pending.path, pending.settled.as_ref()) {
                    blocked.push(pending.path.clone());
                }
            }
            // What git ignores it would overwrite.
            if !is_known && change.old[0].mode == 0 && self.repo.has(&change.path)? {
                blocked.push(change.path.clone());
            }
        }
        blocked.sort();
        blocked.dedup();
        Ok(blocked)
    }
}
