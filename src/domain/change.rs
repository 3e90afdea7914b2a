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
    pub origin: Origin,
}

/// Whose doing the path is, in a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Not asked, or no merge: only what every parent has otherwise is the commit's own.
    Parents,
    /// Git's own merge of the parents has it so, or it takes nothing from either: nobody's doing.
    Automatic,
    /// Whoever merged made it so: a side taken whole, a conflict resolved, or what no parent has. Git by itself has this;
    /// `None` where it leaves a conflict.
    Merger(Option<Side>),
}

/// A file's mode and content on one side; both are zero where the file is not there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

    /// Whether it is a commit of another repository.
    pub fn is_submodule(&self) -> bool {
        self.mode == 0o160_000
    }
}

impl Change {
    /// Whether no parent has it so: the most that can be told of a merge without asking what git would have merged.
    pub fn differs_from_every_parent(&self) -> bool {
        self.old.iter().all(|side| *side != self.new)
    }

    /// Whether it is the doing of whoever made the commit.
    pub fn is_own(&self) -> bool {
        match &self.origin {
            Origin::Parents => self.differs_from_every_parent(),
            Origin::Automatic => false,
            Origin::Merger(_) => true,
        }
    }

    /// Which parent has a path as git's own merge of them has it, where the commit has it otherwise.
    pub fn automatic_parent(&self) -> Option<usize> {
        let Origin::Merger(Some(automatic)) = &self.origin else { return None };
        self.old.iter().position(|side| side == automatic)
    }

    /// Whether either side is a submodule.
    pub fn is_submodule(&self) -> bool {
        self.old.iter().chain([&self.new]).any(Side::is_submodule)
    }
}
