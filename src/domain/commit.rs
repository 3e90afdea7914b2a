//! A commit as the rules see it.

use super::change::Change;
use super::oid::Oid;

/// A commit and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub oid: Oid,
    /// None for a root commit, several for a merge.
    pub parents: Vec<Oid>,
    /// When it was committed, in seconds of Unix time.
    pub time: i64,
    /// What its `Auraops-Agent` trailers say: nothing, one name, or several where commits were squashed.
    pub agents: Vec<String>,
    pub subject: String,
    pub changes: Vec<Change>,
}
