//! Whether commits have arrived at a remote.
//!
//! Every check asks the remote-tracking branches. Where a fetch keeps none for a branch (`--single-branch`, `--depth`, a
//! bare clone with worktrees), `git push` leaves no trace of what it did: then we note it in the place where a fetch would.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::destination::Upstream;
use super::history::lines;
use super::lock_retry::PATIENCE;
use super::repo::Repo;
use crate::domain::oid::Oid;
use crate::sys::process::{Output, Process};

/// A remote that says nothing for so long is taken for away.
const LIMIT: Duration = Duration::from_secs(20);

impl Repo {
    /// Notes that a remote's branch is at a commit, where no fetch would. Of a remote that is only an address nothing can
    /// be noted.
    pub fn note_pushed(&self, to: &Upstream, commit: &Oid) -> Result<()> {
        let settings = self.push_settings()?;
        if !settings.is_remote(&to.remote) || settings.tracking(to).is_some() {
            return Ok(());
        }
        let name = format!("refs/remotes/{}/{}", to.remote, to.short());
        if self.commit(&name)?.as_ref() == Some(commit) {
            return Ok(());
        }
        PATIENCE.done("what was pushed could not be noted", || {
            self.git().args(["update-ref", "-m", "auraops: pushed", &name, commit.as_str()])
        })
    }

    /// Asks a remote where a branch is now, fetches what is behind it and notes it; `None` where there is no such branch.
    /// Waits for no answer for long, and never for a password.
    pub fn ask_remote(&self, to: &Upstream) -> Result<Option<Oid>> {
        let settings = self.push_settings()?;
        let address = settings.push_address(&to.remote);
        let listed = in_time(self.git().args(["ls-remote", "--refs", "--", address, &to.branch]), to)?;
        let Some(tip) = to.tip(&listed.stdout) else { return Ok(None) };
        let tracking = settings.tracking(to).filter(|_| address == to.remote);
        let is_noted = match tracking {
            Some(tracking) => self.commit(&tracking)?.as_ref() == Some(&tip),
            None => self.commit(tip.as_str())?.is_some(),
        };
        if !is_noted {
            let fetch = self.git().args(["fetch", "--quiet", "--no-write-fetch-head", "--no-tags"]);
            in_time(fetch.args(["--", address, &to.branch]), to)?;
        }
        self.note_pushed(to, &tip)?;
        Ok(Some(tip))
    }

    /// Those of some commits that are not behind another one.
    pub fn not_behind(&self, commits: &[&Oid], tip: &Oid) -> Result<HashSet<Oid>> {
        let tips = [lines("", commits.iter().copied()), lines("^", [tip].into_iter())].concat();
        let listed = self.git().args(["rev-list", "--stdin"]).input(tips).stdout()?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let listed: HashSet<Oid> = listed.lines().filter_map(Oid::parse).collect();
        Ok(commits
            .iter()
            .filter(|commit| listed.contains(**commit))
            .map(|commit| (*commit).clone())
            .collect())
    }
}

/// Runs git where it talks to a remote; with a limit, and without a terminal to ask at.
pub fn in_time(git: Process, to: &Upstream) -> Result<Output> {
    // An address may hold a password.
    let doing = || {
        if to.remote.contains(':') {
            "asking the remote".to_owned()
        } else {
            format!("asking `{}`", to.remote)
        }
    };
    match git.env("GIT_TERMINAL_PROMPT", "0").output_within(LIMIT).with_context(doing)? {
        Some(output) if output.status.success() => Ok(output),
        Some(output) => bail!("{} failed: {}", doing(), output.complaint()),
        None => bail!("{} failed: no answer within {} seconds", doing(), LIMIT.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(dir: &std::path::Path, words: &str) -> String {
        let git = Process::git(dir).elsewhere().env("GIT_CONFIG_NOSYSTEM", "1");
        let git = git.env("GIT_CONFIG_GLOBAL", dir.join("none")).env("GIT_AUTHOR_NAME", "A");
        let git = git.env("GIT_AUTHOR_EMAIL", "a@a").env("GIT_COMMITTER_NAME", "A");
        let output = git.env("GIT_COMMITTER_EMAIL", "a@a").args(words.split(' ')).output().unwrap();
        assert!(output.status.success(), "git {words}: {}", output.stderr);
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// A clone that follows only `main`, on a branch `topic` with a commit of its own.
    fn narrow() -> (tempfile::TempDir, Repo) {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), "init -q -b main first");
        let first = dir.path().join("first");
        git(&first, "commit -q --allow-empty -m one");
        git(dir.path(), "clone -q --bare first hub");
        git(dir.path(), "clone -q --single-branch -b main hub clone");
        let clone = dir.path().join("clone");
        git(&clone, "switch -q -c topic");
        git(&clone, "commit -q --allow-empty -m two");
        let repo = Repo::in_test(&clone);
        (dir, repo)
    }

    fn tracked(repo: &Repo) -> String {
        git(&repo.root, "for-each-ref --format=%(refname) refs/remotes/origin/topic refs/remotes/origin/main")
    }

    #[test]
    fn what_was_pushed_is_noted_where_no_fetch_keeps_it() {
        let (_dir, repo) = narrow();
        let (to, head) = (repo.upstream().unwrap().unwrap(), repo.head().unwrap().unwrap());
        git(&repo.root, "push -q origin topic");
        assert_eq!(tracked(&repo), "refs/remotes/origin/main", "git leaves no trace");
        repo.note_pushed(&to, &head).unwrap();
        assert_eq!(repo.remote_branch_with(&head).unwrap().as_deref(), Some("origin/topic"));
        git(&repo.root, "fetch -q --prune");
        assert_eq!(repo.remote_branch_with(&head).unwrap().as_deref(), Some("origin/topic"), "pruned");
    }

    #[test]
    fn a_branch_that_a_fetch_keeps_is_gits_to_move() {
        let (_dir, repo) = narrow();
        let head = repo.head().unwrap().unwrap();
        let main = Upstream { remote: "origin".to_owned(), branch: "refs/heads/main".to_owned() };
        repo.note_pushed(&main, &head).unwrap();
        assert_eq!(repo.remote_branch_with(&head).unwrap(), None);
    }

    #[test]
    fn a_remote_that_is_asked_knows_what_others_pushed_on_top() {
        let (dir, repo) = narrow();
        let (to, head) = (repo.upstream().unwrap().unwrap(), repo.head().unwrap().unwrap());
        assert_eq!(repo.ask_remote(&to).unwrap(), None, "it has no such branch yet");
        git(&repo.root, "push -q origin topic");
        git(dir.path(), "clone -q -b topic hub other");
        let other = dir.path().join("other");
        git(&other, "commit -q --allow-empty -m three");
        git(&other, "push -q");
        let tip = repo.ask_remote(&to).unwrap().unwrap();
        assert_eq!(tip.as_str(), git(&other, "rev-parse HEAD"));
        assert!(repo.not_behind(&[&head], &tip).unwrap().is_empty());
        assert_eq!(repo.not_behind(&[&tip], &head).unwrap().len(), 1);
        assert_eq!(repo.remote_branch_with(&head).unwrap().as_deref(), Some("origin/topic"));
    }

    #[test]
    fn a_push_address_is_asked_where_pushes_go_elsewhere() {
        let (dir, repo) = narrow();
        let (to, head) = (repo.upstream().unwrap().unwrap(), repo.head().unwrap().unwrap());
        git(dir.path(), "init -q --bare fork");
        git(&repo.root, "config remote.origin.pushurl ../fork");
        git(&repo.root, "push -q origin topic");
        assert_eq!(repo.ask_remote(&to).unwrap(), Some(head));
    }

    #[test]
    fn an_address_without_a_name_is_asked_and_nothing_is_noted() {
        let (_dir, repo) = narrow();
        git(&repo.root, "config remote.pushDefault ../hub");
        git(&repo.root, "push -q ../hub topic");
        let (to, head) = (repo.upstream().unwrap().unwrap(), repo.head().unwrap().unwrap());
        assert_eq!(repo.ask_remote(&to).unwrap().as_ref(), Some(&head));
        assert_eq!(tracked(&repo), "refs/remotes/origin/main");
    }

    #[test]
    fn a_remote_that_has_gone_is_an_error() {
        let (dir, repo) = narrow();
        let to = repo.upstream().unwrap().unwrap();
        std::fs::remove_dir_all(dir.path().join("hub")).unwrap();
        let error = repo.ask_remote(&to).unwrap_err();
        assert!(error.to_string().contains("asking `origin` failed"), "{error}");
    }
}
