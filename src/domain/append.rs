//! The append-only proof: lines may be added at the end of a file, and no old line may change.
//!
//! Line by line rather than byte by byte: a checkout may have other line endings than the commit, and text that
//! is put behind an old last line changes that line though every old byte is still there.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

/// What a change did to an append-only file beside adding lines at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Altered {
    pub what: What,
    /// Counted from 1: the first old line that is not where it was, in the old file; or the first new one that stands
    /// before an old one, in the new file. 0 where it is about the file as a whole.
    pub line: usize,
    /// What the line says; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// How the rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// An old line was changed, moved or removed.
    Changed,
    /// A merge has a line before an old one that none of its parents has.
    Inserted,
    /// A merge has a line again that one of its parents took out.
    Restored,
    /// The file is gone, or is no regular file any more.
    Removed,
    /// The file was made executable, or is so no more.
    Mode,
}

/// Proves that `new` begins with every line of `old`.
pub fn only_adds(old: &[u8], new: &[u8]) -> Result<(), Altered> {
    let mut kept = lines(new);
    for (index, line) in lines(old).enumerate() {
        if kept.next() != Some(line) {
            return Err(Altered::at(What::Changed, index, line));
        }
    }
    Ok(())
}

/// Proves that a merge puts its parents' lines together three ways: what a parent added to the bases is there, in order,
/// what one took out of them stays out, and lines that no parent has come only after the others.
pub fn merges(bases: &[Vec<u8>], parents: &[Vec<u8>], merged: &[u8]) -> Result<(), Altered> {
    let gone = taken_out(bases, parents);
    let has = counts(merged);
    for parent in parents {
        keeps_but(parent, merged, &gone, &has)?;
    }
    let (had, each) = (most(bases), parents.iter().map(|parent| counts(parent)).collect::<Vec<_>>());
    let is_out = |line: &[u8]| {
        let before = had.get(line).copied().unwrap_or(0);
        let now = || each.iter().map(|counts| counts.get(line).copied().unwrap_or(0));
        // Another parent may have written it once more.
        gone.contains_key(line) && now().any(|count| count == 0) && now().all(|count| count <= before)
    };
    if let Some((index, line)) = lines(merged).enumerate().find(|(_, line)| is_out(line)) {
        return Err(Altered::at(What::Restored, index, line));
    }
    comes_last(parents, merged)
}

/// How often a parent has each line less than the bases.
fn taken_out<'a>(bases: &'a [Vec<u8>], parents: &'a [Vec<u8>]) -> HashMap<&'a [u8], usize> {
    let mut gone: HashMap<&[u8], usize> = HashMap::new();
    let had = most(bases);
    for parent in parents {
        let has = counts(parent);
        for (line, before) in &had {
            let less = before.saturating_sub(has.get(line).copied().unwrap_or(0));
            if less > 0 {
                let most = gone.entry(line).or_default();
                *most = less.max(*most);
            }
        }
    }
    gone
}

/// Proves that the lines of a merge's `parent` are there, in order, but for those that were taken out elsewhere. Where
/// such a line stands several times, nobody can tell which of them it was: those are counted.
fn keeps_but(
    parent: &[u8],
    merged: &[u8],
    gone: &HashMap<&[u8], usize>,
    has: &HashMap<&[u8], usize>,
) -> Result<(), Altered> {
    let mut rest = lines(merged);
    let mut seen: HashMap<&[u8], usize> = HashMap::new();
    let mine = counts(parent);
    for (index, line) in lines(parent).enumerate() {
        let is_there = match gone.get(line) {
            None => rest.any(|kept| kept == line),
            Some(less) => {
                let seen = seen.entry(line).or_default();
                *seen += 1;
                let wanted = mine.get(line).copied().unwrap_or(0).saturating_sub(*less);
                *seen > wanted || has.get(line).is_some_and(|count| *count >= *seen)
            }
        };
        if !is_there {
            return Err(Altered::at(What::Changed, index, line));
        }
    }
    Ok(())
}

/// How often each line is there, at most in one of the texts.
fn most(texts: &[Vec<u8>]) -> HashMap<&[u8], usize> {
    let mut most: HashMap<&[u8], usize> = HashMap::new();
    for (line, count) in texts.iter().flat_map(|text| counts(text)) {
        let known = most.entry(line).or_default();
        *known = count.max(*known);
    }
    most
}

fn counts(text: &[u8]) -> HashMap<&[u8], usize> {
    let mut counts: HashMap<&[u8], usize> = HashMap::new();
    for line in lines(text) {
        *counts.entry(line).or_default() += 1;
    }
    counts
}

/// Proves that a merge adds lines only after those of its parents.
fn comes_last(parents: &[Vec<u8>], merged: &[u8]) -> Result<(), Altered> {
    let known: HashSet<&[u8]> = parents.iter().flat_map(|parent| lines(parent)).collect();
    let merged: Vec<&[u8]> = lines(merged).collect();
    let old = merged.iter().rposition(|line| known.contains(line)).unwrap_or(0);
    match merged[..old.min(merged.len())].iter().position(|line| !known.contains(line)) {
        Some(index) => Err(Altered::at(What::Inserted, index, merged[index])),
        None => Ok(()),
    }
}

/// Proves that every line of a merge's `parent` is still there, in order, whatever came between.
pub fn keeps(parent: &[u8], merged: &[u8]) -> Result<(), Altered> {
    let mut rest = lines(merged);
    for (index, line) in lines(parent).enumerate() {
        if !rest.any(|kept| kept == line) {
            return Err(Altered::at(What::Changed, index, line));
        }
    }
    Ok(())
}

impl Altered {
    /// It is about the file as a whole.
    pub fn file(what: What) -> Altered {
        Altered { what, line: 0, text: String::new() }
    }

    fn at(what: What, index: usize, line: &[u8]) -> Altered {
        Altered { what, line: index + 1, text: String::from_utf8_lossy(line).into_owned() }
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
    use proptest::collection::vec;
    use proptest::prelude::*;

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

    #[test]
    fn a_merge_adds_lines_only_after_those_of_its_parents() {
        let merged = |parents: &[&str], merged: &str| {
            let parents: Vec<Vec<u8>> = parents.iter().map(|parent| parent.as_bytes().to_vec()).collect();
            merges(&[], &parents, merged.as_bytes()).map_err(|altered| (altered.what, altered.line))
        };
        for (parents, text, proof) in [
            (&["a\nb\n", "a\nc\n"][..], "a\nb\nc\n", Ok(())),
            (&["a\nb\n", "a\nc\n", "a\nd\n"], "a\nd\nb\nc\nnew\n", Ok(())),
            (&["a\r\nb", "a\nc\n"], "a\nc\nb\n", Ok(())),
            (&["", ""], "new\n", Ok(())),
            (&["a\nb\n", "a\nc\n"], "a\nb\n", Err((What::Changed, 2))),
            (&["a\nb\n", "a\nc\n"], "a\n<<<<<<<\nb\n=======\nc\n>>>>>>>\n", Err((What::Inserted, 2))),
            (&["a\nb\n", "a\nc\n"], "", Err((What::Changed, 1))),
        ] {
            assert_eq!(merged(parents, text), proof, "{parents:?} {text:?}");
        }
    }

    #[test]
    fn what_one_side_took_out_stays_out_and_is_nobodys_doing() {
        let merged = |base: &str, parents: [&str; 2], merged: &str| {
            let parents = parents.map(|parent| parent.as_bytes().to_vec());
            let proof = merges(&[base.as_bytes().to_vec()], &parents, merged.as_bytes());
            proof.map_err(|altered| (altered.what, altered.text))
        };
        let restored = Err((What::Restored, "pw".to_owned()));
        let changed = |line: &str| Err((What::Changed, line.to_owned()));
        for (base, parents, text, proof) in [
            ("a\npw\n", ["a\n", "a\npw\nb\n"], "a\nb\n", Ok(())),
            ("a\npw\n", ["a\npw\nb\n", "a\n"], "a\nb\n", Ok(())),
            ("a\npw\n", ["a\n", "a\npw\nb\n"], "a\npw\nb\n", restored.clone()),
            ("a\npw\n", ["a\nc\n", "a\npw\nb\n"], "a\nb\n", changed("c")),
            ("a\npw\n", ["a\nc\n", "a\npw\nb\n"], "a\nc\n", changed("b")),
            ("a\npw\n", ["a\npw\nc\n", "a\npw\nb\n"], "a\nc\nb\n", changed("pw")),
            // Whoever wrote it once more meant it.
            ("pw\n", ["", "pw\npw\n"], "pw\n", Ok(())),
            ("pw\n", ["", "pw\n"], "pw\n", restored.clone()),
            // A blank line that went is not one that stays.
            ("a\n\npw\n\nb\n", ["a\n\nb\n", "a\n\npw\n\nb\nc\n"], "a\n\nb\nc\n", Ok(())),
            ("a\n\npw\n\nb\n", ["a\n\nb\n", "a\n\npw\n\nb\nc\n"], "a\nb\nc\n", changed("")),
            // All of it was archived, and one line came meanwhile.
            ("a\nb\n", ["# new\n", "a\nb\nc\n"], "# new\nc\n", Ok(())),
        ] {
            assert_eq!(merged(base, parents, text), proof, "{base:?} {parents:?} {text:?}");
        }
    }

    proptest! {
        #[test]
        fn lines_put_together_in_any_order_are_proven(
            one in vec("[ab]", 0..6), other in vec("[cd]", 0..6), order in vec(any::<bool>(), 12), new in vec("e", 0..2)
        ) {
            let (mut ones, mut others) = (one.iter(), other.iter());
            let mut merged: Vec<&String> = order.iter().filter_map(|first| if *first { ones.next() } else { others.next() }).collect();
            merged.extend(ones.chain(others).chain(&new));
            let text = |lines: &[&String]| lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat().into_bytes();
            let parents = [text(&one.iter().collect::<Vec<_>>()), text(&other.iter().collect::<Vec<_>>())];
            prop_assert_eq!(merges(&[], &parents, &text(&merged)), Ok(()));
            // One line less is one line lost, unless another of the same stands in for it.
            let old = one.len() + other.len();
            if old > 0 {
                let fewer: Vec<&String> = merged[1..].to_vec();
                prop_assert!(merges(&[], &parents, &text(&fewer)).is_err());
            }
        }
    }
}
