//! What came of a push.

use serde::Serialize;

use crate::domain::oid::Oid;
use crate::domain::verdict::Verdict;
pub use crate::git::destination::Nowhere;

/// Where HEAD is now.
#[derive(Debug)]
pub enum PushOutcome {
    /// The remote branch has it.
    Pushed {
        to: String,
        merged: Option<Merge>,
    },
    Nowhere(Nowhere),
    /// Not pushed; what is committed stays.
    Blocked(Blocked),
}

/// What stands between HEAD and its remote branch.
#[derive(Debug)]
pub enum Blocked {
    /// The remote has moved, and only their owners can merge these paths.
    BothChanged { from: String, verdicts: Vec<Verdict> },
    /// The remote has moved, and what it changed is not as HEAD has it here.
    Uncommitted { from: String, verdicts: Vec<Verdict> },
    /// The remote has moved, and its files cannot be written here, in git's words.
    Unwritable { from: String, why: String },
    /// The remote, or a hook, says no, in its own words.
    Refused { why: String },
    /// The remote moved each time that it was merged.
    Moving { to: String, times: usize },
}

/// The remote's commits that were merged on the way.
#[derive(Debug, Clone, Serialize)]
pub struct Merge {
    pub from: String,
    pub commit: Oid,
    /// How many files of the work tree it changed.
    pub files: usize,
}

/// What became of the remote's commits.
pub enum Integration {
    Merged(Merge),
    /// The branch moved meanwhile, or the remote had nothing new.
    TryAgain,
    /// The remote has all that is here.
    AlreadyThere,
    Blocked(Blocked),
}
