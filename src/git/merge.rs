//! Histories brought together without a checkout: trees are merged in memory, commits are made that no branch has yet, and
//! a branch moves only from where it was expected.

use std::io::Write;

use anyhow::{Context, Result, bail};

use super::listing::split;
use super::lock_retry::PATIENCE;
use super::repo::Repo;
use super::trailer::PLAIN;
use crate::domain::asker::VARIABLE;
use crate::domain::change::Side;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::error::hinted;
use crate::sys::process::Output;

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

/// A commit about to be made by plumbing.
#[derive(Debug, Clone, Copy)]
pub struct NewCommit<'a> {
    pub tree: &'a Oid,
    pub parents: &'a [&'a Oid],
    pub message: &'a str,
    /// Whose name and time the commit bears, where that is another commit's author.
    pub author_of: Option<&'a Oid>,
    pub agent: &'a str,
}

impl Repo {
    /// Merges two commits as `git merge` would, attributes and drivers included.
    pub fn merge_trees(&self, ours: &Oid, theirs: &Oid) -> Result<Merged> {
        self.merge_tree(&[ours.as_str(), theirs.as_str()])
    }

    /// What `git cherry-pick` of a commit onto another one would give.
    pub fn pick_tree(&self, onto: &Oid, commit: &Oid) -> Result<Merged> {
        let base = format!("--merge-base={commit}^");
        self.merge_tree(&[&base, onto.as_str(), commit.as_str()])
    }

    fn merge_tree(&self, args: &[&str]) -> Result<Merged> {
        let git = self.git().args(["merge-tree", "--write-tree", "-z", "--no-messages"]);
        let output = git.args(args).output()?;
        if !matches!(output.status.code(), Some(0 | 1)) {
            if ["usage:", "unknown option"].iter().any(|says| output.stderr.contains(says)) {
                return Err(hinted(
                    "this git cannot merge without a checkout: that needs git 2.40 or newer",
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

    /// Merges three texts line by line; `None` where both sides changed the same lines.
    pub fn merge_texts(&self, texts: [&[u8]; 3]) -> Result<Option<Vec<u8>>> {
        let output = self.merge_file(&[], texts)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// Merges three texts so that every line of both sides stays: where both added, first ours, then theirs.
    pub fn union(&self, base: &[u8], ours: &[u8], theirs: &[u8]) -> Result<Vec<u8>> {
        let output = self.merge_file(&["--union"], [base, ours, theirs])?;
        if !output.status.success() {
            bail!("`git merge-file` failed: {}", output.complaint());
        }
        Ok(output.stdout)
    }

    fn merge_file(&self, how: &[&str], [base, ours, theirs]: [&[u8]; 3]) -> Result<Output> {
        let dir = self.scratch_dir()?;
        let mut files = Vec::new();
        for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            let file = dir.path().join(name);
            std::fs::File::create(&file)
                .and_then(|mut file| file.write_all(bytes))
                .context("merging two texts")?;
            files.push(file);
        }
        self.git().arg("merge-file").args(how).args(["-p", "--quiet"]).args(files).output()
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

    /// Makes a commit that no branch has yet, signed where commits here are.
    pub fn commit_tree(&self, new: NewCommit) -> Result<Oid> {
        let sign = self.config_bool("commit.gpgSign")?;
        let mut git = self.git().args(PLAIN).arg("commit-tree").args(sign.then_some("-S"));
        for parent in new.parents {
            git = git.args(["-p", parent.as_str()]);
        }
        if let Some(author) = new.author_of {
            let format = "--format=%an%x00%ae%x00%ad";
            let shown = self.git().args(["log", "-1", "--date=raw", format, author.as_str()]).stdout()?;
            let shown = String::from_utf8_lossy(&shown).into_owned();
            let names = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"];
            for (name, value) in names.into_iter().zip(shown.trim_end_matches('\n').split('\0')) {
                git = git.env(name, value);
            }
        }
        let git = git.arg(new.tree.as_str()).env(VARIABLE, new.agent);
        let printed = git.input(new.message.as_bytes().to_vec()).stdout()?;
        Oid::parse(String::from_utf8_lossy(&printed).trim()).context("creating the commit")
    }

    /// The whole message of a commit.
    pub fn message_of(&self, commit: &Oid) -> Result<String> {
        let shown = self.git().args(["log", "-1", "--format=%B", commit.as_str()]).stdout()?;
        Ok(String::from_utf8_lossy(&shown).trim_end().to_owned() + "\n")
    }

    /// A commit that two have in common; `None` where their histories are unrelated.
    pub fn merge_base(&self, one: &Oid, other: &Oid) -> Result<Option<Oid>> {
        let line = self.git().args(["merge-base", one.as_str(), other.as_str()]).line()?;
        Ok(line.and_then(|line| Oid::parse(&line)))
    }

    /// Moves a branch from one commit to another; says `false` where it is not there any more.
    pub fn advance(&self, branch: &str, [from, to]: [&Oid; 2], agent: &str) -> Result<bool> {
        let name = format!("refs/heads/{branch}");
        let args = ["update-ref", "-m", "auraops ship: fast-forward", &name, to.as_str(), from.as_str()];
        let output = PATIENCE.run(|| self.git().args(args).env(VARIABLE, agent));
        match output {
            Ok(output) if output.status.success() => Ok(true),
            // Git has one word for a branch that moved and for one that somebody is writing.
            _ if self.commit(&name)?.as_ref() != Some(from) => Ok(false),
            Ok(output) => bail!("the branch could not be moved: {}", output.complaint()),
            Err(error) => Err(error),
        }
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
