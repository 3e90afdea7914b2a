//! Three texts made one, line by line and without conflicts: what a side added stays, what a side took out stays out.
//!
//! A line that was changed is one taken out and one added, so that both sides' new words stay and the old ones go. Where
//! both added lines at one place, those that both have come once, and the rest ours first. A side that only moved a line
//! has not added it: where the other side took it out, it is out.

use super::line_diff::{Numbers, places, whole_lines};

/// What sides made of their base.
#[derive(Debug)]
pub struct Sides {
    pub base: Vec<u32>,
    pub sides: Vec<Side>,
    /// The lines of the base that all sides still have, by their places in it.
    pub stays: Vec<usize>,
}

/// One side.
#[derive(Debug)]
pub struct Side {
    pub lines: Vec<u32>,
    /// For each line of the base its place here.
    pub places: Vec<Option<usize>>,
    /// Whether each line was added here.
    pub is_added: Vec<bool>,
}

impl Sides {
    /// Compares each side with the base.
    pub fn new<'t>(numbers: &mut Numbers<'t>, base: &'t [u8], sides: &[&'t [u8]]) -> Sides {
        let base = numbers.of(base);
        let mut sides: Vec<Side> = sides.iter().map(|side| Side::new(&base, numbers.of(side))).collect();
        let counts: Vec<Vec<usize>> = sides.iter().map(|side| counted(&side.lines)).collect();
        let before = counted(&base);
        for (at, side) in sides.iter_mut().enumerate() {
            let is_only_moved = |line: u32| {
                let (old, here) = (count(&before, line), count(&counts[at], line));
                old > 0 && here <= old && counts.iter().any(|counts| count(counts, line) == 0)
            };
            for (is_added, line) in side.is_added.iter_mut().zip(&side.lines) {
                *is_added &= !is_only_moved(*line);
            }
        }
        let stays = (0..base.len()).filter(|&line| sides.iter().all(|side| side.places[line].is_some()));
        Sides { stays: stays.collect(), base, sides }
    }
}

impl Side {
    fn new(base: &[u32], lines: Vec<u32>) -> Side {
        let places = places(base, &lines);
        let mut is_added = vec![true; lines.len()];
        for place in places.iter().flatten() {
            is_added[*place] = false;
        }
        Side { lines, places, is_added }
    }

    /// The places of the lines that this side added, in order.
    pub fn added(&self) -> impl Iterator<Item = usize> {
        (0..self.lines.len()).filter(|&at| self.is_added[at])
    }

    /// Whether this side lacks a line of the base.
    pub fn took_out(&self) -> bool {
        self.places.iter().any(Option::is_none)
    }

    fn added_between(&self, start: usize, end: usize) -> Vec<usize> {
        (start..end).filter(|&at| self.is_added[at]).collect()
    }
}

/// How often each line is there, by its number.
pub fn counted(lines: &[u32]) -> Vec<usize> {
    let mut counts = Vec::new();
    for line in lines.iter().filter_map(|&line| usize::try_from(line).ok()) {
        if counts.len() <= line {
            counts.resize(line + 1, 0);
        }
        counts[line] += 1;
    }
    counts
}

/// How often one line is there.
pub fn count(counts: &[usize], line: u32) -> usize {
    usize::try_from(line).ok().and_then(|line| counts.get(line)).copied().unwrap_or_default()
}

/// One base for sides that have several: whatever one of these has. What is on no side then was taken out by all.
pub fn base(bases: &[Vec<u8>]) -> Vec<u8> {
    bases.iter().fold(Vec::new(), |all, base| merged(b"", &all, base))
}

/// The merged text.
pub fn merged(base: &[u8], ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let Sides { sides, stays, .. } = Sides::new(&mut Numbers::default(), base, &[ours, theirs]);
    let [our, their] = &sides[..] else { return ours.to_vec() };
    let [base, ours, theirs] = [base, ours, theirs].map(|text| whole_lines(text).collect::<Vec<_>>());
    let mut text = Text { bytes: Vec::with_capacity(ours.len().max(theirs.len())) };
    let mut starts = (0, 0);
    let places = |line: usize| Some((line, our.places[line]?, their.places[line]?));
    for (line, at, place) in stays.into_iter().filter_map(places) {
        let added = (our.added_between(starts.0, at), their.added_between(starts.1, place));
        text.put_both([our, their], added, [&ours, &theirs]);
        // An ending is changed by who changed it.
        text.put(if ours[at] == base[line] { theirs[place] } else { ours[at] });
        starts = (at + 1, place + 1);
    }
    let last = (our.added_between(starts.0, ours.len()), their.added_between(starts.1, theirs.len()));
    text.put_both([our, their], last, [&ours, &theirs]);
    text.bytes
}

/// A text to which lines are added.
struct Text {
    bytes: Vec<u8>,
}

impl Text {
    /// Adds a line after the last one, which gets an ending where it has none.
    fn put(&mut self, line: &[u8]) {
        if !self.bytes.is_empty() && !self.bytes.ends_with(b"\n") {
            let body = &self.bytes[..self.bytes.iter().rposition(|&byte| byte == b'\n').unwrap_or(0)];
            let has_returns = body.ends_with(b"\r") || line.ends_with(b"\r\n");
            let ending: &[u8] = if has_returns && !self.bytes.ends_with(b"\r") { b"\r\n" } else { b"\n" };
            self.bytes.extend_from_slice(ending);
        }
        self.bytes.extend_from_slice(line);
    }

    /// Adds what both sides added at one place: each side's in order, and what both have once.
    fn put_both(&mut self, sides: [&Side; 2], added: (Vec<usize>, Vec<usize>), texts: [&[&[u8]]; 2]) {
        let (ours, theirs) = added;
        let numbers =
            |side: &Side, lines: &[usize]| lines.iter().map(|&at| side.lines[at]).collect::<Vec<_>>();
        let mut shared = places(&numbers(sides[0], &ours), &numbers(sides[1], &theirs));
        if shared.iter().flatten().count() < ours.len().min(theirs.len()) {
            forget_rules(&mut shared, |at| is_rule(texts[0][ours[at]]));
        }
        let mut rest = theirs.into_iter().enumerate().peekable();
        // Ours come before theirs: theirs are put where a line that both have demands it.
        let mut put_until = |text: &mut Text, place: usize| {
            while let Some((_, at)) = rest.next_if(|(index, _)| *index < place) {
                text.put(texts[1][at]);
            }
            rest.next_if(|(index, _)| *index == place).map(|(_, at)| texts[1][at])
        };
        for (at, place) in ours.into_iter().zip(shared) {
            let (line, other) = (texts[0][at], place.and_then(|place| put_until(self, place)));
            self.put(other.filter(|other| other.len() > line.len()).unwrap_or(line));
        }
        put_until(self, usize::MAX);
    }
}

/// Forgets rules and blank lines with which a run of matches begins: they stand between any two entries, and would draw one
/// side's into the other's.
fn forget_rules(shared: &mut [Option<usize>], is_rule: impl Fn(usize) -> bool) {
    let mut start = 0;
    while start < shared.len() {
        let mut end = start + 1;
        while end < shared.len() && shared[end].is_some() && shared[end] == shared[end - 1].map(|at| at + 1) {
            end += 1;
        }
        let said = (start..end).find(|&at| !is_rule(at)).unwrap_or(end);
        shared[start..said].fill(None);
        start = end;
    }
}

/// Whether a line has neither a letter nor a digit.
fn is_rule(line: &[u8]) -> bool {
    !line.iter().any(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::line_diff::lines;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_a_side_did_is_done() {
        for (what, base, ours, theirs, both) in [
            ("both added", "a\n", "a\nb\n", "a\nc\n", "a\nb\nc\n"),
            ("nothing happened", "a\nb\n", "a\nb\n", "a\nb\n", "a\nb\n"),
            ("there was no base", "", "a\nb\n", "a\nc\n", "a\nb\nc\n"),
            ("one side is empty", "a\n", "", "a\nb\n", "b\n"),
            ("both added the same", "a\n", "a\nx\nb\n", "a\nb\nc\n", "a\nx\nb\nc\n"),
            ("it came by two ways", "a\n", "a\nb\nc\n", "a\nc\n", "a\nb\nc\n"),
            (
                "blocks stay whole",
                "a\n---\n",
                "a\n---\nb\n---\n",
                "a\n---\nc\n---\n",
                "a\n---\nb\n---\nc\n---\n",
            ),
            ("a block of both", "", "b\n---\nx\n---\n", "c\n---\nx\n---\n", "b\n---\nc\n---\nx\n---\n"),
            ("an orderly repetition", "a\n", "a\nb\nb\n", "a\nb\n", "a\nb\nb\n"),
            (
                "orders that contradict each other are both kept",
                "a\n",
                "a\nb\nc\n",
                "a\nc\nb\n",
                "a\nb\nc\nb\n",
            ),
            ("a password taken out at the end", "a\np\n", "a\np\nb\n", "a\n", "a\nb\n"),
            ("and said anew", "a\np\n", "a\np\nb\np\n", "a\n", "a\nb\np\n"),
            ("and moved meanwhile", "a\np\nb\n", "a\nb\np\nc\n", "a\nb\n", "a\nb\nc\n"),
            ("both took something out", "a\nb\nc\nd\n", "a\nc\nd\n", "a\nb\nd\ne\n", "a\nd\ne\n"),
            ("a line changed", "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\nd\n", "a\nB\nc\nd\n"),
            ("a line changed twice", "a\nb\n", "a\nB\n", "a\nbb\n", "a\nB\nbb\n"),
            ("a line changed alike", "a\nb\n", "a\nB\n", "a\nB\n", "a\nB\n"),
            ("no last newline", "a", "a\nb", "a\nc", "a\nb\nc"),
            ("a last newline on one side", "a\n", "a\nb", "a\nc\n", "a\nb\nc\n"),
            ("the same line, ended and not", "a\n", "a\nb", "a\nb\n", "a\nb\n"),
            ("carriage returns", "a\r\n", "a\r\nb", "a\r\nc\r\n", "a\r\nb\r\nc\r\n"),
            ("other endings on one side", "a\nb\n", "a\nb\nc\n", "a\r\nb\r\n", "a\r\nb\r\nc\n"),
            ("other endings for the same new line", "a\n", "a\nb\n", "a\nb\r\n", "a\nb\r\n"),
        ] {
            let done = text(merged(base.as_bytes(), ours.as_bytes(), theirs.as_bytes()));
            assert_eq!(done, both, "{what}");
        }
    }

    #[test]
    fn of_several_bases_whatever_one_has_is_old() {
        assert_eq!(base(&[]), b"");
        let base = base(&[b"a\np\nb\n".to_vec(), b"a\nb\nc\n".to_vec()]);
        assert_eq!(base, b"a\np\nb\nc\n");
        assert_eq!(merged(&base, b"a\nb\nc\nd\n", b"a\np\nb\nc\n"), b"a\nb\nc\nd\n");
    }

    #[test]
    fn a_long_chat_that_was_archived_and_went_on_is_merged_in_a_moment() {
        let entry = |name: &str, count: usize| format!("MSG | {count} | {name} | note:{count}\n");
        let part = |name: &str, range: std::ops::Range<usize>| -> String {
            range.map(|count| entry(name, count)).collect()
        };
        let (head, base) = ("# Chat\n\n", part("A", 0..90_000));
        let archived =
            format!("{head}archived: see old.md\n{}", part("A", 89_990..90_000) + &part("B", 0..30_000));
        let grown = format!("{head}{base}{}", part("C", 0..30_000));
        let both = merged(format!("{head}{base}").as_bytes(), grown.as_bytes(), archived.as_bytes());
        let wanted = format!(
            "{head}archived: see old.md\n{}{}{}",
            part("A", 89_990..90_000),
            part("C", 0..30_000),
            part("B", 0..30_000)
        );
        assert!(text(both) == wanted, "the lines are not those that either side has");
    }

    /// Texts whose sides only add and take out, of lines of which each is there once.
    fn distinct() -> impl Strategy<Value = [Vec<String>; 3]> {
        let side = || (vec(any::<bool>(), 10), vec(0_usize..12, 0..5));
        (0_usize..10, side(), side()).prop_map(|(length, ours, theirs)| {
            let base: Vec<String> = (0..length).map(|line| format!("old {line}")).collect();
            let made = |name: &str, (kept, added): (Vec<bool>, Vec<usize>)| {
                let kept = base.iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| line.clone());
                let mut side: Vec<String> = kept.collect();
                for (count, at) in added.into_iter().enumerate() {
                    // Some are added on both sides.
                    let line = if at % 3 == 0 { format!("both {at}") } else { format!("{name} {count}") };
                    if !side.contains(&line) {
                        side.insert(at.min(side.len()), line);
                    }
                }
                side
            };
            [base.clone(), made("ours", ours), made("theirs", theirs)]
        })
    }

    fn joined(lines: &[String]) -> Vec<u8> {
        lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
    }

    fn is_within(part: &[&String], whole: &[String]) -> bool {
        let mut rest = whole.iter();
        part.iter().all(|line| rest.any(|other| other == *line))
    }

    proptest! {
        #[test]
        fn nothing_added_is_lost_and_nothing_taken_out_comes_back(texts in distinct()) {
            let [base, ours, theirs] = &texts;
            let [one, two, three] = texts.each_ref().map(|text| joined(text));
            let both: Vec<String> = lines(&merged(&one, &two, &three)).map(|line| text(line.to_vec())).collect();
            for (side, other) in [(ours, theirs), (theirs, ours)] {
                let wanted: Vec<&String> =
                    side.iter().filter(|line| !base.contains(line) || other.contains(line)).collect();
                prop_assert!(is_within(&wanted, &both), "{wanted:?} in {both:?}");
            }
            for line in base.iter().filter(|line| !ours.contains(line) || !theirs.contains(line)) {
                prop_assert!(!both.contains(line), "{line} came back in {both:?}");
            }
            let mut rest = both.clone();
            rest.retain(|line| !ours.contains(line) && !theirs.contains(line));
            prop_assert!(rest.is_empty(), "{rest:?} were invented");
        }

        #[test]
        fn merging_is_idempotent_and_symmetrical(
            base in "[ab \n]{0,12}", ours in "[abc \n]{0,12}", theirs in "[abd\r\n]{0,12}"
        ) {
            let [base, ours, theirs] = [base, ours, theirs].map(String::into_bytes);
            let both = merged(&base, &ours, &theirs);
            prop_assert_eq!(text(merged(&base, &ours, &ours)), text(ours.clone()));
            prop_assert_eq!(text(merged(&ours, &ours, &theirs)), text(theirs.clone()));
            prop_assert_eq!(text(merged(&theirs, &ours, &theirs)), text(ours.clone()));
            let set = |text: &[u8]| lines(text).map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
            prop_assert_eq!(set(&both), set(&merged(&base, &theirs, &ours)));
        }

        #[test]
        fn what_was_merged_once_is_merged(texts in distinct()) {
            let [base, ours, theirs] = texts.each_ref().map(|text| joined(text));
            let both = merged(&base, &ours, &theirs);
            prop_assert_eq!(text(merged(&ours, &both, &both)), text(both.clone()));
            prop_assert_eq!(text(merged(&theirs, &both, &theirs)), text(both.clone()));
            // A merge that was stopped and begun again from the old base.
            prop_assert_eq!(text(merged(&base, &both, &theirs)), text(both.clone()));
        }
    }
}
