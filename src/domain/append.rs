//! The append-only proof: lines may be added at the end of a file, and no old line may change.
//!
//! Line by line rather than byte by byte: a checkout may have other line endings than the commit, and text that
//! is put behind an old last line changes that line though every old byte is still there.

use serde::Serialize;

/// The first old line that is not where it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// Counted from 1, in the old file; 0 where the file itself is gone, or is no regular file any more.
    pub line: usize,
    /// What the line said; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// Proves that `new` begins with every line of `old`.
pub fn only_adds(old: &[u8], new: &[u8]) -> Result<(), Altered> {
    let mut kept = lines(new);
    for (index, line) in lines(old).enumerate() {
        if kept.next() != Some(line) {
            return Err(Altered::new(index, line));
        }
    }
    Ok(())
}

/// Proves that every line of a merge's `parent` is still there, in order, whatever came between.
pub fn keeps(parent: &[u8], merged: &[u8]) -> Result<(), Altered> {
    let mut rest = lines(merged);
    for (index, line) in lines(parent).enumerate() {
        if !rest.any(|kept| kept == line) {
            return Err(Altered::new(index, line));
        }
    }
    Ok(())
}

impl Altered {
    /// The file is not one that lines can be added to: deleted while empty, or a symlink.
    pub fn file() -> Altered {
        Altered { line: 0, text: String::new() }
    }

    fn new(index: usize, line: &[u8]) -> Altered {
        Altered { line: index + 1, text: String::from_utf8_lossy(line).into_owned() }
    }
}

/// The lines without their endings. A file that ends in a line break has no empty last line.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let count = if bytes.is_empty() { 0 } else { usize::MAX };
    body.split(|&byte| byte == b'\n').take(count).map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_only_come_at_the_end() {
        for (old, new) in
            [("", "a\n"), ("a\n", "a\nb\n"), ("a", "a\nb"), ("a\r\n", "a\nb\n"), ("a\n", "a\n"), ("", "")]
        {
            assert_eq!(only_adds(old.as_bytes(), new.as_bytes()), Ok(()), "{old:?} {new:?}");
        }
        for (old, new, line) in [
            ("a\nb\n", "a\nc\n", 2),
            ("a\n", "", 1),
            ("a", "ab\n", 1),
            ("a\nb\n", "x\na\nb\n", 1),
            ("\n\n", "\n", 2),
        ] {
            assert_eq!(
                only_adds(old.as_bytes(), new.as_bytes()).map_err(|a| a.line),
                Err(line),
                "{old:?} {new:?}"
            );
        }
    }

    #[test]
    fn a_merge_keeps_the_order_of_each_parent() {
        assert_eq!(keeps(b"a\nc\n", b"a\nb\nc\n"), Ok(()));
        assert_eq!(keeps(b"a\nc\n", b"c\na\n").map_err(|altered| altered.text), Err("c".to_owned()));
    }
}
