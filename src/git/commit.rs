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

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{ErrorKind, Write};

use anyhow::{Context, Result, anyhow};

use super::diff_raw::Record;
use super::listing::{joined, split};
use super::lock_retry::PATIENCE;
use super::merge::Entry;
use super::pathspec::{IsFree, pathspec, pathspecs_from};
use super::repo::Repo;
use super::status::{Pending, PendingKind};
use super::trailer::{PLAIN, TRAILER};
use crate::domain::asker::VARIABLE;
use crate::domain::oid::Oid;
use crate::domain::path::RepoPath;
use crate::sys::env::native;

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
    Made(Oid),
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

    /// Whether the index has the file.
    pub fn is_tracked(&self, path: &RepoPath) -> Result<bool> {
        let listed = self.git().args(["ls-files", "-z", "--"]).arg(native(&pathspec(path))?).stdout()?;
        Ok(!listed.is_empty())
    }

    /// Commits `path` alone where it differs from HEAD.
    pub fn commit_alone(&self, path: &RepoPath, message: Message) -> Result<Attempt> {
        let pending: Vec<Pending> =
            self.pending()?.into_iter().filter(|pending| pending.path == *path).collect();
        if pending.is_empty() { Ok(Attempt::Nothing) } else { self.commit_only(&pending, message) }
    }

    /// The remote branch that has the last commit of `path`, and whether there is such a commit at all.
    pub fn remote_branch_of(&self, path: &RepoPath) -> Result<Whereabouts> {
        let git = self.git().args(["rev-list", "-n1", "HEAD", "--"]);
        let last = git.arg(native(&pathspec(path))?).line()?;
        let Some(last) = last.and_then(|line| Oid::parse(&line)) else {
            return Ok(Whereabouts::NotCommitted);
        };
        Ok(self.remote_branch_with(&last)?.map_or(Whereabouts::Here, Whereabouts::Remote))
    }

    /// Commits these paths as they are in the work tree. What else is staged stays staged.
    pub fn commit_only(&self, pending: &[Pending], message: Message) -> Result<Attempt> {
        self.commit_among(pending, &|_| false, message)
    }

    /// Commits these paths, any number of them, as they are in the work tree. Directories may stand for those in them: what
    /// else is there is free, and is as HEAD has it.
    pub fn commit_among(&self, pending: &[Pending], is_free: IsFree, message: Message) -> Result<Attempt> {
        let is_new = |pending: &&Pending| !pending.is_known && pending.kind == PendingKind::Added;
        let new: Vec<&RepoPath> = pending.iter().filter(is_new).map(|new| &new.path).collect();
        let displaced = displaced(pending);
        // `git add` of a directory stages what is deleted there.
        let gone = pending.iter().filter(|pending| pending.is_gone());
        let before = match new.len() {
            0 => Vec::new(),
            _ => self.entries(&gone.map(|gone| &gone.path).collect())?,
        };
        if !new.is_empty() {
            self.make_known(&new, is_free)?;
        }
        let paths = pending.iter().map(|pending| &pending.path).filter(|path| !displaced.contains(path));
        let pathspecs = self.pathspecs(&paths.collect::<Vec<_>>(), &["--cached"], is_free);
        let attempt = pathspecs.and_then(|pathspecs| self.git_commit(&pathspecs, message));
        match &attempt {
            Ok(Attempt::Made(commit)) => self.follow(pending, commit)?,
            _ if !new.is_empty() => self.forget(&new, before)?,
            Ok(Attempt::Nothing) => self.settle(pending)?,
            Ok(Attempt::Refused(_)) | Err(_) => {}
        }
        attempt
    }

    /// Takes out of the index what was staged at paths of which nothing is to be committed.
    pub fn settle(&self, pending: &[Pending]) -> Result<()> {
        match self.head()? {
            Some(head) if !pending.is_empty() => self.follow(pending, &head),
            _ => Ok(()),
        }
    }

    /// Removes the last commit's message where another user of a shared repository has left it: git wants to, but does not
    /// know that by this error.
    fn free_message_file(&self) {
        let file = self.git_dir.join("COMMIT_EDITMSG");
        let open = File::options().append(true).open(&file);
        if open.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
            // Else git says what is wrong.
            drop(std::fs::remove_file(&file));
        }
    }

    fn git_commit(&self, pathspecs: &[u8], message: Message) -> Result<Attempt> {
        // Standard input is the message's. A file of its own, not an argument a path: there may be any number of them.
        let doing = "passing the paths to git";
        let mut names = self.scratch_file().context(doing)?;
        names.write_all(pathspecs).and_then(|()| names.flush()).context(doing)?;
        self.free_message_file();
        let output = PATIENCE.run(|| {
            let git = self.git().args(PLAIN).args(["commit", "--only", "--file=-", "--pathspec-file-nul"]);
            let trailer = format!("--trailer={TRAILER}: {}", message.agent);
            let git = git.arg(pathspecs_from(names.path())).args((!message.is_signed).then_some(trailer));
            git.env(VARIABLE, message.agent).input(message.text.as_bytes().to_vec())
        })?;
        match output.status.code() {
            Some(0) => self.commit_in(&output.stdout).map(Attempt::Made),
            Some(1) if has_nothing(&output.stdout) => Ok(Attempt::Nothing),
            Some(1) => Ok(Attempt::Refused(output.complaint())),
            _ if output.stderr.contains("aborted by hook") => Ok(Attempt::Refused(output.complaint())),
            _ => Err(anyhow!(output.complaint()).context("`git commit` failed")),
        }
    }

    /// The commit in `[main 0f35e23] subject`; HEAD may be somebody else's by now.
    fn commit_in(&self, printed: &[u8]) -> Result<Oid> {
        let text = String::from_utf8_lossy(printed);
        let short = text.split_once("] ").and_then(|(head, _)| head.split(' ').next_back());
        let commit = self.commit(short.unwrap_or("HEAD"))?;
        commit.context("finding the commit that was made")
    }

    /// Brings the index to what was committed, where that is not what was in the work tree: hooks that format code add it
    /// to the index of the commit alone.
    fn follow(&self, pending: &[Pending], commit: &Oid) -> Result<()> {
        let records = self.index_against_tree(commit)?;
        let ours: HashSet<&RepoPath> = pending.iter().map(|pending| &pending.path).collect();
        let is_ours = |record: &Record| ours.contains(&record.path);
        let entries: Vec<Entry> = records
            .into_iter()
            .filter(is_ours)
            .map(|record| Entry { path: record.path, side: record.old })
            .collect();
        if entries.is_empty() { Ok(()) } else { self.set_entries(&entries) }
    }

    /// Puts an entry without content into the index for each path.
    fn make_known(&self, new: &[&RepoPath], is_free: IsFree) -> Result<()> {
        let names = self.pathspecs(new, &["--cached", "--others", "--exclude-standard"], is_free)?;
        PATIENCE.done("`git add --intent-to-add` failed", || {
            let git = self.git().args(["add", "--intent-to-add", "--sparse"]);
            git.args(["--pathspec-file-nul", "--pathspec-from-file=-"]).input(names.clone())
        })
    }

    /// What the index has for these paths.
    fn entries(&self, paths: &HashSet<&RepoPath>) -> Result<Vec<u8>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self.git().args(["ls-files", "--stage", "-z"]).stdout()?;
        let is_asked = |field: &&[u8]| {
            let path = field.splitn(2, |&byte| byte == b'\t').nth(1).and_then(RepoPath::from_git);
            path.is_some_and(|path| paths.contains(&path))
        };
        Ok(joined(split(&listed).filter(is_asked)))
    }

    /// Takes the new paths out of the index again, and puts back what they replaced.
    fn forget(&self, new: &[&RepoPath], former_entries: Vec<u8>) -> Result<()> {
        let names = joined(new.iter().map(|path| path.as_bytes()));
        let remove = ["update-index", "-z", "--force-remove", "--stdin"];
        let mut commands = vec![(remove.as_slice(), names)];
        if !former_entries.is_empty() {
            commands.push((&["update-index", "-z", "--index-info"], former_entries));
        }
        for (args, input) in commands {
            PATIENCE
                .done("the index could not be restored", || self.git().args(args).input(input.clone()))?;
        }
        Ok(())
    }
}

/// The files whose place others took, which git can't be asked for by name any more: one that became a directory goes with
/// what is in it, and one that was only staged is forgotten as soon as the file that stands where its directory was is known.
fn displaced(pending: &[Pending]) -> HashSet<&RepoPath> {
    let is_there = |pending: &&Pending| matches!(pending.kind, PendingKind::Added | PendingKind::Modified);
    let there: HashSet<&[u8]> = pending.iter().filter(is_there).map(|there| there.path.as_bytes()).collect();
    let gone = pending.iter().filter(|pending| pending.is_gone());
    let gone: HashMap<&[u8], &RepoPath> = gone.map(|gone| (gone.path.as_bytes(), &gone.path)).collect();
    let mut displaced = HashSet::new();
    for pending in pending {
        let above = || pending.path.directories();
        if is_there(&pending) {
            displaced.extend(above().filter_map(|dir| gone.get(dir)));
        } else if pending.kind == PendingKind::Withdrawn && above().any(|dir| there.contains(dir)) {
            displaced.insert(&pending.path);
        }
    }
    displaced
}

/// Whether git says that there was nothing to do, which has the same exit status as a hook's no.
fn has_nothing(printed: &[u8]) -> bool {
    let text = String::from_utf8_lossy(printed);
    ["nothing to commit", "no changes added", "nothing added to commit"]
        .iter()
        .any(|mark| text.contains(mark))
}
