//! What is asked of the disk, and where a text would run.

use std::path::{Path, PathBuf};

/// What the text's meaning depends on and only the disk can tell.
pub trait Disk {
    fn is_dir(&self, path: &Path) -> bool;
    fn exists(&self, path: &Path) -> bool;
    fn is_link(&self, path: &Path) -> bool;
    /// The names in a directory.
    fn names(&self, dir: &Path) -> Vec<String>;
    /// A path as this platform's shells spell it.
    fn absolute(&self, dir: &Path, text: &str) -> PathBuf;
}

/// Where a text would run.
#[derive(Clone, Copy)]
pub struct Surroundings<'d> {
    pub cwd: &'d Path,
    pub home: Option<&'d Path>,
    /// The top of the work tree.
    pub root: &'d Path,
    pub disk: &'d dyn Disk,
}
