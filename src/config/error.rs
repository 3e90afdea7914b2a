//! What is wrong with the text of the map, each with the places that say so.

use std::ops::Range;

use thiserror::Error;

use crate::domain::hidden::escaped;

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

impl Label {
    pub fn new(span: Range<usize>, text: impl Into<String>) -> Label {
        Label { span, text: text.into() }
    }
}

impl ConfigError {
    /// The line and the column (in characters) of a byte, both counted from 1.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = self.toml.as_bytes().get(..byte).unwrap_or(self.toml.as_bytes());
        let line = before.split(|&byte| byte == b'\n');
        let column = String::from_utf8_lossy(before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default());
        (line.count(), column.chars().count() + 1)
    }
}

/// The text, and what errors call it.
#[derive(Debug, Clone)]
pub struct Source {
    pub file: String,
    pub text: String,
}

impl Source {
    pub fn error(&self, message: impl Into<String>, labels: Vec<Label>) -> ConfigError {
        ConfigError { message: message.into(), file: self.file.clone(), toml: self.text.clone(), labels }
    }
}

/// Text of the file as it may stand in a message.
pub fn printable(text: &str) -> String {
    escaped(text)
}
