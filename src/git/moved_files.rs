//! What a command did to files before the branch was kept from moving: `git reset` and `git checkout -B` write index and
//! work tree first, and only then ask.

use std::collections::HashSet;

use anyhow::{Context, Result};

use super::listing::split;
use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;
use crate::sys::process::Process;

const FLAGS: [&str; 5] = ["-z", "--name-only", "--no-renames", "--no-relative", "--ignore-submodules=dirty"];

/// The paths that became as the refused commit has them. Nobody's uncommitted work is in any of them.
#[derive(Debug, Default)]
pub struct MovedFiles {
    /// In the index and in the work tree.
    pub whole: Vec<RepoPath>,
    /// In the index alone; the work tree has something else.
    pub staged: Vec<RepoPath>,
}

impl Repo {
    /// What is as the commit `refused` has it, of all that HEAD has otherwise.
    pub fn moved_files(&self, refused: &Oid) -> Result<MovedFiles> {
        let mut moved = MovedFiles::default();
        let Some(head) = self.head()? else { return Ok(moved) };
        let git = || self.git();
        let tree = |args: &[&str]| paths(git().args(["diff-tree", "-r"]).args(FLAGS).args(args).arg("--"));
        let against = |args: &[&str]| {
            paths(git().args(["diff-index", "--ita-invisible-in-index"]).args(FLAGS).args(args).arg("--"))
        };
        let here: HashSet<RepoPath> = tree(&[head.as_str(), refused.as_str()])?.into_iter().collect();
        let other_index: HashSet<RepoPath> = against(&["--cached", refused.as_str()])?.into_iter().collect();
        let other_file: HashSet<RepoPath> = against(&[refused.as_str()])?.into_iter().collect();
        let gone: HashSet<RepoPath> =
            tree(&["--diff-filter=D", head.as_str(), refused.as_str()])?.into_iter().collect();
        for path in here.into_iter().filter(|path| !other_index.contains(path)) {
            // Git does not look at a file that neither the index nor the commit has.
            let is_untracked = gone.contains(&path) && self.file(&path)?.symlink_metadata().is_ok();
            if other_file.contains(&path) || is_untracked {
                moved.staged.push(path);
            } else {
                moved.whole.push(path);
            }
        }
        moved.whole.sort();
        moved.staged.sort();
        Ok(moved)
    }

    /// Whether index and work tree have the same at a path, and some commit has it too: then it can be had again.
    pub fn is_committed_somewhere(&self, path: &RepoPath) -> Result<bool> {
        let git = || self.git().arg("--literal-pathspecs");
        let name = native(path.as_bytes())?;
        if !paths(git().arg("diff-files").args(FLAGS).arg("--").arg(&name))?.is_empty() {
            return Ok(false);
        }
        let Some((_, blob)) = self.index_entry(path)? else {
            return Ok(self.file(path)?.symlink_metadata().is_err());
        };
        let log = git().args(["log", "-1", "--all", "--format=%H"]).arg(format!("--find-object={blob}"));
        let found = log.arg("--").arg(&name).line()?;
        Ok(found.is_some_and(|commit| !commit.is_empty()))
    }

    /// What the index alone has at a path, and the work tree has not: its mode and its object.
    pub fn only_in_index(&self, path: &RepoPath) -> Result<Option<(String, Oid)>> {
        let git = self.git().arg("--literal-pathspecs").arg("diff-files").args(FLAGS);
        let differs = !paths(git.arg("--").arg(native(path.as_bytes())?))?.is_empty();
        if differs { self.index_entry(path) } else { Ok(None) }
    }

    fn index_entry(&self, path: &RepoPath) -> Result<Option<(String, Oid)>> {
        let git = self.git().args(["--literal-pathspecs", "ls-files", "--stage", "--"]);
        let Some(entry) = git.arg(native(path.as_bytes())?).line()? else { return Ok(None) };
        let mut words = entry.split(' ');
        let (mode, blob) = (words.next().unwrap_or_default().to_owned(), words.next().and_then(Oid::parse));
        Ok(blob.map(|blob| (mode, blob)))
    }

    /// Whether a tracked file is otherwise in the work tree than in the index.
    pub fn has_unstaged(&self) -> Result<bool> {
        Ok(!paths(self.git().arg("diff-files").args(FLAGS).arg("--"))?.is_empty())
    }
}

fn paths(diff: Process) -> Result<Vec<RepoPath>> {
    let listed = diff.stdout().context("comparing what was changed already")?;
    Ok(split(&listed).filter_map(RepoPath::from_git).collect())
}
