//! The remote's commits merged into the branch that is checked out, without a checkout.
//!
//! The merge is made in memory. It counts only if every path that has become other than on both sides is the agent's to
//! change, and if every file it changes here is as HEAD has it: then nobody's work is touched. The files are written
//! first and the branch moves last. Whoever is stopped in between leaves the remote's changes staged, which the next run
//! takes for done; the other way round, somebody's `git commit` would undo them.

use anyhow::{Context, Result};

use super::{Merge, Publisher, lines};
use crate::chat;
use crate::domain::change::{Change, Side};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Ruling, Touched, Who, judge};
use crate::env::native;
use crate::git::history::Selection;
use crate::git::merge::{Conflict, MergeCommit};
use crate::git::objects::Name;
use crate::review::review;
use crate::ui::ruling::{Row, Whose};

/// More paths than this are not worth their words.
const SHOWN: usize = 8;

/// What became of the remote's commits.
pub enum Integration {
    Merged(Merge),
    /// The branch moved meanwhile, or the remote had nothing new.
    Again,
    /// The remote has all that is here.
    Known,
    Stuck {
        why: String,
        next: Vec<String>,
    },
}

/// A merge that is made and that no branch has yet.
struct Made {
    commit: Oid,
    tree: Oid,
    /// What differs from HEAD.
    incoming: Vec<Change>,
    /// What was decided of the paths that are as on neither side.
    rulings: Vec<Ruling>,
}

impl Publisher<'_> {
    /// Merges `theirs`, the tip of the remote branch called `from`, into `branch`, which is checked out.
    pub fn integrate(&self, branch: &str, from: &str, theirs: &Oid) -> Result<Integration> {
        let head = self.repo.head()?.context("there is no commit to push")?;
        if self.repo.is_ancestor(theirs, head.as_str())? {
            return Ok(Integration::Again);
        }
        if self.repo.is_ancestor(&head, theirs.as_str())? {
            return Ok(Integration::Known);
        }
        let merged = self.repo.merge_trees(&head, theirs)?;
        let (mut entries, open) = self.resolved(merged.conflicts)?;
        if !open.is_empty() {
            return Ok(self.both_changed(from, judge(self.map, &self.who(), open)));
        }
        let mut made = self.made(&merged.tree, &entries, [&head, theirs], from)?;
        let again = self.said_twice(&made.incoming)?;
        if !again.is_empty() {
            entries.extend(again);
            made = self.made(&merged.tree, &entries, [&head, theirs], from)?;
        }
        made.rulings.retain(|ruling| !ruling.is_allowed());
        if !made.rulings.is_empty() {
            return Ok(self.both_changed(from, made.rulings));
        }
        self.enter(branch, from, &head, &made)
    }

    fn who(&self) -> Who {
        Who::Agent(self.agent.clone())
    }

    /// Makes the commit, and judges what neither side has so.
    fn made(&self, tree: &Oid, entries: &[(RepoPath, Side)], parents: [&Oid; 2], from: &str) -> Result<Made> {
        let tree = self.repo.tree_with(tree, entries)?;
        let (subject, agent) = (format!("Merge {from}"), self.agent.as_str());
        let commit =
            self.repo.commit_merge(MergeCommit { tree: &tree, parents, subject: &subject, agent })?;
        let range = format!("{commit}^!");
        let made = self.repo.commits(Selection::Range(&range))?.pop().context("reading the merge commit")?;
        let rulings = review(self.repo, self.map, &self.who(), &made.changes)?;
        let incoming =
            made.changes.into_iter().filter(|change| change.old.first() != Some(&change.new)).collect();
        Ok(Made { commit, tree, incoming, rulings })
    }

    /// The conflicts in append-only files, resolved; and the paths of the others.
    fn resolved(&self, conflicts: Vec<Conflict>) -> Result<(Vec<(RepoPath, Side)>, Vec<Touched>)> {
        let (mut entries, mut open) = (Vec::new(), Vec::new());
        for conflict in conflicts {
            match &conflict.sides {
                [base, Some(ours), Some(theirs)]
                    if self.map.is_append_only(&conflict.path) && ours.is_file() && theirs.is_file() =>
                {
                    let sides = [base.as_ref(), Some(ours), Some(theirs)];
                    let contents = sides.map(|side| side.map_or(Ok(Vec::new()), |side| self.blob(side)));
                    let [base, one, other] = contents;
                    let texts = [&*base?, &*one?, &*other?];
                    if let Some(text) = lines::merged(self.repo, texts)? {
                        let side = Side { mode: ours.mode, oid: self.repo.store_blob(text)? };
                        entries.push((conflict.path, side));
                        continue;
                    }
                }
                _ => {}
            }
            open.push(Touched::file(conflict.path));
        }
        Ok((entries, open))
    }

    /// Append-only files of which one side has all that the other has: git's union driver would say it twice.
    fn said_twice(&self, incoming: &[Change]) -> Result<Vec<(RepoPath, Side)>> {
        let mut entries = Vec::new();
        for change in incoming.iter().filter(|change| change.differs_from_every_parent()) {
            let [ours, theirs] = &change.old[..] else { continue };
            if !self.map.is_append_only(&change.path) || !ours.is_file() || !theirs.is_file() {
                continue;
            }
            let (one, other) = (self.blob(ours)?, self.blob(theirs)?);
            let all = lines::whole([&one, &other]);
            entries.extend(all.map(|at| (change.path.clone(), change.old[at].clone())));
        }
        Ok(entries)
    }

    fn blob(&self, side: &Side) -> Result<Vec<u8>> {
        Ok(self.repo.blobs(&[Name::Blob(&side.oid)])?.pop().flatten().unwrap_or_default())
    }

    /// Writes the files and moves the branch, unless somebody's work is in the way.
    fn enter(&self, branch: &str, from: &str, head: &Oid, made: &Made) -> Result<Integration> {
        let only_grows = |change: &&Change| {
            self.map.is_append_only(&change.path) && change.new.is_file() && change.old[0].is_file()
        };
        let (grown, plain): (Vec<&Change>, Vec<&Change>) = made.incoming.iter().partition(only_grows);
        let mut blocked = self.in_the_way(&plain)?;
        for change in &grown {
            let text = self.repo.root.join(native(change.path.as_bytes())?);
            let text = crate::store::read(&text)?.unwrap_or_default();
            if self.grown(head, made, change, &text)?.is_none() {
                blocked.push(change.path.clone());
            }
        }
        if !blocked.is_empty() {
            return Ok(self.blocked(from, blocked));
        }
        let as_it_was: Vec<(RepoPath, Side)> =
            grown.iter().map(|change| (change.path.clone(), change.old[0].clone())).collect();
        let tree = self.repo.tree_with(&made.tree, &as_it_was)?;
        if let Some(why) = self.repo.bring(head, &tree)? {
            let why = format!("{from} has moved, and its files cannot be written here: {why}");
            return Ok(Integration::Stuck { why, next: vec!["git status".to_owned()] });
        }
        for change in &grown {
            let path = self.repo.root.join(native(change.path.as_bytes())?);
            let texts = self.texts(head, made, change)?;
            let merged = |text: &[u8]| lines::carried(&texts[0], &texts[1], text);
            if !chat::merge::replace(self.store, &path, merged)? {
                return Ok(self.blocked(from, vec![change.path.clone()]));
            }
        }
        let entries: Vec<(RepoPath, Side)> =
            grown.iter().map(|change| (change.path.clone(), change.new.clone())).collect();
        if !entries.is_empty() {
            self.repo.set_entries(&entries)?;
        }
        if !self.repo.advance(branch, [head, &made.commit], self.agent.as_str())? {
            return Ok(Integration::Again);
        }
        let merge =
            Merge { from: from.to_owned(), commit: made.commit.to_string(), files: made.incoming.len() };
        Ok(Integration::Merged(merge))
    }

    fn grown(&self, head: &Oid, made: &Made, change: &Change, text: &[u8]) -> Result<Option<Vec<u8>>> {
        let [ours, merged] = self.texts(head, made, change)?;
        Ok(lines::carried(&ours, &merged, text))
    }

    /// An append-only file as a checkout of HEAD, and of the merge, would write it.
    fn texts(&self, head: &Oid, made: &Made, change: &Change) -> Result<[Vec<u8>; 2]> {
        let text = |commit| self.repo.checked_out(commit, &change.path);
        Ok([text(head)?, text(&made.commit)?])
    }

    /// The paths of the merge at which something else stands than in HEAD.
    fn in_the_way(&self, plain: &[&Change]) -> Result<Vec<RepoPath>> {
        let pending = self.repo.pending()?;
        let mut blocked = Vec::new();
        for change in plain {
            let meets = |path: &RepoPath| {
                *path == change.path || path.contains(&change.path) || change.path.contains(path)
            };
            let at_it: Vec<_> = pending.iter().filter(|pending| meets(&pending.path)).collect();
            let is_done = |path: &RepoPath, side: Option<&Side>| {
                plain.iter().any(|change| change.path == *path && side == Some(&change.new))
            };
            let others = at_it.iter().filter(|pending| !is_done(&pending.path, pending.settled.as_ref()));
            blocked.extend(others.map(|pending| pending.path.clone()));
            // What git ignores it would overwrite.
            if at_it.is_empty() && change.old[0].mode == 0 && self.repo.has(&change.path)? {
                blocked.push(change.path.clone());
            }
        }
        blocked.sort();
        blocked.dedup();
        Ok(blocked)
    }

    fn both_changed(&self, from: &str, rulings: Vec<Ruling>) -> Integration {
        let rows: Vec<Row> = rulings.into_iter().map(Row::new).collect();
        let mut next: Vec<String> = Vec::new();
        for row in &rows {
            let ask = row.ask().unwrap_or_else(|| {
                "git pull --no-rebase --no-edit   # stops where both changed; when nobody else commits"
                    .to_owned()
            });
            if next.len() < 3 && !next.contains(&ask) {
                next.push(ask);
            }
        }
        let why = format!("{from} has moved, and both sides changed {}", shown(&rows));
        Integration::Stuck { why, next }
    }

    fn blocked(&self, from: &str, paths: Vec<RepoPath>) -> Integration {
        let touched = paths.into_iter().map(Touched::file).collect();
        let rows: Vec<Row> = judge(self.map, &self.who(), touched).into_iter().map(Row::new).collect();
        let mut next: Vec<String> = Vec::new();
        for row in &rows {
            let step = row.ask().unwrap_or_else(|| format!("auraops ship -m \"…\" {}", row.arg));
            if next.len() < 3 && !next.contains(&step) {
                next.push(step);
            }
        }
        next.push("auraops ship   # when that is committed".to_owned());
        let why = format!("{from} has moved, and what it changed is not committed here: {}", shown(&rows));
        Integration::Stuck { why, next }
    }
}

fn shown(rows: &[Row]) -> String {
    let one = |row: &Row| format!("{} ({})", row.label(), Whose(&row.owner));
    let mut shown: Vec<String> = rows.iter().take(SHOWN).map(one).collect();
    if rows.len() > SHOWN {
        shown.push(format!("and {} more", rows.len() - SHOWN));
    }
    shown.join(", ")
}
