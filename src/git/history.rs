//! Commits and what each changed.

use std::collections::HashSet;

use anyhow::{Context, Result, bail};

use super::diff_raw::{self, Record};
use super::listing::{read_oids, split};
use super::repo::Repo;
use super::trailer::{self, PLAIN, VALUES};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::process::Process;

/// The fields of a commit: the first marks it, the subject comes last and may hold anything, the separator too.
const FIELDS: [&str; 5] = ["%H", "%P", "%ct", VALUES, "%s"];

/// How far the clocks of two machines may differ, in seconds: git stops at the first commit that is too old, though one
/// behind it, made by a clock that was ahead, may not be.
const SKEW: i64 = 24 * 60 * 60;

/// Which commits to look at.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// As `git rev-list` takes them: `A..B`, or `B` and `^A`; no options.
    Revisions(&'a [&'a str]),
    /// All that were committed from one second on and before another (Unix time), on any local branch,
    /// remote-tracking branch or worktree.
    Between(i64, i64),
    /// All that were committed from one second on (Unix time), on any local branch, remote-tracking branch or worktree.
    Since(i64),
    /// The newest so many of all local branches, remote-tracking branches and worktrees.
    Recent(usize),
    /// What is behind these commits and not behind the others.
    Behind(Tips<'a>),
    /// The newest so many of HEAD that no remote-tracking branch has.
    Unpushed(usize),
}

/// Commits that something brings in, or takes along.
#[derive(Debug, Clone, Copy)]
pub struct Tips<'a> {
    pub new: &'a [Oid],
    /// What is there already. Objects that are missing here are no hindrance.
    pub known: &'a [Oid],
    /// Which references are there already, as options and names of `git rev-list`.
    pub references: &'a [&'a str],
}

impl Repo {
    /// The selected commits, newest first, with their changes.
    pub fn commits(&self, selection: Selection) -> Result<Vec<Commit>> {
        let log = self.git().args(PLAIN).args(["-c", "log.showRoot=true", "log", "-z"]);
        let log = log.arg(format!("--format=commit {}", FIELDS.join("%x1f")));
        let log = log.args([
            "--diff-merges=off",
            "--no-show-signature",
            "--no-relative",
            "--no-color",
            "--encoding=UTF-8",
        ]);
        let log = self.select(log.args(diff_raw::FLAGS), selection)?;
        let output = log.output()?;
        if !output.status.success() {
            // Nobody is helped by all the options that we gave it.
            bail!("`git log` failed: {}", output.complaint());
        }
        let mut commits = parse(&output.stdout)?;
        match selection {
            Selection::Since(from) => commits.retain(|commit| from <= commit.time),
            Selection::Between(from, to) => commits.retain(|commit| (from..to).contains(&commit.time)),
            Selection::Revisions(_)
            | Selection::Recent(_)
            | Selection::Behind(_)
            | Selection::Unpushed(_) => {}
        }
        self.fill_merges(&mut commits)?;
        Ok(commits)
    }

    /// The commit that a revision names, with its changes.
    pub fn commit_at(&self, revision: &str) -> Result<Option<Commit>> {
        let alone = format!("{revision}^!");
        Ok(self.commits(Selection::Revisions(&[&alone]))?.pop())
    }

    /// Tells `git log` which commits are meant.
    pub fn select(&self, log: Process, selection: Selection) -> Result<Process> {
        Ok(match selection {
            Selection::Revisions(revisions) => log.arg("--end-of-options").args(revisions).arg("--"),
            Selection::Between(from, to) => {
                let log = log.arg(format!("--min-age={}", (to - 1).max(0)));
                return self.select(log, Selection::Since(from));
            }
            Selection::Since(from) => {
                let log = log.arg(max_age(from)).args(["--branches", "--remotes"]);
                log.args(self.tips()?).arg("--")
            }
            Selection::Unpushed(count) => {
                log.arg(format!("--max-count={count}")).args(["HEAD", "--not", "--remotes", "--"])
            }
            Selection::Recent(count) => {
                let log = log.arg(format!("--max-count={count}"));
                log.args(["--branches", "--remotes"]).args(self.tips()?).arg("--")
            }
            Selection::Behind(Tips { new, known, references }) => {
                // On standard input: there may be more than a command line holds.
                let tips = [lines("", new.iter()), lines("^", known.iter())].concat();
                let log = log.args(["--ignore-missing", "--stdin", "--not"]).args(references);
                log.arg("--").input(tips)
            }
        })
    }

    /// The commits of a shallow clone whose parents are missing: what they changed is not known.
    pub fn shallow(&self) -> Result<HashSet<Oid>> {
        let oids =
            read_oids(&self.common_dir.join("shallow")).context("reading where this shallow clone ends")?;
        Ok(oids.into_iter().collect())
    }

    /// Where two histories part: mostly one commit, none where they have nothing in common.
    pub fn merge_bases(&self, one: &str, other: &str) -> Result<Vec<Oid>> {
        let output = self.git().args(["merge-base", "--all", "--end-of-options", one, other]).output()?;
        // 1 says that there is none.
        if !matches!(output.status.code(), Some(0 | 1)) {
            bail!("`git merge-base` failed: {}", output.complaint());
        }
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(Oid::parse).collect())
    }

    /// The commits that no other of these few has behind it.
    pub fn independent(&self, commits: Vec<Oid>) -> Result<Vec<Oid>> {
        if commits.len() < 2 {
            return Ok(commits);
        }
        if let Some(kept) = self.independent_by_lib(&commits) {
            return Ok(kept);
        }
        let git = self.git().args(["merge-base", "--independent"]).args(commits.iter().map(Oid::as_str));
        let listed = git.stdout().context("asking which commits come last")?;
        Ok(String::from_utf8_lossy(&listed).lines().filter_map(Oid::parse).collect())
    }

    fn independent_by_lib(&self, commits: &[Oid]) -> Option<Vec<Oid>> {
        let lib = self.ungrafted()?;
        let ids: Option<Vec<git2::Oid>> =
            commits.iter().map(|commit| git2::Oid::from_str(commit.as_str()).ok()).collect();
        let ids = ids?;
        let mut kept = Vec::new();
        for (commit, &id) in commits.iter().zip(&ids) {
            let mut is_behind = false;
            for &other in ids.iter().filter(|&&other| other != id) {
                is_behind = is_behind || lib.graph_descendant_of(other, id).ok()?;
            }
            if !is_behind {
                kept.push(commit.clone());
            }
        }
        Some(kept)
    }

    /// libgit2, unless somebody grafted commits: it goes by that.
    fn ungrafted(&self) -> Option<&git2::Repository> {
        self.lib.as_ref().filter(|_| !self.common_dir.join("info/grafts").exists())
    }

    /// From where the parents of a merge went apart.
    pub fn common_bases(&self, parents: &[Oid]) -> Result<Vec<Oid>> {
        let ids: Option<Vec<git2::Oid>> =
            parents.iter().map(|parent| git2::Oid::from_str(parent.as_str()).ok()).collect();
        if let (Some(lib), Some([one, other])) = (self.ungrafted(), ids.as_deref())
            && let Ok(bases) = lib.merge_bases(*one, *other)
        {
            return Ok(bases.iter().filter_map(|base| Oid::parse(&base.to_string())).collect());
        }
        let parents = parents.iter().map(Oid::as_str);
        let output = self.git().args(["merge-base", "--all", "--octopus"]).args(parents).output()?;
        // 1 says that there is none.
        if !matches!(output.status.code(), Some(0 | 1)) {
            bail!("`git merge-base` failed: {}", output.complaint());
        }
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(Oid::parse).collect())
    }

    /// The commits that the worktrees stand on, detached ones included.
    pub fn tips(&self) -> Result<Vec<String>> {
        let heads = self.worktrees()?.iter().filter_map(|worktree| worktree.head.as_ref());
        Ok(heads.map(ToString::to_string).collect())
    }

    /// `git log` lists no merge against each of its parents in a form that says which: ask for the pairs.
    fn fill_merges(&self, commits: &mut [Commit]) -> Result<()> {
        let merges: Vec<usize> = (0..commits.len()).filter(|&at| commits[at].parents.len() > 1).collect();
        if merges.is_empty() {
            return Ok(());
        }
        let pairs: Vec<(Oid, Oid)> = merges
            .iter()
            .map(|&at| &commits[at])
            .flat_map(|merge| merge.parents.iter().map(|parent| (parent.clone(), merge.oid.clone())))
            .collect();
        let mut lists = self.compare(&pairs)?.into_iter();
        for at in merges {
            let parents = commits[at].parents.len();
            commits[at].changes = diff_raw::combine(lists.by_ref().take(parents).collect());
        }
        Ok(())
    }

    /// The paths that two commits do not have alike.
    pub fn differing(&self, one: &Oid, other: &Oid) -> Result<HashSet<RepoPath>> {
        let lists = self.compare(&[(one.clone(), other.clone())])?;
        Ok(lists.into_iter().flatten().map(|record| record.path).collect())
    }

    /// What differs between each pair of parent and commit, in order.
    fn compare(&self, pairs: &[(Oid, Oid)]) -> Result<Vec<Vec<Record>>> {
        // A commit and another behind it on one line: compared as if that were its only parent.
        let lines: Vec<String> =
            pairs.iter().map(|(parent, commit)| format!("{commit} {parent}\n")).collect();
        let git = self
            .git()
            .args(["diff-tree", "--stdin", "-r", "--always", "--no-relative"])
            .args(diff_raw::FLAGS);
        let listed =
            git.input(lines.concat().into_bytes()).stdout().context("comparing merges with their parents")?;
        let mut lists: Vec<Vec<Record>> = Vec::new();
        let mut fields = split(&listed);
        while let Some(field) = fields.next() {
            if !field.starts_with(b":") {
                lists.push(Vec::new());
                continue;
            }
            let (Some(list), Some(path)) = (lists.last_mut(), fields.next()) else {
                bail!("git diff-tree ended early")
            };
            list.push(diff_raw::record(field, path)?);
        }
        if lists.len() != pairs.len() {
            bail!("git diff-tree compared {} pairs of commits, not {}", lists.len(), pairs.len());
        }
        Ok(lists)
    }
}

/// Commits as git takes them on its standard input.
pub fn lines<'o>(mark: &str, oids: impl Iterator<Item = &'o Oid>) -> Vec<u8> {
    oids.map(|oid| format!("{mark}{oid}\n")).collect::<Vec<String>>().concat().into_bytes()
}

/// What lets git stop before it has walked the whole history.
pub fn max_age(from: i64) -> String {
    format!("--max-age={}", from.saturating_sub(SKEW).max(0))
}

fn parse(listed: &[u8]) -> Result<Vec<Commit>> {
    let mut commits: Vec<Commit> = Vec::new();
    let mut records: Vec<Record> = Vec::new();
    let mut fields = split(listed);
    while let Some(field) = fields.next() {
        // The first record of a commit comes on a line of its own, after the header.
        let field = field.strip_prefix(b"\n").unwrap_or(field);
        if let Some(fields) = field.strip_prefix(b"commit ") {
            finish(&mut commits, &mut records);
            commits.push(commit(&String::from_utf8_lossy(fields))?);
        } else if field.starts_with(b":") {
            records.push(diff_raw::record(field, fields.next().context("git log ended before a path")?)?);
        }
    }
    finish(&mut commits, &mut records);
    Ok(commits)
}

fn finish(commits: &mut [Commit], records: &mut Vec<Record>) {
    let records = std::mem::take(records);
    if let Some(last) = commits.last_mut()
        && last.parents.len() < 2
    {
        last.changes = diff_raw::combine(vec![records]);
    }
}

fn commit(text: &str) -> Result<Commit> {
    let fields: Vec<&str> = text.splitn(FIELDS.len(), '\x1f').collect();
    let [oid, parents, time, trailers, subject] = fields[..] else { bail!("git log printed `{text}`") };
    Ok(Commit {
        oid: Oid::parse(oid).with_context(|| format!("git log named a commit `{oid}`"))?,
        parents: parents.split_whitespace().filter_map(Oid::parse).collect(),
        time: time.parse().with_context(|| format!("git log dated a commit `{time}`"))?,
        agents: trailer::names(trailers),
        subject: subject.to_owned(),
        changes: Vec::new(),
    })
}
