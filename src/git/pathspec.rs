//! Paths as git commands take them, any number of them.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;

use super::listing::{joined, split};
use super::repo::Repo;
use crate::domain::path::{RepoPath, directories};

/// Git compares every file that it knows with every path that it is given: 6,000 paths beside 50,000 files take it two
/// seconds. Up to this many, that is nothing.
const MANY: usize = 100;

/// Whether a path may be named along with others, though nothing is to be done to it: that it is changed in this very
/// instant, and goes with them, must do no harm.
pub type IsFree<'a> = &'a dyn Fn(&RepoPath) -> bool;

impl Repo {
    /// These paths for `--pathspec-from-file`. Where there are many, directories stand for all that is in them, as far as
    /// git lists nothing else there but what is free.
    pub fn pathspecs(&self, paths: &[&RepoPath], list: &[&str], is_free: IsFree) -> Result<Vec<u8>> {
        let names = if paths.len() > MANY {
            let listed = self.git().args(["ls-files", "-z", "-v"]).args(list).stdout()?;
            whole(paths, split(&listed).filter_map(Listed::read), is_free).into_iter().map(literal).collect()
        } else {
            paths.iter().map(|path| pathspec(path)).collect::<Vec<_>>()
        };
        Ok(joined(names))
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

/// A path that git lists.
struct Listed<'l> {
    path: &'l [u8],
    /// Whether git looks at its file: somebody's own changes of one that it is told to overlook are not to be committed.
    is_looked_at: bool,
}

impl Listed<'_> {
    /// Reads `H path`; small letters are files that are assumed to be unchanged, `S` those that need not be there.
    fn read(field: &[u8]) -> Option<Listed<'_>> {
        let is_looked_at = field.first().is_some_and(|tag| !tag.is_ascii_lowercase() && *tag != b'S');
        Some(Listed { path: field.get(2..)?, is_looked_at })
    }
}

/// The paths, or the topmost directories above them in which nothing else is listed that is not free.
fn whole<'p>(
    paths: &[&'p RepoPath],
    listed: impl Iterator<Item = Listed<'p>>,
    is_free: IsFree,
) -> BTreeSet<&'p [u8]> {
    let ours: HashSet<&[u8]> = paths.iter().map(|path| path.as_bytes()).collect();
    let above: HashSet<&[u8]> = ours.iter().flat_map(|path| directories(path)).collect();
    let mut mixed: HashSet<&[u8]> = HashSet::new();
    for Listed { path, is_looked_at } in listed.filter(|listed| !ours.contains(listed.path)) {
        // Whoever is above a mixed directory is mixed, too: most paths need not be asked about.
        let Some(nearest) = directories(path).take_while(|dir| above.contains(dir)).last() else { continue };
        let is_free = || is_looked_at && RepoPath::from_git(path).is_some_and(|path| is_free(&path));
        if !mixed.contains(nearest) && !is_free() {
            mixed.extend(directories(nearest).chain([nearest]));
        }
    }
    let name = |path: &&'p RepoPath| {
        let path = path.as_bytes();
        directories(path).find(|dir| !mixed.contains(dir)).unwrap_or(path)
    };
    paths.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_stands_for_its_files_where_there_are_no_others() {
        let free = |path: &RepoPath| path.as_bytes().starts_with(b"src/free");
        let names = |paths: &[&str], listed: &[&'static str]| {
            let paths: Vec<RepoPath> =
                paths.iter().map(|path| RepoPath::from_git(path.as_bytes()).unwrap()).collect();
            let paths: Vec<&RepoPath> = paths.iter().collect();
            let whole =
                whole(&paths, listed.iter().map(|path| Listed::read(path.as_bytes()).unwrap()), &free);
            let text = |name: &&[u8]| String::from_utf8_lossy(name).into_owned();
            whole.iter().map(text).collect::<Vec<_>>().join(" ")
        };
        let ours = ["src/a/1", "src/a/b/2", "src/c/3", "4"];
        assert_eq!(names(&ours, &["H src/a/1", "? src/a/b/2"]), "4 src");
        assert_eq!(names(&ours, &["H src/5"]), "4 src/a src/c");
        assert_eq!(names(&ours, &["H src/a/5", "H src/a.5"]), "4 src/a/1 src/a/b src/c");
        assert_eq!(names(&ours, &["? src/a/b/nested/", "H src/c/6"]), "4 src/a/1 src/a/b/2 src/c/3");
        assert_eq!(names(&["src/free/1", "src/c/3"], &["H src/free/2", "H src/c/4"]), "src/c/3 src/free");
        assert_eq!(names(&["src/free/1", "src/c/3"], &["H src/free/2"]), "src");
        for overlooked in ["h src/free/2", "S src/free/2", "s src/free/2"] {
            assert_eq!(names(&["src/free/1", "src/c/3"], &[overlooked]), "src/c src/free/1");
        }
    }
}
