//! The name of an agent.

use std::fmt::{self, Display};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// The name by which the operator asks, signs and is written to.
pub const OPERATOR: &str = "user";

/// Who may not be an agent: the operator, and the two words that the chat uses for "everyone" and "no one".
pub const RESERVED: [&str; 3] = [OPERATOR, "all", "none"];

/// How many characters a codename may have.
const MOST: usize = 64;

/// Whether a name is the operator's, in any case.
pub fn is_operator(name: &str) -> bool {
    name.eq_ignore_ascii_case(OPERATOR)
}

/// A codename such as `SENSOR`: printed as it was spelled, compared without regard to case. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Codename(Arc<str>);

/// Why a word cannot be a codename.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodenameError {
    #[error("a codename cannot be empty")]
    Empty,
    #[error("`{}` is no codename: it has a character that another name could be mistaken for, or that a chat line cannot carry", .0.escape_debug())]
    Character(String),
    #[error("a codename has at most {MOST} characters")]
    TooLong,
    #[error("`{0}` is reserved: `user` is the operator, `all` and `none` have a meaning in the chat")]
    Reserved(String),
}

impl Codename {
    /// Takes a word of ASCII letters, digits, `_`, `-` and `.` that is not reserved: letters of other scripts look like these.
    pub fn parse(text: &str) -> Result<Codename, CodenameError> {
        if text.is_empty() {
            return Err(CodenameError::Empty);
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if text.len() > MOST {
            return Err(CodenameError::TooLong);
        }
        if !text.chars().all(fits) || text.starts_with(['-', '.']) {
            return Err(CodenameError::Character(text.to_owned()));
        }
        if RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return Err(CodenameError::Reserved(text.to_owned()));
        }
        Ok(Codename(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text` is this name, in any case.
    pub fn is(&self, text: &str) -> bool {
        self.key() == text.to_lowercase()
    }

    /// The spelling that is the same for every way to write the name, for file names and look-ups.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl PartialEq for Codename {
    fn eq(&self, other: &Codename) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Codename {}

impl Hash for Codename {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Codename {
    fn partial_cmp(&self, other: &Codename) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Codename {
    fn cmp(&self, other: &Codename) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Display for Codename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Codename {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_tell_two_codenames_apart() {
        assert_eq!(Codename::parse("Sensor"), Codename::parse("SENSOR"));
        assert!(Codename::parse("SENSOR").unwrap().is("sensor"));
    }

    #[test]
    fn words_that_would_break_a_chat_line_or_look_like_another_are_refused() {
        for word in [
            "",
            "A B",
            "A|B",
            "A\nB",
            "-A",
            "..",
            "user",
            "ALL",
            "None",
            "A/B",
            "ЅENSOR",
            "υser",
            "SENSOR\u{200b}",
            "ＡＬＬ",
            "GRÖSSE",
        ] {
            assert!(Codename::parse(word).is_err(), "{word:?}");
        }
        assert_eq!(Codename::parse(&"A".repeat(65)), Err(CodenameError::TooLong));
    }
}
