//! Lines that came from elsewhere, brought into a chat file in the order that the merged history has.
//!
//! The file stays the same file: lines that come last are appended, and where that order puts them in the middle, before
//! lines that are not committed yet, it is rewritten in place.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

use super::{RESOURCE, rewrite};
use crate::sys::file;
use crate::sys::state::Store;

/// Changes what a file holds to what `merged` makes of it, with what others add meanwhile behind it; says `false` where
/// that makes nothing, where there is no file, and where it is too large.
pub fn replace(store: &Store, path: &Path, merged: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Result<bool> {
    let doing = || format!("writing `{}`", path.display());
    let _lock = store.lock(RESOURCE)?;
    rewrite::finish(store, path)?;
    let old = match file::read_bounded(path) {
        Err(error) if error.kind() == ErrorKind::FileTooLarge => return Ok(false),
        old => old.with_context(doing)?,
    };
    let Some(old) = old else { return Ok(false) };
    let Some(mut new) = merged(&old) else { return Ok(false) };
    // What others add meanwhile begins a line of its own.
    if old.ends_with(b"\n") && !new.is_empty() && !new.ends_with(b"\n") {
        new.push(b'\n');
    }
    if new != old {
        rewrite::put(store, path, &old, &new).with_context(doing)?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use super::*;

    #[test]
    fn what_others_write_meanwhile_comes_after() {
        for new in ["a\nx\nb\n", "a\nb\nx\n", "b\n", "", "a\nb\nx"] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("chat");
            file::create(&path, b"a\nb\n").unwrap();
            let mut open = File::options().append(true).open(&path).unwrap();
            let done = replace(&Store::new(dir.path()), &path, |old| {
                assert_eq!(old, b"a\nb\n");
                open.write_all(b"late\n").unwrap();
                Some(new.as_bytes().to_vec())
            });
            assert!(done.unwrap());
            open.write_all(b"later\n").unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let expected = match new {
                // What comes last is appended.
                "a\nb\nx\n" | "a\nb\nx" => vec!["a", "b", "late", "x", "later"],
                new => new.lines().chain(["late", "later"]).collect(),
            };
            assert_eq!(lines, expected);
        }
    }

    #[test]
    fn a_file_that_cannot_be_merged_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("chat");
        assert!(!replace(&Store::new(dir.path()), &path, |_| Some(b"x\n".to_vec())).unwrap());
        assert!(!path.exists());
        file::create(&path, b"a\n").unwrap();
        assert!(!replace(&Store::new(dir.path()), &path, |_| None).unwrap());
        assert_eq!(std::fs::read(&path).unwrap(), b"a\n");
    }
}
