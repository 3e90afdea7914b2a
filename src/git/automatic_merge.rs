//! What git's own merge of a merge commit's parents has, and what the commit has otherwise: only that is its maker's doing.
//!
//! `git merge-tree` (2.38 and newer) merges as `git merge` does, attributes and drivers included. It writes the trees that
//! it makes to the object store, where `git merge` has put the same ones; what conflicts leaves an object that `git gc`
//! takes. With an older git nothing is told, and whoever judges goes by what the parents have.
//!
//! Formats: <https://git-scm.com/docs/git-merge-tree#_input_format>.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, Result, bail};

use super::changes::Staged;
use super::diff_raw::Record;
use super::listing::split;
use super::objects::Name;
use super::repo::Repo;
use crate::domain::change::{Change, Origin, Side};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::process::Output;

/// How renames are followed. A directory that was renamed on one side takes along what the other adds to it, or does not:
/// git asks, and either is a merge that loses nothing.
const RENAMES: [&str; 4] = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=true"];
/// Each path by itself, which loses nothing, either.
const NO_RENAMES: [&str; 2] = ["-c", "merge.renames=false"];

/// What git makes of some commits by itself.
#[derive(Debug)]
struct Automatic {
    tree: Oid,
    conflicts: BTreeMap<RepoPath, [Option<Side>; 3]>,
}

/// A merge commit, or the index that becomes one.
enum Merge<'a> {
    Made(&'a mut Commit),
    Staged(&'a mut Staged),
}

impl Merge<'_> {
    fn parents(&self) -> &[Oid] {
        match self {
            Merge::Made(commit) => &commit.parents,
            Merge::Staged(staged) => &staged.parents,
        }
    }

    fn changes(&mut self) -> &mut Vec<Change> {
        match self {
            Merge::Made(commit) => &mut commit.changes,
            Merge::Staged(staged) => &mut staged.changes,
        }
    }
}

impl Repo {
    /// Tells of the merges among the commits what is their makers' doing.
    pub fn tell_automatic(&self, commits: &mut [Commit]) -> Result<()> {
        let merges = commits.iter_mut().filter(|commit| commit.parents.len() > 1);
        let merges = merges.filter(|merge| !merge.changes.is_empty());
        let mut told = Vec::new();
        for merge in merges {
            if !self.lacks_base(&merge.parents)? {
                told.push(Merge::Made(merge));
            }
        }
        self.tell(told)
    }

    /// Whether a merge's parents went apart where this shallow clone has no commits any more: git would take everything on
    /// both sides for new.
    pub fn lacks_base(&self, parents: &[Oid]) -> Result<bool> {
        Ok(!self.shallow()?.is_empty() && self.common_bases(parents)?.is_empty())
    }

    /// Tells of a merge that is about to be committed what is its maker's doing.
    pub fn tell_automatic_of_index(&self, staged: &mut Staged) -> Result<()> {
        let is_merge = staged.parents.len() > 1 && !staged.changes.is_empty();
        self.tell(is_merge.then_some(Merge::Staged(staged)).into_iter().collect())
    }

    fn tell(&self, mut merges: Vec<Merge>) -> Result<()> {
        let parents: Vec<Vec<Oid>> = merges.iter().map(|merge| merge.parents().to_vec()).collect();
        let Some(first) = self.automatic(&parents, &RENAMES)? else { return Ok(()) };
        let mut beyond: Vec<Vec<Record>> = Vec::new();
        for (merge, automatic) in merges.iter_mut().zip(&first) {
            beyond.push(self.beyond(merge, automatic)?);
        }
        let open: Vec<usize> = (0..merges.len()).filter(|&at| !beyond[at].is_empty()).collect();
        let parents: Vec<Vec<Oid>> = open.iter().map(|&at| parents[at].clone()).collect();
        if let Some(second) = self.automatic(&parents, &NO_RENAMES)? {
            for (at, automatic) in open.into_iter().zip(&second) {
                let also: HashSet<RepoPath> =
                    self.beyond(&mut merges[at], automatic)?.into_iter().map(|record| record.path).collect();
                beyond[at].retain(|record| also.contains(&record.path));
            }
        }
        for ((merge, beyond), automatic) in merges.iter_mut().zip(beyond).zip(&first) {
            mark(merge, beyond, automatic);
        }
        Ok(())
    }

    /// What the merge has otherwise than git would have it, and the conflicts that it resolved for one side.
    fn beyond(&self, merge: &mut Merge, automatic: &Automatic) -> Result<Vec<Record>> {
        let mut records = match merge {
            Merge::Made(commit) => self.tree_against_commit(&automatic.tree, &commit.oid)?,
            Merge::Staged(_) => self.index_against_tree(&automatic.tree)?,
        };
        let listed: HashSet<RepoPath> = records.iter().map(|record| record.path.clone()).collect();
        // A conflict that was committed as git left it is somebody's doing, too.
        let conflicts = merge.changes().iter().filter(|change| {
            automatic.conflicts.contains_key(&change.path) && !listed.contains(&change.path)
        });
        records.extend(conflicts.map(|change| Record {
            path: change.path.clone(),
            status: change.status,
            old: change.new.clone(),
            new: change.new.clone(),
        }));
        let mut beyond = Vec::new();
        for record in records {
            match automatic.conflicts.get(&record.path) {
                Some(sides) if self.takes_nothing(sides, &record.new)? => {}
                _ => beyond.push(record),
            }
        }
        Ok(beyond)
    }

    /// Whether a conflict was resolved so that both sides are there whole, in either order. Of a submodule that both moved,
    /// git here cannot tell which commit has the other: one side's is taken for the later one.
    fn takes_nothing(&self, [base, ours, theirs]: &[Option<Side>; 3], new: &Side) -> Result<bool> {
        let (Some(ours), Some(theirs)) = (ours, theirs) else { return Ok(false) };
        if [ours, theirs, new].iter().all(|side| side.is_submodule()) {
            return Ok(new == ours || new == theirs);
        }
        let modes = [ours.mode, theirs.mode];
        if ![ours, theirs, new].iter().all(|side| side.is_file()) || !modes.contains(&new.mode) {
            return Ok(false);
        }
        let text = |side: &Side| -> Result<Vec<u8>> {
            self.blobs(&[Name::Blob(&side.oid)])?.pop().flatten().context("reading a side of a conflict")
        };
        let base = base.as_ref().filter(|base| base.is_file()).map_or(Ok(Vec::new()), text)?;
        let (ours, theirs, new) = (text(ours)?, text(theirs)?, text(new)?);
        // Git merges no binary files line by line.
        let is_whole = |one: &[u8], other: &[u8]| self.union(&base, one, other).is_ok_and(|both| both == new);
        Ok(is_whole(&ours, &theirs) || is_whole(&theirs, &ours))
    }

    /// What git makes of each of these lists of parents; `None` where this git is too old to say.
    fn automatic(&self, merges: &[Vec<Oid>], settings: &[&str]) -> Result<Option<Vec<Automatic>>> {
        let first: Vec<[&Oid; 2]> = merges.iter().map(|parents| [&parents[0], &parents[1]]).collect();
        let Some(mut made) = self.pairs(&first, settings)? else { return Ok(None) };
        for (parents, automatic) in merges.iter().zip(&mut made) {
            for at in 2..parents.len() {
                self.add_parent(&parents[..=at], automatic, settings)?;
            }
        }
        Ok(Some(made))
    }

    /// Merges one parent more into what was made of the others, as an octopus merge does.
    fn add_parent(&self, parents: &[Oid], automatic: &mut Automatic, settings: &[&str]) -> Result<()> {
        let Some((last, others)) = parents.split_last() else { return Ok(()) };
        let so_far = self.commit_of(&automatic.tree, others)?;
        let next = self.pairs(&[[&so_far, last]], settings)?.and_then(|mut merged| merged.pop());
        let Automatic { tree, conflicts } = next.context("merging the parents of an octopus merge")?;
        automatic.tree = tree;
        // What conflicted once stays open.
        for (path, sides) in conflicts {
            automatic.conflicts.entry(path).or_insert(sides);
        }
        Ok(())
    }

    /// A commit that no branch ever has.
    fn commit_of(&self, tree: &Oid, parents: &[Oid]) -> Result<Oid> {
        let git = self.git().args(["-c", "user.name=auraops", "-c", "user.email=auraops", "commit-tree"]);
        let parents = parents.iter().flat_map(|parent| ["-p", parent.as_str()]);
        let dates = [("GIT_AUTHOR_DATE", "@0 +0000"), ("GIT_COMMITTER_DATE", "@0 +0000")];
        let git = dates.into_iter().fold(git, |git, (name, value)| git.env(name, value));
        let printed = git.args(parents).args(["-m", "merge", tree.as_str()]).stdout()?;
        Oid::parse(String::from_utf8_lossy(&printed).trim()).context("git made no commit")
    }

    /// Merges each pair of commits; one process for all of them.
    fn pairs(&self, pairs: &[[&Oid; 2]], settings: &[&str]) -> Result<Option<Vec<Automatic>>> {
        let merge_tree = || {
            let git = self.git().args(settings).arg("merge-tree");
            git.args(["--write-tree", "-z", "--no-messages", "--allow-unrelated-histories"])
        };
        let one = |[one, other]: &[&Oid; 2]| -> Result<Option<Automatic>> {
            let output = merge_tree().args([one.as_str(), other.as_str()]).output()?;
            let Some(output) = told(output)? else { return Ok(None) };
            let mut fields = split(&output.stdout);
            let tree = fields.next().context("`git merge-tree` named no tree")?;
            automatic(tree, fields).map(Some)
        };
        if let [pair] = pairs {
            return Ok(one(pair)?.map(|merged| vec![merged]));
        }
        if pairs.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let lines: Vec<String> = pairs.iter().map(|[one, other]| format!("{one} {other}\n")).collect();
        // 2.38 takes one pair at a time.
        match told(merge_tree().arg("--stdin").input(lines.concat().into_bytes()).output()?)? {
            Some(output) => many(&output.stdout, pairs.len()).map(Some),
            None => pairs.iter().map(one).collect(),
        }
    }

    /// What a commit has otherwise than a tree.
    fn tree_against_commit(&self, tree: &Oid, commit: &Oid) -> Result<Vec<Record>> {
        if let Some(records) = self.trees(commit, tree) {
            let turned = |Record { path, status, old, new }| Record { path, status, old: new, new: old };
            return Ok(records.into_iter().map(turned).collect());
        }
        self.diff_trees(tree, commit)
    }
}

/// Sets whose doing each path is. A path that no parent has, but git's own merge does, is a change as well.
fn mark(merge: &mut Merge, beyond: Vec<Record>, automatic: &Automatic) {
    let parents = merge.parents().len();
    let changes = merge.changes();
    let mut own: BTreeMap<RepoPath, Record> =
        beyond.into_iter().map(|record| (record.path.clone(), record)).collect();
    let origin = |Record { path, old, .. }: Record| {
        Origin::Merger(if automatic.conflicts.contains_key(&path) { None } else { Some(old) })
    };
    for change in changes.iter_mut() {
        change.origin = own.remove(&change.path).map_or(Origin::Automatic, origin);
    }
    changes.extend(own.into_values().map(|record| Change {
        path: record.path.clone(),
        status: record.status,
        old: vec![record.new.clone(); parents],
        new: record.new.clone(),
        origin: origin(record),
    }));
}

/// What `git merge-tree` answered: 1 says that there are conflicts. `None` where it does not know what it is asked.
fn told(output: Output) -> Result<Option<Output>> {
    match output.status.code() {
        Some(0 | 1) => Ok(Some(output)),
        _ if ["usage:", "unknown option"].iter().any(|word| output.stderr.contains(word)) => Ok(None),
        _ => bail!("`git merge-tree` failed: {}", output.complaint()),
    }
}

/// Reads a `0` or a `1`, a tree, its conflicts and an empty field, again and again.
fn many(printed: &[u8], count: usize) -> Result<Vec<Automatic>> {
    let mut fields = printed.split(|&byte| byte == 0);
    let mut merged = Vec::new();
    for _ in 0..count {
        let (clean, tree) = (fields.next(), fields.next());
        let (Some(b"0" | b"1"), Some(tree)) = (clean, tree) else {
            bail!("`git merge-tree` merged {} pairs of commits, not {count}", merged.len())
        };
        let conflicts: Vec<&[u8]> = fields.by_ref().take_while(|field| !field.is_empty()).collect();
        merged.push(automatic(tree, conflicts.into_iter())?);
    }
    Ok(merged)
}

fn automatic<'a>(tree: &[u8], stages: impl Iterator<Item = &'a [u8]>) -> Result<Automatic> {
    let tree = Oid::parse(&String::from_utf8_lossy(tree)).context("`git merge-tree` named no tree")?;
    let mut conflicts: BTreeMap<RepoPath, [Option<Side>; 3]> = BTreeMap::new();
    for field in stages {
        let (path, stage, side) = super::merge::stage(field)?;
        conflicts.entry(path).or_default()[stage - 1] = Some(side);
    }
    Ok(Automatic { tree, conflicts })
}
