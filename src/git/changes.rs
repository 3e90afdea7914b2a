//! What is about to be committed, and what is not committed yet.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::diff_raw;
use super::index::root_tree;
use super::listing::{read_oids, split};
use super::repo::{EnvRepo, Repo};
use crate::domain::change::Change;
use crate::domain::oid::Oid;
use crate::sys::env::Env;

/// The commit that the index would become.
#[derive(Debug)]
pub struct Staged {
    /// None for the first commit, several for a merge.
    pub parents: Vec<Oid>,
    pub changes: Vec<Change>,
}

impl Repo {
    /// What the index adds to its parents. Reads the index that git hands to the hook (`GIT_INDEX_FILE`).
    pub fn staged(&self, env: &Env) -> Result<Staged> {
        let mut parents: Vec<Oid> = self.head()?.into_iter().collect();
        if !parents.is_empty() {
            parents.extend(self.merge_heads(env)?);
        }
        self.index_against(parents, env)
    }

    /// What `git commit --amend` would commit: the index against the parents of HEAD.
    pub fn amended(&self, env: &Env) -> Result<Staged> {
        let parents =
            self.git().args(["rev-parse", "HEAD^@"]).stdout().context("reading the parents of HEAD")?;
        self.index_against(String::from_utf8_lossy(&parents).lines().filter_map(Oid::parse).collect(), env)
    }

    fn index_against(&self, parents: Vec<Oid>, env: &Env) -> Result<Staged> {
        let index = self.index_file(env).and_then(|file| std::fs::read(file).ok());
        let tree = index.and_then(|index| root_tree(&index));
        let mut lists = Vec::new();
        for parent in &parents {
            lists.push(match tree.as_ref().and_then(|tree| self.trees(parent, tree)) {
                Some(list) => list,
                None => self.index_against_tree(parent)?,
            });
        }
        if parents.is_empty() {
            lists.push(self.index_against_tree(&self.empty_tree()?)?);
        }
        Ok(Staged { parents, changes: diff_raw::combine(lists) })
    }

    /// The index that git would read, where that is plain.
    fn index_file(&self, env: &Env) -> Option<PathBuf> {
        if self.env != EnvRepo::Same {
            return None;
        }
        match env.var("GIT_INDEX_FILE").map(PathBuf::from) {
            None => Some(self.git_dir.join("index")),
            Some(file) if file.is_absolute() || env.cwd == self.root => Some(self.root.join(file)),
            Some(_) => None,
        }
    }

    /// What the index differs in from a tree. Asked of git, which reads every index there is.
    pub fn index_against_tree(&self, tree: &Oid) -> Result<Vec<diff_raw::Record>> {
        let git = self.git().args(["diff-index", "--cached", "--no-relative", "--ita-invisible-in-index"]);
        let listed = git
            .args(diff_raw::FLAGS)
            .args([tree.as_str(), "--"])
            .stdout()
            .context("listing what is staged")?;
        diff_raw::parse(split(&listed))
    }

    /// The other parents of the merge that is being committed.
    fn merge_heads(&self, env: &Env) -> Result<Vec<Oid>> {
        let recorded = read_oids(&self.git_dir.join("MERGE_HEAD")).context("reading MERGE_HEAD")?;
        if !recorded.is_empty() {
            return Ok(recorded);
        }
        // `git merge` runs pre-merge-commit before it writes MERGE_HEAD; only these variables name the heads.
        let mut heads = Vec::new();
        for head in env.suffixes("GITHEAD_").iter().filter_map(|name| Oid::parse(name)) {
            if !self.is_ancestor(&head, "HEAD")? {
                heads.push(head);
            }
        }
        Ok(heads)
    }

    /// Whether `commit` is in the history of `of`.
    pub fn is_ancestor(&self, commit: &Oid, of: &str) -> Result<bool> {
        let output = self.git().args(["merge-base", "--is-ancestor", commit.as_str(), of]).output()?;
        Ok(output.status.success())
    }

    /// The tree with nothing in it; its name depends on the repository's hash.
    fn empty_tree(&self) -> Result<Oid> {
        let line = self.git().args(["hash-object", "-t", "tree", "--stdin"]).line()?.unwrap_or_default();
        Oid::parse(&line).context("git cannot name the empty tree")
    }
}
