//! The commits of a history, each judged by the map that counted when it was made.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use anyhow::Result;

use super::commit::touched;
use crate::config;
use crate::domain::append::Altered;
use crate::domain::asker::Asker;
use crate::domain::audit::DayCommit;
use crate::domain::author::Author;
use crate::domain::codename::is_operator;
use crate::domain::commit::Commit;
use crate::domain::entry::{Reading, read};
use crate::domain::id::Id;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::map::Map;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Touched, owners_of};
use crate::error::hinted;
use crate::git::Repo;
use crate::git::history::Selection;
use crate::git::objects::Name;
use crate::workspace::{Enforced, MapSource, Workspace};

/// The maps by which the commits of a history are judged.
pub struct Maps<'w> {
    workspace: &'w Workspace<'w>,
    /// What counts now, and for every commit alike where it is not the map of HEAD.
    enforced: Enforced,
    parsed: HashMap<Vec<u8>, Rc<Map>>,
    /// Commits of a shallow clone of which nobody knows what they changed.
    shallow: HashSet<Oid>,
    cut: Vec<Oid>,
    pub notes: Vec<String>,
}

impl<'w> Maps<'w> {
    pub fn new(workspace: &'w Workspace<'w>, enforced: Enforced) -> Result<Maps<'w>> {
        let shallow = workspace.repo.shallow()?;
        let notes = enforced.notes().to_vec();
        Ok(Maps { workspace, enforced, parsed: HashMap::new(), shallow, cut: Vec::new(), notes })
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

    /// Whether one map counts for every commit alike.
    fn is_fixed(&self) -> bool {
        !matches!(self.enforced.source(), MapSource::Head(_))
    }

    /// The map of each commit's first parent; `None` for a commit that came before the rules, or that cannot be judged.
    fn of(&mut self, commits: &[Commit]) -> Result<Vec<Option<Rc<Map>>>> {
        let is_cut = |commit: &&Commit| self.shallow.contains(&commit.oid);
        self.cut.extend(commits.iter().filter(is_cut).map(|commit| commit.oid.clone()));
        for merge in commits.iter().filter(|commit| commit.parents.len() > 1 && !self.shallow.is_empty()) {
            if self.workspace.repo.lacks_base(&merge.parents)? {
                self.cut.push(merge.oid.clone());
            }
        }
        if self.is_fixed() {
            let map = |commit| (!is_cut(&commit)).then(|| self.enforced.shared_map());
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
    fn answered_for(&self, commits: &mut [Commit], is_agents: impl Fn(&Commit) -> bool) -> Result<()> {
        if self.is_fixed() {
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
                self.enforced.shared_map()
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

/// As whom commits are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgeAs {
    /// As whose they are; what neither trailer nor ownership explains is the asker's.
    Author,
    /// As the asker's: to see whether a history is all of one's making.
    Asker,
    /// As what the asker makes right now: by today's map where there was none, whoever is named.
    Maker,
}

/// The commits, each judged by the map of its parent; without those from before the rules.
pub fn judge_commits(
    maps: &mut Maps,
    mut commits: Vec<Commit>,
    judge_as: JudgeAs,
) -> Result<Vec<JudgedCommit>> {
    let is_agents =
        |commit: &Commit| judge_as == JudgeAs::Maker || commit.agents.iter().any(|name| !is_operator(name));
    maps.answered_for(&mut commits, is_agents)?;
    maps.workspace.repo.tell_automatic(&mut commits)?;
    let counted = maps.of(&commits)?;
    let mut judged = Vec::new();
    for (commit, map) in commits.into_iter().zip(counted) {
        let map = match map {
            // What is made now does not come from before the rules, whatever it is built on.
            None if judge_as == JudgeAs::Maker => maps.enforced.shared_map(),
            None => continue,
            Some(map) => map,
        };
        judged.push(judge_commit(&maps.workspace.repo, &maps.enforced.under(map), commit, judge_as)?);
    }
    Ok(judged)
}

fn judge_commit(repo: &Repo, enforced: &Enforced, commit: Commit, judge_as: JudgeAs) -> Result<JudgedCommit> {
    let (map, asker) = (enforced.map(), enforced.asker());
    let touched = touched(repo, map, &commit.parents, &commit.changes)?;
    let owners = owners_of(map, &touched);
    let (author, by) = match judge_as {
        JudgeAs::Author => {
            let author = Author::of(map, &commit.agents, &owners, asker);
            (author.clone(), author.asker())
        }
        JudgeAs::Asker | JudgeAs::Maker => {
            (Author::of(map, &commit.agents, &owners, &Asker::Nobody), asker.clone())
        }
    };
    let is_signed = Author::signed(map, &commit.agents).is_some();
    let pardoned = if by == Asker::Operator { altered(&touched) } else { Vec::new() };
    Ok(JudgedCommit { commit, author, is_signed, verdicts: enforced.asked_by(by).judge(touched), pardoned })
}

/// The append-only files among the touched that did not only grow.
fn altered(touched: &[Touched]) -> Vec<(RepoPath, Altered)> {
    let altered = |touched: &Touched| Some((touched.place.path()?.clone(), touched.altered.clone()?));
    touched.iter().filter_map(altered).collect()
}

/// The selected commits as the audit sees them, oldest first.
pub fn day(maps: &mut Maps, selection: Selection) -> Result<Vec<DayCommit>> {
    let repo = &maps.workspace.repo;
    let mut commits = repo.commits(selection)?;
    commits.reverse();
    let oldest = commits.iter().map(|commit| commit.time).min().unwrap_or_default();
    let unpushed = match commits.len() {
        0 => HashSet::new(),
        _ => repo.unpushed_since(oldest)?,
    };
    let judged = judge_commits(maps, commits, JudgeAs::Author)?;
    let day = judged.into_iter().map(|judged| {
        let commit = &judged.commit.oid;
        let is_pushed =
            !unpushed.contains(commit) || maps.workspace.remote_branch_with_copy(commit)?.is_some();
        // Only work can come after an END, and the chat may be long.
        let ends = if judged.is_work() {
            ends_in(repo, maps.enforced.map(), &judged.commit)?
        } else {
            HashSet::new()
        };
        Ok(DayCommit { judged, ends, is_pushed })
    });
    day.collect()
}

/// The END entries that a commit brought into the chat or a journal.
fn ends_in(repo: &Repo, map: &Map, commit: &Commit) -> Result<HashSet<Id>> {
    let mut ends = HashSet::new();
    for change in commit.changes.iter().filter(|change| map.chat.has(&change.path) && change.new.is_file()) {
        let old = change.old.iter().filter(|side| side.is_file());
        let names: Vec<Name> = old.chain([&change.new]).map(|side| Name::Blob(&side.oid)).collect();
        let mut blobs: Vec<Vec<u8>> = repo.blobs(&names)?.into_iter().flatten().collect();
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
