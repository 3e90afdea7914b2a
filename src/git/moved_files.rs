//! What a command did to files before the branch was kept from moving: `git reset` and `git checkout -B` write index and
//! work tree first, and only then ask.

use std::collections::HashSet;

use anyhow::{Context, Result};

use super::listing::split;
use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
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
        let tree = |args: &[&str]| paths(git().args(["diff-tree", "-r"]).args(FLAGS).args(args));
        let against = |args: &[&str]| {
            paths(git().args(["diff-index", "--ita-invisible-in-index"]).args(FLAGS).args(args))
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
}

fn paths(diff: Process) -> Result<Vec<RepoPath>> {
    let listed = diff.arg("--").stdout().context("comparing what was changed already")?;
    Ok(split(&listed).filter_map(RepoPath::from_git).collect())
}
