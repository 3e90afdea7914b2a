//! Who owns what, as a tree: the files of today under the rules of the map.
//!
//! One pass over the paths. A path is only compared with the globs whose literal directory it lies in, so the
//! work grows with the files and not with the agents; the answer is the same as `Map::owner`'s.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Display};
use std::sync::Arc;

use serde::Serialize;

use super::codename::Codename;
use super::map::Map;
use super::path::RepoPath;
use super::pattern::Pattern;

/// Directories below this depth count as part of the one above: a walk must end before the stack does.
const DEEPEST: usize = 128;

/// The tracked files, counted in every way that `auraops map` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survey {
    pub files: usize,
    /// In the map's order.
    pub agents: Vec<Holding>,
    pub append: Vec<Count>,
    pub write: Vec<Count>,
    /// The outermost directories in which nobody owns anything, and the rest of the others.
    pub unowned: Vec<Group>,
    /// The root.
    pub tree: Branch,
}

/// What one agent has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    pub agent: Codename,
    /// Files that are this agent's alone.
    pub files: usize,
    pub owns: Vec<Count>,
    pub except: Vec<Count>,
}

/// How many tracked files a glob matches, whoever owns them in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    pub glob: Arc<str>,
    pub files: usize,
}

/// Unowned files of one directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// With its last `/`; empty for the root.
    pub dir: String,
    pub files: usize,
    pub extent: Extent,
}

/// As a glob that can be pasted into the map.
impl Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.extent == Extent::Whole { "**" } else { "*" };
        f.pad(&format!("{}{end}", self.dir))
    }
}

/// How far a group reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Everything in the directory and below.
    Whole,
    /// Files that lie in the directory itself, beside others that are owned.
    Loose,
}

/// A directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// From the root, with its last `/`; empty for the root.
    pub dir: String,
    pub files: usize,
    /// Who has files here and below. A single one needs no more telling: then the lists below are empty.
    pub shares: Vec<Share>,
    /// Who has the files that lie in the directory itself.
    pub loose: Vec<Share>,
    pub dirs: Vec<Branch>,
}

/// Someone's part of a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    pub whose: Whose,
    pub files: usize,
}

/// Whose a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "agent", rename_all = "kebab-case")]
pub enum Whose {
    Agent(Codename),
    /// Two agents claim it: the map has to be mended.
    Contested,
    /// Everyone's, by adding lines.
    Append,
    /// Everyone's.
    Write,
    Unowned,
}

impl Survey {
    /// The globs that match no tracked file, with the agent that lists them (`None` for shared ones).
    pub fn idle(&self) -> impl Iterator<Item = (Option<&Codename>, &Arc<str>)> {
        let agents = self.agents.iter().flat_map(|holding| {
            holding.owns.iter().chain(&holding.except).map(|count| (Some(&holding.agent), count))
        });
        let shared = self.append.iter().chain(&self.write).map(|count| (None, count));
        agents.chain(shared).filter(|(_, count)| count.files == 0).map(|(agent, count)| (agent, &count.glob))
    }
}

/// Counts the tracked files.
pub fn survey(map: &Map, tracked: &[RepoPath]) -> Survey {
    let mut index = Index::new(map);
    let mut root = Node::default();
    let mut held = vec![0; map.agents.len()];
    for path in tracked {
        let slot = index.slot(path);
        if let Slot::Agent(agent) = slot {
            held[agent] += 1;
        }
        root.add(path, slot);
    }
    let mut counts = index.rules.iter().map(|rule| Count { glob: rule.glob.text(), files: rule.files });
    let mut take = |globs: &[Pattern]| counts.by_ref().take(globs.len()).collect::<Vec<_>>();
    let (append, write) = (take(&map.shared.append), take(&map.shared.write));
    let holding = |(agent, files): (&super::map::Agent, usize)| Holding {
        agent: agent.name.clone(),
        files,
        owns: take(&agent.owns),
        except: take(&agent.except),
    };
    let agents = map.agents.iter().zip(held).map(holding).collect();
    let mut unowned = Vec::new();
    root.unowned("", &mut unowned);
    Survey { files: tracked.len(), agents, append, write, unowned, tree: root.branch(String::new(), map) }
}

/// `Whose` without the name: cheap to count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Agent(usize),
    Contested,
    Append,
    Write,
    Unowned,
}

impl Slot {
    fn whose(self, map: &Map) -> Whose {
        match self {
            Slot::Agent(agent) => Whose::Agent(map.agents[agent].name.clone()),
            Slot::Contested => Whose::Contested,
            Slot::Append => Whose::Append,
            Slot::Write => Whose::Write,
            Slot::Unowned => Whose::Unowned,
        }
    }
}

/// One glob of the map and what it has matched so far.
struct Rule<'a> {
    glob: &'a Pattern,
    effect: Effect,
    files: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Append,
    Write,
    Owns(usize),
    Except(usize),
}

/// The globs by the directory in which all that they match lies.
struct Index<'a> {
    map: &'a Map,
    /// Shared ones first, then agent by agent: the order in which `survey` hands the counts out.
    rules: Vec<Rule<'a>>,
    by_dir: HashMap<Vec<u8>, Vec<usize>>,
    /// How many components the deepest of these directories has.
    depth: usize,
}

impl<'a> Index<'a> {
    fn new(map: &'a Map) -> Index<'a> {
        let rule = |effect: Effect| move |glob: &'a Pattern| Rule { glob, effect, files: 0 };
        let mut rules: Vec<Rule<'a>> = map.shared.append.iter().map(rule(Effect::Append)).collect();
        rules.extend(map.shared.write.iter().map(rule(Effect::Write)));
        for (at, agent) in map.agents.iter().enumerate() {
            rules.extend(agent.owns.iter().map(rule(Effect::Owns(at))));
            rules.extend(agent.except.iter().map(rule(Effect::Except(at))));
        }
        let mut by_dir: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (at, rule) in rules.iter().enumerate() {
            let dir = rule.glob.case().key(rule.glob.literal_dir().as_bytes()).into_owned();
            by_dir.entry(dir).or_default().push(at);
        }
        let depth = |dir: &Vec<u8>| dir.split(|byte| *byte == b'/').count();
        let depth = by_dir.keys().map(depth).max().unwrap_or_default();
        Index { map, rules, by_dir, depth }
    }

    /// Whose the path is; counts the globs that match it.
    fn slot(&mut self, path: &RepoPath) -> Slot {
        let case = self.rules.first().map(|rule| rule.glob.case()).unwrap_or_default();
        let key = case.key(path.as_bytes());
        let ends =
            key.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1).take(self.depth);
        let mut hits = Vec::new();
        for end in std::iter::once(0).chain(ends) {
            for &at in self.by_dir.get(&key[..end]).into_iter().flatten() {
                let rule = &mut self.rules[at];
                if rule.glob.matches(path) {
                    rule.files += 1;
                    hits.push(rule.effect);
                }
            }
        }
        if hits.contains(&Effect::Append) || self.map.chat.is_file(path) {
            return Slot::Append;
        }
        if hits.contains(&Effect::Write) {
            return Slot::Write;
        }
        let claim = |effect: &Effect| match effect {
            Effect::Owns(agent) if !hits.contains(&Effect::Except(*agent)) => Some(*agent),
            _ => None,
        };
        let mut claims = hits.iter().filter_map(claim);
        match claims.next() {
            None => Slot::Unowned,
            Some(first) if claims.all(|other| other == first) => Slot::Agent(first),
            Some(_) => Slot::Contested,
        }
    }
}

/// A directory while it is being counted.
#[derive(Default)]
struct Node {
    shares: BTreeMap<Slot, usize>,
    loose: BTreeMap<Slot, usize>,
    dirs: BTreeMap<Vec<u8>, Node>,
}

impl Node {
    fn add(&mut self, path: &RepoPath, slot: Slot) {
        let mut node = self;
        let mut parts = path.components().take(DEEPEST).peekable();
        *node.shares.entry(slot).or_default() += 1;
        while let Some(part) = parts.next().filter(|_| parts.peek().is_some()) {
            // `entry` would copy the name for every file.
            if !node.dirs.contains_key(part) {
                node.dirs.insert(part.to_vec(), Node::default());
            }
            let Some(next) = node.dirs.get_mut(part) else { return };
            node = next;
            *node.shares.entry(slot).or_default() += 1;
        }
        *node.loose.entry(slot).or_default() += 1;
    }

    fn branch(&self, dir: String, map: &Map) -> Branch {
        let list = |shares: &BTreeMap<Slot, usize>| {
            shares.iter().map(|(slot, &files)| Share { whose: slot.whose(map), files }).collect()
        };
        let (loose, dirs) = if self.shares.len() > 1 {
            let dirs = self.dirs.iter().map(|(name, node)| node.branch(below(&dir, name), map));
            (list(&self.loose), dirs.collect())
        } else {
            (Vec::new(), Vec::new())
        };
        Branch { dir, files: self.shares.values().sum(), shares: list(&self.shares), loose, dirs }
    }

    fn unowned(&self, dir: &str, groups: &mut Vec<Group>) {
        let Some(&files) = self.shares.get(&Slot::Unowned) else { return };
        if self.shares.len() == 1 {
            groups.push(Group { dir: dir.to_owned(), files, extent: Extent::Whole });
            return;
        }
        if let Some(&files) = self.loose.get(&Slot::Unowned) {
            groups.push(Group { dir: dir.to_owned(), files, extent: Extent::Loose });
        }
        for (name, node) in &self.dirs {
            node.unowned(&below(dir, name), groups);
        }
    }
}

/// The directory `name` in `dir`, escaped as paths are.
fn below(dir: &str, name: &[u8]) -> String {
    let name = RepoPath::from_git(name).map(|name| name.to_string()).unwrap_or_default();
    format!("{dir}{name}/")
}

#[cfg(test)]
mod tests;
