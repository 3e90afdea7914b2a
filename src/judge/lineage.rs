//! How the map came down a history: what stands in its place at each commit, where each line of work began, and which
//! commit brought in what a later one goes by. Knows what git lists, and reads no map.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::config;
use crate::domain::author::Author;
use crate::domain::change::{Change, Origin, Side};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::git::Repo;

/// The commits of a history and those that they were built on.
pub struct Lineage {
    at: HashMap<Oid, usize>,
    steps: Vec<Step>,
    /// Every parent before its children.
    order: Vec<usize>,
    /// What the commits have in the map's place that are no part of the history, and that it was built on.
    before: HashMap<Oid, Option<Side>>,
    /// For each commit of the history those whose maps it began from.
    bases: Vec<Vec<Oid>>,
}

/// A commit, as far as the map goes.
struct Step {
    oid: Oid,
    parents: Vec<Oid>,
    time: i64,
    is_operators: bool,
    map: Option<Side>,
    change: Option<Change>,
    /// The commit at which it can be looked into where its map came from: itself, or the one behind it that last changed the
    /// map, is a merge or begins the history.
    origin: usize,
}

/// Where a history begins that was built on no map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// Nowhere: it came before the rules.
    None,
    /// Where its first map came.
    FirstMap,
}

impl Lineage {
    /// Of the commits, in any order.
    pub fn of(repo: &Repo, commits: &[Commit]) -> Result<Lineage> {
        let at: HashMap<Oid, usize> =
            commits.iter().enumerate().map(|(at, commit)| (commit.oid.clone(), at)).collect();
        let parents = commits.iter().flat_map(|commit| &commit.parents);
        let before: HashSet<&Oid> = parents.filter(|parent| !at.contains_key(*parent)).collect();
        let before: Vec<&Oid> = before.into_iter().collect();
        let entries = repo.root_entries(&before, config::FILE)?;
        let before = before.into_iter().cloned().zip(entries).collect();
        let steps = commits.iter().map(Step::of).collect();
        let order = parents_first(commits, &at);
        let mut lineage = Lineage { at, steps, order, before, bases: vec![Vec::new(); commits.len()] };
        for at in lineage.order.clone() {
            let step = &lineage.steps[at];
            let map = match (&step.change, step.parents.first()) {
                (Some(change), _) => Some(change.new.clone()).filter(|side| side.mode != 0),
                (None, Some(parent)) => lineage.map_of(parent).cloned(),
                (None, None) => None,
            };
            let origin = match (&step.change, &step.parents[..]) {
                (None, [parent]) => lineage.at.get(parent).map(|&parent| lineage.steps[parent].origin),
                _ => None,
            };
            (lineage.steps[at].map, lineage.steps[at].origin) = (map, origin.unwrap_or(at));
        }
        Ok(lineage)
    }

    /// Where each commit is in the list that was given, every parent before its children.
    pub fn parents_first(&self) -> &[usize] {
        &self.order
    }

    /// What stands in the map's place in a commit of the history, or one that it was built on.
    pub fn map_of(&self, commit: &Oid) -> Option<&Side> {
        match self.at.get(commit) {
            Some(&at) => self.steps[at].map.as_ref(),
            None => self.before.get(commit)?.as_ref(),
        }
    }

    /// All that stands in the map's place anywhere.
    pub fn maps(&self) -> HashSet<&Side> {
        let steps = self.steps.iter().filter_map(|step| step.map.as_ref());
        steps.chain(self.before.values().flatten()).collect()
    }

    /// Whether one map counts from before the history until its end: then nothing has to be found out.
    pub fn is_plain(&self) -> bool {
        let is_built_on = |step: &Step| step.change.is_none() && !step.parents.is_empty();
        self.steps.iter().all(is_built_on)
            && !self.before.values().any(Option::is_none)
            && self.maps().len() < 2
    }

    /// Finds where each line of work began: the commits before the history that have a map, or those of the lines with which a
    /// merge brings it together.
    pub fn find_bases(
        &mut self,
        repo: &Repo,
        is_map: impl Fn(&Side) -> bool,
        beginning: Beginning,
    ) -> Result<()> {
        let has_map = |side: &Option<Side>| side.as_ref().is_some_and(&is_map);
        let begun: Vec<&Oid> =
            self.before.iter().filter(|(_, side)| has_map(side)).map(|(oid, _)| oid).collect();
        let begun: HashSet<Oid> = begun.into_iter().cloned().collect();
        self.spread(repo, &begun, &HashSet::new())?;
        if beginning == Beginning::None {
            return Ok(());
        }
        let is_first = |&&at: &&usize| self.bases[at].is_empty() && has_map(&self.steps[at].map);
        let first = self.order.iter().filter(is_first).min_by_key(|&&at| self.steps[at].time);
        if let Some(&first) = first {
            let exempt = self.behind(first);
            self.spread(repo, &HashSet::from([self.steps[first].oid.clone()]), &exempt)?;
        }
        Ok(())
    }

    /// Gives every commit without a base those among these that it comes after; then what is still without one the bases of
    /// what it goes into. Of several the last ones count: an old map is not to be had by merging where it stood.
    fn spread(&mut self, repo: &Repo, begun: &HashSet<Oid>, exempt: &HashSet<usize>) -> Result<()> {
        let open: HashSet<usize> = self
            .order
            .iter()
            .copied()
            .filter(|at| self.bases[*at].is_empty() && !exempt.contains(at))
            .collect();
        let mut own: HashSet<usize> = HashSet::new();
        for &at in self.order.iter().filter(|at| open.contains(at)) {
            let mut bases: Vec<Oid> = Vec::new();
            for parent in &self.steps[at].parents {
                match self.at.get(parent) {
                    _ if begun.contains(parent) => add(&mut bases, std::slice::from_ref(parent)),
                    Some(parent) if open.contains(parent) => add(&mut bases, &self.bases[*parent]),
                    _ => {}
                }
            }
            if !bases.is_empty() {
                own.insert(at);
            }
            self.bases[at] = repo.independent(bases)?;
        }
        for &at in self.order.iter().rev() {
            let step = &self.steps[at];
            // What the operator merges by name, the operator answers for.
            if step.is_operators && step.parents.len() > 1 {
                continue;
            }
            for parent in &step.parents {
                let Some(&parent) = self.at.get(parent).filter(|at| open.contains(at) && !own.contains(at))
                else {
                    continue;
                };
                let mut bases = self.bases[parent].clone();
                add(&mut bases, &self.bases[at]);
                self.bases[parent] = repo.independent(bases)?;
            }
        }
        Ok(())
    }

    /// A commit of the history and all of it that came before.
    fn behind(&self, last: usize) -> HashSet<usize> {
        let (mut behind, mut open) = (HashSet::new(), vec![last]);
        while let Some(at) = open.pop() {
            if behind.insert(at) {
                open.extend(self.steps[at].parents.iter().filter_map(|parent| self.at.get(parent)));
            }
        }
        behind
    }

    /// The commits whose maps a commit began from; none where it came before the rules.
    pub fn bases(&self, commit: &Oid) -> &[Oid] {
        self.at.get(commit).map_or(&[], |&at| &self.bases[at])
    }

    /// Takes over what was found out of the merges that changed the map.
    pub fn tell_origins(&mut self, commits: &[Commit]) {
        for (step, commit) in self.steps.iter_mut().zip(commits) {
            if step.change.is_some() && step.parents.len() > 1 {
                step.change = map_change(commit);
            }
        }
    }

    /// The commit of this history whose map first allowed what that of `last` allows, unless the operator made it by name,
    /// or it was allowed before.
    pub fn lender(
        &self,
        last: &Oid,
        mut allows: impl FnMut(Option<&Side>) -> Result<bool>,
    ) -> Result<Option<&Oid>> {
        let (mut lender, mut seen, mut open) = (None, HashSet::new(), vec![last]);
        while let Some(commit) = open.pop() {
            // An older map than that of the base is no way round it: on other ways it may have been brought back.
            let Some(&at) = self.at.get(commit) else { continue };
            let step = &self.steps[self.steps[at].origin];
            if !seen.insert(&step.oid) {
                continue;
            }
            let from = match &step.change {
                None => step.parents.iter().collect(),
                Some(change) => self.passed_on(step, change, &mut allows)?,
            };
            if !from.is_empty() {
                open.extend(from);
            } else if step.is_operators {
                return Ok(None);
            } else {
                lender.get_or_insert(&step.oid);
            }
        }
        Ok(lender)
    }

    /// The parents from which a commit that changed the map has that it allows something; none where it is its own doing.
    fn passed_on<'s>(
        &'s self,
        step: &'s Step,
        change: &Change,
        allows: &mut impl FnMut(Option<&Side>) -> Result<bool>,
    ) -> Result<Vec<&'s Oid>> {
        let mut from = Vec::new();
        for parent in &step.parents {
            if allows(self.map_of(parent))? {
                from.push(parent);
            }
        }
        let is_passed_on = match &change.origin {
            _ if !change.is_own() => true,
            Origin::Merger(Some(automatic)) => allows(Some(automatic))?,
            // A side was chosen.
            Origin::Merger(None) | Origin::Parents | Origin::Automatic => from.len() == step.parents.len(),
        };
        Ok(if is_passed_on { from } else { Vec::new() })
    }
}

impl Step {
    fn of(commit: &Commit) -> Step {
        Step {
            oid: commit.oid.clone(),
            parents: commit.parents.clone(),
            time: commit.time,
            is_operators: Author::is_named_operator(commit),
            map: None,
            change: map_change(commit),
            origin: 0,
        }
    }
}

fn map_change(commit: &Commit) -> Option<Change> {
    commit.changes.iter().find(|change| change.path.as_bytes() == config::FILE.as_bytes()).cloned()
}

fn add(bases: &mut Vec<Oid>, more: &[Oid]) {
    for base in more {
        if !bases.contains(base) {
            bases.push(base.clone());
        }
    }
}

/// The commits so that each comes after its parents: git lists by date, and clocks differ.
fn parents_first(commits: &[Commit], at: &HashMap<Oid, usize>) -> Vec<usize> {
    let inner = |commit: &Commit| -> Vec<usize> {
        commit.parents.iter().filter_map(|parent| at.get(parent)).copied().collect()
    };
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); commits.len()];
    let mut missing: Vec<usize> = vec![0; commits.len()];
    for (child, commit) in commits.iter().enumerate() {
        for parent in inner(commit) {
            children[parent].push(child);
            missing[child] += 1;
        }
    }
    let mut order: Vec<usize> = (0..commits.len()).filter(|&at| missing[at] == 0).collect();
    let mut next = 0;
    while let Some(&done) = order.get(next) {
        next += 1;
        for &child in &children[done] {
            missing[child] -= 1;
            if missing[child] == 0 {
                order.push(child);
            }
        }
    }
    order
}
