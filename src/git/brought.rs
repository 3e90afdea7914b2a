//! Which commits brought lines into a file, and which of them were made in this repository.

use std::collections::HashSet;

use anyhow::{Context, Result};

use super::history::max_age;
use super::pathspec::pathspec;
use super::repo::Repo;
use super::trailer::{self, PLAIN, VALUES};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;

/// How many commits, and how many moves of branches, are looked through at most.
const MOST: &str = "--max-count=2000";
/// How the reflog names what makes a commit here, and not what brings one from elsewhere.
const MADE: &str = "commit";

/// A commit, no merge, with the lines that it added to a file.
#[derive(Debug)]
pub struct Brought {
    pub oid: Oid,
    /// The names in its trailers.
    pub agents: Vec<String>,
    pub is_made_here: bool,
    pub lines: Vec<Vec<u8>>,
}

impl Repo {
    /// The commits since a second of Unix time, or a little before, on whatever has a name here, that added to a file.
    pub fn brought(&self, path: &RepoPath, since: i64) -> Result<Vec<Brought>> {
        let log = self.git().args(PLAIN).args(["log", "--all", "--no-merges", "-p", "-U0", "--text"]);
        let log =
            log.args(["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-show-signature"]);
        let log = log.args([&max_age(since), MOST, &format!("--format=%x00%H%x1f{VALUES}"), "--"]);
        let listed = log.arg(native(&pathspec(path))?).stdout().context("looking for who brought a line")?;
        let here = self.made_here();
        let mut commits: Vec<Brought> = Vec::new();
        for line in listed.split(|&byte| byte == b'\n') {
            if let Some(head) = line.strip_prefix(b"\0") {
                let head = String::from_utf8_lossy(head).into_owned();
                let (oid, values) = head.split_once('\x1f').unwrap_or((&head, ""));
                let oid = Oid::parse(oid).with_context(|| format!("git log named a commit `{oid}`"))?;
                let is_made_here = here.contains(&oid);
                commits.push(Brought {
                    oid,
                    agents: trailer::names(values),
                    is_made_here,
                    lines: Vec::new(),
                });
            } else if let (Some(added), Some(commit)) = (line.strip_prefix(b"+"), commits.last_mut()) {
                commit.lines.push(added.to_vec());
            }
        }
        Ok(commits)
    }

    /// The commits that were made here, as far as the reflogs tell.
    fn made_here(&self) -> HashSet<Oid> {
        let log = self.git().args(["log", "-g", "--all", "--no-show-signature", MOST, "--format=%H %gs"]);
        let listed = log.stdout().unwrap_or_default();
        let made = |line: &str| {
            let (oid, how) = line.split_once(' ')?;
            how.starts_with(MADE).then(|| Oid::parse(oid))?
        };
        String::from_utf8_lossy(&listed).lines().filter_map(made).collect()
    }
}
