//! What git is asked for when a checkout is brought forward from one commit to another: the index that comes of it, and the
//! files as a checkout would write them, made where nobody sees them.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};

use super::diff_raw::{self, Record};
use super::listing::{joined, split};
use super::lock_retry::PATIENCE;
use super::repo::Repo;
use crate::domain::change::Change;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;

/// What somebody told git about a file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexFlag {
    /// That it is not to be in the work tree (a sparse checkout does so, too).
    SkipWorktree,
    /// That its changes are not to be looked at.
    AssumeUnchanged,
}

impl IndexFlag {
    fn option(self) -> &'static str {
        match self {
            IndexFlag::SkipWorktree => "--skip-worktree",
            IndexFlag::AssumeUnchanged => "--assume-unchanged",
        }
    }
}

impl Repo {
    /// What differs between two commits' trees, each path once.
    pub fn between(&self, from: &Oid, to: &Oid) -> Result<Vec<Change>> {
        Ok(diff_raw::combine(vec![self.diff_trees(from, to)?]))
    }

    /// The same as git lists it.
    pub(super) fn diff_trees(&self, from: &Oid, to: &Oid) -> Result<Vec<Record>> {
        let git = self.git().args(["diff-tree", "-r", "--no-relative"]).args(diff_raw::FLAGS);
        let listed = git.args([from.as_str(), to.as_str()]).stdout().context("comparing two trees")?;
        diff_raw::parse(split(&listed))
    }

    /// Brings the index from one commit to another; what else is staged stays. In git's words why not, where something else
    /// is staged at a path that differs. No file of the work tree is looked at.
    pub fn forward_index(&self, from: &Oid, to: &Oid) -> Result<Option<String>> {
        let args = ["read-tree", "-i", "-m", from.as_str(), to.as_str()];
        let output = PATIENCE.run(|| self.git().args(args))?;
        Ok((!output.status.success()).then(|| output.complaint()))
    }

    /// Brings a copy of the index forward, and writes the files that differ below an empty directory, as a checkout would:
    /// filters, line endings, links and sparse patterns as the commit and the settings have them. In git's words why not.
    pub fn forward_copy(&self, index: &Path, dir: &Path, from: &Oid, to: &Oid) -> Result<Option<String>> {
        let git = self.git().env("GIT_INDEX_FILE", index).env("GIT_DIR", &self.git_dir);
        let git = git.env("GIT_WORK_TREE", dir).args(["-c", "core.bare=false"]);
        let output = git.args(["read-tree", "-m", "-u", from.as_str(), to.as_str()]).output()?;
        Ok((!output.status.success()).then(|| output.complaint()))
    }

    /// Writes those files below a directory that an index had already before it was brought forward.
    pub fn write_below(
        &self,
        dir: &Path,
        index: &Path,
        commit: &Oid,
        paths: &[&RepoPath],
    ) -> Result<Option<String>> {
        // The attributes are those of the commit, not of an empty directory.
        let git = self.git().env("GIT_INDEX_FILE", index).env("GIT_ATTR_SOURCE", commit.as_str());
        let git = git.env("GIT_DIR", &self.git_dir).env("GIT_WORK_TREE", dir).args(["-c", "core.bare=false"]);
        let output = git.args(["checkout-index", "-z", "--stdin"]).input(names(paths)).output()?;
        Ok((!output.status.success()).then(|| output.complaint()))
    }

    /// The flagged entries of an index.
    pub fn flagged(&self, index: Option<&Path>) -> Result<HashMap<RepoPath, IndexFlag>> {
        let git = self.git().args(["ls-files", "-v", "-z"]);
        let git = index.into_iter().fold(git, |git, index| git.env("GIT_INDEX_FILE", index));
        let listed = git.stdout().context("listing the index")?;
        let flag = |field: &[u8]| {
            let flag = match field.first()? {
                b'S' | b's' => IndexFlag::SkipWorktree,
                b'a'..=b'z' => IndexFlag::AssumeUnchanged,
                _ => return None,
            };
            Some((RepoPath::from_git(field.get(2..)?)?, flag))
        };
        Ok(split(&listed).filter_map(flag).collect())
    }

    /// Sets a flag again that an entry has lost with its content.
    pub fn flag(&self, flag: IndexFlag, paths: &[&RepoPath]) -> Result<()> {
        if paths.is_empty() {
            return Ok(());
        }
        let names = names(paths);
        PATIENCE.done("`git update-index` failed", || {
            self.git().args(["update-index", flag.option(), "-z", "--stdin"]).input(names.clone())
        })
    }

    /// Lets the index know the files that were just written, so that nobody has to read them again.
    pub fn refresh_index(&self) -> Result<()> {
        // Its exit status says whether something is uncommitted, too.
        PATIENCE.run(|| self.git().args(["update-index", "-q", "--refresh"])).map(drop)
    }
}

fn names(paths: &[&RepoPath]) -> Vec<u8> {
    joined(paths.iter().map(|path| path.as_bytes()))
}
