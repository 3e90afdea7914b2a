//! Other people's commits that a branch would lose: `git reset --hard HEAD~1`, `git branch -f`, a rebase that drops one.
//!
//! A commit is not lost where another branch, a remote or a worktree has it, where a copy of it stays, or where every
//! file that it changed stays as it was. Deleting a branch is left to whoever does it: git renames one by deleting it.

use std::collections::HashSet;

use anyhow::Result;

use super::decision::Decision;
use super::way_out;
use crate::domain::author::Author;
use crate::domain::commit::Commit;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::Repo;
use crate::git::history::{Selection, Tips};
use crate::git::moved_files::MovedFiles;
use crate::git::refs::Update;
use crate::ui::text::quoted_path;
use crate::workspace::{Enforced, Workspace};

/// As many paths as a line takes, and as many lines.
const MOST_NAMED: usize = 40;
const MOST_LINES: usize = 8;

/// A branch that is given a commit which does not follow its last one.
pub struct Moved<'a> {
    branch: &'a str,
    old: Oid,
    new: &'a Oid,
}

/// The branches that do not just grow.
pub fn moved<'a>(
    repo: &Repo,
    updates: &'a [Update],
    grows: impl Fn(&Update, &Oid) -> bool,
) -> Result<Vec<Moved<'a>>> {
    let mut moved = Vec::new();
    for update in updates {
        let Some(branch) = update.branch() else { continue };
        if let Some(old) = repo.reference(&update.name)?
            && !grows(update, &old)
        {
            moved.push(Moved { branch, old, new: &update.new });
        }
    }
    Ok(moved)
}

/// Stops what would lose somebody else's commit.
pub fn decide(
    workspace: &Workspace,
    enforced: &Enforced,
    updates: &[Update],
    moved: &[Moved],
) -> Result<Decision> {
    let new: Vec<Oid> = updates.iter().map(|update| update.new.clone()).collect();
    for branch in moved {
        if let Some(lost) = first_lost(&workspace.repo, enforced, branch, &new, moved)? {
            return refusal(workspace, branch, &lost);
        }
    }
    Ok(Decision::allowed())
}

fn refusal(workspace: &Workspace, moved: &Moved, lost: &Commit) -> Result<Decision> {
    let by = match &lost.agents[..] {
        [name] => format!("{name}'s"),
        _ => "somebody else's".to_owned(),
    };
    let reason = format!("`{}` would lose {by} commit {} ({})", moved.branch, lost.oid.short(), lost.subject);
    let decision = Decision::refused(reason);
    if let Some(way) = way_out::of_doing(workspace)? {
        return Ok(decision.then(way));
    }
    let decision = decision.then(
        Next::run("git log --oneline -5")
            .because("`git revert` undoes a commit of your own and keeps the others"),
    );
    Ok(put_back(workspace, moved)?.into_iter().fold(decision, Decision::then))
}

/// The commands that give files back what they had, where the refused one has changed them. What is otherwise than the
/// refused commit has it is left alone: that may be somebody's uncommitted work.
fn put_back(workspace: &Workspace, moved: &Moved) -> Result<Vec<Next>> {
    // Only the branch that is checked out takes files along.
    if workspace.repo.head()?.as_ref() != Some(&moved.old) {
        return Ok(Vec::new());
    }
    let MovedFiles { whole, staged } = workspace.repo.moved_files(moved.new)?;
    let up = workspace.up();
    let restore = |command: &str, paths: &[RepoPath], reason: &str| {
        let paths: Vec<String> = paths.iter().map(|path| format!("{up}{}", quoted_path(path))).collect();
        Next::run(format!("{command} -- {}", paths.join(" "))).because(reason)
    };
    let whole = whole.chunks(MOST_NAMED).map(|paths| {
        let reason = "it has already changed these files, and nobody else has since";
        restore("git restore --staged --worktree", paths, reason)
    });
    let staged = staged.chunks(MOST_NAMED).map(|paths| {
        restore("git restore --staged", paths, "it has already changed the index; the files stay as they are")
    });
    Ok(whole.chain(staged).take(MOST_LINES).collect())
}

/// The first commit of another that would be on no branch any more, and its work with it.
///
/// Asked in the order of what it costs: which commits only this branch has, whose they are, whether the new tip still has
/// their files as they were, and last whether a copy of them stays.
fn first_lost(
    repo: &Repo,
    enforced: &Enforced,
    branch: &Moved,
    new: &[Oid],
    moved: &[Moved],
) -> Result<Option<Commit>> {
    let olds: Vec<Oid> = moved.iter().map(|moved| moved.old.clone()).collect();
    // A worktree that stands on a branch which moves, moves with it.
    let tips = repo.tips()?.into_iter().filter_map(|tip| Oid::parse(&tip)).filter(|tip| !olds.contains(tip));
    let known: Vec<Oid> = new.iter().cloned().chain(tips).collect();
    let excluded: Vec<String> = moved.iter().map(|moved| format!("--exclude={}", moved.branch)).collect();
    let references: Vec<&str> =
        excluded.iter().map(String::as_str).chain(["--branches", "--remotes"]).collect();
    let old = std::slice::from_ref(&branch.old);
    let tips = Tips { new: old, known: &known, references: &references };
    let mut others = repo.commits(Selection::Behind(tips))?;
    others.retain(|commit| !is_askers(enforced, commit));
    if others.is_empty() {
        return Ok(None);
    }
    let differing = repo.differing(&branch.old, branch.new)?;
    others.retain(|commit| is_gone(commit, &differing));
    let left: Vec<Oid> = others.iter().map(|commit| commit.oid.clone()).collect();
    let copies =
        repo.copies(&left, Tips { new: std::slice::from_ref(branch.new), known: old, references: &[] })?;
    Ok(others.into_iter().find(|commit| !copies.contains(&commit.oid)))
}

fn is_askers(enforced: &Enforced, commit: &Commit) -> bool {
    Author::of_commit(enforced.map(), commit).asker() == *enforced.asker()
}

/// Whether anything that the commit itself changed is not as it was.
fn is_gone(commit: &Commit, differing: &HashSet<RepoPath>) -> bool {
    let own = commit.changes.iter().filter(|change| change.differs_from_every_parent());
    own.into_iter().any(|change| differing.contains(&change.path))
}
