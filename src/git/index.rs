//! The tree that the index stands for, where the index says so itself.
//!
//! Git keeps the names of the trees that it wrote in the index (the `TREE` extension), and when it calls a hook they are
//! up to date, but for `git commit -- PATH`. Then two trees are compared instead of every entry, which needs no process
//! and no walk of the whole of HEAD. Anything out of the ordinary (a split or sparse index, a conflict, a newer version,
//! a tree that is out of date) gives `None`, and git is asked: this is never a guess.
//!
//! Format: <https://git-scm.com/docs/index-format>.

use crate::domain::oid::Oid;

/// Of a SHA-1, which is what libgit2 opens.
const HASH: usize = 20;
/// Of an entry before its name: ten numbers of 32 bits, the object, the flags.
const FIXED: usize = 40 + HASH + 2;

/// The tree that would be committed, read from the bytes of an index file.
pub fn root_tree(index: &[u8]) -> Option<Oid> {
    let body = index.get(..index.len().checked_sub(HASH)?)?;
    if body.get(..4)? != b"DIRC" {
        return None;
    }
    let (version, count) = (number(body, 4)?, number(body, 8)?);
    let mut at = 12;
    for _ in 0..count {
        at = next_entry(body, at, version)?;
    }
    let mut tree = None;
    while at < body.len() {
        let (name, size) = (body.get(at..at + 4)?, usize::try_from(number(body, at + 4)?).ok()?);
        let data = body.get(at + 8..)?.get(..size)?;
        match name {
            b"TREE" => tree = root_record(data, count),
            // An extension that has to be understood begins with a small letter.
            [b'A'..=b'Z', ..] => {}
            _ => return None,
        }
        at += 8 + size;
    }
    tree
}

/// Where the entry after the one at `at` begins. `None` for a side of a conflict.
fn next_entry(body: &[u8], at: usize, version: u32) -> Option<usize> {
    let flags = u16::from_be_bytes(body.get(at + FIXED - 2..at + FIXED)?.try_into().ok()?);
    let (is_extended, stage) = (flags & 0x4000 != 0, flags & 0x3000);
    if stage != 0 {
        return None;
    }
    let name = at + FIXED + if is_extended { 2 } else { 0 };
    let end = |from: usize| Some(from + body.get(from..)?.iter().position(|&byte| byte == 0)?);
    match version {
        // Padded with one to eight zeros to a multiple of eight.
        2 | 3 => {
            // Long names have no length there; short ones save the search.
            let length = usize::from(flags & 0xfff);
            let end = if length < 0xfff { name + length } else { end(name)? };
            (*body.get(end)? == 0).then_some(at + (end - at + 8) / 8 * 8)
        }
        // How much of the name before it goes, as a number of bytes with their highest bit set but the last; no padding.
        4 => {
            let cut = body.get(name..)?.iter().position(|byte| byte & 0x80 == 0)?;
            Some(end(name + cut + 1)? + 1)
        }
        _ => None,
    }
}

/// Reads the record of the top: an empty path, how many entries it covers (-1 where it is out of date), how many
/// subtrees, the object.
fn root_record(data: &[u8], entries: u32) -> Option<Oid> {
    let data = data.strip_prefix(b"\0")?;
    let end = data.iter().position(|&byte| byte == b'\n')?;
    let covers = std::str::from_utf8(&data[..end]).ok()?.split(' ').next()?.parse::<i64>().ok()?;
    let hash = data.get(end + 1..end + 1 + HASH)?;
    let oid = git2::Oid::from_bytes(hash).ok()?;
    (covers == i64::from(entries)).then(|| Oid::parse(&oid.to_string())).flatten()
}

fn number(body: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(body.get(at..at + 4)?.try_into().ok()?))
}
