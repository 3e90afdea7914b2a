//! What a commit does to one path.

use serde::Serialize;

use super::oid::Oid;
use super::path::RepoPath;

/// One path of a commit or of the index, as `git diff --raw --no-renames` lists it: both sides of a rename
/// are a change each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub path: RepoPath,
    pub status: Status,
    /// One side a parent; the only one of a commit that is no merge.
    pub old: Vec<Side>,
    pub new: Side,
}

/// A file's mode and content on one side; both are zero where the file is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Git's octal mode, such as `100644`.
    pub mode: u32,
    pub oid: Oid,
}

/// What happened to the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Added,
    Modified,
    Deleted,
    Retyped,
    Unmerged,
}

impl Side {
    /// Whether the path is a regular file here, executable or not.
    pub fn is_file(&self) -> bool {
        self.mode & 0o170_000 == 0o100_000
    }
}

impl Change {
    /// Whether the commit itself made this change: a merge only passes on what one of its parents has already.
    pub fn differs_from_every_parent(&self) -> bool {
        self.old.iter().all(|side| *side != self.new)
    }

    /// Whether either side is a submodule.
    pub fn is_submodule(&self) -> bool {
        self.old.iter().chain([&self.new]).any(|side| side.mode == 0o160_000)
    }
}
