//! The repository. The only room that imports git2 or runs git; everything it returns is a domain type.
//!
//! Single objects (a blob, HEAD, a setting) are read through libgit2, which costs no process. Lists (what is
//! staged, what a history changed, what is uncommitted) come from git itself: libgit2 reads the wrong index in a
//! hook, cannot read split and sparse indexes, and is slower from a few thousand files on. Only where the index names
//! the tree that is about to be committed, two trees are compared instead. Where libgit2 cannot open a repository at
//! all (reftable, SHA-256, somebody else's directory), git answers the small questions too.
#![expect(clippy::disallowed_types, reason = "this module is the wrapper")]

pub mod caller;
pub mod changes;
pub mod commit;
mod copies;
mod foretold;
pub mod history;
pub mod hooks;
mod ignored;
mod index;
mod locate;
pub mod merge;
pub mod message;
pub mod objects;
mod pathspec;
mod patience;
pub mod pending;
pub mod quote;
mod raw;
pub mod refs;
pub mod remotes;
pub mod trailer;
mod trees;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::pattern::Case;
use crate::env::{Env, native};
use crate::process::Process;
use crate::store;

/// Trailers are written and read with a colon, whatever the user's configuration says.
const PLAIN: [&str; 2] = ["-c", "trailer.separators=:"];

/// How temporary files in the git directory begin. Only a run that was killed leaves one.
const SCRATCH: &str = "auraops-";

/// An open repository with a work tree.
pub struct Repo {
    /// The top of the work tree, symlinks resolved.
    pub root: PathBuf,
    /// This work tree's own git directory.
    pub git_dir: PathBuf,
    /// The git directory that linked worktrees share.
    pub common_dir: PathBuf,
    /// `None` where only git can read this repository.
    lib: Option<git2::Repository>,
    tie: Tie,
    /// Listed once a run.
    worktrees: OnceCell<Vec<Worktree>>,
}

/// What `GIT_DIR` and its kin in the environment mean for git, which runs at the top of the work tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// They name this repository, or are not set.
    Kept,
    /// They name it as seen from another directory.
    Renamed,
    /// They name another one.
    Cut,
}

impl Repo {
    /// Opens the repository that the environment or the current directory names.
    pub fn open(env: &Env) -> Result<Repo> {
        locate::open(env)
    }

    /// Opens the repository that a directory lies in.
    pub fn open_at(env: &Env, dir: &Path) -> Result<Repo> {
        locate::open_at(env, dir)
    }

    /// Where a path of the repository is in this work tree.
    pub fn file(&self, path: &RepoPath) -> Result<PathBuf> {
        Ok(self.root.join(native(path.as_bytes())?))
    }

    /// Whether this is a linked worktree (`git worktree add`).
    pub fn is_linked(&self) -> bool {
        self.git_dir != self.common_dir
    }

    /// `git`, at the top of this work tree.
    pub fn git(&self) -> Process {
        let git = Process::git(&self.root);
        match self.tie {
            Tie::Kept => git,
            Tie::Renamed => git.env("GIT_DIR", &self.git_dir).env("GIT_WORK_TREE", &self.root),
            Tie::Cut => git.elsewhere(),
        }
    }

    /// Another work tree of the same repository, to be asked by git alone.
    pub fn sibling(&self, root: PathBuf) -> Repo {
        let common_dir = self.common_dir.clone();
        if root == self.root {
            let git_dir = self.git_dir.clone();
            return Repo { root, git_dir, common_dir, lib: None, tie: self.tie, worktrees: OnceCell::new() };
        }
        let git_dir = common_dir.clone();
        Repo { root, git_dir, common_dir, lib: None, tie: Tie::Cut, worktrees: OnceCell::new() }
    }

    /// The commit that HEAD names; `None` before the first one.
    pub fn head(&self) -> Result<Option<Oid>> {
        if let Some(lib) = &self.lib
            && let Ok(id) = lib.refname_to_id("HEAD")
        {
            return Ok(Oid::parse(&id.to_string()));
        }
        self.commit("HEAD")
    }

    /// The commit that a revision names, if there is one.
    pub fn commit(&self, revision: &str) -> Result<Option<Oid>> {
        let peeled = format!("{revision}^{{commit}}");
        let args = ["rev-parse", "--quiet", "--verify", "--end-of-options", &peeled];
        Ok(self.git().args(args).line()?.and_then(|line| Oid::parse(&line)))
    }

    /// How this repository compares names (`core.ignorecase`).
    pub fn case(&self) -> Result<Case> {
        let fold = match self.lib.as_ref().and_then(|lib| lib.config().ok()) {
            Some(config) => config.get_bool("core.ignorecase").unwrap_or(false),
            None => self.config_bool("core.ignorecase")?,
        };
        Ok(if fold { Case::Fold } else { Case::Sensitive })
    }

    fn config_bool(&self, key: &str) -> Result<bool> {
        Ok(self.git().args(["config", "--type=bool", "--get", key]).line()?.as_deref() == Some("true"))
    }

    /// A setting, where there is one.
    pub fn config(&self, key: &str) -> Result<Option<String>> {
        Ok(self.git().args(["config", "--get", key]).line()?.filter(|value| !value.is_empty()))
    }

    /// Every tracked path.
    pub fn tracked(&self) -> Result<Vec<RepoPath>> {
        let listed = self.git().args(["ls-files", "-z"]).stdout()?;
        Ok(split(&listed).filter_map(RepoPath::from_git).collect())
    }

    /// The files of the repository: what is tracked or, before anything is, what is not ignored.
    pub fn files(&self) -> Result<Vec<RepoPath>> {
        let tracked = self.tracked()?;
        if !tracked.is_empty() {
            return Ok(tracked);
        }
        let listed = self.git().args(["ls-files", "-z", "--others", "--exclude-standard"]).stdout()?;
        Ok(split(&listed).filter_map(RepoPath::from_git).collect())
    }

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
                worktrees.push(Worktree { root: locate::listed(path)?, head: None, is_there: true });
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

/// One work tree of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worktree {
    pub root: PathBuf,
    pub head: Option<Oid>,
    /// Not so for the main one of a bare repository, and where somebody deleted one that git has not pruned yet.
    pub is_there: bool,
}

/// The objects that one of git's own files names, a line each; none where there is no such file.
fn read_oids(file: &Path) -> std::io::Result<Vec<Oid>> {
    let text = store::read(file)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&text).lines().filter_map(Oid::parse).collect())
}

/// The fields of a `-z` listing.
fn split(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|&byte| byte == 0).filter(|field| !field.is_empty())
}
