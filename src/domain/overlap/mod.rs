//! The proof that no path belongs to two agents.
//!
//! Every glob is a regular language, so the question "is there a path, in the tree or not, that both own?" has
//! an exact answer: walk the automata of both globs side by side, together with one that admits only valid
//! paths, and with those of every glob that takes paths away (`except` of either agent, everything shared).
//! A state where all of the first accept and none of the others do is an overlap, and the way to it a witness.
//!
//! A witness is checked against the map before anyone sees it. Where an automaton grows past its limit, or the
//! walk past its budget, the answer is `CannotProve`: silence always means "disjoint".

mod product;

use std::cell::OnceCell;
use std::sync::Arc;

use serde::Serialize;

use super::codename::Codename;
use super::map::{Agent, Map, Owner};
use super::path::RepoPath;
use super::pattern::{Case, Pattern};
use product::{Budget, Language, Search, search};

/// Two agents whose globs clash, or may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clash {
    pub first: Claim,
    pub second: Claim,
    #[serde(flatten)]
    pub finding: Finding,
}

/// One side of a clash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    pub agent: Codename,
    pub glob: Arc<str>,
    /// Which agent of the map, and which of its `owns`.
    #[serde(skip)]
    pub at: (usize, usize),
}

/// What the proof came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Both own this path; `tracked` when git tracks it today.
    Overlap { witness: RepoPath, tracked: bool },
    /// The globs are too intricate to decide.
    CannotProve,
}

/// Every pair of agents that is not proven to be disjoint, in the map's order, one clash a pair.
pub fn clashes(map: &Map, tracked: &[RepoPath]) -> Vec<Clash> {
    let proof = Proof::new(map, tracked);
    let pairs = (0..map.agents.len()).flat_map(|a| (a + 1..map.agents.len()).map(move |b| (a, b)));
    pairs.filter_map(|(a, b)| proof.agents(a, b)).collect()
}

/// Decides for single globs whether a valid path matches both. Remembers automata between questions.
#[derive(Debug, Default)]
pub struct Overlaps {
    budget: Budget,
    valid: Valid,
}

impl Overlaps {
    /// Whether a path matches both globs and none of `outside`. `false` is a proof; `true` may be "cannot tell".
    pub fn may_overlap(&self, a: &Lazy, b: &Lazy, outside: &[&Lazy]) -> bool {
        if !a.meets(b) {
            return false;
        }
        let (Some(first), Some(second)) = (a.language(), b.language()) else { return true };
        let Some(valid) = self.valid.any(a.pattern.case()) else { return true };
        let outside = outside.iter().filter(|glob| glob.meets(a) && glob.meets(b));
        let outside: Vec<_> = outside.filter_map(|glob| glob.language()).collect();
        !matches!(search(&[first, second, valid], &outside, &self.budget), Search::Nothing)
    }
}

/// A glob whose automaton is built when first asked for.
#[derive(Debug)]
pub struct Lazy {
    pub pattern: Pattern,
    /// What every match begins with, as names are compared.
    prefix: Vec<u8>,
    /// What every match ends in.
    suffix: Vec<u8>,
    language: OnceCell<Option<Language>>,
}

impl Lazy {
    pub fn new(pattern: &Pattern) -> Lazy {
        let folded = pattern.case().key(pattern.as_str().as_bytes()).into_owned();
        let is_meta = |byte: &u8| b"*?[]{}".contains(byte);
        let end = folded.iter().position(is_meta).unwrap_or(folded.len());
        let last = folded.iter().rposition(is_meta).map_or(0, |last| last + 1);
        // `**/x` matches `x` too: a slash after the last glob character may be missing.
        let suffix = folded[last..].strip_prefix(b"/").unwrap_or(&folded[last..]);
        let (prefix, suffix) = (folded[..end].to_vec(), suffix.to_vec());
        Lazy { pattern: pattern.clone(), prefix, suffix, language: OnceCell::new() }
    }

    fn language(&self) -> Option<&Language> {
        self.language.get_or_init(|| Language::new(&self.pattern.regex())).as_ref()
    }

    /// Whether what both globs name outright leaves room for a common path: the cheap way out of most pairs.
    fn meets(&self, other: &Lazy) -> bool {
        let begins = self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix);
        begins && (self.suffix.ends_with(&other.suffix) || other.suffix.ends_with(&self.suffix))
    }
}

/// The languages of valid paths, from the most readable to all of them.
#[derive(Debug, Default)]
struct Valid {
    plain: OnceCell<Option<Language>>,
    text: OnceCell<Option<Language>>,
    any: OnceCell<Option<Language>>,
}

impl Valid {
    /// Names as people choose them: ASCII, no leading dot.
    fn plain(&self, case: Case) -> Option<&Language> {
        let upper = if case == Case::Sensitive { "A-Z" } else { "" };
        let name = format!("[a-z0-9_{upper}][a-z0-9_.{upper}-]*");
        self.plain.get_or_init(|| Language::new(&format!("^{name}(?:/{name})*$"))).as_ref()
    }

    /// Whatever is UTF-8 and can be printed.
    fn text(&self, case: Case) -> Option<&Language> {
        let not = format!(r"/\x00-\x1f\x7f-\x9f{}", upper(case));
        self.text.get_or_init(|| Language::new(&components("", &not))).as_ref()
    }

    /// Whatever git can store. Where case does not count, names are compared in lower case, so none has capitals.
    fn any(&self, case: Case) -> Option<&Language> {
        let not = format!(r"/\x00{}", upper(case));
        self.any.get_or_init(|| Language::new(&components("(?-u)", &not))).as_ref()
    }
}

fn upper(case: Case) -> &'static str {
    if case == Case::Fold { "A-Z" } else { "" }
}

/// Paths of components that are not empty, `.` or `..` and hold no character of `not`.
fn components(flags: &str, not: &str) -> String {
    let name = format!(r"(?:[^.{not}][^{not}]*|\.[^.{not}][^{not}]*|\.\.[^{not}]+)");
    format!("{flags}^{name}(?:/{name})*$")
}

/// One map under proof.
struct Proof<'a> {
    map: &'a Map,
    tracked: &'a [RepoPath],
    /// The tracked files that the map leaves in dispute; looked for once, and only when something clashes.
    contested: OnceCell<Vec<&'a RepoPath>>,
    owns: Vec<Vec<Lazy>>,
    except: Vec<Vec<Lazy>>,
    shared: Vec<Lazy>,
    tools: Overlaps,
}

impl<'a> Proof<'a> {
    fn new(map: &'a Map, tracked: &'a [RepoPath]) -> Proof<'a> {
        let lazy = |globs: &[Pattern]| globs.iter().map(Lazy::new).collect::<Vec<_>>();
        let all = |globs: fn(&Agent) -> &[Pattern]| map.agents.iter().map(|a| lazy(globs(a))).collect();
        let mut shared = lazy(&map.shared.append);
        shared.extend(lazy(&map.shared.write));
        shared.extend(chat(map));
        Proof {
            map,
            tracked,
            contested: OnceCell::new(),
            owns: all(|agent| &agent.owns),
            except: all(|agent| &agent.except),
            shared,
            tools: Overlaps::default(),
        }
    }

    fn agents(&self, a: usize, b: usize) -> Option<Clash> {
        let mut unproven = None;
        for (i, first) in self.owns[a].iter().enumerate() {
            for (j, second) in self.owns[b].iter().enumerate() {
                match self.globs((a, first), (b, second)) {
                    Search::Nothing => {}
                    Search::Found(witness) => return Some(self.overlap(a, b, witness)),
                    Search::GaveUp => unproven = unproven.or(Some((i, j))),
                }
            }
        }
        let (i, j) = unproven?;
        // What the automata could not decide, the files of today may.
        if let Some(witness) = self.tracked_witness(a, b) {
            return Some(self.overlap(a, b, witness));
        }
        let claim = |agent: usize, glob: usize| self.claim(agent, glob);
        Some(Clash { first: claim(a, i), second: claim(b, j), finding: Finding::CannotProve })
    }

    fn globs(&self, (a, first): (usize, &Lazy), (b, second): (usize, &Lazy)) -> Search<RepoPath> {
        if !first.meets(second) {
            return Search::Nothing;
        }
        let case = first.pattern.case();
        let valid = &self.tools.valid;
        let (Some(one), Some(two), Some(any)) = (first.language(), second.language(), valid.any(case)) else {
            return Search::GaveUp;
        };
        let takes = self.except[a].iter().chain(&self.except[b]).chain(&self.shared);
        let takes = takes.filter(|glob| glob.meets(first) && glob.meets(second));
        // A glob that cannot be taken away only leaves too much, and every witness is checked against the map.
        let takes: Vec<_> = takes.filter_map(Lazy::language).collect();
        let witness = |language: Option<&Language>| {
            let found = search(&[one, two, language?], &takes, &self.tools.budget);
            let Search::Found(bytes) = found else { return None };
            RepoPath::from_git(&bytes).filter(|path| self.is_contested(a, b, path))
        };
        match search(&[one, two, any], &takes, &self.tools.budget) {
            Search::Nothing => Search::Nothing,
            Search::GaveUp => Search::GaveUp,
            Search::Found(_) => [valid.plain(case), valid.text(case), Some(any)]
                .into_iter()
                .find_map(witness)
                .map_or(Search::GaveUp, Search::Found),
        }
    }

    fn overlap(&self, a: usize, b: usize, witness: RepoPath) -> Clash {
        let (witness, tracked) = match self.tracked_witness(a, b) {
            Some(tracked) => (tracked, true),
            None => (witness, false),
        };
        let glob = |agent: usize| {
            let glob = self.map.agents[agent].owns.iter().position(|glob| glob.matches(&witness));
            self.claim(agent, glob.unwrap_or_default())
        };
        Clash { first: glob(a), second: glob(b), finding: Finding::Overlap { witness, tracked } }
    }

    fn tracked_witness(&self, a: usize, b: usize) -> Option<RepoPath> {
        let is_contested = |path: &&RepoPath| matches!(self.map.owner(path), Owner::Contested { .. });
        let contested = self.contested.get_or_init(|| self.tracked.iter().filter(is_contested).collect());
        contested.iter().find(|path| self.is_contested(a, b, path)).map(|&path| path.clone())
    }

    fn is_contested(&self, a: usize, b: usize, path: &RepoPath) -> bool {
        let agents = &self.map.agents;
        agents[a].glob_for(path).is_some()
            && agents[b].glob_for(path).is_some()
            && matches!(self.map.owner(path), Owner::Contested { .. })
    }

    fn claim(&self, agent: usize, glob: usize) -> Claim {
        let owner = &self.map.agents[agent];
        Claim { agent: owner.name.clone(), glob: owner.owns[glob].text(), at: (agent, glob) }
    }
}

/// The chat file belongs to everyone without a rule of its own. One whose name has glob characters is left out:
/// then a clash on it alone shows as "cannot prove", which `shared.append` mends.
fn chat(map: &Map) -> Option<Lazy> {
    let case = map.agents.first()?.owns.first()?.case();
    let pattern = Pattern::parse(map.chat.file.as_str()?, case).ok()?;
    (pattern.literal_dir().len() < pattern.as_str().len() && pattern.matches(&map.chat.file))
        .then(|| Lazy::new(&pattern))
}

#[cfg(test)]
mod tests;
