//! The commits of a history, each judged by the map that counted when it was made.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;

use super::touched;
use crate::config;
use crate::domain::append::Altered;
use crate::domain::audit::Judged;
use crate::domain::author::Author;
use crate::domain::codename::is_operator;
use crate::domain::commit::Commit;
use crate::domain::entry::{Reading, read};
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Asker, Touched, Verdict, judge};
use crate::error::hinted;
use crate::git::history::Selection;
use crate::git::objects::Name;
use crate::workspace::{Ruled, Source, Workspace};

/// The maps by which the commits of a history are judged.
pub struct Maps<'w> {
    workspace: &'w Workspace<'w>,
    /// The map for every commit alike: that of `--map`, or of the work tree while HEAD has none.
    fixed: Option<Rc<Map>>,
    head: Rc<Map>,
    parsed: HashMap<Vec<u8>, Rc<Map>>,
    /// Commits of a shallow clone of which nobody knows what they changed.
    shallow: HashSet<Oid>,
    cut: Vec<Oid>,
    pub notes: Vec<String>,
}

impl<'w> Maps<'w> {
    pub fn new(workspace: &'w Workspace<'w>, file: Option<&Path>) -> Result<Maps<'w>> {
        Maps::by(workspace, workspace.enforced_map(file)?)
    }

    /// The same where the map that counts has been read already.
    pub fn by(workspace: &'w Workspace<'w>, ruled: Ruled) -> Result<Maps<'w>> {
        let head = Rc::new(ruled.map);
        let fixed = (!matches!(ruled.source, Source::Commit(_))).then(|| Rc::clone(&head));
        let shallow = workspace.repo.shallow()?;
        let (parsed, cut) = (HashMap::new(), Vec::new());
        Ok(Maps { workspace, fixed, head, parsed, shallow, cut, notes: ruled.notes })
    }

    /// That no commit was left out because a shallow clone lacks its parents.
    pub fn saw_all(&self) -> Result<()> {
        let Some(first) = self.cut.first() else { return Ok(()) };
        Err(hinted(
            format!(
                "this clone is shallow: what {} changed cannot be known without its parents",
                first.short()
            ),
            "git fetch --unshallow   # in GitHub Actions: fetch-depth: 0",
        ))
    }

    /// The map of HEAD, or whichever counts instead.
    pub fn current(&self) -> Rc<Map> {
        Rc::clone(&self.head)
    }

    /// The map of each commit's first parent; `None` for a commit that came before the rules, or that cannot be judged.
    pub fn of(&mut self, commits: &[Commit]) -> Result<Vec<Option<Rc<Map>>>> {
        let is_cut = |commit: &&Commit| self.shallow.contains(&commit.oid);
        self.cut.extend(commits.iter().filter(is_cut).map(|commit| commit.oid.clone()));
        if let Some(fixed) = &self.fixed {
            let map = |commit| (!is_cut(&commit)).then(|| Rc::clone(fixed));
            return Ok(commits.iter().map(map).collect());
        }
        let parents: Vec<Option<&Oid>> = commits.iter().map(|commit| commit.parents.first()).collect();
        let names: Vec<Name> =
            parents.iter().flatten().map(|parent| Name::File(parent, config::FILE)).collect();
        let mut texts = self.workspace.repo.blobs(&names)?.into_iter();
        let mut text = |parent: Option<&Oid>| parent.and_then(|_| texts.next().flatten());
        let texts: Vec<Option<Vec<u8>>> = parents.into_iter().map(&mut text).collect();
        Ok(texts.into_iter().map(|text| text.map(|text| self.parse(text))).collect())
    }

    /// Takes the parents that have no map from merges that agents made, where another parent has one. What comes from
    /// there came past the rules, and whoever merges it answers for it: an agent could make such a branch itself.
    pub fn answered_for(&self, commits: &mut [Commit], is_agents: impl Fn(&Commit) -> bool) -> Result<()> {
        if self.fixed.is_some() {
            return Ok(());
        }
        let merges = commits.iter_mut().filter(|commit| commit.parents.len() > 1 && is_agents(commit));
        for merge in merges {
            let names: Vec<Name> =
                merge.parents.iter().map(|parent| Name::File(parent, config::FILE)).collect();
            let has_map: Vec<bool> = self.workspace.repo.blobs(&names)?.iter().map(Option::is_some).collect();
            if !has_map.contains(&true) || !has_map.contains(&false) {
                continue;
            }
            merge.parents = ruled(&merge.parents, &has_map);
            for change in &mut merge.changes {
                change.old = ruled(&change.old, &has_map);
            }
        }
        Ok(())
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

/// What belongs to the parents that have a map.
fn ruled<T: Clone>(each: &[T], has_map: &[bool]) -> Vec<T> {
    each.iter().zip(has_map).filter(|(_, has_map)| **has_map).map(|(one, _)| one.clone()).collect()
}

/// A commit and what was decided of it.
#[derive(Debug)]
pub struct Reviewed {
    pub commit: Commit,
    pub by: Author,
    /// Whether a trailer says so.
    pub is_signed: bool,
    pub verdicts: Vec<Verdict>,
    /// What the operator did to append-only files: nobody else may.
    pub pardoned: Vec<(RepoPath, Altered)>,
}

/// As whom commits are judged.
#[derive(Debug, Clone, Copy)]
pub enum JudgeAs<'a> {
    /// As whose they are; what neither trailer nor ownership explains is the asker's.
    Own { asker: &'a Asker },
    /// As one and the same: to see whether a history is all of one's making.
    All(&'a Asker),
}

/// The commits, each judged by the map of its parent; without those from before the rules.
pub fn reviewed(
    workspace: &Workspace,
    maps: &mut Maps,
    mut commits: Vec<Commit>,
    authors: JudgeAs,
) -> Result<Vec<Reviewed>> {
    maps.answered_for(&mut commits, |commit| commit.agents.iter().any(|name| !is_operator(name)))?;
    let maps = maps.of(&commits)?;
    let ruled = commits.into_iter().zip(maps).filter_map(|(commit, map)| Some((commit, map?)));
    ruled.map(|(commit, map)| review_one(workspace, &map, commit, authors)).collect()
}

fn review_one(workspace: &Workspace, map: &Map, commit: Commit, authors: JudgeAs) -> Result<Reviewed> {
    let touched = touched(&workspace.repo, map, &commit.changes)?;
    let owned = judge(map, &Asker::Operator, touched.clone());
    let (by, who) = match authors {
        JudgeAs::All(who) => (Author::of(map, &commit.agents, &owned, &Asker::Nobody), who.clone()),
        JudgeAs::Own { asker } => {
            let by = Author::of(map, &commit.agents, &owned, asker);
            (by.clone(), by.asker())
        }
    };
    let is_signed = Author::signed(map, &commit.agents).is_some();
    let pardoned = if who == Asker::Operator { altered(&touched) } else { Vec::new() };
    Ok(Reviewed { commit, by, is_signed, verdicts: judge(map, &who, touched), pardoned })
}

/// The append-only files among the touched that did not only grow.
fn altered(touched: &[Touched]) -> Vec<(RepoPath, Altered)> {
    let altered = |touched: &Touched| Some((touched.place.path()?.clone(), touched.altered.clone()?));
    touched.iter().filter_map(altered).collect()
}

/// The selected commits as the audit sees them, oldest first.
pub fn judged(workspace: &Workspace, maps: &mut Maps, selection: Selection) -> Result<Vec<Judged>> {
    let mut commits = workspace.repo.commits(selection)?;
    commits.reverse();
    let oldest = commits.iter().map(|commit| commit.time).min().unwrap_or_default();
    let unpushed = match commits.len() {
        0 => HashSet::new(),
        _ => workspace.repo.unpushed_since(oldest)?,
    };
    // Whoever asks for a whole day is not the author of what the day's commits leave open.
    let reviewed = reviewed(workspace, maps, commits, JudgeAs::Own { asker: &Asker::Nobody })?;
    let current = maps.current();
    let judged = reviewed.into_iter().map(|Reviewed { commit, by, verdicts, pardoned, .. }| {
        let is_pushed = !unpushed.contains(&commit.oid);
        let mut judged = Judged { commit, by, verdicts, pardoned, ends: HashSet::new(), is_pushed };
        // Only work can come after an END, and the chat may be long.
        if judged.is_work() {
            judged.ends = ends_in(workspace, &current, &judged.commit)?;
        }
        Ok(judged)
    });
    judged.collect()
}

/// The END entries that a commit brought into the chat or a journal.
fn ends_in(workspace: &Workspace, map: &Map, commit: &Commit) -> Result<HashSet<Id>> {
    let mut ends = HashSet::new();
    let is_chat = |path: &RepoPath| *path == map.chat.file || map.chat.journals.contains(path);
    for change in commit.changes.iter().filter(|change| is_chat(&change.path) && change.new.is_file()) {
        let old = change.old.iter().filter(|side| side.is_file());
        let names: Vec<Name> = old.chain([&change.new]).map(|side| Name::Blob(&side.oid)).collect();
        let mut blobs: Vec<Vec<u8>> = workspace.repo.blobs(&names)?.into_iter().flatten().collect();
        let new = blobs.pop().unwrap_or_default();
        let known: HashSet<&[u8]> = blobs.iter().flat_map(|blob| blob.split(|&byte| byte == b'\n')).collect();
        for line in new.split(|&byte| byte == b'\n').filter(|line| !known.contains(line)) {
            if let Reading::Entry(entry) = read(line)
                && entry.end().is_some()
            {
                ends.insert(entry.id);
            }
        }
    }
    Ok(ends)
}
