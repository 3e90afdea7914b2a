//! One repository: where it is, and the small questions that every other file here asks.

use std::cell::OnceCell;
use std::path::PathBuf;

use anyhow::Result;

use super::listing::split;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::pattern::Case;
use crate::sys::env::native;
use crate::sys::ordinary::Ordinary;
use crate::sys::process::Process;
use crate::sys::sharing::Sharing;

const SHARING: &str = "core.sharedRepository";

/// An open repository with a work tree.
pub struct Repo {
    /// The top of the work tree, symlinks resolved.
    pub root: PathBuf,
    /// This work tree's own git directory.
    pub git_dir: PathBuf,
    /// The git directory that linked worktrees share.
    pub common_dir: PathBuf,
    /// `None` where only git can read this repository.
    pub(super) lib: Option<git2::Repository>,
    pub(super) env: EnvRepo,
    /// Listed once a run.
    pub(super) worktrees: OnceCell<Vec<Worktree>>,
    /// Asked once a run.
    pub(super) sharing: OnceCell<Sharing>,
}

/// What `GIT_DIR` and its kin in the environment mean for git, which runs at the top of the work tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvRepo {
    /// They name this repository, or are not set.
    Same,
    /// They name it as seen from another directory.
    Respelled,
    /// They name another one, which git is not to see.
    Ignored,
}

impl Repo {
    /// The repository at a place that a test made.
    #[cfg(test)]
    pub fn in_test(root: &std::path::Path) -> Repo {
        let (root, git_dir) = (root.to_owned(), root.join(".git"));
        let common_dir = git_dir.clone();
        Repo {
            root,
            git_dir,
            common_dir,
            lib: None,
            env: EnvRepo::Ignored,
            worktrees: OnceCell::new(),
            sharing: OnceCell::new(),
        }
    }

    /// Where a path of the repository is in this work tree.
    pub fn file(&self, path: &RepoPath) -> Result<PathBuf> {
        Ok(self.root.join(native(path.as_bytes())?))
    }

    /// The ordinary files of this work tree.
    pub fn ordinary(&self) -> Ordinary<'_> {
        Ordinary { root: &self.root, git_dirs: [&self.git_dir, &self.common_dir] }
    }

    /// The index of this work tree.
    pub fn index_path(&self) -> Result<PathBuf> {
        let line = self.git().args(["rev-parse", "--git-path", "index"]).line()?;
        Ok(line.map_or_else(|| self.git_dir.join("index"), |line| self.root.join(line)))
    }

    /// Whether this is a linked worktree (`git worktree add`).
    pub fn is_linked(&self) -> bool {
        self.git_dir != self.common_dir
    }

    /// `git`, at the top of this work tree.
    pub fn git(&self) -> Process {
        let git = Process::git(&self.root);
        match self.env {
            EnvRepo::Same => git,
            EnvRepo::Respelled => git.env("GIT_DIR", &self.git_dir).env("GIT_WORK_TREE", &self.root),
            EnvRepo::Ignored => git.elsewhere(),
        }
    }

    /// Another work tree of the same repository, to be asked by git alone.
    pub fn sibling(&self, root: PathBuf) -> Repo {
        let common_dir = self.common_dir.clone();
        if root == self.root {
            let git_dir = self.git_dir.clone();
            return Repo {
                root,
                git_dir,
                common_dir,
                lib: None,
                env: self.env,
                worktrees: OnceCell::new(),
                sharing: OnceCell::new(),
            };
        }
        let git_dir = common_dir.clone();
        Repo {
            root,
            git_dir,
            common_dir,
            lib: None,
            env: EnvRepo::Ignored,
            worktrees: OnceCell::new(),
            sharing: OnceCell::new(),
        }
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

    /// Who besides the user may use what is made in the git directory (`core.sharedRepository`).
    pub fn sharing(&self) -> Sharing {
        *self.sharing.get_or_init(|| match self.lib.as_ref().and_then(|lib| lib.config().ok()) {
            Some(config) => match config.get_entry(SHARING) {
                Ok(entry) if entry.has_value() => {
                    Sharing::parse(Some(&String::from_utf8_lossy(entry.value_bytes())))
                }
                Ok(_) => Sharing::parse(None),
                Err(_) => Sharing::Private,
            },
            None => match self.config(SHARING) {
                Ok(Some(value)) => Sharing::parse(Some(&value)),
                _ => Sharing::Private,
            },
        })
    }

    pub fn config_bool(&self, key: &str) -> Result<bool> {
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
}

/// One work tree of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worktree {
    pub root: PathBuf,
    pub head: Option<Oid>,
    /// Not so for the main one of a bare repository, and where somebody deleted one that git has not pruned yet.
    pub is_there: bool,
}
