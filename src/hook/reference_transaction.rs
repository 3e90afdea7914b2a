//! `reference-transaction`: an agent's foreign commit does not reach a branch, however it was made.
//!
//! Git asks for every reference that it writes, with `--no-verify` too and for plumbing. Commits that are on a branch or
//! a remote-tracking branch already were judged, or were others' to make; what is new is the asking agent's doing, and
//! judged as its own. It fails closed for an agent; nobody else is asked.

use std::collections::HashSet;

use anyhow::Result;

use super::commit_message::own_name;
use super::decision::Decision;
use super::{guard, lost_commits, way_out};
use crate::domain::asker::Asker;
use crate::domain::change::Status;
use crate::domain::codename::Codename;
use crate::domain::commit::Commit;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::git::calling_command;
use crate::git::commit_message::Doing;
use crate::git::history::{Selection, Tips};
use crate::git::refs::{Symbolic, Update, symbolic, updates};
use crate::judge::history::{self, JudgeAs, Maps};
use crate::judge::staged::{CommitVerdicts, taken};
use crate::sys::env::{Env, stdin};
use crate::ui::judgement::Judgement;
use crate::workspace::{Enforced, Workspace};

/// What git hands to the hook
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what is `prepared` can still be stopped
    phase: String,
}

pub fn run(args: &Args, env: &Env) -> Result<Decision> {
    if args.phase != "prepared" {
        return Ok(Decision::allowed());
    }
    let input = stdin()?;
    let (updates, symbolic) = (updates(&input), symbolic(&input));
    if updates.as_ref().is_ok_and(Vec::is_empty) && symbolic.is_empty() {
        return Ok(Decision::allowed());
    }
    guard::ask(env, "commit", |workspace, enforced| match enforced.asker() {
        Asker::Agent(name) => match resolved(workspace, &symbolic)? {
            Ok(resolved) => {
                let updates = [updates?, resolved].concat();
                Transaction { workspace, enforced, name, updates: &updates }.decide()
            }
            Err(refusal) => Ok(refusal),
        },
        Asker::Operator | Asker::Nobody => Ok(Decision::allowed()),
    })
}

/// What branches that are made symbolic are given: the commit of the branch that they name. For a reference that is no
/// branch they are refused: what is written there is told to nobody.
fn resolved(workspace: &Workspace, symbolic: &[Symbolic]) -> Result<Result<Vec<Update>, Decision>> {
    let mut updates = Vec::new();
    for one in symbolic {
        if !one.is_for_branch() {
            let reason = format!("`{}` would stand for `{}`, which is no branch", one.name, one.target);
            let branches = Next::run("git branch --verbose --all");
            return Ok(Err(Decision::refused(reason).then(branches.because("lists what it can stand for"))));
        }
        if let Some(new) = workspace.repo.reference(&one.target)? {
            updates.push(Update { name: one.name.clone(), new });
        }
    }
    Ok(Ok(updates))
}

/// A transaction of an agent that can still be stopped.
struct Transaction<'a> {
    workspace: &'a Workspace<'a>,
    enforced: &'a Enforced,
    name: &'a Codename,
    updates: &'a [Update],
}

impl Transaction<'_> {
    fn decide(&self) -> Result<Decision> {
        // `git stash`, and a branch that begins here: not worth a process.
        if self.stays_in_place()? {
            return Ok(Decision::allowed());
        }
        if let Some(refusal) = guard::anothers_worktree(self.workspace, self.enforced)? {
            return Ok(refusal);
        }
        let mut maps = Maps::new(self.workspace, self.enforced.clone())?;
        let known = self.workspace.repo.fetched()?;
        let commits = if calling_command::transfers() { Vec::new() } else { self.brought_in(&known, &[])? };
        let grows = |update: &Update, old: &Oid| {
            update.new == *old || commits.iter().any(|commit| commit.parents.contains(old))
        };
        let moved = lost_commits::moved(&self.workspace.repo, self.updates, grows)?;
        let mut bad = history::judge_commits(&mut maps, commits, JudgeAs::Maker)?;
        bad.retain(|judged| !(judged.is_allowed() && self.signs(judged).is_allowed()));
        match self.made_here(bad)?.into_iter().next() {
            Some(bad) => self.refusal(bad),
            None => lost_commits::decide(self.workspace, self.enforced, self.updates, &moved),
        }
    }

    /// Whether every reference is given what it has, or, where it is new, what HEAD has.
    fn stays_in_place(&self) -> Result<bool> {
        let repo = &self.workspace.repo;
        let head = repo.head()?;
        for update in self.updates {
            let old = repo.reference(&update.name)?.or_else(|| head.clone());
            if old.as_ref() != Some(&update.new) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// That a commit is not signed by somebody else.
    fn signs(&self, judged: &JudgedCommit) -> Decision {
        own_name(&judged.commit.agents, self.name)
    }

    /// The commits that are on no branch yet, and behind none of these.
    fn brought_in(&self, known: &[Oid], others: &[&str]) -> Result<Vec<Commit>> {
        let repo = &self.workspace.repo;
        let mut references = [&["--branches", "--remotes"], others].concat();
        if repo.head()?.is_some() {
            references.push("HEAD");
        }
        let new: Vec<Oid> = self.updates.iter().map(|update| update.new.clone()).collect();
        repo.commits(Selection::Behind(Tips { new: &new, known, references: &references }))
    }

    /// Without those that another worktree stands on, those that a rebase moves as they were, and others' releases.
    fn made_here(&self, mut bad: Vec<JudgedCommit>) -> Result<Vec<JudgedCommit>> {
        let repo = &self.workspace.repo;
        if bad.is_empty() {
            return Ok(bad);
        }
        let tips: Vec<Oid> = repo.tips()?.iter().filter_map(|tip| Oid::parse(tip)).collect();
        let known: Vec<Oid> = tips.into_iter().chain(repo.fetched()?).collect();
        let (new, untagged) = (self.brought_in(&known, &[])?, self.brought_in(&known, &["--tags"])?);
        let among = |commits: &[Commit], judged: &JudgedCommit| {
            commits.iter().any(|commit| commit.oid == judged.commit.oid)
        };
        // A release that somebody tagged is no commit of the asker's, unless the asker signed it.
        let is_signed =
            |judged: &JudgedCommit| !judged.commit.agents.is_empty() && self.signs(judged).is_allowed();
        bad.retain(|judged| among(&new, judged) && (among(&untagged, judged) || is_signed(judged)));
        if let Some((last, before)) = repo.rebased() {
            let originals = Tips { new: &[last], known: &[], references: &[&before] };
            let oids: Vec<Oid> = bad.iter().map(|judged| judged.commit.oid.clone()).collect();
            let copies = repo.copies(&oids, originals)?;
            let is_moved = |judged: &JudgedCommit| {
                let is_merge = judged.commit.parents.len() > 1;
                copies.contains(&judged.commit.oid) && (!is_merge || judged.is_allowed())
            };
            bad.retain(|judged| !is_moved(judged));
        }
        Ok(bad)
    }

    fn refusal(&self, bad: JudgedCommit) -> Result<Decision> {
        let is_merge = self.workspace.repo.doing() == Doing::Merge;
        let way_out = way_out::of_doing(self.workspace)?;
        if bad.is_allowed() {
            return Ok(way_out.into_iter().fold(self.signs(&bad), Decision::then));
        }
        let is_next = self.is_next(&bad.commit)?;
        let (short, parents) = (bad.commit.oid.short().to_owned(), bad.commit.parents.len());
        let taken = taken(&bad.commit.changes);
        let commit =
            CommitVerdicts { verdicts: bad.verdicts, parents, is_amended: false, taken, stale: Vec::new() };
        let way_out = match way_out {
            None if is_merge && is_next => way_out::of_merge(self.workspace, &commit)?,
            // What is staged is not what such a commit holds.
            None if !is_next => {
                let show = Next::run(format!("git show --stat {short}"));
                Some(show.because("make a commit of the paths that are yours"))
            }
            way_out => way_out,
        };
        let paths = Judgement::of_commit(self.enforced, commit, &self.workspace.up());
        Ok(Decision::of(match way_out {
            Some(way) => paths.way_out(|_| way),
            None => paths,
        }))
    }

    /// Whether a commit is put on top of HEAD, as `git commit` does, with what the index has.
    fn is_next(&self, commit: &Commit) -> Result<bool> {
        let is_head = |update: &Update| update.branch().is_none() && update.new == commit.oid;
        let head = self.workspace.repo.head()?;
        if !self.updates.iter().any(is_head) || commit.parents.first() != head.as_ref() {
            return Ok(false);
        }
        let tracked: HashSet<RepoPath> = self.workspace.repo.tracked()?.into_iter().collect();
        let mut added = commit.changes.iter().filter(|change| change.status == Status::Added);
        Ok(added.all(|change| tracked.contains(&change.path)))
    }
}
