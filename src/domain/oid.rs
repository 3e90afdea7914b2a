//! The name of a git object.

use std::fmt::{self, Display};

use serde::Serialize;

/// An object id in hexadecimal: 40 digits in a SHA-1 repository, 64 in a SHA-256 one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Oid(String);

impl Oid {
    /// Takes what git printed; `None` for anything that is no object id.
    pub fn parse(text: &str) -> Option<Oid> {
        let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hex && matches!(text.len(), 40 | 64)).then(|| Oid(text.to_ascii_lowercase()))
    }

    /// Whether this is the id that git writes where there is no object.
    pub fn is_null(&self) -> bool {
        self.0.bytes().all(|byte| byte == b'0')
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 7 digits, as people quote a commit.
    pub fn short(&self) -> &str {
        &self.0[..7]
    }
}

impl Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
