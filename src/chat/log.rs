//! What was said, as far as it could be read.

use std::sync::Arc;

use serde::Serialize;

use crate::domain::chat::Post;

/// How many entries are kept in memory at least; of a file with more than twice as many, these are the last.
const MOST_ENTRIES: usize = 200_000;
/// How many lines that cannot be read are named.
const MOST_UNREADABLE: usize = 10_000;

/// What a chat holds.
#[derive(Debug, Default)]
pub struct Log {
    /// In the order of the file.
    pub posts: Vec<Post>,
    pub unreadable: Vec<Unreadable>,
    /// Where the last whole line ends, and how many there are.
    pub mark: Mark,
}

/// A line that looks like an entry, or is too long for one, and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
    pub reason: String,
}

/// A place between two lines.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub bytes: u64,
    pub lines: usize,
}

impl Log {
    pub fn add(&mut self, post: Post) {
        if self.posts.len() == 2 * MOST_ENTRIES {
            let reason = format!("this entry and those before it: only the last {MOST_ENTRIES} are read");
            let last = self.posts.drain(..MOST_ENTRIES).next_back();
            self.unreadable.extend(last.map(|last| Unreadable { file: last.file, line: last.line, reason }));
        }
        self.posts.push(post);
    }

    pub fn skip(&mut self, line: Unreadable) {
        if self.unreadable.len() < MOST_UNREADABLE {
            self.unreadable.push(line);
        }
    }

    /// Adds what another file holds, such as a journal.
    pub fn extend(&mut self, other: Log) {
        self.posts.extend(other.posts);
        self.unreadable.extend(other.unreadable);
    }
}
