//! Lines that came from elsewhere, brought into a chat file in the order that the merged history has.
//!
//! That order puts them in the middle, before lines that are not committed yet, so that the file is replaced. Whoever
//! knows of our lock waits; what others wrote into the old file in that instant is added to the new one.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::RESOURCE;
use crate::sys::file::{self, patiently};
use crate::sys::state::Store;

/// Replaces what a file holds by what `merged` makes of it; says `false` where that makes nothing.
pub fn replace(store: &Store, path: &Path, merged: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Result<bool> {
    let doing = || format!("writing `{}`", path.display());
    let _lock = store.lock(RESOURCE)?;
    let mut old = patiently(|| File::open(path)).with_context(doing)?;
    let mut bytes = Vec::new();
    old.read_to_end(&mut bytes).with_context(doing)?;
    let Some(new) = merged(&bytes) else { return Ok(false) };
    if new == bytes {
        return Ok(true);
    }
    // Windows does not give a file's name away while somebody has it open.
    let old = cfg!(unix).then_some(old);
    file::replace(path, &new)?;
    let mut late = Vec::new();
    if let Some(mut old) = old {
        old.read_to_end(&mut late).with_context(doing)?;
    }
    if !late.is_empty() {
        let mut file = patiently(|| File::options().append(true).open(path)).with_context(doing)?;
        file.write_all(&late).with_context(doing)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_others_write_meanwhile_comes_after() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("chat");
        file::create(&path, b"a\nb\n").unwrap();
        let done = replace(&Store::new(dir.path()), &path, |old| {
            assert_eq!(old, b"a\nb\n");
            File::options().append(true).open(&path).unwrap().write_all(b"late\n").unwrap();
            Some(b"a\nx\nb\n".to_vec())
        });
        assert!(done.unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"a\nx\nb\nlate\n");
    }

    #[test]
    fn a_file_that_cannot_be_merged_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("chat");
        file::create(&path, b"a\n").unwrap();
        assert!(!replace(&Store::new(dir.path()), &path, |_| None).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"a\n");
    }
}
