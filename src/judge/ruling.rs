//! What one map says of one commit.

use anyhow::Result;

use super::commit::touched;
use crate::domain::append::Altered;
use crate::domain::asker::Asker;
use crate::domain::author::Author;
use crate::domain::commit::Commit;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Touched, Verdict, owners_of};
use crate::git::Repo;
use crate::workspace::Enforced;

/// As whom commits are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgeAs {
    /// As whose they are; what neither trailer nor ownership explains is the asker's.
    Author,
    /// As the asker's: to see whether a history is all of one's making.
    Asker,
    /// As what the asker makes right now: by today's map where there was none, whoever is named.
    Maker,
}

/// What one map says of a commit.
pub struct Ruling {
    pub author: Author,
    pub is_signed: bool,
    pub verdicts: Vec<Verdict>,
    pub pardoned: Vec<(RepoPath, Altered)>,
}

/// Judges one commit by one map.
pub fn rule(repo: &Repo, enforced: &Enforced, commit: &Commit, judge_as: JudgeAs) -> Result<Ruling> {
    let (map, asker) = (enforced.map(), enforced.asker());
    let touched = touched(repo, map, &commit.parents, &commit.changes)?;
    let owners = owners_of(map, &touched);
    let (author, by) = match judge_as {
        JudgeAs::Author => {
            let author = Author::of(map, &commit.agents, &owners, asker);
            (author.clone(), author.asker())
        }
        JudgeAs::Asker | JudgeAs::Maker => {
            (Author::of(map, &commit.agents, &owners, &Asker::Nobody), asker.clone())
        }
    };
    let is_signed = Author::signed(map, &commit.agents).is_some();
    let pardoned = if by == Asker::Operator { altered(&touched) } else { Vec::new() };
    Ok(Ruling { author, is_signed, verdicts: enforced.asked_by(by).judge(touched), pardoned })
}

/// The append-only files among the touched that did not only grow.
fn altered(touched: &[Touched]) -> Vec<(RepoPath, Altered)> {
    let altered = |touched: &Touched| Some((touched.place.path()?.clone(), touched.altered.clone()?));
    touched.iter().filter_map(altered).collect()
}
