//! Whose commits go along with a push, beside those of who pushes: a branch is pushed whole.

use anyhow::Result;
use serde::Serialize;

use crate::domain::author::Author;
use crate::domain::codename::Codename;
use crate::domain::map::Map;
use crate::git::Repo;
use crate::git::history::Selection;

/// As many commits are looked through; who has more has not pushed for months.
const COMMITS: usize = 500;

/// Commits of somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Along {
    /// `None` for the user.
    pub agent: Option<Codename>,
    pub commits: usize,
}

/// The commits of others that no remote branch has and HEAD does, counted by whose they are.
pub fn along(repo: &Repo, map: &Map, agent: &Codename) -> Result<Vec<Along>> {
    let mut counted: Vec<Along> = Vec::new();
    if repo.head()?.is_none() {
        return Ok(counted);
    }
    for commit in repo.commits(Selection::Unpushed(COMMITS))? {
        let author = match Author::of_commit(map, &commit) {
            Author::Agent(name) if name == *agent => continue,
            Author::Agent(name) => Some(name),
            Author::Operator | Author::Person | Author::Collision => None,
        };
        match counted.iter_mut().find(|along| along.agent == author) {
            Some(along) => along.commits += 1,
            None => counted.push(Along { agent: author, commits: 1 }),
        }
    }
    Ok(counted)
}
