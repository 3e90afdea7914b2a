//! What the remotes have: remote-tracking branches, as far as this repository last heard.

use std::collections::HashSet;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};

use super::destination::Upstream;
use super::history::max_age;
use super::lock_retry::PATIENCE;
use super::long::{LIMITS, complaint};
use super::repo::Repo;
use crate::domain::asker::VARIABLE;
use crate::domain::oid::Oid;
use crate::error::hinted;
use crate::sys::lock::Narrate;
use crate::sys::process::Output;

impl Repo {
    /// The commits since a second of Unix time, or a little before, that no remote-tracking branch has.
    pub fn unpushed_since(&self, from: i64) -> Result<HashSet<Oid>> {
        let git = self.git().args(["rev-list", "--branches"]).args(self.tips()?);
        let listed = git.arg(max_age(from)).args(["--not", "--remotes", "--"]).stdout();
        let listed = listed.context("listing what is not pushed")?;
        Ok(String::from_utf8_lossy(&listed).lines().filter_map(Oid::parse).collect())
    }

    /// The remote-tracking branch that has a commit, the one that this branch is pushed to first: `origin/main`.
    pub fn remote_branch_with(&self, commit: &Oid) -> Result<Option<String>> {
        let format = "--format=%(refname:lstrip=2)%00%(symref)";
        let git = self.git().args(["for-each-ref", format, &format!("--contains={commit}"), "refs/remotes"]);
        let listed = git.stdout().context("asking which remote branch has a commit")?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        // `origin/HEAD` only points at another one.
        let names = listed.lines().filter_map(|line| line.strip_suffix('\0'));
        let names: Vec<&str> = names.collect();
        let own = self.upstream()?.map(|to| to.name());
        let first = names.iter().find(|name| Some(**name) == own.as_deref()).or(names.first());
        Ok(first.map(|name| (*name).to_owned()))
    }

    /// When a remote was last heard of, as far as `git fetch` leaves a trace.
    pub fn last_fetch(&self) -> Option<SystemTime> {
        let times = [&self.git_dir, &self.common_dir]
            .map(|dir| dir.join("FETCH_HEAD").metadata().ok()?.modified().ok());
        times.into_iter().flatten().max()
    }

    /// Asks every remote what it has.
    pub fn fetch(&self) -> Result<()> {
        let output = self.git().args(["fetch", "--all", "--quiet"]).output()?;
        if !output.status.success() {
            return Err(hinted(format!("`git fetch` failed: {}", output.complaint()), "leave out --fetch"));
        }
        Ok(())
    }
}

/// How a push ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Push {
    Done,
    /// The remote has commits that are not here.
    Moved,
    /// The remote could not write its branch, in its words: mostly because somebody else did at the same instant.
    Unwritten(String),
    /// A hook or the remote said no, or there was no way to it; in git's words.
    Refused(String),
}

impl Repo {
    /// Pushes a branch of this repository or a commit, never by force.
    pub fn push(&self, what: &str, to: &Upstream, agent: &str, narrate: Narrate) -> Result<Push> {
        let git = self.git().env(VARIABLE, agent);
        let refspec = format!("{what}:{}", to.branch);
        let git = git.args(["push", "--porcelain", &to.remote, &refspec]);
        let output = LIMITS.push(git, to, narrate)?;
        if output.status.success() {
            return Ok(Push::Done);
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        let refused = printed.lines().find(|line| line.starts_with('!')).unwrap_or_default();
        let says = |marks: &[&str]| marks.iter().any(|mark| refused.contains(mark));
        Ok(if says(&["[rejected]", "(fetch first)", "(non-fast-forward)"]) {
            Push::Moved
        } else if says(&["failed to update ref", "cannot lock ref", "(incorrect old value"]) {
            Push::Unwritten(output.complaint())
        } else {
            Push::Refused(output.complaint())
        })
    }

    /// Fetches one branch and says where it is; `None` where the remote has none of that name.
    pub fn fetch_branch(&self, from: &Upstream, narrate: Narrate) -> Result<Option<Oid>> {
        let failed = || format!("asking `{}` for its branch `{}`", from.remote, from.short());
        let done = |output: Output| {
            ensure!(output.status.success(), "{}", complaint(&output));
            Ok(output)
        };
        let fetch = || {
            let git =
                self.git().args(["fetch", "--quiet", "--progress", "--no-write-fetch-head", "--no-tags"]);
            LIMITS.ask(git.args([&from.remote, &from.branch]), from, narrate)
        };
        // One question less is one instant less in which the remote moves on.
        if let Some(tracking) = self.push_settings()?.tracking(from)
            && fetch().with_context(failed)?.status.success()
        {
            return self.reference(&tracking);
        }
        // `FETCH_HEAD` belongs to whoever runs `git fetch` at the same time, and not every remote has tracking branches.
        let list = self.git().args(["ls-remote", "--refs", &from.remote, &from.branch]);
        let listed = LIMITS.ask(list, from, narrate).and_then(done).with_context(failed)?;
        let Some(tip) = from.tip(&listed.stdout) else { return Ok(None) };
        let fetched = PATIENCE.attempts(fetch).with_context(failed)?;
        // Who fetches at the same time has the tracking branch; the commits have come all the same.
        if !fetched.status.success() && self.commit(tip.as_str())?.is_none() {
            done(fetched).with_context(failed)?;
        }
        Ok(Some(tip))
    }

    /// Where a remote branch is, as far as was last heard.
    pub fn last_heard(&self, of: &Upstream) -> Result<Option<Oid>> {
        match self.push_settings()?.tracking(of) {
            Some(tracking) => self.reference(&tracking),
            None => Ok(None),
        }
    }

    /// Whether a remote branch was rewritten: what it had when `head` was built on it, it has no more.
    pub fn is_rewritten(&self, of: &Upstream, tip: &Oid, head: &Oid) -> Result<bool> {
        let Some(tracking) = self.push_settings()?.tracking(of) else { return Ok(false) };
        let args = ["merge-base", "--fork-point", &tracking, head.as_str()];
        let built_on = self.git().args(args).line()?.and_then(|line| Oid::parse(&line));
        built_on.map_or(Ok(false), |built_on| Ok(!self.is_ancestor(&built_on, tip.as_str())?))
    }
}
