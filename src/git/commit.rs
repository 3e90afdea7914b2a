//! Commits one file and nothing else, and pushes, whatever else is staged or going on.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};

use super::remotes::push;
use super::{PLAIN, Repo};
use crate::domain::oid::Oid;
use crate::process::Process;

/// How long to wait for another git process that holds the index: 100 times 100 ms.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Who commits, and what the commit says.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    pub agent: &'a str,
    pub text: &'a str,
}

impl Repo {
    /// Whether git is told to ignore the file, so that it can be neither committed nor pushed.
    pub fn is_ignored(&self, path: &str) -> Result<bool> {
        Ok(self.git().args(["check-ignore", "--quiet", "--", path]).output()?.status.success())
    }

    /// Whether git merges the file by keeping the lines of both sides.
    pub fn merges_by_union(&self, path: &str) -> Result<bool> {
        let line = self.git().args(["check-attr", "merge", "--", path]).line()?;
        Ok(line.is_some_and(|line| line.ends_with(": merge: union")))
    }

    /// Commits `path` alone where it differs from HEAD, and says whether it did. What others have staged stays staged.
    pub fn commit_alone(&self, path: &str, message: Message) -> Result<bool> {
        let path = &literal(path);
        let status = self.git().args(["status", "--porcelain=v1", "-z", "--", path]).stdout()?;
        if status.is_empty() {
            return Ok(false);
        }
        if status.starts_with(b"??") {
            patiently(|| self.git().args(["add", "--", path]))?;
        }
        patiently(|| {
            let trailer = format!("Auraops-Agent: {}", message.agent);
            let git =
                self.git().args(PLAIN).args(["commit", "--quiet", "-m", message.text, "--trailer", &trailer]);
            git.args(["--only", "--", path]).env("AURAOPS_AGENT", message.agent)
        })?;
        Ok(true)
    }

    /// Pushes the current branch if the last commit of `path` is on no remote branch yet. Says where it is then.
    pub fn push_file(&self, path: &str, agent: &str) -> Result<Option<String>> {
        let Some(last) = self
            .git()
            .args(["rev-list", "-n1", "HEAD", "--", &literal(path)])
            .line()?
            .and_then(|l| Oid::parse(&l))
        else {
            return Ok(None);
        };
        if let Some(branch) = self.remote_branch_with(&last)? {
            return Ok(Some(branch));
        }
        let Some(upstream) = self.upstream()? else { bail!("there is no remote to push to") };
        push(self.git().env("AURAOPS_AGENT", agent), &upstream)?;
        self.remote_branch_with(&last)
    }
}

/// A path that git does not take for a pattern.
fn literal(path: &str) -> String {
    let is_pattern = path.starts_with(':') || path.contains(['*', '?', '[', '\\']);
    if is_pattern { format!(":(literal){path}") } else { path.to_owned() }
}

/// Runs a git command that needs the index, again while another process has it.
fn patiently(git: impl Fn() -> Process) -> Result<()> {
    for _ in 1..TRIES {
        let output = git().output()?;
        if output.status.success() {
            return Ok(());
        }
        if !output.stderr.contains(".lock': File exists") && !output.stderr.contains("cannot lock ref") {
            bail!("`git commit` was refused: {}", output.complaint());
        }
        sleep(PAUSE);
    }
    git().stdout().map(drop)
}
