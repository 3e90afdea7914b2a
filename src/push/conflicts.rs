//! Conflicts of a merge in memory, laid out for the agent that owns the files: both sides' lines with conflict markers in
//! the work tree, where it resolves them like any other change. Git's own way, a merge in progress, would keep everybody
//! else in this checkout from committing.
//!
//! What was laid out is noted. Once the agent has committed what it made of a file, the next merge takes that.

use std::collections::HashSet;

use anyhow::{Context, Result};

use crate::domain::change::Side;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::Repo;
use crate::git::merge::{Conflict, Entry};
use crate::git::objects::Name;
use crate::sys::file;
use crate::sys::state::Store;
use crate::workspace::Workspace;

const RESOURCE: &str = "conflicts";

/// What was laid out in this work tree and is not merged yet.
pub struct Conflicts {
    state: Option<(Store, String)>,
    noted: Vec<Noted>,
    /// The noted paths, and others, that are not as HEAD has them.
    pending: HashSet<RepoPath>,
}

/// A conflict that was laid out.
#[derive(PartialEq)]
pub struct Noted {
    path: RepoPath,
    /// The other side's blob; `None` where it has no file.
    theirs: Option<Oid>,
    /// Whether the file was surely written: a run that was killed before that asked nobody.
    is_written: bool,
}

impl Conflicts {
    pub fn of(workspace: &Workspace) -> Result<Conflicts> {
        let (store, name) = (workspace.store(), workspace.state_name(RESOURCE));
        let noted = parse(&store.read(&name)?.unwrap_or_default());
        let pending = if noted.is_empty() { HashSet::new() } else { pending(&workspace.repo)? };
        Ok(Conflicts { state: Some((store, name)), noted, pending })
    }

    /// For a merge that nobody is asked about.
    pub fn none() -> Conflicts {
        Conflicts { state: None, noted: Vec::new(), pending: HashSet::new() }
    }

    /// What the agent has made of a conflict and committed.
    pub fn resolution(&self, repo: &Repo, conflict: &Conflict) -> Result<Option<Entry>> {
        let Some(noted) = self.noted.iter().find(|noted| noted.path == conflict.path) else {
            return Ok(None);
        };
        if !noted.is_written || self.pending.contains(&conflict.path) {
            return Ok(None);
        }
        let [_, ours, theirs] = &conflict.sides;
        let path = conflict.path.clone();
        if noted.theirs.as_ref() == theirs.as_ref().map(|side| &side.oid) {
            let gone = || theirs.clone().map(|side| Side { mode: 0, ..side });
            return Ok(ours.clone().or_else(gone).map(|side| Entry { path, side }));
        }
        // The other side has gone on since: only what came after is new.
        let (Some(then), Some(ours), Some(theirs)) = (&noted.theirs, ours, theirs) else { return Ok(None) };
        let blobs = repo.blobs(&[then, &ours.oid, &theirs.oid].map(Name::Blob))?;
        let [Some(base), Some(one), Some(other)] = &blobs[..] else { return Ok(None) };
        let Some(text) = repo.merge_texts([base, one, other])? else { return Ok(None) };
        let side = Side { mode: ours.mode, oid: repo.store_blob(text)? };
        Ok(Some(Entry { path, side }))
    }

    /// Writes both sides of each conflict, as the merged tree has them, into files that are as HEAD has them.
    pub fn lay_out(mut self, repo: &Repo, tree: &Oid, conflicts: &[&Conflict]) -> Result<()> {
        let pending = pending(repo)?;
        let is_pending = |conflict: &&&Conflict| pending.contains(&conflict.path);
        let (touched, clean): (Vec<&Conflict>, Vec<&Conflict>) = conflicts.iter().partition(is_pending);
        for conflict in &clean {
            let theirs = conflict.sides[2].as_ref().map(|side| side.oid.clone());
            self.noted.retain(|noted| noted.path != conflict.path);
            self.noted.push(Noted { path: conflict.path.clone(), theirs, is_written: false });
        }
        self.note()?;
        for conflict in &clean {
            write(repo, tree, &conflict.path)?;
        }
        for conflict in touched.into_iter().chain(clean) {
            if let Some(noted) = self.noted.iter_mut().find(|noted| noted.path == conflict.path) {
                noted.is_written = true;
            }
        }
        self.note()
    }

    fn note(&self) -> Result<()> {
        let Some((store, name)) = &self.state else { return Ok(()) };
        store.replace(name, &printed(&self.noted))
    }
}

/// What was laid out, and is merged when what is made now arrives.
pub fn noted(workspace: &Workspace) -> Result<Vec<Noted>> {
    Ok(parse(&workspace.store().read(&workspace.state_name(RESOURCE))?.unwrap_or_default()))
}

/// Forgets what is merged. Others may have been asked about more meanwhile.
pub fn forget(workspace: &Workspace, merged: &[Noted]) -> Result<()> {
    if merged.is_empty() {
        return Ok(());
    }
    let mut left = noted(workspace)?;
    left.retain(|noted| !merged.contains(noted));
    workspace.store().replace(&workspace.state_name(RESOURCE), &printed(&left))
}

/// Those of the paths in which conflict markers stand that were laid out.
pub fn unresolved<'p>(
    workspace: &Workspace,
    paths: impl Iterator<Item = &'p RepoPath>,
) -> Result<Vec<RepoPath>> {
    let noted = noted(workspace)?;
    let mut unresolved = Vec::new();
    for path in paths.filter(|path| noted.iter().any(|noted| noted.path == **path)) {
        let text = file::read(&workspace.repo.file(path)?).ok().flatten().unwrap_or_default();
        let has = |mark: &[u8]| text.split(|&byte| byte == b'\n').any(|line| line.starts_with(mark));
        if has(b"<<<<<<< ") && has(b">>>>>>> ") {
            unresolved.push(path.clone());
        }
    }
    Ok(unresolved)
}

/// Puts a file of a tree into the work tree; where both sides are gone from the tree, there is nothing to show.
fn write(repo: &Repo, tree: &Oid, path: &RepoPath) -> Result<()> {
    let Ok(text) = repo.checked_out(tree, path) else { return Ok(()) };
    let file = repo.file(path)?;
    let parent = file.parent().context("a file has a directory")?;
    std::fs::create_dir_all(parent).with_context(|| format!("creating `{}`", parent.display()))?;
    file::replace(&file, &text)
}

fn pending(repo: &Repo) -> Result<HashSet<RepoPath>> {
    Ok(repo.pending()?.into_iter().map(|pending| pending.path).collect())
}

/// `+<blob> <path>`, each ended by a NUL; `-` where there is no blob, `?` in front until the file is written.
fn printed(noted: &[Noted]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for Noted { path, theirs, is_written } in noted {
        bytes.push(if *is_written { b'+' } else { b'?' });
        bytes.extend_from_slice(theirs.as_ref().map_or("-", Oid::as_str).as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(path.as_bytes());
        bytes.push(0);
    }
    bytes
}

/// What cannot be read counts as not laid out, and is laid out again.
fn parse(bytes: &[u8]) -> Vec<Noted> {
    let noted = |field: &[u8]| {
        let (first, field) = field.split_first()?;
        let at = field.iter().position(|&byte| byte == b' ')?;
        let theirs = match &field[..at] {
            b"-" => None,
            oid => Some(Oid::parse(std::str::from_utf8(oid).ok()?)?),
        };
        Some(Noted { path: RepoPath::from_git(&field[at + 1..])?, theirs, is_written: *first == b'+' })
    };
    bytes.split(|&byte| byte == 0).filter_map(noted).collect()
}
