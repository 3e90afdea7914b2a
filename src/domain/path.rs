//! A path inside the repository, in one normal form: relative to the root, `/` between components, bytes.

use std::fmt::{self, Display, Write};

use serde::{Serialize, Serializer};

use super::hidden::escaped;

/// A file's name as git stores it. Never empty; no component is empty, `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Vec<u8>);

impl RepoPath {
    /// Takes a path that git printed, or `None` where it is not in normal form.
    pub fn from_git(bytes: &[u8]) -> Option<RepoPath> {
        let normal = bytes.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."));
        normal.then(|| RepoPath(bytes.to_vec()))
    }

    /// Joins components that somebody resolved; `None` where nothing is left of them.
    pub fn from_components<'a>(components: impl IntoIterator<Item = &'a [u8]>) -> Option<RepoPath> {
        let bytes = components.into_iter().collect::<Vec<_>>().join(&b'/');
        RepoPath::from_git(&bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path as text, where it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The components, outermost first.
    pub fn components(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split(|&byte| byte == b'/')
    }

    /// The directories above it, the topmost first.
    pub fn directories(&self) -> impl Iterator<Item = &[u8]> {
        directories(&self.0)
    }

    /// The path of `name` in this directory.
    #[must_use]
    pub fn child(&self, name: &str) -> RepoPath {
        RepoPath([self.as_bytes(), b"/", name.as_bytes()].concat())
    }

    /// Whether `other` lies below this, when this is a directory.
    pub fn contains(&self, other: &RepoPath) -> bool {
        other.0.strip_prefix(self.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"))
    }

    /// Whether this lies in git's own directory, which is no part of the work tree.
    pub fn is_git_internal(&self) -> bool {
        self.components().next().is_some_and(|first| first.eq_ignore_ascii_case(b".git"))
    }
}

/// The directories above a path that git lists, the topmost first.
pub fn directories(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| &path[..end])
}

/// What is hidden, and bytes that are not UTF-8, come out as Rust would escape them,
/// so that no file name reaches a terminal or a chat line raw.
impl Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for chunk in self.0.utf8_chunks() {
            text.push_str(&escaped(chunk.valid()));
            for byte in chunk.invalid() {
                write!(text, "\\x{byte:02x}")?;
            }
        }
        f.pad(&text)
    }
}

impl Serialize for RepoPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str() {
            Some(text) => serializer.serialize_str(text),
            None => serializer.collect_str(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_normal_paths_are_taken() {
        for bad in ["", "/a", "a/", "a//b", "./a", "a/..", ".."] {
            assert_eq!(RepoPath::from_git(bad.as_bytes()), None, "{bad:?}");
        }
        assert!(RepoPath::from_git(b"a/b c/\xff").is_some());
    }

    #[test]
    fn what_a_terminal_would_act_on_is_escaped() {
        let path = RepoPath::from_git(b"a\x1b[31m\n\xff\xe2\x80\xaeb").unwrap();
        assert_eq!(path.to_string(), r"a\u{1b}[31m\n\xff\u{202e}b");
    }

    #[test]
    fn a_directory_contains_what_lies_below_it() {
        let path = |text: &str| RepoPath::from_git(text.as_bytes()).unwrap();
        assert!(path("a/b").contains(&path("a/b/c/d")));
        assert!(!path("a/b").contains(&path("a/b")) && !path("a/b").contains(&path("a/bc")));
    }

    #[test]
    fn gits_own_directory_is_told_apart() {
        assert!(RepoPath::from_git(b".GIT/config").unwrap().is_git_internal());
        assert!(!RepoPath::from_git(b".github/a").unwrap().is_git_internal());
    }
}
