//! Commits that went ahead: the remote has what they changed in copies, made on top of its own commits, because others'
//! commits below them here collide with those. The branch itself follows once the others' are merged.

use std::collections::HashMap;

use anyhow::Result;

use super::Workspace;
use crate::domain::oid::Oid;

const RESOURCE: &str = "copies";

/// A commit of this repository, and the commit of the remote's with which all of it is there.
pub type Copy = (Oid, Oid);

impl Workspace<'_> {
    /// Notes copies that were pushed; those of commits that are pushed themselves by now are forgotten.
    pub fn note_copies(&self, new: &[Copy]) -> Result<()> {
        let mut copies = self.noted()?;
        copies.extend(new.iter().cloned());
        let mut text = String::new();
        for (commit, copy) in copies {
            if self.repo.remote_branch_with(&commit)?.is_none() {
                text.extend([commit.as_str(), " ", copy.as_str(), "\n"]);
            }
        }
        self.store().replace(RESOURCE, text.as_bytes())
    }

    /// The remote branch that has a commit, or a copy of it.
    pub fn remote_branch_with(&self, commit: &Oid) -> Result<Option<String>> {
        match self.repo.remote_branch_with(commit)? {
            None => self.remote_branch_with_copy(commit),
            branch => Ok(branch),
        }
    }

    pub fn remote_branch_with_copy(&self, of: &Oid) -> Result<Option<String>> {
        self.noted()?.get(of).map_or(Ok(None), |copy| self.repo.remote_branch_with(copy))
    }

    fn noted(&self) -> Result<HashMap<Oid, Oid>> {
        let text = self.store().read(RESOURCE)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let pair = |line: &str| {
            line.split_once(' ').and_then(|(one, other)| Some((Oid::parse(one)?, Oid::parse(other)?)))
        };
        Ok(text.lines().filter_map(pair).collect())
    }
}
