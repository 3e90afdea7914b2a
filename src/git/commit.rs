//! Commits some paths and nothing else, whatever else is staged or going on.
//!
//! `git commit --only` does it, on the index that everybody shares. It keeps `index.lock` from before its hooks run until
//! the branch has moved, writes other paths' entries as it found them, and puts the index back when a hook says no. A
//! private index (`GIT_INDEX_FILE`) was refused: between the commit and the update of the shared index another's plain
//! `git commit` would take our paths back to what they were, and holding `index.lock` ourselves would leave it there when
//! we are killed. Git does not commit a part of a merge; nor do we.
//!
//! Only paths that the index knows can be named to it. New ones are made known with `git add --intent-to-add`: such an
//! entry has no content yet, and nobody's plain `git commit` takes it along.

use std::io::Write;

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use super::patience::PATIENCE;
use super::pending::{Kind, Pending};
use super::{PLAIN, Repo};
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::process::Process;

/// Who commits, and what the commit says.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    pub agent: &'a str,
    pub text: &'a str,
    /// Whether the text names the agent in a trailer already.
    pub is_signed: bool,
}

/// How an attempt to commit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    Made,
    /// The paths are as HEAD has them.
    Nothing,
    /// A hook said no, in these words. The index is as it was.
    Refused(String),
}

/// Where the last commit of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    NotCommitted,
    /// On no remote branch that was heard of.
    Here,
    Remote(String),
}

impl Repo {
    /// Whether git is told to ignore the file, so that it can be neither committed nor pushed.
    pub fn is_ignored(&self, path: &str) -> Result<bool> {
        Ok(self.git().args(["check-ignore", "--quiet", "--", path]).output()?.status.success())
    }

    /// Commits `path` alone where it differs from HEAD.
    pub fn commit_alone(&self, path: &RepoPath, message: Message) -> Result<Attempt> {
        let pending: Vec<Pending> =
            self.pending()?.into_iter().filter(|pending| pending.path == *path).collect();
        if pending.is_empty() { Ok(Attempt::Nothing) } else { self.commit_only(&pending, message) }
    }

    /// The remote branch that has the last commit of `path`, and whether there is such a commit at all.
    pub fn remote_branch_of(&self, path: &RepoPath) -> Result<Whereabouts> {
        let git = self.literally().args(["rev-list", "-n1", "HEAD", "--"]);
        let last = git.arg(crate::env::native(path.as_bytes())?).line()?;
        let Some(last) = last.and_then(|line| Oid::parse(&line)) else {
            return Ok(Whereabouts::NotCommitted);
        };
        Ok(self.remote_branch_with(&last)?.map_or(Whereabouts::Here, Whereabouts::Remote))
    }

    /// Commits these paths as they are in the work tree. What else is staged stays staged.
    pub fn commit_only(&self, pending: &[Pending], message: Message) -> Result<Attempt> {
        let new: Vec<&Pending> = pending.iter().filter(|pending| !pending.is_known).collect();
        let new: Vec<&RepoPath> =
            new.into_iter().filter(|new| new.kind == Kind::Added).map(|new| &new.path).collect();
        let replaced = self.entries_in_the_way(pending, &new)?;
        if !new.is_empty() {
            self.make_known(&new)?;
        }
        // A file that became a directory goes with what is in it; by its own name git would look for a file there.
        let named = pending.iter().map(|pending| &pending.path).filter(|path| !is_above(path, &new));
        let attempt = self.git_commit(named, message);
        if !matches!(attempt, Ok(Attempt::Made)) && !new.is_empty() {
            self.forget(&new, replaced)?;
        }
        attempt
    }

    fn git_commit<'p>(&self, paths: impl Iterator<Item = &'p RepoPath>, message: Message) -> Result<Attempt> {
        // Standard input is the message's. A file of its own, not an argument a path: there may be any number of them.
        let mut names = NamedTempFile::new_in(&self.git_dir).context("naming the paths to git")?;
        names.write_all(&listed(paths)).and_then(|()| names.flush()).context("naming the paths to git")?;
        let output = PATIENCE.run(|| {
            let git = self.literally().args(PLAIN).args(["commit", "--quiet", "--only", "--file=-"]);
            let git = git.arg("--pathspec-file-nul").arg(pathspecs_from(&names));
            let git = if message.is_signed {
                git
            } else {
                git.args(["--trailer", &format!("Auraops-Agent: {}", message.agent)])
            };
            git.env("AURAOPS_AGENT", message.agent).input(message.text.as_bytes().to_vec())
        })?;
        match output.status.code() {
            Some(0) => Ok(Attempt::Made),
            Some(1) if has_nothing(&output.stdout) => Ok(Attempt::Nothing),
            Some(1) => Ok(Attempt::Refused(output.complaint())),
            _ => bail!("`git commit` failed: {}", output.complaint()),
        }
    }

    /// Puts an entry without content into the index for each path.
    fn make_known(&self, new: &[&RepoPath]) -> Result<()> {
        let names = listed(new.iter().copied());
        let add = || {
            let git = self.literally().args(["add", "--intent-to-add", "--sparse"]);
            git.args(["--pathspec-file-nul", "--pathspec-from-file=-"]).input(names.clone())
        };
        let output = PATIENCE.run(add)?;
        if !output.status.success() {
            bail!("`git add --intent-to-add` failed: {}", output.complaint());
        }
        Ok(())
    }

    /// The entries of files that became directories, which those of the new paths take the place of.
    fn entries_in_the_way(&self, pending: &[Pending], new: &[&RepoPath]) -> Result<Vec<u8>> {
        let above = pending.iter().filter(|pending| pending.is_known && is_above(&pending.path, new));
        let above: Vec<&RepoPath> = above.map(|pending| &pending.path).collect();
        if above.is_empty() {
            return Ok(Vec::new());
        }
        let paths =
            above.iter().map(|path| crate::env::native(path.as_bytes())).collect::<Result<Vec<_>>>()?;
        self.literally().args(["ls-files", "--stage", "-z", "--"]).args(paths).stdout()
    }

    /// Takes the new paths out of the index again, and puts back what they replaced.
    fn forget(&self, new: &[&RepoPath], replaced: Vec<u8>) -> Result<()> {
        let names = listed(new.iter().copied());
        let remove = ["update-index", "-z", "--force-remove", "--stdin"];
        let mut commands = vec![(remove.as_slice(), names)];
        if !replaced.is_empty() {
            commands.push((&["update-index", "-z", "--index-info"], replaced));
        }
        for (args, input) in commands {
            let output = PATIENCE.run(|| self.git().args(args).input(input.clone()))?;
            if !output.status.success() {
                bail!("the index could not be put back as it was: {}", output.complaint());
            }
        }
        Ok(())
    }

    /// `git`, to which a path is a path and no pattern.
    fn literally(&self) -> Process {
        self.git().env("GIT_LITERAL_PATHSPECS", "1")
    }
}

/// Names as `--pathspec-file-nul` and `-z` take them.
fn listed<'p>(paths: impl Iterator<Item = &'p RepoPath>) -> Vec<u8> {
    let mut names = Vec::new();
    for path in paths {
        names.extend_from_slice(path.as_bytes());
        names.push(0);
    }
    names
}

fn pathspecs_from(file: &NamedTempFile) -> std::ffi::OsString {
    let mut arg = std::ffi::OsString::from("--pathspec-from-file=");
    arg.push(file.path());
    arg
}

fn is_above(path: &RepoPath, others: &[&RepoPath]) -> bool {
    others.iter().any(|other| path.contains(other))
}

/// Whether git says that there was nothing to do, which has the same exit status as a hook's no.
fn has_nothing(printed: &[u8]) -> bool {
    let text = String::from_utf8_lossy(printed);
    ["nothing to commit", "no changes added", "nothing added to commit"]
        .iter()
        .any(|mark| text.contains(mark))
}
