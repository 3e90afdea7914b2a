//! What is uncommitted in every work tree of the repository.

use std::path::Path;

use anyhow::Result;

use crate::git::Repo;
use crate::git::status::Pending;
use crate::workspace::Workspace;

/// A work tree that can be looked into.
pub struct WorkTree {
    repo: Repo,
    pub is_main: bool,
}

/// Every work tree that is there, the main one first.
pub fn work_trees(workspace: &Workspace) -> Result<Vec<WorkTree>> {
    let listed = workspace.repo.worktrees()?.iter().enumerate();
    let there = listed.filter(|(_, tree)| tree.is_there);
    Ok(there
        .map(|(at, tree)| WorkTree { repo: workspace.repo.sibling(tree.root.clone()), is_main: at == 0 })
        .collect())
}

impl WorkTree {
    pub fn root(&self) -> &Path {
        &self.repo.root
    }

    pub fn repo(&self) -> &Repo {
        &self.repo
    }

    /// What is not as its HEAD has it: staged, unstaged and untracked. Not what only a submodule's own repository can say.
    pub fn pending(&self) -> Result<Vec<Pending>> {
        let mut pending = self.repo.pending()?;
        pending.retain(|pending| !pending.kind.is_submodules_own());
        Ok(pending)
    }
}
