//! One glob of the map.
//!
//! `*` and `?` stay inside one component, `**` crosses; the pattern is relative to the repository's root and
//! written with `/` on every platform. The grammar and its meaning are `globset`'s with `literal_separator`
//! (<https://docs.rs/globset/#syntax>); the two forms that nearly every map is made of, `dir/**` and a plain
//! path, are compared as bytes, which needs no regular expression and gives the same answer.

use std::fmt::{self, Display};
use std::sync::{Arc, OnceLock};

use globset::{Candidate, Glob, GlobBuilder, GlobMatcher};
use serde::{Serialize, Serializer};
use thiserror::Error;

use super::path::RepoPath;

/// How names are compared: as the repository's `core.ignorecase` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    #[default]
    Sensitive,
    Fold,
}

impl Case {
    /// Whether two names are one and the same here.
    pub fn same(self, one: &[u8], other: &[u8]) -> bool {
        self.key(one) == self.key(other)
    }

    /// The bytes by which names are compared. Folding is Unicode's lower case; bytes that are not UTF-8 stay.
    pub fn key(self, bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
        match (self, std::str::from_utf8(bytes)) {
            (Case::Sensitive, _) => bytes.into(),
            (Case::Fold, Ok(text)) => text.to_lowercase().into_bytes().into(),
            (Case::Fold, Err(_)) => bytes.to_ascii_lowercase().into(),
        }
    }
}

/// What a glob may be; beyond it the regular expression could be too large to compile.
const LONGEST: usize = 4096;
const BRACES: usize = 32;

/// Why a glob is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PatternError {
    #[error("a glob cannot be empty")]
    Empty,
    #[error("a glob is relative to the repository's root: leave out the leading `/`")]
    Absolute,
    #[error("a glob ends in a file or `**`: write `{0}**` for everything in the directory")]
    Directory(String),
    #[error("a glob cannot have an empty, `.` or `..` component")]
    Component,
    #[error("a glob is written with `/` on every platform, never with `\\`")]
    Backslash,
    #[error("a glob cannot contain a control character")]
    Control,
    #[error("a glob can have at most {LONGEST} bytes and {BRACES} braces")]
    Long,
    #[error("{0}")]
    Syntax(String),
}

/// A glob that matches paths of the repository.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Arc<str>,
    case: Case,
    kind: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// No glob character at all: the one path.
    Exact(Vec<u8>),
    /// `dir/**`: everything below; holds `dir/`.
    Under(Vec<u8>),
    /// Anything else. Compiled when first asked: most runs never come to it.
    Glob(Box<Glob>, OnceLock<GlobMatcher>),
}

impl Pattern {
    /// Takes a glob as it stands in the map.
    pub fn parse(text: &str, case: Case) -> Result<Pattern, PatternError> {
        check(text)?;
        let folded = String::from_utf8(case.key(text.as_bytes()).into_owned()).unwrap_or_default();
        let glob = GlobBuilder::new(&folded)
            .literal_separator(true)
            .backslash_escape(false)
            .build()
            .map_err(|error| PatternError::Syntax(error.kind().to_string()))?;
        let kind = match folded.strip_suffix("**") {
            Some(dir) if dir.ends_with('/') && is_literal(dir) => Form::Under(dir.as_bytes().to_vec()),
            None if is_literal(&folded) => Form::Exact(folded.into_bytes()),
            _ => Form::Glob(Box::new(glob), OnceLock::new()),
        };
        Ok(Pattern { text: text.into(), case, kind })
    }

    /// The glob as the map spells it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How names are compared.
    pub fn case(&self) -> Case {
        self.case
    }

    /// The glob as the map spells it, shared.
    pub fn text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    pub fn matches(&self, path: &RepoPath) -> bool {
        let key = self.case.key(path.as_bytes());
        match &self.kind {
            Form::Exact(exact) => *key == **exact,
            Form::Under(dir) => key.starts_with(dir) && key.len() > dir.len(),
            Form::Glob(glob, matcher) => matcher
                .get_or_init(|| glob.compile_matcher())
                .is_match_candidate(&Candidate::from_bytes(key.as_ref())),
        }
    }

    /// The whole directory, or the one file, that the pattern stands for; `None` where it picks among names.
    pub fn whole(&self) -> Option<&str> {
        match self.kind {
            Form::Exact(_) => Some(&self.text),
            Form::Under(_) => self.text.strip_suffix("/**"),
            Form::Glob(..) => None,
        }
    }

    /// Whether it may match something beneath a directory: never false where it does.
    pub fn reaches_below(&self, dir: &str) -> bool {
        // Whatever the case here: to say yes too often only leaves it to the commit.
        let fold = |text: &str| Case::Fold.key(text.trim_end_matches('/').as_bytes()).into_owned();
        let (dir, own) = (fold(dir), fold(self.whole().unwrap_or_else(|| self.literal_dir())));
        let is_in = |inner: &[u8], outer: &[u8]| {
            outer.is_empty()
                || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        };
        is_in(&own, &dir) || is_in(&dir, &own)
    }

    /// The regular expression over bytes that matches the same paths (folded, where case does not count).
    pub fn regex(&self) -> String {
        let folded = String::from_utf8(self.case.key(self.text.as_bytes()).into_owned()).unwrap_or_default();
        let glob = GlobBuilder::new(&folded).literal_separator(true).backslash_escape(false).build();
        glob.map(|glob| glob.regex().to_owned()).unwrap_or_default()
    }

    /// The directory that every match lies in (with its last `/`), as far as the pattern names it outright.
    pub fn literal_dir(&self) -> &str {
        let end = self.text.find(['*', '?', '[', '{', ']', '}']).unwrap_or(self.text.len());
        self.text[..end].rfind('/').map_or("", |slash| &self.text[..=slash])
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text && self.case == other.case
    }
}

impl Eq for Pattern {}

fn check(text: &str) -> Result<(), PatternError> {
    if text.is_empty() {
        return Err(PatternError::Empty);
    }
    if text.len() > LONGEST || text.matches('{').count() > BRACES {
        return Err(PatternError::Long);
    }
    if text.starts_with('/') {
        return Err(PatternError::Absolute);
    }
    if text.contains('\\') {
        return Err(PatternError::Backslash);
    }
    if text.chars().any(char::is_control) {
        return Err(PatternError::Control);
    }
    if text.ends_with('/') {
        return Err(PatternError::Directory(text.to_owned()));
    }
    if text.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(PatternError::Component);
    }
    Ok(())
}

fn is_literal(text: &str) -> bool {
    !text.contains(['*', '?', '[', ']', '{', '}'])
}

impl Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::parse(text, Case::Sensitive).unwrap()
    }

    fn path(text: &str) -> RepoPath {
        RepoPath::from_git(text.as_bytes()).unwrap()
    }

    #[test]
    fn stars_stay_in_a_component_and_double_stars_cross() {
        for (glob, yes, no) in [
            ("src/a/**", "src/a/b/c.rs", "src/a"),
            ("src/*.rs", "src/a.rs", "src/a/b.rs"),
            ("**/x.py", "x.py", "ax.py"),
            ("a/**/b", "a/b", "a/bb"),
            ("Cargo.lock", "Cargo.lock", "x/Cargo.lock"),
            ("src/{a,b}/**", "src/b/x", "src/c/x"),
            ("a/**", "a/.hidden", "ab/c"),
        ] {
            assert!(pattern(glob).matches(&path(yes)), "{glob} {yes}");
            assert!(!pattern(glob).matches(&path(no)), "{glob} {no}");
        }
    }

    #[test]
    fn what_a_glob_reaches_below_a_directory_is_never_denied() {
        for (glob, reached, not) in [
            ("src/a/**", &["src", "src/a", "src/a/b", "SRC/A"][..], &["src/b", "src/ab", "lib"][..]),
            ("src/*/x.rs", &["src", "src/a", "src/a/b"], &["lib"]),
            ("**/x.md", &["src", "lib/a"], &[]),
            ("Cargo.lock", &[], &["src", "src/Cargo.lock.d"]),
            ("docs/log.md", &["docs"], &["docs/a", "src"]),
        ] {
            for dir in reached {
                assert!(pattern(glob).reaches_below(dir), "{glob} {dir}");
            }
            for dir in not {
                assert!(!pattern(glob).reaches_below(dir), "{glob} {dir}");
            }
        }
    }

    #[test]
    fn globs_that_are_no_repository_paths_are_refused() {
        for bad in ["", "/a", "a//b", "./a", "../a", "a/", "a\\b", "a\nb", "[a", "{a"] {
            assert!(Pattern::parse(bad, Case::Sensitive).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn globs_too_large_to_compile_are_refused() {
        let deep = format!("{}a{}", "{".repeat(300), "}".repeat(300));
        for bad in [deep, "a".repeat(5000)] {
            assert_eq!(Pattern::parse(&bad, Case::Sensitive), Err(PatternError::Long));
        }
        let edge = format!("{}a*{}", "{".repeat(32), "}".repeat(32));
        assert!(!pattern(&edge).matches(&path("b")));
    }

    #[test]
    fn case_is_folded_where_the_repository_ignores_it() {
        let pattern = Pattern::parse("Src/Ä/**", Case::Fold).unwrap();
        assert!(pattern.matches(&path("src/ä/X")));
        assert!(!Pattern::parse("Src/**", Case::Sensitive).unwrap().matches(&path("src/x")));
    }

    #[test]
    fn bytes_that_are_not_utf8_match_like_others() {
        let odd = RepoPath::from_git(b"src/a/\xff.rs").unwrap();
        assert!(pattern("src/a/**").matches(&odd));
        assert!(pattern("src/*/*.rs").matches(&odd));
    }

    #[test]
    fn the_literal_directory_ends_before_the_first_glob_character() {
        assert_eq!(pattern("src/a/**").literal_dir(), "src/a/");
        assert_eq!(pattern("src/a*/b").literal_dir(), "src/");
        assert_eq!(pattern("**/x").literal_dir(), "");
        assert_eq!(pattern("src/main.rs").literal_dir(), "src/");
    }
}
