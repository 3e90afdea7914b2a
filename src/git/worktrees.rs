//! The work trees of the repository.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::listing::split;
use super::repo::{Repo, Worktree};
use crate::domain::oid::Oid;
use crate::sys::env::{native, plain};

impl Repo {
    /// The main checkout's work tree; `None` where the main repository is bare.
    pub fn main_root(&self) -> Result<Option<PathBuf>> {
        if !self.is_linked() {
            return Ok(Some(self.root.clone()));
        }
        let main = self.worktrees()?.first().filter(|main| main.is_there);
        Ok(main.map(|main| main.root.clone()))
    }

    /// Every work tree of the repository, the main one first.
    pub fn worktrees(&self) -> Result<&[Worktree]> {
        if let Some(worktrees) = self.worktrees.get() {
            return Ok(worktrees);
        }
        let listed = self.list_worktrees()?;
        Ok(self.worktrees.get_or_init(|| listed))
    }

    fn list_worktrees(&self) -> Result<Vec<Worktree>> {
        let listed = self.git().args(["worktree", "list", "--porcelain", "-z"]).stdout()?;
        let mut worktrees: Vec<Worktree> = Vec::new();
        for field in split(&listed) {
            let text = String::from_utf8_lossy(field);
            if let Some(path) = field.strip_prefix(b"worktree ") {
                worktrees.push(Worktree { root: root(path)?, head: None, is_there: true });
            }
            let Some(current) = worktrees.last_mut() else {
                bail!("`git worktree list` began with `{text}`")
            };
            // A bare `project/.git` is listed as `project`.
            current.is_there &= text != "bare";
            if let Some(oid) = text.strip_prefix("HEAD ") {
                current.head = Oid::parse(oid).filter(|oid| !oid.is_null());
            }
        }
        for worktree in &mut worktrees {
            worktree.is_there &= worktree.root.join(".git").exists();
        }
        // With its git directory elsewhere, git lists that in place of the main work tree.
        if let Some(main) = worktrees.first_mut().filter(|_| !self.is_linked()) {
            *main = Worktree { root: self.root.clone(), is_there: true, head: main.head.take() };
        }
        Ok(worktrees)
    }
}

/// A work tree that git listed, which may be gone.
fn root(path: &[u8]) -> Result<PathBuf> {
    let path = PathBuf::from(native(path)?);
    Ok(path.canonicalize().map_or(path, plain))
}
