//! Commits that git moved as they were: the same author at the same time, the same trailers, the same change.
//!
//! Not `git patch-id`: it overlooks blanks, which mean something in many a language, and in older versions of git what
//! changed in binary files.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};

use super::history::{Selection, Tips, lines};
use super::listing::split;
use super::repo::Repo;
use super::trailer::{PLAIN, VALUES};
use crate::domain::oid::Oid;
use crate::sys::file;
use crate::sys::process::Process;

/// The flags that make two patches comparable, whatever the user's configuration says.
const PATCH: [&str; 12] = [
    "--root",
    "--always",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--no-color",
    "--no-relative",
    "--binary",
    "--unified=3",
    "--ignore-submodules=none",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

/// A commit, and what stays the same about it where it is moved.
type Authorship = (Oid, Vec<u8>);

impl Repo {
    /// Those of the commits that are the same as one of the others but for their place. A merge is a copy by its name
    /// alone: what it changes has no patch.
    pub fn copies(&self, commits: &[Oid], others: Tips) -> Result<HashSet<Oid>> {
        if commits.is_empty() {
            return Ok(HashSet::new());
        }
        let these =
            self.authorships(|log| Ok(log.args(["--no-walk", "--stdin"]).input(lines("", commits.iter()))))?;
        let others = self.authorships(|log| self.select(log, Selection::Behind(others)))?;
        let pairs = |(oid, by): &Authorship| -> Vec<(Oid, Oid)> {
            let same = others.iter().filter(|(_, other)| by == other);
            same.map(|(other, _)| (oid.clone(), other.clone())).collect()
        };
        let pairs: Vec<(Oid, Oid)> = these.iter().flat_map(pairs).collect();
        let both = pairs.iter().flat_map(|(one, other)| [one, other]);
        let patches = self.patches(both)?;
        let same = pairs.into_iter().filter(|(one, other)| patches.get(one) == patches.get(other));
        Ok(same.map(|(one, _)| one).collect())
    }

    fn authorships(&self, select: impl FnOnce(Process) -> Result<Process>) -> Result<Vec<Authorship>> {
        let format = format!("--format=%H %an%x1f%ae%x1f%at%x1f{VALUES}");
        let log = self.git().args(PLAIN).args(["log", "-z", "--no-show-signature", "--no-color", &format]);
        let listed = select(log)?.stdout().context("asking who wrote commits")?;
        let authorship = |field: &[u8]| {
            let end = field.iter().position(|&byte| byte == b' ')?;
            Some((Oid::parse(std::str::from_utf8(&field[..end]).ok()?)?, field[end..].to_vec()))
        };
        Ok(split(&listed).filter_map(authorship).collect())
    }

    /// What each commit changes, wherever in the file that is.
    fn patches<'o>(&self, commits: impl Iterator<Item = &'o Oid>) -> Result<HashMap<Oid, Vec<u8>>> {
        let asked: HashSet<&Oid> = commits.collect();
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let git = self.git().args(["diff-tree", "--stdin", "-p"]).args(PATCH);
        let git = git.input(lines("", asked.iter().copied()));
        let printed = git.stdout().context("comparing commits that were moved")?;
        let mut patches: Vec<(Oid, Vec<u8>)> = Vec::new();
        for line in printed.strip_suffix(b"\n").unwrap_or_default().split(|&byte| byte == b'\n') {
            // No line of a patch is one of these: text begins with a sign, and binary data is never that long.
            let oid = std::str::from_utf8(line).ok().and_then(Oid::parse);
            if let Some(oid) = oid.filter(|oid| asked.contains(oid)) {
                patches.push((oid, Vec::new()));
                continue;
            }
            let kept = match line {
                [b'@', b'@', ..] => b"@@",
                [b'i', b'n', b'd', b'e', b'x', b' ', ..] => continue,
                line => line,
            };
            if let Some((_, patch)) = patches.last_mut() {
                patch.extend_from_slice(kept);
                patch.push(b'\n');
            }
        }
        Ok(patches.into_iter().collect())
    }

    /// The last of the commits that are being rebased, and what is behind them; `None` where nothing is.
    pub fn rebased(&self) -> Option<(Oid, String)> {
        let read = |name: &str| {
            let text = file::read(&self.git_dir.join(name)).ok()??;
            Oid::parse(String::from_utf8_lossy(&text).trim())
        };
        if let (Some(last), Some(onto)) = (read("rebase-merge/orig-head"), read("rebase-merge/onto")) {
            return Some((last, onto.to_string()));
        }
        // `--apply` takes one patch after the other, and says where each comes from.
        let original = read("rebase-apply/original-commit")?;
        let parents = format!("{original}^@");
        Some((original, parents))
    }
}
