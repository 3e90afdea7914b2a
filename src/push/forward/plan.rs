//! What has to be done to each file of a work tree.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use crate::domain::change::Change;
use crate::domain::path::RepoPath;
use crate::git::fast_forward::IndexFlag;
use crate::push::union;

/// Everything that is to be done, all of it possible when it was looked at.
pub struct Plan<'c> {
    pub root: PathBuf,
    /// Files to take away, deepest first.
    pub removals: Vec<Target>,
    /// Files to put in place, each with where its new content is.
    pub writes: Vec<(Target, PathBuf)>,
    /// Empty directories for new submodules.
    pub directories: Vec<PathBuf>,
    pub grown: Vec<Grown<'c>>,
    /// Entries whose flag goes with their content.
    pub flags: Vec<(RepoPath, IndexFlag)>,
    /// Files that stay as they are, for git was told not to look at them.
    pub left: Vec<RepoPath>,
}

/// A file of the work tree, as it was when it was found to be nobody's work.
pub struct Target {
    pub file: PathBuf,
    pub found: Stamp,
}

/// What tells without reading it whether a file was touched.
#[derive(Debug, PartialEq, Eq)]
pub struct Stamp(Option<(u64, Option<std::time::SystemTime>, bool, u64)>);

impl Stamp {
    /// Of a file that is not there.
    pub const NONE: Stamp = Stamp(None);

    /// A directory is no file: those in it have stamps of their own.
    pub fn of(file: &Path) -> Stamp {
        let metadata = file.symlink_metadata().ok().filter(|metadata| !metadata.is_dir());
        Stamp(metadata.map(|metadata| {
            (metadata.len(), metadata.modified().ok(), metadata.is_symlink(), inode(&metadata))
        }))
    }

    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

/// An append-only file to which lines come.
pub struct Grown<'c> {
    pub change: &'c Change,
    pub file: PathBuf,
    /// As a checkout of either commit would write it.
    pub ours: Vec<u8>,
    pub merged: Vec<u8>,
}

impl Grown<'_> {
    /// What is to stand there in place of `text`.
    pub fn with(&self, text: &[u8]) -> Vec<u8> {
        union::carried(&self.ours, &self.merged, text)
    }
}
