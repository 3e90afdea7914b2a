//! The append-only proof: lines may be added at the end of a file, and no old line may change.
//!
//! Line by line rather than byte by byte: a checkout may have other line endings than the commit, and text that
//! is put behind an old last line changes that line though every old byte is still there.

use std::collections::HashSet;

use serde::Serialize;

use super::line_diff::{Numbers, lines};
use super::line_merge::{self, Side, Sides, count, counted};

/// What a change did to an append-only file beside adding lines at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Altered {
    pub what: What,
    /// Counted from 1: the first old line that is not where it was, in the old file (of a merge, in the side that has it);
    /// or the first new one that stands before an old one, or came back, in the new file. 0 where it is about the file as a whole.
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

/// Proves a merge of parents that have these bases; several where their histories crossed, none where they have nothing in
/// common.
pub fn merges(bases: &[Vec<u8>], parents: &[Vec<u8>], merged: &[u8]) -> Result<(), Altered> {
    let sides: Vec<&[u8]> = parents.iter().map(Vec::as_slice).collect();
    merge_keeps(&line_merge::base(bases), &sides, merged)
}

/// Proves that a merge does what its `sides` did to their `base` and no more: what a side added is there in its order, what
/// a side took out stays out unless another added it anew, and lines of the merge's own come after all of these.
///
/// Blank lines are not held: which of several was taken out, no two comparisons agree on.
pub fn merge_keeps(base: &[u8], sides: &[&[u8]], new: &[u8]) -> Result<(), Altered> {
    let mut numbers = Numbers::default();
    let did = Sides::new(&mut numbers, base, sides);
    let merged: Vec<&[u8]> = lines(new).collect();
    let mut end = 0;
    if did.sides.iter().any(Side::took_out) {
        end = found(base, did.stays.iter().copied(), &merged)?;
        for (side, text) in did.sides.iter().zip(sides) {
            end = end.max(found(text, side.added(), &merged)?);
        }
    } else {
        for side in sides {
            end = end.max(found(side, 0..lines(side).count(), &merged)?);
        }
    }
    none_returned(&did, &numbers.of(new), &merged)?;
    let known: HashSet<&[u8]> = sides.iter().flat_map(|side| lines(side)).collect();
    match merged[..end].iter().position(|line| !is_blank(line) && !known.contains(line)) {
        Some(index) => Err(Altered::at(What::Inserted, index, merged[index])),
        None => Ok(()),
    }
}

/// Where the shortest beginning of `merged` ends that has these lines of a text in order.
fn found(text: &[u8], places: impl Iterator<Item = usize>, merged: &[&[u8]]) -> Result<usize, Altered> {
    let text: Vec<&[u8]> = lines(text).collect();
    let mut end = 0;
    for index in places.filter(|&index| !is_blank(text[index])) {
        match merged[end..].iter().position(|line| *line == text[index]) {
            Some(at) => end += at + 1,
            None => return Err(Altered::at(What::Changed, index, text[index])),
        }
    }
    Ok(end)
}

/// Proves that no line which a side has less often than the base is there more often than the sides together account for.
fn none_returned(did: &Sides, merged: &[u32], texts: &[&[u8]]) -> Result<(), Altered> {
    let before = counted(&did.base);
    let sides: Vec<Vec<usize>> = did.sides.iter().map(|side| counted(&side.lines)).collect();
    let stays: Vec<u32> = did.stays.iter().map(|&at| did.base[at]).collect();
    let added = did.sides.iter().flat_map(|side| side.added().map(|at| side.lines[at]));
    let accounted = counted(&stays.into_iter().chain(added).collect::<Vec<_>>());
    let mut met = vec![0; counted(merged).len()];
    for (index, (&line, text)) in merged.iter().zip(texts).enumerate() {
        let fewest = sides.iter().map(|side| count(side, line)).min().unwrap_or_default();
        let at = usize::try_from(line).unwrap_or_default();
        met[at] += 1;
        let is_taken_out = fewest < count(&before, line);
        if is_taken_out && met[at] > fewest.max(count(&accounted, line)) && !is_blank(text) {
            return Err(Altered::at(What::Restored, index, text));
        }
    }
    Ok(())
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::line_merge::merged;

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
    fn a_merge_does_what_its_sides_did_and_no_more() {
        let proof = |base: &str, sides: &[&str], new: &str| {
            let sides: Vec<&[u8]> = sides.iter().map(|side| side.as_bytes()).collect();
            merge_keeps(base.as_bytes(), &sides, new.as_bytes())
                .map_err(|altered| (altered.what, altered.line, altered.text))
        };
        let wrong = |what, line, text: &str| Err((what, line, text.to_owned()));
        for (base, sides, new, expected) in [
            // What was added.
            ("a\n", &["a\nb\n", "a\nc\n"][..], "a\nb\nc\n", Ok(())),
            ("a\n", &["a\nb\n", "a\nc\n"], "a\nc\nb\nnew\n\nnew too\n", Ok(())),
            ("a\r\n", &["a\r\nb", "a\nc\n", "a\nd\n"], "a\nd\nb\nc\n", Ok(())),
            ("", &["a\n", "b\n"], "b\na\n", Ok(())),
            ("a\n", &["a\nb\n", "a\nc\n"], "a\nb\n", wrong(What::Changed, 2, "c")),
            ("a\n", &["a\nb\nc\n", "a\n"], "a\nc\nb\n", wrong(What::Changed, 3, "c")),
            ("a\n", &["a\nb\n", "a\nc\n"], "", wrong(What::Changed, 1, "a")),
            // What was added twice is there once or twice.
            ("a\n", &["a\nb\n", "a\nb\n"], "a\nb\n", Ok(())),
            ("a\n", &["a\nb\n", "a\nb\n"], "a\nb\nb\n", Ok(())),
            // What was taken out, on one side, by both, with or without the other's new lines.
            ("a\np\n", &["a\n", "a\np\nb\n"], "a\nb\n", Ok(())),
            ("a\np\n", &["a\n", "a\np\nb\n"], "a\np\nb\n", wrong(What::Restored, 2, "p")),
            ("a\np\n", &["a\n", "a\np\nb\n"], "a\nb\np\n", wrong(What::Restored, 3, "p")),
            ("a\np\n", &["a\n", "a\n"], "a\np\n", wrong(What::Restored, 2, "p")),
            ("a\np\n", &["a\n", "a\np\nb\np\n"], "a\nb\np\n", Ok(())),
            ("a\np\nb\n", &["a\nb\n", "a\nb\np\n"], "a\nb\np\n", wrong(What::Restored, 3, "p")),
            ("a\nb\nc\n", &["c\n", "a\nb\nc\nd\n"], "d\n", wrong(What::Changed, 3, "c")),
            // What was changed is taken out and added.
            ("a\nb\n", &["a\nB\n", "a\nb\nc\n"], "a\nB\nc\n", Ok(())),
            ("a\nb\n", &["a\nB\n", "a\nb\nc\n"], "a\nb\nB\nc\n", wrong(What::Restored, 2, "b")),
            ("a\nb\n", &["a\nB\n", "a\nb\nc\n"], "a\nc\n", wrong(What::Changed, 2, "B")),
            // What the merge invents.
            ("a\n", &["a\nb\n", "a\nc\n"], "a\nb\nx\nc\n", wrong(What::Inserted, 3, "x")),
            (
                "a\n",
                &["a\nb\n", "a\nc\n"],
                "a\n<<<<<<<\nb\n=======\nc\n>>>>>>>\n",
                wrong(What::Inserted, 2, "<<<<<<<"),
            ),
            // Blank lines.
            ("a\n\np\n\nb\n", &["a\n\nb\n", "a\n\np\nx\n\nb\n"], "a\nx\n\nb\n", Ok(())),
            ("a\n\np\n\nb\n", &["a\n\nb\n", "a\n\np\nx\n\nb\n"], "a\n\nx\n\nb\n", Ok(())),
        ] {
            assert_eq!(proof(base, sides, new), expected, "{base:?} {sides:?} {new:?}");
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
            ("a\n\npw\n\nb\n", ["a\n\nb\n", "a\n\npw\n\nb\nc\n"], "a\n\nb\nc\n", Ok(())),
            // All of it was archived, and one line came meanwhile.
            ("a\nb\n", ["# new\n", "a\nb\nc\n"], "# new\nc\n", Ok(())),
        ] {
            assert_eq!(merged(base, parents, text), proof, "{base:?} {parents:?} {text:?}");
        }
    }

    /// Texts whose lines repeat, as the blank ones between entries do.
    fn repeating() -> impl Strategy<Value = Vec<u8>> {
        vec("[abc]?\n", 0..8).prop_map(|lines| lines.concat().into_bytes())
    }

    proptest! {
        #[test]
        fn what_is_merged_is_proven_where_lines_repeat(
            base in repeating(), ours in repeating(), theirs in repeating()
        ) {
            let both = merged(&base, &ours, &theirs);
            prop_assert_eq!(merge_keeps(&base, &[&ours, &theirs], &both), Ok(()));
        }

        #[test]
        fn what_is_merged_line_by_line_is_proven(
            base in "[ab \n]{0,12}", ours in "[abc \n]{0,12}", theirs in "[abd\r\n]{0,12}"
        ) {
            let [base, ours, theirs] = [base, ours, theirs].map(String::into_bytes);
            let both = merged(&base, &ours, &theirs);
            prop_assert_eq!(merge_keeps(&base, &[&ours, &theirs], &both), Ok(()));
        }

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
