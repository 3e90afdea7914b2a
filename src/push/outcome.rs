//! What came of a push.

use serde::Serialize;

use super::forward::Waiting;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::verdict::Verdict;
pub use crate::git::destination::Nowhere;
use crate::workspace::Copy;

/// Where HEAD is now.
#[derive(Debug)]
pub enum PushOutcome {
    /// The remote branch has it.
    Pushed(Pushed),
    Nowhere(Nowhere),
    /// Not pushed; what is committed stays.
    Blocked(Blocked),
}

/// What the remote branch got, and what this checkout got of it.
#[derive(Debug)]
pub struct Pushed {
    pub to: String,
    pub merged: Option<Merge>,
    /// What the remote has more and the checkout does not have yet.
    pub waiting: Option<Waiting>,
    pub apart: Option<Apart>,
    /// Files of the remote's that are not in the work tree because somebody told git so.
    pub left: Vec<RepoPath>,
}

/// What stands between HEAD and its remote branch.
#[derive(Debug)]
pub enum Blocked {
    /// The remote has moved, and both sides changed these paths of the agent's own. They hold both sides' lines now,
    /// between conflict markers, or what the agent last made of that.
    ToResolve { from: String, paths: Vec<RepoPath> },
    /// The remote has moved, and only their owners can merge these paths.
    BothChanged { from: String, verdicts: Vec<Verdict> },
    /// The remote does not have any more what this branch was built on.
    Rewritten { from: String },
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

/// The agent's own commits, pushed without those of others that they were made on.
#[derive(Debug)]
pub struct Apart {
    /// What the remote has of each of them.
    pub copies: Vec<Copy>,
    /// Where the others' commits and the remote's collide.
    pub verdicts: Vec<Verdict>,
}
