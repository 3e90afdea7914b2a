//! Which files of the work tree a git command would touch, asked without running it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::listing::split;
use super::quote;
use super::repo::Repo;
use crate::sys::env::native;
use crate::sys::process::Process;

/// What makes every diff of ours mean the same, whatever the user's configuration says.
const NAMES: [&str; 6] =
    ["diff", "--name-only", "-z", "--no-relative", "--no-renames", "--ignore-submodules=none"];

impl Repo {
    /// `git` in a directory of this work tree.
    fn git_in(&self, dir: &Path) -> Process {
        self.git().arg("-C").arg(dir)
    }

    /// Tracked files that differ from a commit, or from the index; nothing where git finds no such path.
    pub fn changed_from(
        &self,
        dir: &Path,
        from: Option<&str>,
        paths: &[String],
        kinds: &str,
    ) -> Result<Vec<PathBuf>> {
        let git = self.git_in(dir).args(NAMES).arg(format!("--diff-filter={kinds}"));
        self.names(git.args(from).arg("--").args(paths))
    }

    /// Files that differ between two commits.
    pub fn differing_between(&self, one: &str, other: &str) -> Result<Vec<PathBuf>> {
        self.names(self.git().args(NAMES).args([one, other, "--"]))
    }

    /// Files of which the index has something else than a commit; nothing before the first commit.
    pub fn staged_below(&self, dir: &Path, from: &str, paths: &[String]) -> Result<Vec<PathBuf>> {
        self.names(self.git_in(dir).args(NAMES).args(["--cached", from, "--"]).args(paths))
    }

    /// The files of a commit.
    pub fn files_of(&self, commit: &str) -> Result<Vec<PathBuf>> {
        self.names(self.git().args(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit]))
    }

    /// Tracked files beneath these paths.
    pub fn tracked_below(&self, dir: &Path, paths: &[String]) -> Result<Vec<PathBuf>> {
        self.names(self.git_in(dir).args(["ls-files", "-z", "--full-name", "--"]).args(paths))
    }

    /// What `git ls-files` prints in a directory, as far as it is text; nothing where it fails.
    pub fn listed_in(&self, dir: &Path, args: &[String]) -> Vec<String> {
        let output = self.git_in(dir).args(["ls-files", "-z"]).args(args).output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else { return Vec::new() };
        split(&output.stdout).filter_map(|name| String::from_utf8(name.to_vec()).ok()).collect()
    }

    /// Untracked files beneath these paths.
    pub fn untracked_below(&self, dir: &Path, paths: &[String]) -> Result<Vec<PathBuf>> {
        let args = ["ls-files", "-z", "--full-name", "--others", "--exclude-standard", "--"];
        self.names(self.git_in(dir).args(args).args(paths))
    }

    /// Every file that git does not ignore beneath one directory of the work tree.
    pub fn files_below(&self, relative: &Path) -> Result<Vec<PathBuf>> {
        let here = if relative.as_os_str().is_empty() { Path::new(".") } else { relative };
        let args =
            ["--literal-pathspecs", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
        self.names(self.git().args(args).arg(here))
    }

    /// What `git clean` with these arguments would remove, seen from `dir`; directories end in `/`.
    pub fn cleaned(&self, dir: &Path, args: &[String]) -> Result<Vec<PathBuf>> {
        let output = self.git_in(dir).args(["clean", "-n"]).args(args).output()?;
        let lines = output.stdout.split(|&byte| byte == b'\n');
        let names = lines.filter_map(|line| line.strip_prefix(b"Would remove "));
        names
            .map(|name| Ok(dir.join(native(&quote::unquoted(name).unwrap_or_else(|| name.to_vec()))?)))
            .collect()
    }

    fn names(&self, git: Process) -> Result<Vec<PathBuf>> {
        let output = git.output()?;
        if !output.status.success() {
            // Where git cannot answer, it would not write either.
            return Ok(Vec::new());
        }
        split(&output.stdout).map(|name| Ok(self.root.join(native(name)?))).collect()
    }
}
