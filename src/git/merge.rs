//! Two histories brought together without a checkout: trees are merged in memory, the branch moves only from where it was
//! expected, and of the work tree just those files are written that the other side changed and nobody here did.

use std::io::Write;

use anyhow::{Context, Result, bail};

use super::listing::split;
use super::lock_retry::PATIENCE;
use super::repo::Repo;
use super::trailer::{PLAIN, TRAILER};
use crate::domain::asker::VARIABLE;
use crate::domain::change::Side;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::error::hinted;

/// The trees of two commits, merged.
#[derive(Debug)]
pub struct Merged {
    pub tree: Oid,
    pub conflicts: Vec<Conflict>,
}

/// A path that git could not merge: in the base, here, over there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub path: RepoPath,
    pub sides: [Option<Side>; 3],
}

/// An entry of a tree or of the index; none where its mode is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub path: RepoPath,
    pub side: Side,
}

/// A merge commit about to be made.
#[derive(Debug, Clone, Copy)]
pub struct MergeCommit<'a> {
    pub tree: &'a Oid,
    pub parents: [&'a Oid; 2],
    pub subject: &'a str,
    pub agent: &'a str,
}

impl Repo {
    /// Merges two commits as `git merge` would, attributes and drivers included.
    pub fn merge_trees(&self, ours: &Oid, theirs: &Oid) -> Result<Merged> {
        let args = ["merge-tree", "--write-tree", "-z", "--no-messages", ours.as_str(), theirs.as_str()];
        let output = self.git().args(["-c", "merge.renames=false"]).args(args).output()?;
        if !matches!(output.status.code(), Some(0 | 1)) {
            if output.stderr.contains("usage:") || output.stderr.contains("unknown option") {
                return Err(hinted(
                    "this git cannot merge without a checkout: that needs git 2.38 or newer",
                    Next::run("git pull --no-rebase --no-edit"),
                ));
            }
            bail!("`git merge-tree` failed: {}", output.complaint());
        }
        let mut fields = split(&output.stdout);
        let tree = fields.next().map(String::from_utf8_lossy).and_then(|line| Oid::parse(&line));
        let tree = tree.context("`git merge-tree` named no tree")?;
        let mut conflicts: Vec<Conflict> = Vec::new();
        for field in fields {
            let (path, stage, side) = stage(field)?;
            if conflicts.last().is_none_or(|last| last.path != path) {
                conflicts.push(Conflict { path, sides: [None, None, None] });
            }
            if let Some(last) = conflicts.last_mut() {
                last.sides[stage - 1] = Some(side);
            }
        }
        Ok(Merged { tree, conflicts })
    }

    /// Merges three texts so that every line of both sides stays: where both added, first ours, then theirs.
    pub fn union(&self, base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<Vec<u8>> {
        let dir = self.scratch_dir()?;
        let mut files = Vec::new();
        for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            let file = dir.path().join(name);
            std::fs::File::create(&file)
                .and_then(|mut file| file.write_all(bytes))
                .context("merging two texts")?;
            files.push(file);
        }
        self.git().args(["merge-file", "--union", "-p", "--quiet"]).args(files).stdout()
    }

    /// Stores a blob as it is, without filters.
    pub fn store_blob(&self, bytes: Vec<u8>) -> Result<Oid> {
        let line = self.git().args(["hash-object", "-w", "--no-filters", "--stdin"]).input(bytes).line()?;
        line.and_then(|line| Oid::parse(&line)).context("storing a merged file")
    }

    /// The tree with other entries at some paths.
    pub fn tree_with(&self, tree: &Oid, entries: &[Entry]) -> Result<Oid> {
        if entries.is_empty() {
            return Ok(tree.clone());
        }
        let dir = self.scratch_dir()?;
        let index = dir.path().join("index");
        let git = || self.git().env("GIT_INDEX_FILE", &index);
        git().args(["read-tree", tree.as_str()]).stdout()?;
        git().args(["update-index", "-z", "--index-info"]).input(index_info(entries)).stdout()?;
        let line = git().arg("write-tree").line()?;
        line.and_then(|line| Oid::parse(&line)).context("writing the merged tree")
    }

    /// Makes a merge commit that no branch has yet, signed where commits here are.
    pub fn commit_merge(&self, merge: MergeCommit) -> Result<Oid> {
        let MergeCommit { tree, parents: [ours, theirs], subject, agent } = merge;
        let message = format!("{subject}\n\n{TRAILER}: {agent}\n");
        let sign = self.config_bool("commit.gpgSign")?;
        let git = self.git().args(PLAIN).arg("commit-tree").args(sign.then_some("-S"));
        let git = git.args(["-p", ours.as_str(), "-p", theirs.as_str(), tree.as_str()]);
        let printed = git.env(VARIABLE, agent).input(message.into_bytes()).stdout()?;
        Oid::parse(String::from_utf8_lossy(&printed).trim()).context("creating the merge commit")
    }

    /// Moves a branch from one commit to another; says `false` where it is not there any more.
    pub fn advance(&self, branch: &str, [from, to]: [&Oid; 2], agent: &str) -> Result<bool> {
        let name = format!("refs/heads/{branch}");
        let args = ["update-ref", "-m", "auraops ship: merge", &name, to.as_str(), from.as_str()];
        let output = PATIENCE.run(|| self.git().args(args).env(VARIABLE, agent));
        match output {
            Ok(output) if output.status.success() => Ok(true),
            // Git has one word for a branch that moved and for one that somebody is writing.
            _ if self.commit(&name)?.as_ref() != Some(from) => Ok(false),
            Ok(output) => bail!("the branch could not be moved: {}", output.complaint()),
            Err(error) => Err(error),
        }
    }

    /// Brings index and work tree from one tree to another, where both are still as the first one says; what else is
    /// staged or changed stays. Says why not, before it has touched anything.
    pub fn bring(&self, from: &Oid, to: &Oid) -> Result<Option<String>> {
        let output =
            PATIENCE.run(|| self.git().args(["read-tree", "-m", "-u", from.as_str(), to.as_str()]))?;
        Ok((!output.status.success()).then(|| output.complaint()))
    }

    /// Sets entries of the index.
    pub fn set_entries(&self, entries: &[Entry]) -> Result<()> {
        let info = index_info(entries);
        PATIENCE.done("`git update-index` failed", || {
            self.git().args(["update-index", "-z", "--index-info"]).input(info.clone())
        })
    }

    /// A file of a commit as a checkout would write it: line endings and filters applied.
    pub fn checked_out(&self, commit: &Oid, path: &RepoPath) -> Result<Vec<u8>> {
        let mut name = std::ffi::OsString::from(format!("{commit}:"));
        name.push(crate::sys::env::native(path.as_bytes())?);
        self.git().args(["cat-file", "--filters"]).arg(name).stdout()
    }

    /// A blob as a checkout would write it at a path.
    pub fn filtered(&self, blob: &Oid, path: &RepoPath) -> Result<Vec<u8>> {
        let mut at = std::ffi::OsString::from("--path=");
        at.push(crate::sys::env::native(path.as_bytes())?);
        self.git().args(["cat-file", "--filters"]).arg(at).arg(blob.as_str()).stdout()
    }
}

fn index_info(entries: &[Entry]) -> Vec<u8> {
    let mut info = Vec::new();
    for Entry { path, side } in entries {
        info.extend_from_slice(format!("{:06o} {} 0\t", side.mode, side.oid).as_bytes());
        info.extend_from_slice(path.as_bytes());
        info.push(0);
    }
    info
}

/// Reads `<mode> <object> <stage>\t<path>`.
pub(super) fn stage(field: &[u8]) -> Result<(RepoPath, usize, Side)> {
    let strange = || format!("`git merge-tree` printed `{}`", field.escape_ascii());
    let tab = field.iter().position(|&byte| byte == b'\t').with_context(strange)?;
    let head = String::from_utf8_lossy(&field[..tab]).into_owned();
    let words: Vec<&str> = head.split(' ').collect();
    let [mode, oid, stage] = words[..] else { bail!(strange()) };
    let mode = u32::from_str_radix(mode, 8).with_context(strange)?;
    let oid = Oid::parse(oid).with_context(strange)?;
    let stage = stage.parse().ok().filter(|stage| (1..=3).contains(stage)).with_context(strange)?;
    let path = RepoPath::from_git(&field[tab + 1..]).with_context(strange)?;
    Ok((path, stage, Side { mode, oid }))
}
