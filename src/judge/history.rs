//! The commits of a history, each judged by the map that counted when it was made.

use std::collections::HashSet;

use anyhow::Result;

use super::borrowed::borrowed;
use super::lineage::Beginning;
pub use super::maps::Maps;
pub use super::ruling::JudgeAs;
use super::ruling::{Ruling, rule};
use crate::domain::audit::DayCommit;
use crate::domain::codename::is_operator;
use crate::domain::commit::Commit;
use crate::domain::entry::{Reading, read};
use crate::domain::id::Id;
use crate::domain::judged_commit::JudgedCommit;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::git::Repo;
use crate::git::history::Selection;
use crate::git::objects::Name;

/// The commits, each judged by the map of its parent; without those from before the rules.
pub fn judge_commits(maps: &mut Maps, commits: Vec<Commit>, judge_as: JudgeAs) -> Result<Vec<JudgedCommit>> {
    judge_from(Beginning::None, maps, commits, judge_as)
}

/// The commits that these were built on and that are none of them, the last ones first.
pub fn built_on(commits: &[Commit]) -> Vec<Oid> {
    let own: HashSet<&Oid> = commits.iter().map(|commit| &commit.oid).collect();
    let mut seen = HashSet::new();
    let parents = commits.iter().flat_map(|commit| &commit.parents);
    parents.filter(|parent| !own.contains(parent) && seen.insert(*parent)).cloned().collect()
}

fn judge_from(
    beginning: Beginning,
    maps: &mut Maps,
    mut commits: Vec<Commit>,
    judge_as: JudgeAs,
) -> Result<Vec<JudgedCommit>> {
    let is_agents =
        |commit: &Commit| judge_as == JudgeAs::Maker || commit.agents.iter().any(|name| !is_operator(name));
    let mut lineage = maps.lineage(&commits)?;
    // What is made right now goes by what counts right now.
    if judge_as != JudgeAs::Maker {
        maps.find_bases(&mut lineage, beginning)?;
    }
    maps.answered_for(&lineage, &mut commits, is_agents);
    maps.workspace.repo.tell_automatic(&mut commits)?;
    lineage.tell_origins(&commits);
    let counted = maps.of(&lineage, &commits)?;
    let mut judged = Vec::new();
    for (commit, map) in commits.into_iter().zip(counted) {
        let map = match map {
            // What is made now does not come from before the rules, whatever it is built on.
            None if judge_as == JudgeAs::Maker => maps.enforced.shared_map(),
            None => continue,
            Some(map) => map,
        };
        let ruling = rule(&maps.workspace.repo, &maps.enforced.under(map.clone()), &commit, judge_as)?;
        let borrowed = borrowed(maps, &lineage, &commit, (&map, &ruling), judge_as)?;
        let Ruling { author, is_signed, verdicts, pardoned } = ruling;
        judged.push(JudgedCommit { commit, author, is_signed, verdicts, pardoned, borrowed });
    }
    Ok(judged)
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
    let judged = judge_from(Beginning::FirstMap, maps, commits, JudgeAs::Author)?;
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
