//! Automata side by side: the shortest string that all of some languages hold and none of others.

use std::cell::Cell;
use std::collections::HashSet;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

/// Bytes that one automaton may take, and that building it may take.
const DFA_LIMIT: usize = 1 << 20;
/// States that one walk may visit.
const WALK_LIMIT: usize = 100_000;
/// States that all walks of a proof may visit together: a hostile map costs seconds, not hours.
const TOTAL_LIMIT: usize = 4_000_000;

/// A regular language over bytes, as a complete automaton.
#[derive(Debug)]
pub struct Language {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    /// Bytes that begin a new class: all bytes up to the next one behave alike.
    edges: [bool; 256],
}

/// What a walk came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search<T> {
    Found(T),
    /// There is no such string.
    Nothing,
    /// The limits were reached first.
    GaveUp,
}

/// How much walking is left.
#[derive(Debug)]
pub struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Budget {
        Budget(Cell::new(TOTAL_LIMIT))
    }
}

impl Language {
    /// Builds the automaton, or `None` where it grows past its limit.
    pub fn new(regex: &str) -> Option<Language> {
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::All)
            .accelerate(false)
            .dfa_size_limit(Some(DFA_LIMIT))
            .determinize_size_limit(Some(DFA_LIMIT));
        let dfa = dense::Builder::new()
            .configure(config)
            .syntax(syntax::Config::new().utf8(false).dot_matches_new_line(true))
            .thompson(
                thompson::Config::new()
                    .utf8(false)
                    .nfa_size_limit(Some(DFA_LIMIT))
                    .which_captures(WhichCaptures::None),
            )
            .build(regex)
            .ok()?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        let classes = dfa.byte_classes();
        let mut edges = [true; 256];
        for byte in 1..=u8::MAX {
            edges[usize::from(byte)] = classes.get(byte) != classes.get(byte - 1);
        }
        Some(Language { dfa, start, edges })
    }

    fn accepts(&self, state: StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(state))
    }
}

/// The shortest string in every one of `all` and in none of `but`; of equally short ones the most readable.
pub fn search(all: &[&Language], but: &[&Language], budget: &Budget) -> Search<Vec<u8>> {
    let bytes = representatives(all.iter().chain(but).copied());
    let languages: Vec<&Language> = all.iter().chain(but).copied().collect();
    let start: Box<[StateID]> = languages.iter().map(|language| language.start).collect();
    let mut walk = Walk { steps: vec![(0, 0)], seen: HashSet::from([start.clone()]), queue: vec![start] };
    let mut next = Vec::with_capacity(languages.len());
    let mut at = 0;
    while at < walk.queue.len() {
        if at >= WALK_LIMIT || budget.0.get() == 0 {
            return Search::GaveUp;
        }
        budget.0.set(budget.0.get() - 1);
        let state = walk.queue[at].clone();
        let accepts = |(language, state): (&&Language, &StateID)| language.accepts(*state);
        let (inside, outside) = state.split_at(all.len());
        if all.iter().zip(inside).all(accepts) && !but.iter().zip(outside).any(accepts) {
            return Search::Found(walk.string(at));
        }
        for &byte in &bytes {
            next.clear();
            next.extend(languages.iter().zip(&state).map(|(l, &state)| l.dfa.next_state(state, byte)));
            let dead = all.iter().zip(&next).any(|(l, &state)| l.dfa.is_dead_state(state));
            if !dead && !walk.seen.contains(next.as_slice()) {
                walk.push(next.as_slice().into(), at, byte);
            }
        }
        at += 1;
    }
    Search::Nothing
}

/// A breadth-first walk, with the way back from each state.
struct Walk {
    queue: Vec<Box<[StateID]>>,
    /// For each state of the queue, the one it was reached from and the byte.
    steps: Vec<(usize, u8)>,
    seen: HashSet<Box<[StateID]>>,
}

impl Walk {
    fn push(&mut self, state: Box<[StateID]>, from: usize, byte: u8) {
        self.seen.insert(state.clone());
        self.queue.push(state);
        self.steps.push((from, byte));
    }

    fn string(&self, mut at: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while at != 0 {
            let (from, byte) = self.steps[at];
            bytes.push(byte);
            at = from;
        }
        bytes.reverse();
        bytes
    }
}

/// One byte for each set of bytes that no automaton tells apart, the most readable of it, most readable first.
fn representatives<'a>(languages: impl Iterator<Item = &'a Language>) -> Vec<u8> {
    let mut edges = [false; 256];
    for language in languages {
        for (edge, other) in edges.iter_mut().zip(&language.edges) {
            *edge |= other;
        }
    }
    let mut bytes: Vec<u8> = Vec::new();
    for byte in 0..=u8::MAX {
        match bytes.last_mut() {
            Some(last) if !edges[usize::from(byte)] => {
                if rank(byte) < rank(*last) {
                    *last = byte;
                }
            }
            _ => bytes.push(byte),
        }
    }
    bytes.sort_by_key(|&byte| rank(byte));
    bytes
}

/// How gladly one reads a byte in a path: the lower the better.
fn rank(byte: u8) -> (u8, u8) {
    let kind = match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        b'_' | b'-' | b'.' => 3,
        b'/' => 4,
        b'!'..=b'~' => 5,
        0x80.. => 6,
        _ => 7,
    };
    (kind, byte)
}
