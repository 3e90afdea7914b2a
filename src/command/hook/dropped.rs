//! Other people's commits that a branch would lose: `git reset --hard HEAD~1`, `git branch -f`, a rebase that drops one.
//!
//! A commit is not lost where another branch, a remote or a worktree has it, where a copy of it stays, or where every
//! file that it changed stays as it was. Deleting a branch is left to whoever does it: git renames one by deleting it.

use std::collections::HashSet;

use anyhow::Result;

use super::answer::Decision;
use super::refs::Prepared;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::history::{Selection, Tips};
use crate::git::refs::Update;
use crate::review::author;
use crate::ui::text::quoted_path;

/// A branch that is given a commit which does not follow its last one.
pub struct Moved<'a> {
    branch: &'a str,
    old: Oid,
    new: &'a Oid,
}

/// The branches that do not just grow.
pub fn moved<'a>(prepared: &Prepared<'a>, grows: impl Fn(&&Update, &Oid) -> bool) -> Result<Vec<Moved<'a>>> {
    let mut moved = Vec::new();
    for update in prepared.updates {
        let Some(branch) = update.branch() else { continue };
        if let Some(old) = prepared.workspace.repo.reference(&update.name)?
            && !grows(&update, &old)
        {
            moved.push(Moved { branch, old, new: &update.new });
        }
    }
    Ok(moved)
}

/// Stops what would lose somebody else's commit.
pub fn verdict(prepared: &Prepared, map: &Map, moved: &[Moved]) -> Result<Decision> {
    if moved.is_empty() {
        return Ok(Decision::allowed());
    }
    for one in moved {
        if let Some(lost) = lost(prepared, map, one, moved)? {
            return Ok(refused(prepared, one, &lost));
        }
    }
    Ok(Decision::allowed())
}

fn refused(prepared: &Prepared, moved: &Moved, lost: &Commit) -> Decision {
    let by = match &lost.agents[..] {
        [name] => format!("{name}'s"),
        _ => "somebody else's".to_owned(),
    };
    let reason = format!("`{}` would lose {by} commit {} ({})", moved.branch, lost.oid.short(), lost.subject);
    let verdict = Decision::refused(reason);
    if let Some(way_out) = prepared.way_out() {
        return verdict.then(way_out);
    }
    let up = prepared.workspace.up();
    let paths: Vec<String> =
        lost.changes.iter().take(8).map(|change| format!("{up}{}", quoted_path(&change.path))).collect();
    verdict.then("git revert --no-edit COMMIT   # takes back a commit of your own, and keeps the others").then(
        format!(
            "git restore --staged --worktree -- {}   # after `reset --hard` only: it has changed the files already",
            paths.join(" ")
        ),
    )
}

/// The first commit of another that would be on no branch any more, and its work with it.
fn lost(prepared: &Prepared, map: &Map, one: &Moved, moved: &[Moved]) -> Result<Option<Commit>> {
    let repo = &prepared.workspace.repo;
    let olds: Vec<Oid> = moved.iter().map(|moved| moved.old.clone()).collect();
    // A worktree that stands on a branch which moves, moves with it.
    let tips = repo.tips()?.into_iter().filter_map(|tip| Oid::parse(&tip)).filter(|tip| !olds.contains(tip));
    let known: Vec<Oid> = prepared.tips().into_iter().chain(tips).collect();
    let excluded: Vec<String> = moved.iter().map(|moved| format!("--exclude={}", moved.branch)).collect();
    let references: Vec<&str> =
        excluded.iter().map(String::as_str).chain(["--branches", "--remotes"]).collect();
    let old = std::slice::from_ref(&one.old);
    let tips = Tips { new: old, known: &known, references: &references };
    let mut others = Vec::new();
    for commit in repo.commits(Selection::Behind(tips))? {
        if !is_own(prepared, map, &commit)? {
            others.push(commit);
        }
    }
    if others.is_empty() {
        return Ok(None);
    }
    let differing = repo.differing(&one.old, one.new)?;
    others.retain(|commit| is_gone(commit, &differing));
    let left: Vec<Oid> = others.iter().map(|commit| commit.oid.clone()).collect();
    let copies =
        repo.copies(&left, Tips { new: std::slice::from_ref(one.new), known: old, references: &[] })?;
    Ok(others.into_iter().find(|commit| !copies.contains(&commit.oid)))
}

fn is_own(prepared: &Prepared, map: &Map, commit: &Commit) -> Result<bool> {
    Ok(author(&prepared.workspace.repo, map, commit)?.agent() == Some(&prepared.name))
}

/// Whether anything that the commit itself changed is not as it was.
fn is_gone(commit: &Commit, differing: &HashSet<RepoPath>) -> bool {
    let own = commit.changes.iter().filter(|change| change.differs_from_every_parent());
    own.into_iter().any(|change| differing.contains(&change.path))
}
