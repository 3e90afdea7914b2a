//! The changes of a fast-forward by what they ask of the work tree, and whose work is in their way.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::plan::{Grown, Plan, Stamp, Target};
use super::{Forward, Hindrance};
use crate::domain::change::Change;
use crate::domain::path::RepoPath;
use crate::git::Repo;
use crate::git::fast_forward::IndexFlag;
use crate::sys::env::{is_program, native};
use crate::workspace::{Enforced, Workspace};

/// Makes the new contents below `scratch`, and looks at every file that they would replace.
pub fn plan<'c>(
    workspace: &Workspace,
    forward: &Forward,
    changes: &'c [Change],
    scratch: &Path,
) -> Result<Result<Plan<'c>, Hindrance>> {
    let repo = &workspace.repo;
    let index = scratch.join("index");
    // Stamps come first: whatever is written after them is seen.
    let stamps: HashMap<&RepoPath, Stamp> = changes
        .iter()
        .map(|change| Ok((&change.path, Stamp::of(&repo.file(&change.path)?))))
        .collect::<Result<_>>()?;
    if let Err(error) = fs::copy(repo.index_path()?, &index) {
        return Ok(Err(Hindrance::Unwritable(error.to_string())));
    }
    let below = scratch.join("new");
    fs::create_dir_all(&below)?;
    let refused = repo.forward_copy(&index, &below, forward.from, forward.to)?;
    let mut sorting = Sorting::of(workspace, forward, changes, stamps, &index)?;
    sorting.sort()?;
    let missing = sorting.missing(&below)?;
    if refused.is_none()
        && !missing.is_empty()
        && let Some(why) = repo.write_below(&below, &index, forward.to, &missing)?
    {
        return Ok(Err(Hindrance::Unwritable(why)));
    }
    let blocked = sorting.in_the_way(&below)?;
    match refused {
        _ if !blocked.is_empty() => Ok(Err(Hindrance::Work(blocked))),
        Some(why) => Ok(Err(Hindrance::Unwritable(why))),
        None => sorting.plan(&below).map(Ok),
    }
}

/// The changes by what they ask of the work tree.
struct Sorting<'s, 'c> {
    repo: &'s Repo,
    changes: &'c [Change],
    stamps: HashMap<&'c RepoPath, Stamp>,
    enforced: Option<Enforced>,
    forward: &'s Forward<'s>,
    /// What is not as HEAD has it.
    pending: Vec<RepoPath>,
    /// What git was told of files, before and after.
    flags: [HashMap<RepoPath, IndexFlag>; 2],
    writes: Vec<&'c Change>,
    removals: Vec<&'c Change>,
    grown: Vec<Grown<'c>>,
    left: Vec<RepoPath>,
    /// Writes and removals that are done already.
    done: HashSet<&'c RepoPath>,
}

impl<'s, 'c> Sorting<'s, 'c> {
    fn of(
        workspace: &'s Workspace,
        forward: &'s Forward<'s>,
        changes: &'c [Change],
        stamps: HashMap<&'c RepoPath, Stamp>,
        index: &Path,
    ) -> Result<Sorting<'s, 'c>> {
        let repo = &workspace.repo;
        let pending = repo.pending()?;
        Ok(Sorting {
            repo,
            changes,
            stamps,
            enforced: workspace.enforced_if_any()?,
            forward,
            pending: pending.into_iter().map(|pending| pending.path).collect(),
            flags: [repo.flagged(None)?, repo.flagged(Some(index))?],
            writes: Vec::new(),
            removals: Vec::new(),
            grown: Vec::new(),
            left: Vec::new(),
            done: HashSet::new(),
        })
    }

    fn sort(&mut self) -> Result<()> {
        for change in self.changes {
            let path = &change.path;
            let [before, after] = [0, 1].map(|at| self.flags[at].get(path).copied());
            let stays = match before.or(after) {
                Some(IndexFlag::SkipWorktree) => true,
                Some(IndexFlag::AssumeUnchanged) => !self.is_unchanged(change),
                None => false,
            };
            if stays {
                if self.stamps.get(path).is_some_and(Stamp::is_there) {
                    self.left.push(path.clone());
                }
                continue;
            }
            let [old, new] = [&change.old[0], &change.new];
            if self.is_append_only(path) && old.is_file() && new.is_file() {
                self.grow(change)?;
                continue;
            }
            match [old, new].map(|side| side.mode != 0 && !side.is_submodule()) {
                [_, true] => self.writes.push(change),
                [true, false] => self.removals.push(change),
                [false, false] => {}
            }
        }
        Ok(())
    }

    fn is_append_only(&self, path: &RepoPath) -> bool {
        self.enforced.as_ref().is_some_and(|enforced| enforced.map().is_append_only(path))
    }

    /// Lines come to a file that is there; one that is gone is nobody's to make anew.
    fn grow(&mut self, change: &'c Change) -> Result<()> {
        let file = self.repo.file(&change.path)?;
        if file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            let text = |commit| self.repo.checked_out(commit, &change.path);
            let (ours, merged) = (text(self.forward.from)?, text(self.forward.to)?);
            self.grown.push(Grown { change, file, ours, merged });
        }
        Ok(())
    }

    /// The files to be written whose content was not made, because the index has it already.
    fn missing(&self, below: &Path) -> Result<Vec<&'c RepoPath>> {
        let mut missing = Vec::new();
        for change in &self.writes {
            if below.join(native(change.path.as_bytes())?).symlink_metadata().is_err() {
                missing.push(&change.path);
            }
        }
        Ok(missing)
    }

    /// Whether a file at which git does not look is as HEAD has it all the same.
    fn is_unchanged(&self, change: &Change) -> bool {
        let blob = change.path.as_str().and_then(|path| self.repo.blob_of(path).ok().flatten());
        blob.as_ref() == Some(&change.old[0].oid)
    }

    /// Whatever stands where something is to be written or removed and is not as HEAD has it, nor as it is to be.
    fn in_the_way(&mut self, below: &Path) -> Result<Vec<RepoPath>> {
        for change in &self.removals {
            if !self.stamps.get(&change.path).is_some_and(Stamp::is_there) {
                self.done.insert(&change.path);
            }
        }
        for change in &self.writes {
            let file = self.repo.file(&change.path)?;
            if is_same(&file, &below.join(native(change.path.as_bytes())?)) {
                self.done.insert(&change.path);
            }
        }
        let open =
            || self.writes.iter().chain(&self.removals).filter(|change| !self.done.contains(&change.path));
        let targets: HashSet<&[u8]> = open().map(|change| change.path.as_bytes()).collect();
        let above: HashSet<&[u8]> = open().flat_map(|change| change.path.directories()).collect();
        // Git lists neither what it ignores nor what lies in a repository of its own: those are looked for on the disk.
        let is_met = |path: &&RepoPath| {
            let name = path.as_bytes();
            targets.contains(name)
                || above.contains(name)
                || !self.done.contains(path) && path.directories().any(|dir| targets.contains(dir))
        };
        let mut blocked: BTreeSet<RepoPath> = self.pending.iter().filter(is_met).cloned().collect();
        for change in self.writes.iter().filter(|change| !self.done.contains(&change.path)) {
            self.look_around(change, &mut blocked)?;
        }
        Ok(blocked.into_iter().collect())
    }

    /// Ignored and nested things at the place of a new file, below it and on the way to it.
    fn look_around(&self, change: &Change, blocked: &mut BTreeSet<RepoPath>) -> Result<()> {
        let mut parent = Vec::new();
        for name in change.path.components() {
            parent.push(name);
            let Some(path) = RepoPath::from_components(parent.iter().copied()) else { continue };
            let file = self.repo.file(&path)?;
            let Ok(metadata) = file.symlink_metadata() else { return Ok(()) };
            let is_target = path == change.path;
            if is_target && metadata.is_dir() {
                self.look_below(&file, &path, blocked)?;
            } else if is_target && change.old[0].mode == 0 || !is_target && !metadata.is_dir() {
                if !self.is_removed(&path) {
                    blocked.insert(path);
                }
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether a file goes with this change; they are in the order of their paths.
    fn is_removed(&self, path: &RepoPath) -> bool {
        self.removals.binary_search_by(|removed| removed.path.cmp(path)).is_ok()
    }

    /// Everything in a directory that does not go with this change.
    fn look_below(&self, dir: &Path, path: &RepoPath, blocked: &mut BTreeSet<RepoPath>) -> Result<()> {
        let mut entries: Vec<fs::DirEntry> = fs::read_dir(dir)?.collect::<std::io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let components = path.components().chain([name.as_encoded_bytes()]);
            let inner = RepoPath::from_components(components).filter(|_| name != ".git");
            let Some(inner) = inner else {
                // A repository of its own, or another work tree of this one.
                blocked.insert(path.clone());
                return Ok(());
            };
            if entry.file_type()?.is_dir() {
                self.look_below(&entry.path(), &inner, blocked)?;
            } else if !self.is_removed(&inner) {
                blocked.insert(inner);
                return Ok(());
            }
        }
        Ok(())
    }

    fn plan(mut self, below: &Path) -> Result<Plan<'c>> {
        let mut plan = Plan {
            root: self.repo.root.clone(),
            removals: Vec::new(),
            writes: Vec::new(),
            directories: Vec::new(),
            grown: std::mem::take(&mut self.grown),
            flags: Vec::new(),
            left: std::mem::take(&mut self.left),
        };
        for change in self.changes {
            let path = &change.path;
            if change.new.is_submodule() {
                plan.directories.push(self.repo.file(path)?);
            }
            let flag = self.flags.iter().find_map(|flags| flags.get(path));
            plan.flags.extend(flag.filter(|_| change.new.mode != 0).map(|flag| (path.clone(), *flag)));
        }
        for change in self.removals.iter().rev().filter(|change| !self.done.contains(&change.path)) {
            plan.removals.push(target(self.repo, &mut self.stamps, &change.path)?);
        }
        for change in self.writes.iter().filter(|change| !self.done.contains(&change.path)) {
            let new = below.join(native(change.path.as_bytes())?);
            plan.writes.push((target(self.repo, &mut self.stamps, &change.path)?, new));
        }
        Ok(plan)
    }
}

fn target(repo: &Repo, stamps: &mut HashMap<&RepoPath, Stamp>, path: &RepoPath) -> Result<Target> {
    let found = stamps.remove(path).unwrap_or(Stamp::NONE);
    Ok(Target { file: repo.file(path)?, found })
}

/// Whether two files have the same content, kind and executable bit.
fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(left), Ok(right)) = (one.symlink_metadata(), other.symlink_metadata()) else { return false };
    if left.is_symlink() || right.is_symlink() {
        return left.is_symlink()
            && right.is_symlink()
            && fs::read_link(one).ok() == fs::read_link(other).ok();
    }
    left.is_file()
        && right.is_file()
        && left.len() == right.len()
        && is_program(one) == is_program(other)
        && fs::read(one).ok() == fs::read(other).ok()
}
