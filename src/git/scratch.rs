//! Temporary files in the git directory, where no work tree shows them.

use std::fs;
use std::io;

use anyhow::{Context, Result};
use tempfile::{NamedTempFile, TempDir};

use super::repo::Repo;

/// How they begin. Only a run that was killed leaves one.
const PREFIX: &str = "auraops-";

impl Repo {
    pub fn scratch_file(&self) -> io::Result<NamedTempFile> {
        let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(&self.git_dir)?;
        self.sharing().let_in(file.path());
        Ok(file)
    }

    pub fn scratch_dir(&self) -> Result<TempDir> {
        let dir = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&self.git_dir);
        let dir = dir.context("creating a temporary directory")?;
        // Whoever clears it after a kill may be another user.
        self.sharing().let_in(dir.path());
        Ok(dir)
    }

    /// Removes what runs left that were killed. For whoever holds the turn: nobody else makes any.
    pub fn clear_scratch(&self) {
        let Ok(entries) = fs::read_dir(&self.git_dir) else { return };
        let is_scratch = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
        for entry in entries.flatten().filter(is_scratch) {
            // What cannot be removed now is removed later.
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.path();
            drop(if is_dir { fs::remove_dir_all(path) } else { fs::remove_file(path) });
        }
    }
}
