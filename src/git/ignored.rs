//! What git is told of paths: to ignore them, or how to merge them.

use anyhow::{Context, Result};

use super::listing::split;
use super::repo::Repo;
use crate::domain::path::RepoPath;

impl Repo {
    /// Which of the paths git ignores, so that no commit can have them; `true` stands beside those of directories, which
    /// need not be there yet. What is tracked is never ignored.
    pub fn ignored(&self, paths: &[(RepoPath, bool)]) -> Result<Vec<bool>> {
        // Of nearly all paths the patterns alone say no, and the index of a large repository need not be read.
        let matched = self.matched(paths, &["--no-index"])?;
        if matched.contains(&true) { self.matched(paths, &[]) } else { Ok(matched) }
    }

    fn matched(&self, paths: &[(RepoPath, bool)], how: &[&str]) -> Result<Vec<bool>> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let slash = |is_dir: bool| if is_dir { b"/".as_slice() } else { b"" };
        let names: Vec<Vec<u8>> =
            paths.iter().map(|(path, is_dir)| [path.as_bytes(), slash(*is_dir)].concat()).collect();
        let git = self.git().args(["check-ignore", "-z", "--stdin"]).args(how);
        let output = git.input([&names.join(&0)[..], b"\0"].concat()).output();
        let output = output.context("asking what git ignores")?;
        if output.status.code().is_some_and(|code| code <= 1) {
            let listed: Vec<&[u8]> = split(&output.stdout).collect();
            return Ok(names.iter().map(|name| listed.contains(&&name[..])).collect());
        }
        // One path in a submodule keeps git from answering for the others; for that one it has no answer.
        match paths {
            [_] => Ok(vec![false]),
            _ => paths.iter().map(|path| Ok(self.matched(std::slice::from_ref(path), how)?[0])).collect(),
        }
    }

    /// Whether git merges the file by keeping the lines of both sides.
    pub fn merges_by_union(&self, path: &str) -> Result<bool> {
        let line = self.git().args(["check-attr", "merge", "--", path]).line()?;
        Ok(line.is_some_and(|line| line.ends_with(": merge: union")))
    }
}
