//! `reference-transaction`: an agent's foreign commit does not reach a branch, however it was made.
//!
//! Git asks for every reference that it writes, with `--no-verify` too and for plumbing. Commits that are on a branch or
//! a remote-tracking branch already were judged, or were others' to make; what is new is the asking agent's doing, and
//! judged as its own. It fails closed for an agent; nobody else is asked.

use anyhow::Result;

use super::answer::Decision;
use super::message::own_name;
use super::{HookAnswer, dropped, judge};
use crate::command::check_path::{One, one_commit};
use crate::domain::codename::Codename;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::verdict::{Asker, Verdict};
use crate::env::{Env, stdin};
use crate::git::caller;
use crate::git::history::{Selection, Tips};
use crate::git::message::Doing;
use crate::git::refs::{Update, updates};
use crate::review::history::Maps;
use crate::review::review;
use crate::workspace::{Ruled, Workspace};

/// What git hands to the hook
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what is `prepared` can still be stopped
    phase: String,
}

pub fn run(args: &Args, env: &Env) -> Result<HookAnswer> {
    let nothing = || Ok(HookAnswer::of(Decision::allowed()));
    if args.phase != "prepared" {
        return nothing();
    }
    let updates = updates(&stdin()?);
    if updates.as_ref().is_ok_and(Vec::is_empty) {
        return nothing();
    }
    judge::answered(env, "commit", |workspace, ruled| match workspace.asker(&ruled.map, None)? {
        Asker::Agent(name) => Prepared { workspace, name, updates: &updates? }.verdict(ruled),
        Asker::Operator | Asker::Nobody => Ok(Decision::allowed()),
    })
}

/// A transaction of an agent that can still be stopped.
pub struct Prepared<'a> {
    pub workspace: &'a Workspace<'a>,
    pub name: Codename,
    pub updates: &'a [Update],
}

/// A commit and what was decided of it.
struct Judged {
    commit: Commit,
    verdicts: Vec<Verdict>,
    /// That it is signed by somebody else.
    name: Decision,
}

impl Judged {
    fn touches_own_only(&self) -> bool {
        self.verdicts.iter().all(Verdict::is_allowed)
    }

    fn is_allowed(&self) -> bool {
        self.name.is_allowed() && self.touches_own_only()
    }
}

impl Prepared<'_> {
    fn verdict(&self, ruled: Ruled) -> Result<Decision> {
        // `git stash`, and a branch that begins here: not worth a process.
        if self.stays_in_place()? {
            return Ok(Decision::allowed());
        }
        if let Some(refusal) = judge::not_here(self.workspace, &ruled.map)? {
            return Ok(refusal);
        }
        let mut maps = Maps::by(self.workspace, ruled)?;
        let known = self.workspace.repo.fetched()?;
        let commits = if caller::transfers() { Vec::new() } else { self.brought_in(&known, &[])? };
        let grows = |update: &&Update, old: &Oid| {
            update.new == *old || commits.iter().any(|commit| commit.parents.contains(old))
        };
        let moved = dropped::moved(self, grows)?;
        let mut bad = self.judged(&mut maps, commits)?;
        bad.retain(|judged| !judged.is_allowed());
        let bad = self.made_here(bad)?;
        match bad.into_iter().next() {
            Some(bad) => Ok(self.refused(&maps.current(), bad)),
            None => dropped::verdict(self, &maps.current(), &moved),
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

    pub fn tips(&self) -> Vec<Oid> {
        self.updates.iter().map(|update| update.new.clone()).collect()
    }

    /// The way out of what git is in the middle of.
    pub fn way_out(&self) -> Option<&'static str> {
        match self.workspace.repo.doing() {
            Doing::Rebase => Some("git rebase --abort"),
            Doing::Patches => Some("git am --abort"),
            Doing::CherryPick => Some("git cherry-pick --abort"),
            Doing::Merge => Some("git merge --abort"),
            Doing::Commit | Doing::Revert => None,
        }
    }

    /// The commits that are on no branch yet, and behind none of these.
    fn brought_in(&self, known: &[Oid], others: &[&str]) -> Result<Vec<Commit>> {
        let repo = &self.workspace.repo;
        let mut references = [&["--branches", "--remotes"], others].concat();
        if repo.head()?.is_some() {
            references.push("HEAD");
        }
        repo.commits(Selection::Behind(Tips { new: &self.tips(), known, references: &references }))
    }

    fn judged(&self, maps: &mut Maps, mut commits: Vec<Commit>) -> Result<Vec<Judged>> {
        maps.answered_for(&mut commits, |_| true)?;
        let counted = maps.of(&commits)?;
        let who = Asker::Agent(self.name.clone());
        let one = |(commit, map): (Commit, Option<_>)| {
            // What an agent makes now does not come from before the rules, whatever it is built on.
            let map = map.unwrap_or_else(|| maps.current());
            let verdicts = review(&self.workspace.repo, &map, &who, &commit.changes)?;
            let name = own_name(&commit.agents, &self.name);
            Ok(Judged { commit, verdicts, name })
        };
        commits.into_iter().zip(counted).map(one).collect()
    }

    /// Without those that another worktree stands on, those that a rebase moves as they were, and others' releases.
    fn made_here(&self, mut bad: Vec<Judged>) -> Result<Vec<Judged>> {
        let repo = &self.workspace.repo;
        if bad.is_empty() {
            return Ok(bad);
        }
        let tips: Vec<Oid> = repo.tips()?.iter().filter_map(|tip| Oid::parse(tip)).collect();
        let known: Vec<Oid> = tips.into_iter().chain(repo.fetched()?).collect();
        let (new, untagged) = (self.brought_in(&known, &[])?, self.brought_in(&known, &["--tags"])?);
        let among = |commits: &[Commit], judged: &Judged| {
            commits.iter().any(|commit| commit.oid == judged.commit.oid)
        };
        let is_signed = |judged: &Judged| !judged.commit.agents.is_empty() && judged.name.is_allowed();
        bad.retain(|judged| among(&new, judged) && (among(&untagged, judged) || is_signed(judged)));
        if let Some((last, before)) = repo.rebased() {
            let originals = Tips { new: &[last], known: &[], references: &[&before] };
            let oids: Vec<Oid> = bad.iter().map(|judged| judged.commit.oid.clone()).collect();
            let copies = repo.copies(&oids, originals)?;
            let is_moved = |judged: &Judged| {
                let is_merge = judged.commit.parents.len() > 1;
                copies.contains(&judged.commit.oid) && (!is_merge || judged.touches_own_only())
            };
            bad.retain(|judged| !is_moved(judged));
        }
        Ok(bad)
    }

    fn refused(&self, map: &Map, bad: Judged) -> Decision {
        let touches_own_only = bad.touches_own_only();
        let Judged { commit, verdicts, name } = bad;
        let way_out = self.way_out();
        if touches_own_only {
            return way_out.into_iter().fold(name, Decision::then);
        }
        let one = One { verdicts, parents: commit.parents.len() };
        let paths = one_commit(self.workspace, map, Asker::Agent(self.name.clone()), one);
        Decision::of(match way_out {
            Some(way) => paths.way_out(|_| way.to_owned()),
            None => paths,
        })
    }
}
