//! Which lines of one text stand in another, in order. Lines are numbers here, the same text the same number.
//!
//! What begins and ends alike is matched first, then lines that are there once on both sides, as nearly every line of a chat
//! is; only what is left between those is compared line by line. So 100,000 lines take a moment, and a text made to be slow
//! is matched less finely, never for long.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How many pairs of lines are compared in one gap: 8 MB of memory.
const CELLS: usize = 1 << 22;
/// How often a gap is cut at lines that are unique in it.
const DEPTH: usize = 64;

/// Numbers for lines: equal where their texts are.
#[derive(Debug, Default)]
pub struct Numbers<'t> {
    known: HashMap<&'t [u8], u32>,
}

/// A part of both texts that is not matched yet.
struct Gap {
    old: Range<usize>,
    new: Range<usize>,
    depth: usize,
}

/// How often a line stands in a gap on each side, and where it does last.
#[derive(Default)]
struct Counts {
    old: (usize, usize),
    new: (usize, usize),
}

impl<'t> Numbers<'t> {
    /// The lines of a text by their numbers. Line endings do not count.
    pub fn of(&mut self, text: &'t [u8]) -> Vec<u32> {
        lines(text).map(|line| self.number(line)).collect()
    }

    fn number(&mut self, line: &'t [u8]) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(line).or_insert(next)
    }
}

/// The lines without their endings. A file that ends in a line break has no empty last line.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    whole_lines(bytes).map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    })
}

/// The lines with their endings.
pub fn whole_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n')
}

/// For each line of `old` its place in `new`, where it is there too. Places only rise. Every line is found that `new`, or
/// `old`, has beside nothing but lines of its own.
pub fn places(old: &[u32], new: &[u32]) -> Vec<Option<usize>> {
    let mut places = vec![None; old.len()];
    let mut open = vec![Gap { old: 0..old.len(), new: 0..new.len(), depth: 0 }];
    while let Some(mut gap) = open.pop() {
        while !gap.is_done() && old[gap.old.start] == new[gap.new.start] {
            places[gap.old.start] = Some(gap.new.start);
            gap.old.start += 1;
            gap.new.start += 1;
        }
        while !gap.is_done() && old[gap.old.end - 1] == new[gap.new.end - 1] {
            gap.old.end -= 1;
            gap.new.end -= 1;
            places[gap.old.end] = Some(gap.new.end);
        }
        if gap.is_done() {
            continue;
        }
        let anchors = if gap.depth < DEPTH { anchors(old, new, &gap) } else { Vec::new() };
        if anchors.is_empty() {
            for (at, place) in compared(old, new, &gap) {
                places[at] = Some(place);
            }
            continue;
        }
        let mut start = (gap.old.start, gap.new.start);
        for (at, place) in anchors {
            places[at] = Some(place);
            open.push(Gap { old: start.0..at, new: start.1..place, depth: gap.depth + 1 });
            start = (at + 1, place + 1);
        }
        open.push(Gap { old: start.0..gap.old.end, new: start.1..gap.new.end, depth: gap.depth + 1 });
    }
    places
}

impl Gap {
    fn is_done(&self) -> bool {
        self.old.is_empty() || self.new.is_empty()
    }
}

/// Lines that are once on either side of a gap, as many as are in the same order on both.
fn anchors(old: &[u32], new: &[u32], gap: &Gap) -> Vec<(usize, usize)> {
    let mut counts: HashMap<u32, Counts> = HashMap::new();
    for at in gap.old.clone() {
        let count = counts.entry(old[at]).or_default();
        count.old = (count.old.0 + 1, at);
    }
    for at in gap.new.clone() {
        if let Some(count) = counts.get_mut(&new[at]) {
            count.new = (count.new.0 + 1, at);
        }
    }
    let is_unique = |count: &&Counts| count.old.0 == 1 && count.new.0 == 1;
    let mut pairs: Vec<(usize, usize)> =
        counts.values().filter(is_unique).map(|count| (count.old.1, count.new.1)).collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// The longest run of pairs, of pairs whose first places rise, whose second places rise as well.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair that ends the lowest run of each length, and what comes before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        ends.truncate(ends.len().max(length));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
}

/// The longest common part of a gap, line by line; of one that is too long only whether one side is within the other.
fn compared(old: &[u32], new: &[u32], gap: &Gap) -> Vec<(usize, usize)> {
    // What the other side does not have at all cannot be matched.
    let (here, there): (HashSet<u32>, HashSet<u32>) =
        (old[gap.old.clone()].iter().copied().collect(), new[gap.new.clone()].iter().copied().collect());
    let olds: Vec<usize> = gap.old.clone().filter(|&at| there.contains(&old[at])).collect();
    let news: Vec<usize> = gap.new.clone().filter(|&at| here.contains(&new[at])).collect();
    let is_same = |at: usize, place: usize| old[olds[at]] == new[news[place]];
    let pairs = if olds.len().saturating_mul(news.len()) <= CELLS {
        longest(olds.len(), news.len(), is_same)
    } else if olds.len() <= news.len() {
        within(olds.len(), news.len(), is_same)
    } else {
        let turned = within(news.len(), olds.len(), |place, at| is_same(at, place));
        turned.into_iter().map(|(place, at)| (at, place)).collect()
    };
    pairs.into_iter().map(|(at, place)| (olds[at], news[place])).collect()
}

/// The longest common part of two lists.
fn longest(old: usize, new: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let width = new + 1;
    // How long it is from a place on in both. No more than the shorter list, whose square `CELLS` allows.
    let mut lengths = vec![0_u16; (old + 1) * width];
    for at in (0..old).rev() {
        for place in (0..new).rev() {
            lengths[at * width + place] = if is_same(at, place) {
                lengths[(at + 1) * width + place + 1] + 1
            } else {
                lengths[(at + 1) * width + place].max(lengths[at * width + place + 1])
            };
        }
    }
    let (mut pairs, mut at, mut place) = (Vec::new(), 0, 0);
    while at < old && place < new {
        if is_same(at, place) {
            pairs.push((at, place));
            at += 1;
            place += 1;
        } else if lengths[(at + 1) * width + place] >= lengths[at * width + place + 1] {
            at += 1;
        } else {
            place += 1;
        }
    }
    pairs
}

/// Where the shorter list is in the longer one, if all of it is there in order.
fn within(shorter: usize, longer: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let (mut pairs, mut places) = (Vec::with_capacity(shorter), 0..longer);
    for at in 0..shorter {
        match places.find(|&place| is_same(at, place)) {
            Some(place) => pairs.push((at, place)),
            None => return Vec::new(),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn count(old: &[u32], new: &[u32]) -> usize {
        places(old, new).iter().flatten().count()
    }

    #[test]
    fn lines_are_known_by_their_text() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.of(b"a\r\nb\n\na"), [0, 1, 2, 0]);
        assert!(numbers.of(b"").is_empty());
        assert_eq!(numbers.of(b"\n"), [2]);
    }

    #[test]
    fn a_hundred_thousand_lines_take_a_moment_whatever_they_are() {
        const MANY: u32 = 100_000;
        let all: Vec<u32> = (0..MANY).collect();
        let every_third: Vec<u32> = (0..MANY).filter(|line| line % 3 == 0).collect();
        assert_eq!(count(&all, &every_third), every_third.len());
        let alike = vec![0; 100_000];
        let mut broken = alike.clone();
        (0..broken.len()).step_by(7).for_each(|at| broken[at] = 1);
        // Two lines that alternate, against themselves backwards: no line is unique, and no end is alike.
        let two: Vec<u32> = (0..MANY).map(|line| line % 5 % 2).collect();
        let turned: Vec<u32> = two.iter().rev().copied().collect();
        for (old, new) in [(&alike, &broken), (&two, &turned), (&all, &turned)] {
            assert!(count(old, new) <= old.len());
        }
    }

    proptest! {
        #[test]
        fn matched_lines_are_the_same_and_rise(old in vec(0_u32..4, 0..12), new in vec(0_u32..4, 0..12)) {
            let found = places(&old, &new);
            prop_assert!(found.iter().enumerate().all(|(at, place)| place.is_none_or(|place| old[at] == new[place])));
            prop_assert!(found.iter().flatten().is_sorted_by(|one, next| one < next));
        }

        #[test]
        fn a_text_that_lies_within_another_is_found_whole(old in vec(0_u32..4, 0..20), kept in vec(any::<bool>(), 20)) {
            let part: Vec<u32> = old.iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| *line).collect();
            prop_assert_eq!(count(&part, &old), part.len());
            prop_assert_eq!(count(&old, &part), part.len());
        }

        #[test]
        fn nothing_longer_is_common_than_what_is_compared(old in vec(0_u32..3, 0..8), new in vec(0_u32..3, 0..8)) {
            let best = (0_u32..1 << old.len()).filter_map(|mask| {
                let part: Vec<u32> = (0..old.len()).filter(|at| mask >> at & 1 == 1).map(|at| old[at]).collect();
                let mut rest = new.iter();
                part.iter().all(|line| rest.any(|other| other == line)).then_some(part.len())
            });
            let pairs = longest(old.len(), new.len(), |at, place| old[at] == new[place]);
            prop_assert_eq!(Some(pairs.len()), best.max());
        }
    }
}
