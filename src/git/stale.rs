//! What an index holds that somebody has gone past: it was read before a commit, and would take that commit back.
//!
//! The file in the work tree is as HEAD has it, and what is staged is an older version of it. Whoever edits a file and stages
//! it leaves another trace, so that in nearly every commit this costs a look at the size of each staged file.

use std::fs;

use anyhow::Result;

use super::repo::Repo;
use crate::domain::change::{Change, Side};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;
use crate::sys::file;

/// With so many paths at once somebody means it; and each may cost a process.
const MOST: usize = 200;

impl Repo {
    /// The staged paths that would silently become what they were before a commit that is in HEAD.
    pub fn stale(&self, changes: &[Change]) -> Result<Vec<RepoPath>> {
        let mut stale = Vec::new();
        for change in changes.iter().take(MOST) {
            let [old] = &change.old[..] else { continue };
            if old.oid != change.new.oid
                && !is_respelled(change, changes)
                && self.has_still(&change.path, old)?
                && self.was_before(&change.path, &change.new)?
            {
                stale.push(change.path.clone());
            }
        }
        Ok(stale)
    }

    /// Whether the work tree has at a path what HEAD has there.
    fn has_still(&self, path: &RepoPath, head: &Side) -> Result<bool> {
        let file = self.file(path)?;
        let Ok(metadata) = file.symlink_metadata() else { return Ok(head.mode == 0) };
        if metadata.is_symlink() {
            let target = fs::read_link(&file).unwrap_or_default();
            return Ok(head.mode == 0o120_000 && is_blob(target.to_string_lossy().as_bytes(), &head.oid));
        }
        if !metadata.is_file() || !head.is_file() {
            return Ok(false);
        }
        let Some(size) = self.blob_size(&head.oid) else {
            let name = native(path.as_bytes())?;
            return Ok(self.blob_of(&name.to_string_lossy())?.as_ref() == Some(&head.oid));
        };
        // A checkout may have written longer line endings.
        if metadata.len() < size || metadata.len() > size.saturating_mul(2) {
            return Ok(false);
        }
        let text = file::read(&file).ok().flatten().unwrap_or_default();
        Ok(is_blob(&text, &head.oid) || is_blob(&with_line_feeds(&text), &head.oid))
    }

    /// The size of a blob, where libgit2 can tell.
    fn blob_size(&self, oid: &Oid) -> Option<u64> {
        let odb = self.lib.as_ref()?.odb().ok()?;
        let (size, _) = odb.read_header(git2::Oid::from_str(oid.as_str()).ok()?).ok()?;
        u64::try_from(size).ok()
    }

    /// Whether a commit behind HEAD had this at a path. A file that is not there was once not there; one that git ignores now
    /// is meant to leave the index and to stay where it is.
    fn was_before(&self, path: &RepoPath, staged: &Side) -> Result<bool> {
        let git = || self.git().arg("--literal-pathspecs");
        let name = native(path.as_bytes())?;
        if staged.mode == 0 {
            let ignored = self.git().args(["check-ignore", "--no-index", "-q", "--"]).arg(&name).output()?;
            return Ok(!ignored.status.success());
        }
        // A sparse checkout has no file there whatever is staged.
        let tagged = git().args(["ls-files", "-t", "--"]).arg(&name).line()?.unwrap_or_default();
        if tagged.starts_with("S ") {
            return Ok(false);
        }
        let log = git().args(["log", "-1", "--no-show-signature", "--format=%H"]);
        let log = log.arg(format!("--find-object={}", staged.oid)).args(["HEAD", "--"]).arg(&name);
        Ok(log.line()?.is_some_and(|commit| !commit.is_empty()))
    }
}

/// Whether a file only gets a name in another case: where the disk does not tell them apart, it is at both.
fn is_respelled(gone: &Change, changes: &[Change]) -> bool {
    let folded = |path: &RepoPath| String::from_utf8_lossy(path.as_bytes()).to_lowercase();
    let is_gone = gone.new.mode == 0;
    is_gone && changes.iter().any(|new| new.path != gone.path && folded(&new.path) == folded(&gone.path))
}

fn is_blob(bytes: &[u8], oid: &Oid) -> bool {
    let hash = git2::Oid::hash_object(git2::ObjectType::Blob, bytes);
    hash.is_ok_and(|hash| hash.to_string() == oid.as_str())
}

fn with_line_feeds(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for (at, &byte) in text.iter().enumerate() {
        if byte != b'\r' || text.get(at + 1) != Some(&b'\n') {
            plain.push(byte);
        }
    }
    plain
}
