//! The maps that count in a history: that of each commit's parent, and that of the base where there is none.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use anyhow::Result;

use super::lineage::{Beginning, Lineage};
use crate::config;
use crate::domain::change::Side;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::error::hinted;
use crate::git::objects::Name;
use crate::workspace::{Enforced, MapSource, Workspace};

/// The maps by which the commits of a history are judged.
pub struct Maps<'w> {
    pub workspace: &'w Workspace<'w>,
    /// What counts now; for every commit alike where it is not the map of HEAD.
    pub enforced: Enforced,
    /// What was read of each blob, or why it is no map.
    read: HashMap<Side, Result<Rc<Map>, String>>,
    /// Commits of a shallow clone of which nobody knows what they changed.
    shallow: HashSet<Oid>,
    cut: Vec<Oid>,
    pub notes: Vec<String>,
    /// What the notes say of maps that are none.
    said: HashSet<String>,
}

impl<'w> Maps<'w> {
    pub fn new(workspace: &'w Workspace<'w>, enforced: Enforced) -> Result<Maps<'w>> {
        let shallow = workspace.repo.shallow()?;
        let notes = enforced.notes().to_vec();
        Ok(Maps {
            workspace,
            enforced,
            read: HashMap::new(),
            shallow,
            cut: Vec::new(),
            notes,
            said: HashSet::new(),
        })
    }

    /// That no commit was left out because a shallow clone lacks its parents.
    pub fn saw_all(&self) -> Result<()> {
        let Some(first) = self.cut.first() else { return Ok(()) };
        Err(hinted(
            format!(
                "this clone is shallow: what {} changed cannot be known without its parents",
                first.short()
            ),
            Next::run("git fetch --unshallow").because("in GitHub Actions: fetch-depth: 0"),
        ))
    }

    /// How the map came down these commits, and all that is read of it.
    pub fn lineage(&mut self, commits: &[Commit]) -> Result<Lineage> {
        let lineage = Lineage::of(&self.workspace.repo, commits)?;
        let files: Vec<&Side> = lineage.maps().into_iter().filter(|side| side.is_file()).collect();
        let names: Vec<Name> = files.iter().map(|side| Name::Blob(&side.oid)).collect();
        for (side, text) in files.into_iter().zip(self.workspace.repo.blobs(&names)?) {
            let text = text.unwrap_or_default();
            let map = self.workspace.parse(&String::from_utf8_lossy(&text), config::FILE);
            let map = map.map(Rc::new).map_err(|error| format!("could not be read ({error})"));
            self.read.insert(side.clone(), map);
        }
        Ok(lineage)
    }

    /// Whether one map counts for every commit alike.
    fn is_fixed(&self) -> bool {
        matches!(self.enforced.source(), MapSource::File(_))
    }

    /// The map that stands somewhere, if one does.
    pub fn map(&self, side: Option<&Side>) -> Option<Rc<Map>> {
        self.read.get(side?)?.as_ref().ok().map(Rc::clone)
    }

    pub fn find_bases(&self, lineage: &mut Lineage, beginning: Beginning) -> Result<()> {
        // What lies in the work tree counts only where the history has nothing.
        if self.is_fixed() || lineage.is_plain() && matches!(self.enforced.source(), MapSource::Head(_)) {
            return Ok(());
        }
        lineage.find_bases(&self.workspace.repo, |side| self.map(Some(side)).is_some(), beginning)
    }

    /// The maps of the base of a commit: mostly one, several where lines of work came together crosswise, none where it came
    /// before the rules.
    pub fn of_base(&self, lineage: &Lineage, commit: &Oid) -> Vec<Rc<Map>> {
        let mut different: Vec<Rc<Map>> = Vec::new();
        for map in lineage.bases(commit).iter().filter_map(|base| self.map(lineage.map_of(base))) {
            if !different.iter().any(|other| Rc::ptr_eq(other, &map)) {
                different.push(map);
            }
        }
        different
    }

    /// The map of each commit's first parent, or of its base; `None` for a commit that came before the rules, or that cannot
    /// be judged.
    pub fn of(&mut self, lineage: &Lineage, commits: &[Commit]) -> Result<Vec<Option<Rc<Map>>>> {
        let is_cut = |commit: &&Commit| self.shallow.contains(&commit.oid);
        self.cut.extend(commits.iter().filter(is_cut).map(|commit| commit.oid.clone()));
        for merge in commits.iter().filter(|commit| commit.parents.len() > 1 && !self.shallow.is_empty()) {
            if self.workspace.repo.lacks_base(&merge.parents)? {
                self.cut.push(merge.oid.clone());
            }
        }
        let mut maps = vec![None; commits.len()];
        // What is not as it should be is said of the first commit where it is so.
        for &at in lineage.parents_first() {
            if !self.shallow.contains(&commits[at].oid) {
                maps[at] = self.of_commit(lineage, &commits[at]);
            }
        }
        Ok(maps)
    }

    fn of_commit(&mut self, lineage: &Lineage, commit: &Commit) -> Option<Rc<Map>> {
        let base = self.of_base(lineage, &commit.oid).into_iter().next();
        if base.is_none() && !matches!(self.enforced.source(), MapSource::Head(_)) {
            return Some(self.enforced.shared_map());
        }
        let Some(parent) = commit.parents.first() else { return base };
        let side = lineage.map_of(parent);
        if let Some(map) = self.map(side) {
            return Some(map);
        }
        let what = match side.map(|side| self.read.get(side)) {
            None => "is not there",
            Some(Some(Err(error))) => error.as_str(),
            Some(_) => "is no ordinary file",
        };
        let (map, instead) = match (base, side) {
            (Some(base), _) => (base, "the one before"),
            (None, Some(_)) => (self.enforced.shared_map(), "HEAD's"),
            (None, None) => return None,
        };
        if self.said.insert(what.to_owned()) {
            let (file, commit) = (config::FILE, parent.short());
            self.notes.push(format!("`{file}` {what} in {commit}; {instead} counts instead"));
        }
        Some(map)
    }

    /// Takes the parents that have no map from merges that agents made, where another parent has one. What comes from
    /// there came past the rules, and whoever merges it answers for it: an agent could make such a branch itself.
    pub fn answered_for(
        &self,
        lineage: &Lineage,
        commits: &mut [Commit],
        is_agents: impl Fn(&Commit) -> bool,
    ) {
        if !matches!(self.enforced.source(), MapSource::Head(_)) {
            return;
        }
        let merges = commits.iter_mut().filter(|commit| commit.parents.len() > 1 && is_agents(commit));
        for merge in merges {
            let has_map: Vec<bool> =
                merge.parents.iter().map(|parent| self.map(lineage.map_of(parent)).is_some()).collect();
            if !has_map.contains(&true) || !has_map.contains(&false) {
                continue;
            }
            merge.parents = ruled(&merge.parents, &has_map);
            for change in &mut merge.changes {
                change.old = ruled(&change.old, &has_map);
            }
        }
    }
}

/// What belongs to the parents that have a map.
fn ruled<T: Clone>(each: &[T], has_map: &[bool]) -> Vec<T> {
    each.iter().zip(has_map).filter(|(_, has_map)| **has_map).map(|(one, _)| one.clone()).collect()
}
