//! What git is told of paths: to ignore them, or how to merge them.

use anyhow::{Context, Result};

use super::{Repo, split};
use crate::domain::path::RepoPath;

impl Repo {
    /// Those of the paths that git ignores, so that no commit can have them; a directory comes with `true`. What is
    /// tracked is never ignored.
    pub fn ignored(&self, paths: &[(&RepoPath, bool)]) -> Result<Vec<bool>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<Vec<u8>> = paths
            .iter()
            .map(|(path, is_dir)| [path.as_bytes(), if *is_dir { b"/" } else { b"" }].concat())
            .collect();
        let output =
            self.git().args(["check-ignore", "-z", "--stdin"]).input([names.join(&0), vec![0]].concat());
        let output = output.output().context("asking what git ignores")?;
        if output.status.code().is_some_and(|code| code <= 1) {
            let listed: Vec<&[u8]> = split(&output.stdout).collect();
            return Ok(names.iter().map(|name| listed.contains(&name.as_slice())).collect());
        }
        // One path in a submodule keeps git from answering for the others; for that one it has no answer.
        match paths {
            [_] => Ok(vec![false]),
            _ => Ok(paths.iter().map(|path| self.ignored(&[*path])).collect::<Result<Vec<_>>>()?.concat()),
        }
    }

    /// Whether git merges the file by keeping the lines of both sides.
    pub fn merges_by_union(&self, path: &str) -> Result<bool> {
        let line = self.git().args(["check-attr", "merge", "--", path]).line()?;
        Ok(line.is_some_and(|line| line.ends_with(": merge: union")))
    }
}
