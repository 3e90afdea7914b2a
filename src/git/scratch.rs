//! Temporary files in the git directory, where no work tree shows them.

use std::io;

use anyhow::{Context, Result};
use tempfile::{NamedTempFile, TempDir};

use super::repo::Repo;

/// How they begin. Only a run that was killed leaves one.
const PREFIX: &str = "auraops-";

impl Repo {
    pub fn scratch_file(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(PREFIX).tempfile_in(&self.git_dir)
    }

    pub fn scratch_dir(&self) -> Result<TempDir> {
        let dir = tempfile::Builder::new().prefix(PREFIX).tempdir_in(&self.git_dir);
        dir.context("creating a temporary directory")
    }
}
