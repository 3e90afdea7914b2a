//! The way back: what stood in a settings file where ours stands now, so that taking it out leaves the very bytes that
//! were there. Only the part that differs is kept; settings hold secrets.

use serde::{Deserialize, Serialize};

use crate::domain::id::fingerprint;

/// How one text becomes the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Of the text to which it applies.
    fingerprint: u64,
    /// Bytes at the beginning and at the end that stay.
    head: usize,
    tail: usize,
    /// What was between them.
    old: String,
}

impl Undo {
    /// The way from `after` back to `before`.
    pub fn new(before: &str, after: &str) -> Undo {
        let same = |a: &str, b: &str| {
            a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
        };
        let head: usize = same(before, after);
        let back = |text: &str| text[head..].chars().rev().collect::<String>();
        let tail: usize = same(&back(before), &back(after));
        let old = before[head..before.len() - tail].to_owned();
        Undo { fingerprint: fingerprint(after.as_bytes()), head, tail, old }
    }

    /// The text before, unless this is another one by now.
    pub fn apply(&self, after: &str) -> Option<String> {
        let end = after.len().checked_sub(self.tail)?;
        if fingerprint(after.as_bytes()) != self.fingerprint || self.head > end {
            return None;
        }
        Some([after.get(..self.head)?, &self.old, after.get(end..)?].concat())
    }
}
