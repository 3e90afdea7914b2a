//! Which changes of the work tree an agent ships: all that it may commit, or those at the paths it names.
//!
//! Shared files go, too, whoever changed them: nobody could tell whose a line of the chat is, and a lock file that stays
//! behind breaks the build of everyone else. Whoever wants them to stay names paths.

use std::collections::HashSet;
use std::ffi::OsString;

use anyhow::Result;

use super::append_only;
use crate::domain::append;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Refusal, Touched, Verdict};
use crate::error::hinted;
use crate::git::status::{Pending, PendingKind};
use crate::git::submodule::Unpushed;
use crate::sys::file;
use crate::workspace::{Enforced, Workspace};

/// What a work tree holds, as one agent sees it.
#[derive(Debug, Default)]
pub struct Selection {
    /// What goes.
    pub goes: Vec<Pending>,
    /// What stays, and whose it is.
    pub stays: Vec<(Pending, Verdict)>,
    /// What keeps all of it from going.
    pub refused: Vec<Verdict>,
    /// How many paths were judged.
    pub judged: usize,
    pub notes: Vec<String>,
}

/// Chooses what `who` ships; of `paths`, where there are any.
pub fn select(workspace: &Workspace, enforced: &Enforced, paths: &[OsString]) -> Result<Selection> {
    let pending = workspace.repo.pending()?;
    let mut named = Vec::new();
    for path in paths {
        named.push(PathArgument {
            asked: path,
            is_root: workspace.is_root(path)?,
            meant: workspace.meant(path)?,
        });
    }
    let mut selection = Selection { judged: pending.len(), ..Selection::default() };
    let mut found = vec![false; named.len()];
    for pending in pending {
        let is_append_only = enforced.map().is_append_only(&pending.path);
        if is_append_only && file::is_too_large(&workspace.repo.file(&pending.path)?) {
            selection.notes.push(format!("{} stays: {}", pending.path, file::too_large(file::MOST)));
            continue;
        }
        let touched = touched(workspace, enforced.map(), &pending)?;
        let Some(verdict) = enforced.judge(vec![touched]).pop() else { continue };
        let selectors: Vec<usize> = (0..named.len()).filter(|&at| named[at].has(&pending.path)).collect();
        let is_named = named.is_empty() || !selectors.is_empty();
        let is_mine = matches!(verdict.refusal, None | Some(Refusal::Rewritten(_)));
        if !is_named || !is_mine {
            selection.stays.push((pending, verdict));
            continue;
        }
        for at in selectors {
            found[at] = true;
        }
        if matches!(verdict.refusal, Some(Refusal::Rewritten(_))) && awaits_merge(workspace, &pending)? {
            selection.notes.push(format!("{} goes with the merge in progress", pending.path));
            selection.stays.push((pending, verdict));
            continue;
        }
        if let Some((note, stays)) = submodule_note(workspace, &pending)? {
            selection.notes.push(note);
            if stays {
                selection.stays.push((pending, verdict));
                continue;
            }
        }
        selection.take(pending, verdict);
    }
    for (named, found) in named.iter().zip(found) {
        if !found {
            selection.refused.extend(named.verdict(workspace, enforced)?);
        }
    }
    Ok(selection)
}

impl Selection {
    fn take(&mut self, pending: Pending, verdict: Verdict) {
        let path = &pending.path;
        match pending.kind {
            PendingKind::Nested => self.notes.push(format!(
                "{path} is a separate repository and stays: `git submodule add` it, or have git ignore it"
            )),
            PendingKind::Kept => self.notes.push(format!(
                "the deletion of {path} is staged, but the file still exists and stays in HEAD: move it away to ship that"
            )),
            PendingKind::Unmerged => {
                self.notes.push(format!("{path} has a conflict: resolve it, then `git add` it, then ship"));
            }
            PendingKind::Inside | PendingKind::Behind => {}
            // What was staged and is gone leaves the index with what goes.
            PendingKind::Added | PendingKind::Modified | PendingKind::Deleted | PendingKind::Withdrawn if verdict.is_allowed() => {
                self.goes.push(pending);
                return;
            }
            PendingKind::Added | PendingKind::Modified | PendingKind::Deleted | PendingKind::Withdrawn => {
                self.refused.push(verdict);
                return;
            }
        }
        self.stays.push((pending, verdict));
    }

    /// Whether a path may go along where many go, should it be changed in that very instant: it is the asking agent's alone,
    /// and does not stay for a reason.
    pub fn free<'s>(&'s self, enforced: &'s Enforced) -> impl Fn(&RepoPath) -> bool + 's {
        let stays: HashSet<&RepoPath> = self.stays.iter().map(|(pending, _)| &pending.path).collect();
        move |path| {
            let owners = enforced.map().owner(path);
            !stays.contains(path) && enforced.asker().agent().is_some_and(|agent| owners.agents() == [agent])
        }
    }

    /// What a commit of all that goes would change.
    pub fn changes(&self) -> impl Iterator<Item = &Pending> {
        self.goes.iter().filter(|pending| pending.kind.is_change())
    }
}

/// A path on the command line.
struct PathArgument<'a> {
    asked: &'a OsString,
    is_root: bool,
    meant: Vec<RepoPath>,
}

impl PathArgument<'_> {
    fn has(&self, path: &RepoPath) -> bool {
        self.is_root || self.meant.iter().any(|meant| meant == path || meant.contains(path))
    }

    /// Why nothing at this path goes, where that is not because nothing has changed.
    fn verdict(&self, workspace: &Workspace, enforced: &Enforced) -> Result<Option<Verdict>> {
        if self.is_root {
            return Ok(None);
        }
        let touched = workspace.touched(self.asked)?;
        let is_there = workspace.env.absolute(self.asked.as_ref()).symlink_metadata().is_ok();
        let verdict = enforced.judge(vec![touched]).pop().filter(|verdict| !verdict.is_allowed());
        if verdict.is_none() && !is_there {
            return Err(hinted(
                format!("`{}` does not exist, and nothing has changed there", self.asked.to_string_lossy()),
                Next::auraops("ship --dry-run").because("lists what would be shipped"),
            ));
        }
        Ok(verdict)
    }
}

fn touched(workspace: &Workspace, map: &Map, pending: &Pending) -> Result<Touched> {
    let altered = if map.is_append_only(&pending.path) {
        append_only::in_work_tree(&workspace.repo, pending)?
    } else {
        None
    };
    Ok(Touched { is_dir: pending.is_submodule, altered, ..Touched::file(pending.path.clone()) })
}

/// What is to be said of a submodule before it goes, and whether it stays.
fn submodule_note(workspace: &Workspace, pending: &Pending) -> Result<Option<(String, bool)>> {
    let (repo, path) = (&workspace.repo, &pending.path);
    let here = format!("{}{path}", workspace.up());
    if pending.kind == PendingKind::Behind {
        return Ok(Some((
            format!(
                "{path} is behind the commit that is recorded for it, and stays: `git submodule update -- {here}`"
            ),
            true,
        )));
    }
    if !pending.is_submodule || !matches!(pending.kind, PendingKind::Added | PendingKind::Modified) {
        return Ok(None);
    }
    if let Some(Unpushed { commit, to, .. }) = repo.unpushed_inside(path, None)? {
        let push = match to {
            Some(to) => format!("git -C {here} push {} HEAD:{}", to.remote, to.branch),
            None => format!("git -C {here} remote add origin URL && git -C {here} push origin HEAD"),
        };
        let note =
            format!("{path} stays: no remote of it has its commit {}: `{push}`, then ship", commit.short());
        return Ok(Some((note, true)));
    }
    if pending.kind == PendingKind::Added && !repo.is_in_gitmodules(path)? {
        let note = format!(
            "{path} is a submodule without an entry in .gitmodules: nobody else can tell where to get it"
        );
        return Ok(Some((note, false)));
    }
    Ok(None)
}

/// Whether a file has the lines of HEAD and those of the remote already, each in order: a run that merged was stopped
/// before the branch moved. The next one takes it from there.
fn awaits_merge(workspace: &Workspace, pending: &Pending) -> Result<bool> {
    let repo = &workspace.repo;
    let Some(to) = repo.upstream()? else { return Ok(false) };
    let tracked = repo.commit(&format!("refs/remotes/{}", to.name()))?;
    let (Some(head), Some(theirs), PendingKind::Modified) = (repo.head()?, tracked, pending.kind) else {
        return Ok(false);
    };
    let new = file::read_bounded(&repo.file(&pending.path)?)?.unwrap_or_default();
    let keeps = |commit| {
        let old = repo.checked_out(commit, &pending.path);
        old.is_ok_and(|old| append::keeps(&old, &new).is_ok())
    };
    Ok(theirs != head && !repo.is_ancestor(&theirs, head.as_str())? && keeps(&head) && keeps(&theirs))
}
