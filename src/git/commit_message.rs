//! The commit that is being made: its message, and what git is doing while it asks.

use anyhow::Result;

use super::calling_command;
use super::repo::Repo;
use crate::domain::commit::Commit;
use crate::domain::next::Next;
use crate::domain::oid::Oid;
use crate::sys::env::Env;

/// What git is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Commit,
    /// Commits are moved as they are, whoever made them.
    Rebase,
    /// `git am`: patches become commits.
    Patches,
    CherryPick,
    /// Of one or more commits; a clean one leaves no mark but its message.
    Revert,
    Merge,
}

impl Doing {
    /// What keeps a part of the work tree from being committed by itself, in words.
    pub fn hindrance(self) -> Option<&'static str> {
        match self {
            Doing::Rebase => Some("a rebase"),
            Doing::Patches => Some("`git am`"),
            Doing::Merge => Some("a merge"),
            Doing::CherryPick => Some("a cherry-pick"),
            Doing::Commit | Doing::Revert => None,
        }
    }

    /// The command that gives it up.
    pub fn way_out(self) -> Option<Next> {
        match self {
            Doing::Rebase => Some(Next::run("git rebase --abort")),
            Doing::Patches => Some(Next::run("git am --abort")),
            Doing::CherryPick => Some(Next::run("git cherry-pick --abort")),
            Doing::Merge => Some(Next::run("git merge --abort")),
            Doing::Commit | Doing::Revert => None,
        }
    }
}

impl Repo {
    pub fn doing(&self) -> Doing {
        let has = |name: &str| self.git_dir.join(name).exists();
        if has("rebase-apply/applying") {
            Doing::Patches
        } else if has("rebase-merge") || has("rebase-apply") {
            Doing::Rebase
        } else if has("CHERRY_PICK_HEAD") {
            Doing::CherryPick
        } else if has("MERGE_HEAD") {
            Doing::Merge
        } else if has("REVERT_HEAD") || has("MERGE_MSG") {
            Doing::Revert
        } else {
            Doing::Commit
        }
    }

    /// The commit that HEAD names, with what it changed.
    pub fn head_commit(&self) -> Result<Option<Commit>> {
        if self.head()?.is_none() {
            return Ok(None);
        }
        self.commit_at("HEAD")
    }

    /// Whether the commit that is being made takes HEAD's place, or takes over its message.
    ///
    /// Git tells a hook so only where the message is HEAD's. With `--amend -m` the command line does, where the system
    /// shows it; else the author's date, which git hands to its hooks: that of a new commit is the present, unless
    /// somebody pinned it, and then the committer's as well.
    pub fn amends(&self, env: &Env, reused: Option<&str>) -> Result<bool> {
        let Some(head) = self.head()? else { return Ok(false) };
        if let Some(reused) = reused {
            return Ok(self.commit(reused)?.as_ref() == Some(&head));
        }
        if let Some(args) = calling_command::arguments() {
            return Ok(args.iter().any(|arg| arg.len() > 3 && "--amend".starts_with(arg)));
        }
        if env.var("GIT_COMMITTER_DATE").is_some() {
            return Ok(false);
        }
        let date = env.var("GIT_AUTHOR_DATE").unwrap_or_default();
        let seconds =
            date.trim_start_matches('@').split(' ').next().and_then(|text| text.parse::<i64>().ok());
        let old = seconds.filter(|seconds| env.now.timestamp() - seconds > 2);
        Ok(old.is_some() && self.author_date(&head)? == old)
    }

    /// When a commit was written, in seconds of Unix time.
    fn author_date(&self, commit: &Oid) -> Result<Option<i64>> {
        if let Some(lib) = &self.lib
            && let Ok(id) = git2::Oid::from_str(commit.as_str())
            && let Ok(commit) = lib.find_commit(id)
        {
            return Ok(Some(commit.author().when().seconds()));
        }
        let log = self.git().args(["log", "-1", "--no-show-signature", "--format=%at", commit.as_str()]);
        Ok(log.line()?.and_then(|line| line.parse().ok()))
    }

    /// What `commit.template` offers; git stops a commit that leaves it as it is.
    pub fn template(&self) -> Result<Option<String>> {
        let config = self.lib.as_ref().and_then(|lib| lib.config().ok());
        if config.is_some_and(|config| config.get_entry("commit.template").is_err()) {
            return Ok(None);
        }
        let path = self.git().args(["config", "--type=path", "--get", "commit.template"]).line()?;
        let file = path.filter(|path| !path.is_empty()).map(|path| self.root.join(path));
        Ok(file
            .and_then(|file| std::fs::read(file).ok())
            .map(|text| String::from_utf8_lossy(&text).into_owned()))
    }

    /// What begins a comment in a commit message.
    pub fn comment_mark(&self) -> Result<String> {
        let set = match self.config("core.commentString")? {
            Some(mark) => Some(mark),
            None => self.config("core.commentChar")?,
        };
        Ok(set.filter(|mark| mark != "auto").unwrap_or_else(|| "#".to_owned()))
    }
}
