//! The paths that a tool call would write, as far as that can be told without running it.
//!
//! The texts are read by `domain::shell` and `domain::patch`, which are pure; this room answers what they ask of the
//! disk and of git. What is not understood is no error: it is counted, and the other points of enforcement decide.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::git::Repo;

/// What one text would write.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reach {
    pub writes: Vec<Write>,
    /// Parts of the text that could not be understood: allowed, and counted.
    pub unclear: usize,
}

/// One path that would be written: absolute, as written, with its symlinks and `..` not followed yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Write {
    pub path: PathBuf,
    pub how: How,
}

/// What of a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The content: a symlink in the last place is followed.
    Content,
    /// The name itself (removed, moved, replaced): every symlink is followed but one in the last place.
    Name,
    /// A new entry of unknown name in this directory, or the directory itself.
    Dir,
}

/// What a shell would write that runs `text` in `cwd`.
pub fn shell(_repo: &Repo, _cwd: &Path, _home: Option<&Path>, _text: &str) -> Result<Reach> {
    Ok(Reach::default())
}

/// What `apply_patch` would write in `cwd`.
pub fn patch(_cwd: &Path, _text: &str) -> Reach {
    Reach::default()
}
