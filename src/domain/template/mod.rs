//! The map that a repository starts with: who could own what, judged by the folders that are there.
//!
//! Two ideas, in this order: the four codenames, each with the folder that it is made for; else one agent a source
//! folder. Tests go to the agent whose code they test, where their folder says so.

#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use super::codename::Codename;
use super::path::RepoPath;
use super::pattern::{Case, Pattern};

pub use text::{around, chat, dispatch, map};

/// The agents to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub origin: Origin,
    pub agents: Vec<Seed>,
    /// Lock files of package managers at the root, which every agent's work changes.
    pub locks: Vec<String>,
}

/// Where the agents come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "origin", content = "of", rename_all = "kebab-case")]
pub enum Origin {
    /// The four codenames, as there is nothing yet to divide.
    Blank,
    /// Those of the four codenames whose folders are there.
    Codenames,
    /// One agent for each source folder in this one (with its last `/`; empty for the root).
    Folders(String),
}

/// An agent to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    pub name: Codename,
    pub mission: Option<&'static str>,
    pub owns: Vec<String>,
}

/// A codename, the folders that it is made for (the first decides), its tests, and what it is for.
struct Role {
    name: &'static str,
    dirs: &'static [&'static str],
    tests: &'static [&'static str],
    mission: &'static str,
}

const ROLES: [Role; 4] = [
    Role {
        name: "SENSOR",
        dirs: &["src/telemetry"],
        tests: &["telemetry", "sensor"],
        mission: "Accurate, lightweight, production-safe telemetry.",
    },
    Role {
        name: "RENDER",
        dirs: &["src/render"],
        tests: &["render"],
        mission: "Rendering that is correct first, then fast.",
    },
    Role {
        name: "SHELL",
        dirs: &["src/shell"],
        tests: &["shell"],
        mission: "A shell that is clear, consistent and quick to answer.",
    },
    Role {
        name: "PLATFORM",
        dirs: &["src/runtime", "installer"],
        tests: &["platform", "runtime"],
        mission: "A runtime, a build and an installer that work on every platform.",
    },
];

/// Folders that only hold the folders which count.
const WRAPPERS: [&str; 10] =
    ["src", "source", "Sources", "crates", "packages", "apps", "modules", "lib", "libs", "pkg"];
const TESTS: [&str; 4] = ["tests", "test", "spec", "specs"];
/// Folders that hold no source of one's own.
const NO_SOURCE: [&str; 16] = [
    "docs",
    "doc",
    "documentation",
    "vendor",
    "third_party",
    "third-party",
    "thirdparty",
    "external",
    "node_modules",
    "target",
    "build",
    "dist",
    "out",
    "bin",
    "obj",
    "tmp",
];
const LOCKS: [&str; 20] = [
    "Cargo.lock",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "deno.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "Pipfile.lock",
    "go.sum",
    "Gemfile.lock",
    "composer.lock",
    "mix.lock",
    "pubspec.lock",
    "Package.resolved",
    "Podfile.lock",
    "flake.lock",
];

impl Template {
    /// Chooses agents for a repository with these files.
    pub fn choose(files: &[RepoPath]) -> Template {
        let tree = Folders::new(files);
        let locks =
            LOCKS.iter().filter(|lock| tree.files.contains(lock)).map(|lock| (*lock).to_owned()).collect();
        let (origin, agents) = codenames(&tree)
            .map(|agents| (Origin::Codenames, agents))
            .or_else(|| folders(&tree).map(|(of, agents)| (Origin::Folders(of), agents)))
            .unwrap_or_else(|| (Origin::Blank, blank()));
        Template { origin, agents, locks }
    }
}

/// The folders of a repository, as far as names of text go.
struct Folders<'a> {
    /// Each folder, without its last `/`, and the folders in it.
    inside: BTreeMap<&'a str, Vec<&'a str>>,
    /// What lies at the root.
    files: Vec<&'a str>,
}

impl<'a> Folders<'a> {
    fn new(files: &'a [RepoPath]) -> Folders<'a> {
        let mut inside: BTreeMap<&str, Vec<&str>> = BTreeMap::from([("", Vec::new())]);
        let mut loose = Vec::new();
        for path in files.iter().filter_map(RepoPath::as_str) {
            let mut parent = "";
            for (at, _) in path.match_indices('/').take(2) {
                let dir = &path[..at];
                if !inside.contains_key(dir) {
                    inside.insert(dir, Vec::new());
                    inside.entry(parent).or_default().push(dir);
                }
                parent = dir;
            }
            if !path.contains('/') {
                loose.push(path);
            }
        }
        Folders { inside, files: loose }
    }

    fn has(&self, dir: &str) -> bool {
        self.inside.contains_key(dir)
    }

    fn inside(&self, dir: &str) -> &[&'a str] {
        self.inside.get(dir).map_or(&[], Vec::as_slice)
    }

    /// The folders of tests for code of one of these names.
    fn tests(&self, names: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for tests in TESTS {
            for name in names {
                let dirs = [format!("{tests}/test_{name}"), format!("{tests}/{name}")];
                found.extend(dirs.into_iter().filter(|dir| self.has(dir)));
            }
        }
        found
    }
}

fn codenames(tree: &Folders) -> Option<Vec<Seed>> {
    let mut agents = Vec::new();
    for role in &ROLES {
        if !tree.has(role.dirs[0]) {
            continue;
        }
        let dirs = role.dirs.iter().filter(|dir| tree.has(dir)).map(|dir| (*dir).to_owned());
        let dirs: Vec<String> = dirs.chain(tree.tests(role.tests)).collect();
        agents.extend(seed(role.name, Some(role.mission), &dirs));
    }
    (!agents.is_empty()).then_some(agents)
}

/// The four codenames as they stand, for a repository that has yet to grow.
fn blank() -> Vec<Seed> {
    let agent = |role: &Role| {
        let dirs = role.dirs.iter().map(|dir| (*dir).to_owned());
        let dirs: Vec<String> = dirs.chain([format!("tests/test_{}", role.tests[0])]).collect();
        seed(role.name, Some(role.mission), &dirs)
    };
    ROLES.iter().filter_map(agent).collect()
}

/// One agent a source folder; one level down where all source lies in one folder.
fn folders(tree: &Folders) -> Option<(String, Vec<Seed>)> {
    let is_source = |dir: &&str| !dir.starts_with('.') && !NO_SOURCE.contains(dir);
    let (tests, source): (Vec<&str>, Vec<&str>) =
        tree.inside("").iter().copied().filter(is_source).partition(|dir| TESTS.contains(dir));
    let (of, dirs) = match source.as_slice() {
        [wrapper] if WRAPPERS.contains(wrapper) && !tree.inside(wrapper).is_empty() => {
            (format!("{wrapper}/"), tree.inside(wrapper))
        }
        dirs => (String::new(), dirs),
    };
    let mut agents: Vec<Seed> = Vec::new();
    for dir in dirs {
        let name = dir.rsplit('/').next().unwrap_or(dir);
        let mut owned = vec![(*dir).to_owned()];
        owned.extend(tree.tests(&[name]));
        agents.extend(seed(&codename(name, &agents), None, &owned));
    }
    for dir in tests {
        let below = format!("{dir}/");
        let divided = agents.iter().flat_map(|agent| &agent.owns).any(|glob| glob.starts_with(&below));
        if !divided {
            agents.extend(seed(&codename(dir, &agents), None, &[dir.to_owned()]));
        }
    }
    (!agents.is_empty()).then_some((of, agents))
}

/// `None` for folders whose names no glob can spell.
fn seed(name: &str, mission: Option<&'static str>, dirs: &[String]) -> Option<Seed> {
    let globs = dirs.iter().map(|dir| format!("{}/**", literal(dir)));
    let owns: Vec<String> = globs.filter(|glob| Pattern::parse(glob, Case::Sensitive).is_ok()).collect();
    let name = Codename::parse(name).ok()?;
    (!owns.is_empty()).then_some(Seed { name, mission, owns })
}

/// A path as a glob that matches it alone.
fn literal(path: &str) -> String {
    let mut glob = String::new();
    for c in path.chars() {
        match c {
            '*' | '?' | '[' | ']' | '{' | '}' => glob.extend(['[', c, ']']),
            c => glob.push(c),
        }
    }
    glob
}

/// How much of a folder's name a codename takes; a number may come after it.
const MOST_NAME: usize = 48;

/// A codename from a folder's name, unlike those that are taken.
fn codename(folder: &str, taken: &[Seed]) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '-' };
    let upper: String = folder.to_uppercase().chars().map(fits).take(MOST_NAME).collect();
    let name = upper.trim_matches(['-', '.']);
    let name = if name.is_empty() { "CODE" } else { name };
    let name = if Codename::parse(name).is_ok() { name.to_owned() } else { format!("{name}-TEAM") };
    let is_free = |name: &String| !taken.iter().any(|seed| seed.name.is(name));
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or_default()
}
