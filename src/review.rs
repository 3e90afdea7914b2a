//! A commit, staged or made → what was decided of its paths.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;

use crate::config;
use crate::domain::append::{self, Altered};
use crate::domain::change::Change;
use crate::domain::commit::Commit;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::verdict::{Ruling, Touched, Who, judge};
use crate::git::Repo;
use crate::git::objects::Name;
use crate::workspace::{Source, Workspace, agent};

/// Judges everything that a commit changes, append-only files line by line.
pub fn review(repo: &Repo, map: &Map, who: &Who, changes: &[Change]) -> Result<Vec<Ruling>> {
    let mut touched = Vec::new();
    for change in changes {
        let altered = if map.is_append_only(&change.path) { altered(repo, change)? } else { None };
        // A merge that takes one side of an append-only file whole drops the other side's lines.
        if altered.is_some() || change.differs_from_every_parent() {
            touched.push(Touched {
                is_dir: change.is_submodule(),
                altered,
                ..Touched::file(change.path.clone())
            });
        }
    }
    Ok(judge(map, who, touched))
}

/// The first line of a parent that the change drops.
fn altered(repo: &Repo, change: &Change) -> Result<Option<Altered>> {
    let olds: Vec<&Oid> = change.old.iter().filter(|side| side.mode != 0).map(|side| &side.oid).collect();
    let names: Vec<Name> = olds.iter().map(|oid| Name::Blob(oid)).collect();
    let olds = repo.blobs(&names)?;
    let new =
        if change.new.is_file() { repo.blobs(&[Name::Blob(&change.new.oid)])?.pop().flatten() } else { None };
    let new = new.unwrap_or_default();
    let proof = if change.old.len() > 1 { append::keeps } else { append::only_adds };
    Ok(olds.into_iter().flatten().find_map(|old| proof(&old, &new).err()))
}

/// Who made a commit: its trailer, else `without`. A name that the map lacks, or several, tell nothing.
pub fn author(map: &Map, commit: &Commit, without: &Who) -> Who {
    match &commit.agents[..] {
        [] => without.clone(),
        [name] if name.eq_ignore_ascii_case("user") => Who::User,
        [name] => agent(map, name).map_or(Who::Nobody, Who::Agent),
        _ => Who::Nobody,
    }
}

/// The maps by which the commits of a history are judged.
pub struct Maps<'w> {
    workspace: &'w Workspace<'w>,
    /// The map for every commit alike: that of `--map`, or of the work tree while HEAD has none.
    fixed: Option<Rc<Map>>,
    head: Rc<Map>,
    parsed: HashMap<Vec<u8>, Rc<Map>>,
    pub notes: Vec<String>,
}

impl<'w> Maps<'w> {
    pub fn new(workspace: &'w Workspace<'w>, file: Option<&Path>) -> Result<Maps<'w>> {
        let ruled = workspace.enforced_map(file)?;
        let head = Rc::new(ruled.map);
        let fixed = (!matches!(ruled.source, Source::Commit(_))).then(|| Rc::clone(&head));
        Ok(Maps { workspace, fixed, head, parsed: HashMap::new(), notes: ruled.notes })
    }

    /// The map of HEAD, or whichever counts instead.
    pub fn current(&self) -> Rc<Map> {
        Rc::clone(&self.head)
    }

    /// The map of each commit's first parent; `None` for a commit that came before the rules.
    pub fn of(&mut self, commits: &[Commit]) -> Result<Vec<Option<Rc<Map>>>> {
        if let Some(fixed) = &self.fixed {
            return Ok(commits.iter().map(|_| Some(Rc::clone(fixed))).collect());
        }
        let parents: Vec<Option<&Oid>> = commits.iter().map(|commit| commit.parents.first()).collect();
        let names: Vec<Name> =
            parents.iter().flatten().map(|parent| Name::File(parent, config::FILE)).collect();
        let mut texts = self.workspace.repo.blobs(&names)?.into_iter();
        let mut text = |parent: Option<&Oid>| parent.and_then(|_| texts.next().flatten());
        let texts: Vec<Option<Vec<u8>>> = parents.into_iter().map(&mut text).collect();
        Ok(texts.into_iter().map(|text| text.map(|text| self.parse(text))).collect())
    }

    fn parse(&mut self, text: Vec<u8>) -> Rc<Map> {
        if let Some(map) = self.parsed.get(&text) {
            return Rc::clone(map);
        }
        let map = match self.workspace.parse(&String::from_utf8_lossy(&text), config::FILE) {
            Ok(map) => Rc::new(map),
            Err(error) => {
                self.notes.push(format!("an older map could not be read ({error}); HEAD's counts instead"));
                Rc::clone(&self.head)
            }
        };
        self.parsed.insert(text, Rc::clone(&map));
        map
    }
}
