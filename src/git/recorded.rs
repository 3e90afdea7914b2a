//! Files that the work tree lacks and git still has: deleted by mistake, or outside a sparse checkout.

use std::io::ErrorKind;

use anyhow::{Context, Result};

use super::listing::split;
use super::pathspec::pathspec;
use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;
use crate::sys::file::{MOST, too_large};

/// A file as git has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub place: RecordedIn,
    /// As a checkout would write it.
    pub text: Vec<u8>,
}

/// Where git has a file, and why the work tree may lack it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordedIn {
    Index,
    /// In the index, and git was told to leave the work tree without it.
    Skipped(Skip),
    /// In HEAD alone: its deletion is staged.
    Head,
}

/// By what git was told to leave a file out of the work tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// A sparse checkout by directories.
    Cone,
    /// A sparse checkout by patterns.
    Patterns,
    /// The file's own mark in the index.
    Mark,
}

impl Repo {
    /// What git has of a file that is not in the work tree.
    pub fn absent(&self, path: &RepoPath) -> Result<Option<Recorded>> {
        let looked = self.file(path)?.symlink_metadata();
        let is_absent =
            looked.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory));
        if is_absent { self.recorded(path) } else { Ok(None) }
    }

    /// The regular file that the index has at a path, else the one of HEAD. Asks git alone, whatever reads this repository.
    fn recorded(&self, path: &RepoPath) -> Result<Option<Recorded>> {
        let spec = native(&pathspec(path))?;
        let listed = self.git().args(["ls-files", "-v", "--stage", "-z", "--"]).arg(&spec).stdout()?;
        if let Some((is_skipped, oid)) = split(&listed).find_map(|field| of_index(field, path)) {
            let place = if is_skipped { RecordedIn::Skipped(self.skip()?) } else { RecordedIn::Index };
            return Ok(Some(Recorded { place, text: self.recorded_text(&oid, path)? }));
        }
        if self.commit("HEAD")?.is_none() {
            return Ok(None);
        }
        let args = ["ls-tree", "-z", "--full-tree", "HEAD", "--"];
        // Paths of `ls-tree` are no patterns.
        let listed = self.git().args(args).arg(native(path.as_bytes())?).stdout().context("reading HEAD")?;
        let Some(oid) = split(&listed).find_map(|field| of_head(field, path)) else { return Ok(None) };
        Ok(Some(Recorded { place: RecordedIn::Head, text: self.recorded_text(&oid, path)? }))
    }

    fn recorded_text(&self, oid: &Oid, path: &RepoPath) -> Result<Vec<u8>> {
        let size = self.git().args(["cat-file", "-s", oid.as_str()]).line()?;
        if size.and_then(|size| size.parse::<u64>().ok()).is_some_and(|size| size > MOST) {
            return Err(too_large(MOST))
                .with_context(|| format!("reading `{path}`, which the work tree lacks"));
        }
        self.filtered(oid, path)
    }

    fn skip(&self) -> Result<Skip> {
        if !self.config_bool("core.sparseCheckout")? {
            return Ok(Skip::Mark);
        }
        Ok(if self.config_bool("core.sparseCheckoutCone")? { Skip::Cone } else { Skip::Patterns })
    }
}

/// Reads `<tag> <mode> <object> <stage>\t<path>`.
fn of_index(field: &[u8], path: &RepoPath) -> Option<(bool, Oid)> {
    let head = String::from_utf8_lossy(head_of(field, path)?).into_owned();
    let [tag, mode, oid, "0"] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
    // `s` where it is assumed to be unchanged as well.
    mode.starts_with("100").then(|| Some((tag.eq_ignore_ascii_case("S"), Oid::parse(oid)?)))?
}

/// Reads `<mode> blob <object>\t<path>`.
fn of_head(field: &[u8], path: &RepoPath) -> Option<Oid> {
    let head = String::from_utf8_lossy(head_of(field, path)?).into_owned();
    let [mode, "blob", oid] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
    mode.starts_with("100").then(|| Oid::parse(oid))?
}

/// What stands before the path, where it is this one.
fn head_of<'f>(field: &'f [u8], path: &RepoPath) -> Option<&'f [u8]> {
    let tab = field.iter().position(|&byte| byte == b'\t')?;
    (field[tab + 1..] == *path.as_bytes()).then_some(&field[..tab])
}
