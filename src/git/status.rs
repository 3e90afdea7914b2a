//! What a work tree holds that HEAD does not: staged, unstaged and untracked, and what a commit of it would do.
//!
//! Format: `git status --porcelain=v2` (<https://git-scm.com/docs/git-status#_porcelain_format_version_2>).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use super::listing::split;
use super::repo::Repo;
use crate::domain::change::Side;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;

/// A path that is not as HEAD has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub path: RepoPath,
    pub kind: PendingKind,
    /// Whether a submodule stands there, now or in HEAD.
    pub is_submodule: bool,
    /// Whether the index has an entry for it.
    pub is_known: bool,
    /// What the index says, where the work tree says the same.
    pub settled: Option<Side>,
    /// The file in HEAD, or the commit of a submodule.
    pub old: Option<Oid>,
    /// What the index says of a submodule.
    gitlink: Option<Oid>,
    /// Whether it is executable where HEAD's is not, or the other way round.
    pub is_flipped: bool,
}

/// What a commit of the path, as it is in the work tree, would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PendingKind {
    Added,
    Modified,
    Deleted,
    /// Nothing yet: both sides of a conflict are there.
    Unmerged,
    /// Nothing: it was staged, and is gone from the work tree.
    Withdrawn,
    /// Nothing: its deletion is staged, but the file is there, ignored.
    Kept,
    /// Nothing: a repository of its own that is no submodule.
    Nested,
    /// Nothing: what differs is inside a submodule.
    Inside,
    /// Nothing: a submodule that stands behind the commit that is recorded for it.
    Behind,
}

impl PendingKind {
    /// Whether a commit of the path changes anything.
    pub fn is_change(self) -> bool {
        matches!(self, PendingKind::Added | PendingKind::Modified | PendingKind::Deleted)
    }

    /// Whether it is nobody's to commit: only the submodule itself can be brought in order.
    pub fn is_submodules_own(self) -> bool {
        matches!(self, PendingKind::Inside | PendingKind::Behind)
    }
}

impl Pending {
    /// Whether there was a file that is gone from the work tree.
    pub fn is_gone(&self) -> bool {
        matches!(self.kind, PendingKind::Deleted | PendingKind::Withdrawn)
    }
}

impl Repo {
    /// What differs from HEAD in this work tree, each path once, in order. Leaves the index file as it is.
    pub fn pending(&self) -> Result<Vec<Pending>> {
        let args = ["status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=all"];
        let listed = self
            .git()
            .args(args)
            .stdout()
            .with_context(|| format!("listing what is uncommitted in `{}`", self.root.display()))?;
        let mut paths: BTreeMap<RepoPath, Pending> = BTreeMap::new();
        for field in split(&listed) {
            let Some(mut pending) = entry(field, &self.root)? else { continue };
            // A file whose deletion is staged is listed once more when it is there all the same.
            if let Some(deleted) = paths.remove(&pending.path) {
                pending = Pending { kind: PendingKind::Modified, old: deleted.old, ..pending };
            }
            paths.insert(pending.path.clone(), pending);
        }
        let mut paths: Vec<Pending> = paths.into_values().collect();
        for pending in &mut paths {
            if pending.kind == PendingKind::Deleted && !pending.is_known && self.has(&pending.path)? {
                pending.kind = PendingKind::Kept;
            }
            if pending.kind == PendingKind::Modified
                && let Some(gitlink) = &pending.gitlink
                && let Some(old) = &pending.old
                && self.is_behind(&pending.path, &[old, gitlink])?
            {
                pending.kind = PendingKind::Behind;
            }
        }
        Ok(paths)
    }

    /// Which of the new files were moved as they are, each with where it was.
    pub fn renames(&self, pending: &[Pending]) -> Result<Vec<(RepoPath, RepoPath)>> {
        let of = |kind| pending.iter().filter(move |pending| pending.kind == kind);
        let mut gone: Vec<&Pending> = of(PendingKind::Deleted).filter(|gone| !gone.is_submodule).collect();
        let mut new = Vec::new();
        for pending in of(PendingKind::Added) {
            let file = self.file(&pending.path)?;
            // One a line: git has no other way to be told of many.
            let is_one_line = !pending.path.as_bytes().contains(&b'\n');
            if is_one_line && file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
                new.push(&pending.path);
            }
        }
        if gone.is_empty() || new.is_empty() {
            return Ok(Vec::new());
        }
        let names = new.iter().flat_map(|path| [path.as_bytes(), b"\n"].concat()).collect();
        let hashes = self.git().args(["hash-object", "--stdin-paths"]).input(names).stdout()?;
        let hashes = String::from_utf8_lossy(&hashes).into_owned();
        let mut renames = Vec::new();
        for (path, hash) in new.into_iter().zip(hashes.lines().map(Oid::parse)) {
            if let Some(at) = gone.iter().position(|gone| hash.is_some() && gone.old == hash) {
                renames.push((gone.swap_remove(at).path.clone(), path.clone()));
            }
        }
        Ok(renames)
    }

    /// Whether a file or a symlink stands at a path of the work tree.
    pub fn has(&self, path: &RepoPath) -> Result<bool> {
        let file = self.file(path)?;
        Ok(file.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()))
    }
}

fn entry(field: &[u8], root: &Path) -> Result<Option<Pending>> {
    let strange = || format!("git status printed `{}`", field.escape_ascii());
    let pending = match field.first() {
        Some(b'1') => tracked(field),
        Some(b'u') => {
            field.splitn(11, is_blank).nth(10).and_then(|path| unknown(path, PendingKind::Unmerged))
        }
        Some(b'?') => {
            let path = field.get(2..).with_context(strange)?;
            match path.strip_suffix(b"/") {
                // Git looks at no file of a repository inside this one. Linked worktrees are looked at by themselves.
                Some(nested) if root.join(native(nested)?).join(".git").is_dir() => {
                    unknown(nested, PendingKind::Nested)
                }
                Some(_) => return Ok(None),
                None => unknown(path, PendingKind::Added),
            }
        }
        _ => return Ok(None),
    };
    pending.with_context(strange).map(Some)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as `splitn` calls it")]
fn is_blank(byte: &u8) -> bool {
    *byte == b' '
}

/// Reads `1 XY sub mH mI mW hH hI path`; the path may hold blanks.
fn tracked(field: &[u8]) -> Option<Pending> {
    let words: Vec<&[u8]> = field.splitn(9, is_blank).collect();
    let [_, states, sub, head, index, tree, old, staged, path] = words[..] else { return None };
    let [_, state] = states else { return None };
    // `.M S.M.`: the submodule's commit is the same, staged and checked out.
    let kind = if states.starts_with(b".") && sub.starts_with(b"S.") {
        PendingKind::Inside
    } else {
        kind(head, tree)
    };
    let side = Side {
        mode: u32::from_str_radix(std::str::from_utf8(index).ok()?, 8).ok()?,
        oid: Oid::parse(std::str::from_utf8(staged).ok()?)?,
    };
    let is_link = [head, index, tree].iter().all(|mode| *mode == b"160000");
    Some(Pending {
        path: RepoPath::from_git(path)?,
        gitlink: is_link.then(|| side.oid.clone()),
        kind,
        is_submodule: [head, index, tree].contains(&b"160000".as_slice()),
        is_known: side.mode != 0 || state == &b'A',
        settled: (state == &b'.').then_some(side),
        old: Oid::parse(std::str::from_utf8(old).ok()?).filter(|oid| !oid.is_null()),
        is_flipped: head != tree && [head, tree].iter().all(|mode| mode.starts_with(b"100")),
    })
}

/// A path of which git says no more than its name.
fn unknown(path: &[u8], kind: PendingKind) -> Option<Pending> {
    Some(Pending {
        path: RepoPath::from_git(path)?,
        kind,
        is_submodule: kind == PendingKind::Nested,
        is_known: kind == PendingKind::Unmerged,
        settled: None,
        old: None,
        gitlink: None,
        is_flipped: false,
    })
}

/// What differs between HEAD's mode and the work tree's, where something does.
fn kind(head: &[u8], tree: &[u8]) -> PendingKind {
    const NONE: &[u8] = b"000000";
    match (head != NONE, tree != NONE) {
        (false, false) => PendingKind::Withdrawn,
        (false, true) => PendingKind::Added,
        (true, false) => PendingKind::Deleted,
        (true, true) => PendingKind::Modified,
    }
}
