//! A commit that was made, and what was decided of it.

use super::append::Altered;
use super::author::Author;
use super::commit::Commit;
use super::path::RepoPath;
use super::verdict::Verdict;

/// A commit and what was decided of it, by the map of its parent.
#[derive(Debug)]
pub struct JudgedCommit {
    pub commit: Commit,
    pub author: Author,
    /// Whether a trailer says whose it is.
    pub is_signed: bool,
    pub verdicts: Vec<Verdict>,
    /// What the operator did to append-only files: nobody else may.
    pub pardoned: Vec<(RepoPath, Altered)>,
}

impl JudgedCommit {
    /// Whether it touches an owned path: a commit of the chat alone is no work.
    pub fn is_work(&self) -> bool {
        self.verdicts.iter().any(Verdict::is_owned)
    }

    /// Whether everything that it touches was its maker's to change.
    pub fn is_allowed(&self) -> bool {
        self.verdicts.iter().all(Verdict::is_allowed)
    }
}
