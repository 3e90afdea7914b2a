//! Paths as git commands take them, any number of them.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;

use super::listing::split;
use super::repo::Repo;
use crate::domain::path::RepoPath;

/// Git compares every file that it knows with every path that it is given: 20,000 paths take it four seconds. Up to this
/// many, that is nothing.
const MANY: usize = 1000;

impl Repo {
    /// These paths for `--pathspec-from-file`. Where there are many, directories stand for all that is in them, as far as
    /// git lists nothing else there.
    pub fn pathspecs(&self, paths: &[&RepoPath], list: &[&str]) -> Result<Vec<u8>> {
        let names = if paths.len() > MANY {
            let listed = self.git().args(["ls-files", "-z"]).args(list).stdout()?;
            whole(paths, split(&listed)).into_iter().map(literal).collect()
        } else {
            paths.iter().map(|path| pathspec(path)).collect::<Vec<_>>()
        };
        Ok(names.into_iter().flat_map(|name| [name, b"\0".to_vec()].concat()).collect())
    }
}

/// A path that git takes for no pattern. Not `GIT_LITERAL_PATHSPECS`: hooks would inherit it, and have patterns of their own.
pub fn pathspec(path: &RepoPath) -> Vec<u8> {
    literal(path.as_bytes())
}

pub fn pathspecs_from(file: &Path) -> OsString {
    let mut arg = OsString::from("--pathspec-from-file=");
    arg.push(file);
    arg
}

fn literal(path: &[u8]) -> Vec<u8> {
    [b":(literal)", path].concat()
}

/// The paths, or the topmost directories above them in which nothing else is listed.
fn whole<'p>(paths: &[&'p RepoPath], listed: impl Iterator<Item = &'p [u8]>) -> BTreeSet<&'p [u8]> {
    let ours: HashSet<&[u8]> = paths.iter().map(|path| path.as_bytes()).collect();
    let others = listed.filter(|path| !ours.contains(path));
    let mixed: HashSet<&[u8]> = others.flat_map(directories).collect();
    let name = |path: &&'p RepoPath| {
        let path = path.as_bytes();
        directories(path).find(|dir| !mixed.contains(dir)).unwrap_or(path)
    };
    paths.iter().map(name).collect()
}

/// The directories above a path, the topmost first.
fn directories(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_stands_for_its_files_where_there_are_no_others() {
        let names = |paths: &[&str], listed: &[&'static str]| {
            let paths: Vec<RepoPath> =
                paths.iter().map(|path| RepoPath::from_git(path.as_bytes()).unwrap()).collect();
            let paths: Vec<&RepoPath> = paths.iter().collect();
            let whole = whole(&paths, listed.iter().map(|path| path.as_bytes()));
            let text = |name: &&[u8]| String::from_utf8_lossy(name).into_owned();
            whole.iter().map(text).collect::<Vec<_>>().join(" ")
        };
        let ours = ["src/a/1", "src/a/b/2", "src/c/3", "4"];
        assert_eq!(names(&ours, &ours), "4 src");
        assert_eq!(names(&ours, &["src/5"]), "4 src/a src/c");
        assert_eq!(names(&ours, &["src/a/5", "src/a.5"]), "4 src/a/1 src/a/b src/c");
        assert_eq!(names(&ours, &["src/a/b/nested/", "src/c/6"]), "4 src/a/1 src/a/b/2 src/c/3");
    }
}
