//! The disk, for texts whose meaning depends on what is there.

use std::path::{Path, PathBuf};

use crate::git::Repo;
use crate::shell;
use crate::sys::windows;

/// How many of the tracked files are listed, from all over the tree.
const MOST_LISTED: usize = 500;
/// A file larger than this is not read.
const LARGEST_TEXT: u64 = 256 << 10;

/// Of a repository, which alone knows what is tracked.
pub struct Disk<'r>(pub Option<&'r Repo>);

impl shell::Disk for Disk<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn exists(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    fn is_link(&self, path: &Path) -> bool {
        path.is_symlink()
    }

    fn names(&self, dir: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    fn listed(&self, dir: &Path, args: &[String]) -> Vec<String> {
        let names = self.0.map(|repo| repo.listed_in(dir, args)).unwrap_or_default();
        let step = names.len().div_ceil(MOST_LISTED).max(1);
        names.into_iter().step_by(step).collect()
    }

    fn text(&self, file: &Path) -> Option<String> {
        let is_small = file.metadata().is_ok_and(|data| data.is_file() && data.len() <= LARGEST_TEXT);
        is_small.then(|| std::fs::read_to_string(file).ok()).flatten()
    }

    fn absolute(&self, dir: &Path, text: &str) -> PathBuf {
        match Some(text).filter(|_| cfg!(windows)).and_then(windows::from_msys) {
            Some(path) => path.into(),
            None => dir.join(text),
        }
    }
}

/// The files beneath a directory, relative to it; `None` where they are more than `most`.
pub fn files(dir: &Path, most: usize) -> Option<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![PathBuf::new()];
    let mut left = most;
    while let Some(relative) = open.pop() {
        let entries = std::fs::read_dir(dir.join(&relative)).into_iter().flatten().flatten();
        for entry in entries {
            left = left.checked_sub(1)?;
            let path = relative.join(entry.file_name());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Some(files)
}
