//! Commits and what each changed.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

use super::raw::{self, Record};
use super::{Repo, split};
use crate::domain::commit::Commit;
use crate::domain::oid::Oid;
use crate::process::Process;

/// The fields of a commit, one header each: the first marks it, the subject comes last and may hold anything.
const FORMAT: &str = "--format=commit %H%x1f%P%x1f%ct%x1f%an%x1f\
                      %(trailers:key=Auraops-Agent,valueonly,unfold,separator=%x2C)%x1f%s";

/// Which commits to look at.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// As `git rev-list` takes it: `A..B`.
    Range(&'a str),
    /// All that were committed from one second on and before another (Unix time), on any local branch,
    /// remote-tracking branch or worktree.
    Between(i64, i64),
    /// The newest so many of the same branches and worktrees.
    Recent(usize),
}

impl Repo {
    /// The selected commits, newest first, with their changes.
    pub fn commits(&self, selection: Selection) -> Result<Vec<Commit>> {
        let log = self.git().args(["-c", "log.showRoot=true", "log", "-z", FORMAT]);
        let log = log.args(["--diff-merges=off", "--no-show-signature", "--no-relative", "--no-color"]);
        let log = self.select(log.args(raw::FLAGS), selection)?;
        let mut commits = parse(&log.stdout().context("reading the history")?)?;
        self.fill_merges(&mut commits)?;
        Ok(commits)
    }

    fn select(&self, log: Process, selection: Selection) -> Result<Process> {
        Ok(match selection {
            Selection::Range(range) => log.args(["--end-of-options", range, "--"]),
            Selection::Between(from, to) => {
                let log = log.arg(format!("--max-age={from}")).arg(format!("--min-age={}", to - 1));
                log.args(["--branches", "--remotes"]).args(self.tips()?).arg("--")
            }
            Selection::Recent(count) => {
                let log = log.arg(format!("--max-count={count}"));
                log.args(["--branches", "--remotes"]).args(self.tips()?).arg("--")
            }
        })
    }

    /// The commits that the worktrees stand on, detached ones included.
    pub fn tips(&self) -> Result<Vec<String>> {
        let heads = self.worktrees()?.into_iter().filter_map(|worktree| worktree.head);
        Ok(heads.map(|head| head.to_string()).collect())
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
        let mut lists = self.compare(&pairs)?;
        for at in merges {
            let merge = &mut commits[at];
            let against =
                |parent: &Oid| lists.remove(&(parent.clone(), merge.oid.clone())).unwrap_or_default();
            merge.changes = raw::combine(merge.parents.iter().map(against).collect());
        }
        Ok(())
    }

    /// What differs between each pair of commits.
    fn compare(&self, pairs: &[(Oid, Oid)]) -> Result<HashMap<(Oid, Oid), Vec<Record>>> {
        let lines: Vec<String> = pairs.iter().map(|(old, new)| format!("{old} {new}\n")).collect();
        let git = self.git().args(["diff-tree", "--stdin", "-r", "--no-relative"]).args(raw::FLAGS);
        let listed =
            git.input(lines.concat().into_bytes()).stdout().context("comparing merges with their parents")?;
        let mut lists: HashMap<(Oid, Oid), Vec<Record>> = HashMap::new();
        let mut pair = None;
        let mut fields = split(&listed);
        while let Some(field) = fields.next() {
            if !field.starts_with(b":") {
                pair = Some(header(field)?);
                continue;
            }
            let (Some(pair), Some(path)) = (&pair, fields.next()) else { bail!("git diff-tree ended early") };
            lists.entry(pair.clone()).or_default().push(raw::record(field, path)?);
        }
        Ok(lists)
    }
}

/// Reads the line `<old> <new>` that git prints before the records of a pair.
fn header(field: &[u8]) -> Result<(Oid, Oid)> {
    let text = String::from_utf8_lossy(field);
    let mut oids = text.split_whitespace().map(Oid::parse);
    match (oids.next().flatten(), oids.next().flatten()) {
        (Some(old), Some(new)) => Ok((old, new)),
        _ => bail!("git diff-tree printed `{}`", text.escape_debug()),
    }
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
            records.push(raw::record(field, fields.next().context("git log ended before a path")?)?);
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
        last.changes = raw::combine(vec![records]);
    }
}

fn commit(text: &str) -> Result<Commit> {
    let fields: Vec<&str> = text.splitn(6, '\x1f').collect();
    let [oid, parents, time, author, trailers, subject] = fields[..] else {
        bail!("git log printed `{text}`")
    };
    let mut agents: Vec<String> = trailers.split(',').map(|name| name.trim().to_owned()).collect();
    agents.retain(|name| !name.is_empty());
    agents.dedup_by_key(|name| name.to_lowercase());
    Ok(Commit {
        oid: Oid::parse(oid).with_context(|| format!("git log named a commit `{oid}`"))?,
        parents: parents.split_whitespace().filter_map(Oid::parse).collect(),
        time: time.parse().with_context(|| format!("git log dated a commit `{time}`"))?,
        author: author.to_owned(),
        agents,
        subject: subject.to_owned(),
        changes: Vec::new(),
    })
}
