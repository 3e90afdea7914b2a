//! A commit that was made, and what was decided of it.

use super::append::Altered;
use super::author::Author;
use super::commit::Commit;
use super::oid::Oid;
use super::path::RepoPath;
use super::verdict::{Refusal, Verdict};

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
    /// What it may only by a change of the map within its own history that the operator did not make by name.
    pub borrowed: Vec<Borrowed>,
}

/// A path that the map of the base would not have let a commit touch as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Borrowed {
    /// By the map of the base.
    pub verdict: Verdict,
    /// The commit whose map allowed it.
    pub by: Oid,
}

impl JudgedCommit {
    /// Refuses what rests on a change of the map that nobody answers for.
    pub fn refuse_borrowed(&mut self) {
        for Borrowed { verdict, by } in std::mem::take(&mut self.borrowed) {
            let refused = Verdict { refusal: Some(Refusal::Borrowed { map_of: by }), ..verdict };
            match self.verdicts.iter_mut().find(|verdict| verdict.place == refused.place) {
                Some(verdict) => *verdict = refused,
                None => self.verdicts.push(refused),
            }
        }
    }

    /// Whether it touches an owned path: a commit of the chat alone is no work.
    pub fn is_work(&self) -> bool {
        self.verdicts.iter().any(Verdict::is_owned)
    }

    /// Whether everything that it touches was its maker's to change.
    pub fn is_allowed(&self) -> bool {
        self.verdicts.iter().all(Verdict::is_allowed)
    }
}
