//! The text of `auraops.toml` → the map. Reads no file itself; every error knows its place in the text.

use std::ops::Range;

use thiserror::Error;

use crate::domain::map::Map;
use crate::domain::pattern::Case;

/// The map's name, at the root of the repository.
pub const FILE: &str = "auraops.toml";

/// What is wrong with the map, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ConfigError {
    pub message: String,
    /// The file as a person knows it: `auraops.toml`, or `HEAD:auraops.toml`.
    pub file: String,
    pub toml: String,
    /// The first is where it is wrong, the others explain.
    pub labels: Vec<Label>,
}

/// A place in the text and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub text: String,
}

impl ConfigError {
    /// The line and the column (in characters) of a byte, both counted from 1.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = &self.toml[..byte.min(self.toml.len())];
        let line = before.matches('\n').count() + 1;
        (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    }
}

/// Reads the map's text. `file` is what errors call it.
pub fn parse(_text: &str, _file: &str, _case: Case) -> Result<Map, ConfigError> {
    unimplemented!()
}
