//! A chat's lines, one at a time, in bounded memory whatever the file holds.

use std::io::{BufRead, BufReader, ErrorKind, Read, Result};

use crate::domain::entry::MAX_LINE;

/// So much of a line is kept: what an entry may have, its line ending, and one byte that tells of more.
const KEPT: usize = MAX_LINE + 3;

/// The lines of a file.
pub struct Lines<R> {
    reader: BufReader<R>,
    text: Vec<u8>,
}

/// One of them.
pub struct Line<'a> {
    /// With its line ending; only the beginning of one that is too long.
    pub text: &'a [u8],
    /// How many bytes it has in the file.
    pub length: u64,
    /// Whether a newline ends it.
    pub is_whole: bool,
}

impl<R: Read> Lines<R> {
    pub fn new(file: R) -> Lines<R> {
        Lines { reader: BufReader::with_capacity(64 * 1024, file), text: Vec::new() }
    }

    pub fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.text.clear();
        let (mut length, mut is_whole) = (0, false);
        while !is_whole {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                break;
            }
            // Quicker than `position`, so that a file without line breaks is gone through in seconds.
            is_whole = available.contains(&b'\n');
            let end = || available.iter().position(|&byte| byte == b'\n').unwrap_or_default();
            let count = if is_whole { end() + 1 } else { available.len() };
            let room = KEPT - self.text.len();
            self.text.extend_from_slice(&available[..count.min(room)]);
            self.reader.consume(count);
            length += count as u64;
        }
        Ok((length > 0).then(|| Line { text: &self.text, length, is_whole }))
    }
}

impl Line<'_> {
    /// Whether it is larger than an entry may have.
    pub fn is_too_long(&self) -> bool {
        let text = self.text.strip_suffix(b"\n").unwrap_or(self.text);
        text.strip_suffix(b"\r").unwrap_or(text).len() > MAX_LINE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one_and_of_long_ones_the_beginning() {
        let fits = "x".repeat(MAX_LINE);
        let long = "y".repeat(200_000);
        let text = format!("a\n\n{fits}\r\n{fits}z\n{long}\nb\r\nend");
        let mut lines = Lines::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            assert!(line.text.len() <= KEPT);
            found.push((line.length, line.is_too_long(), line.is_whole));
        }
        let expected = [
            (2, false, true),
            (1, false, true),
            (4098, false, true),
            (4098, true, true),
            (200_001, true, true),
            (3, false, true),
            (3, false, false),
        ];
        assert_eq!(found, expected);
    }
}
