//! Other work trees of the repository: what lies in a linked one is judged by that one.
//!
//! An agent's program may put a session or a part of it into a linked worktree, often inside the main checkout, and go on to
//! call that the project.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::git::Repo;
use crate::sys::env::plain;
use crate::sys::file;
use crate::sys::links::resolve;
use crate::workspace::Workspace;

/// Where a path lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// In the session's own work tree, or in none.
    Own,
    /// In a linked one.
    Linked(PathBuf),
    /// In the main checkout, seen from a linked one.
    Main,
}

/// The work trees beside the session's own.
pub struct Trees<'w> {
    workspace: &'w Workspace<'w>,
    linked: Vec<PathBuf>,
    main: Option<PathBuf>,
}

impl<'w> Trees<'w> {
    pub fn new(workspace: &'w Workspace<'w>) -> Result<Trees<'w>> {
        let repo = &workspace.repo;
        let main = if repo.is_linked() { repo.main_root()? } else { None };
        Ok(Trees { workspace, linked: linked(repo), main })
    }

    /// The innermost work tree in which a path lies.
    pub fn of(&self, path: &Path) -> Result<Tree> {
        let own = &self.workspace.repo.root;
        if self.linked.is_empty() && self.main.is_none() {
            return Ok(Tree::Own);
        }
        let real = resolve(&self.workspace.env.absolute(path))?;
        let trees = self.linked.iter().chain(&self.main).chain([own]);
        let innermost = trees.filter(|tree| real.starts_with(tree)).max_by_key(|tree| tree.as_os_str().len());
        Ok(match innermost {
            Some(tree) if tree == own => Tree::Own,
            Some(tree) if Some(tree) == self.main.as_ref() => Tree::Main,
            Some(tree) => Tree::Linked(tree.clone()),
            None => Tree::Own,
        })
    }
}

/// The linked work trees that are there, but for a repository's own
/// (<https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktreesltidgtgitdir>).
fn linked(repo: &Repo) -> Vec<PathBuf> {
    let records = fs::read_dir(repo.common_dir.join("worktrees")).into_iter().flatten().flatten();
    let root = |record: fs::DirEntry| {
        let record = record.path();
        let named = file::read(&record.join("gitdir")).ok().flatten()?;
        let named = String::from_utf8_lossy(&named).into_owned();
        // Relative ones begin at the record.
        let root = record.join(named.trim_end()).parent()?.canonicalize().map(plain).ok()?;
        (root != repo.root).then_some(root)
    };
    records.filter_map(root).collect()
}
