//! Submodules: what the repository inside says of the commit that is recorded for it.
//!
//! A merge moves the recorded commit and leaves the submodule's work tree where it was. That is no change of anybody's: a
//! commit of it would take the other's back.

use std::collections::HashSet;

use anyhow::{Context, Result};

use super::arrival::in_time;
use super::destination::{Destination, Nowhere, Upstream};
use super::listing::{read_oids, split};
use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;

/// A commit of a submodule that nobody else can get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpushed {
    pub path: RepoPath,
    pub commit: Oid,
    /// Where it can be pushed; `None` where the submodule has no remote.
    pub to: Option<Upstream>,
}

impl Repo {
    /// Whether a submodule stands behind one of the commits that are recorded for it, or has not even fetched it.
    pub(super) fn is_behind(&self, path: &RepoPath, recorded: &[&Oid]) -> Result<bool> {
        let Some(inside) = self.inside(path)? else { return Ok(false) };
        let Some(head) = inside.head()? else { return Ok(true) };
        for recorded in recorded.iter().filter(|recorded| ***recorded != head) {
            if inside.commit(recorded.as_str())?.is_none() || inside.is_ancestor(&head, recorded.as_str())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The commit of a submodule, the one checked out there unless another is asked about, where no remote of it has that.
    /// What is not here cannot be known, and counts as pushed.
    pub fn unpushed_inside(&self, path: &RepoPath, commit: Option<&Oid>) -> Result<Option<Unpushed>> {
        let Some(inside) = self.inside(path)? else { return Ok(None) };
        let (head, commit) = (inside.head()?, commit.cloned());
        let Some(commit) = commit.or(head) else { return Ok(None) };
        if inside.commit(commit.as_str())?.is_none() || inside.came_from_a_remote(&commit)? {
            return Ok(None);
        }
        let to = match inside.destination()? {
            Destination::To(to) | Destination::Nowhere(Nowhere::OnlyByName(to)) => Some(to),
            Destination::Nowhere(Nowhere::NoBranch { free, .. }) => {
                match inside.push_settings()?.destination(&free) {
                    Destination::To(to) => Some(to),
                    Destination::Nowhere(_) => None,
                }
            }
            Destination::Nowhere(_) => None,
        };
        // A push to a branch that no fetch keeps leaves no trace.
        if let Some(to) = &to
            && let Ok(listed) = in_time(inside.git().args(["ls-remote", "--", &to.remote]), to)
            && String::from_utf8_lossy(&listed.stdout).contains(commit.as_str())
        {
            return Ok(None);
        }
        Ok(Some(Unpushed { path: path.clone(), commit, to }))
    }

    /// Whether `.gitmodules` of the work tree says where to get the submodule at a path.
    pub fn is_in_gitmodules(&self, path: &RepoPath) -> Result<bool> {
        let args = ["config", "-z", "--file", ".gitmodules", "--get-regexp", r"^submodule\..*\.path$"];
        let listed = self.git().args(args).output()?.stdout;
        let mut paths = split(&listed).filter_map(|field| field.splitn(2, |&byte| byte == b'\n').nth(1));
        Ok(paths.any(|named| named == path.as_bytes()))
    }

    /// Whether a fetch brought a commit: a remote-tracking branch or a tag has it, or it was asked for by its name.
    fn came_from_a_remote(&self, commit: &Oid) -> Result<bool> {
        let args = ["rev-list", "--max-count=1", commit.as_str(), "--not", "--remotes", "--tags"];
        if self.git().args(args).stdout()?.is_empty() {
            return Ok(true);
        }
        let file = |name: &str| -> Result<_> {
            let line = self.git().args(["rev-parse", "--git-path", name]).line()?;
            Ok(self.root.join(line.context("finding a file of a submodule")?))
        };
        let shallow: HashSet<Oid> = read_oids(&file("shallow")?)?.into_iter().collect();
        let fetched = crate::sys::file::read(&file("FETCH_HEAD")?)?.unwrap_or_default();
        Ok(shallow.contains(commit) || String::from_utf8_lossy(&fetched).contains(commit.as_str()))
    }

    /// The repository of a submodule, where it is checked out.
    fn inside(&self, path: &RepoPath) -> Result<Option<Repo>> {
        let root = self.file(path)?;
        // Without this, git would answer for the repository around it.
        Ok(root.join(".git").exists().then(|| self.sibling(root)))
    }
}
