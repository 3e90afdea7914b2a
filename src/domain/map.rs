//! The map: who owns what.

use std::sync::Arc;

use serde::Serialize;

use super::codename::Codename;
use super::day::Zone;
use super::path::RepoPath;
use super::pattern::{Case, Pattern};

/// Everything that `auraops.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// In the order of the file.
    pub agents: Vec<Agent>,
    pub shared: Shared,
    pub chat: ChatFiles,
    pub day: Zone,
}

/// One agent and its directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub name: Codename,
    pub owns: Vec<Pattern>,
    pub except: Vec<Pattern>,
    pub mission: Option<String>,
    /// Commands, each a program and its arguments, that must succeed before END.
    pub verify: Vec<Vec<String>>,
}

/// Paths that every agent may touch. They outrank ownership.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// Only lines at the end may be added.
    pub append: Vec<Pattern>,
    /// Anything may change.
    pub write: Vec<Pattern>,
}

/// Where the entries are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatFiles {
    /// Where entries are written; append-only whether `shared` lists it or not.
    pub file: RepoPath,
    /// Read for START, END and MSG; never written.
    pub journals: Vec<RepoPath>,
    /// How names are compared.
    pub case: Case,
}

impl ChatFiles {
    /// Whether entries are written here.
    pub fn is_file(&self, path: &RepoPath) -> bool {
        self.case.same(path.as_bytes(), self.file.as_bytes())
    }

    /// Whether entries are read here: the chat and its journals.
    pub fn has(&self, path: &RepoPath) -> bool {
        self.is_file(path)
            || self.journals.iter().any(|journal| self.case.same(path.as_bytes(), journal.as_bytes()))
    }
}

/// Whose a path is, and the glob that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Owner {
    Agent {
        agent: Codename,
        glob: Arc<str>,
    },
    /// The map gives the path to several; the map has to be mended first.
    Contested {
        claims: Vec<(Codename, Arc<str>)>,
    },
    /// `glob` is `None` for the chat file, which needs no rule of its own.
    Append {
        glob: Option<Arc<str>>,
    },
    Write {
        glob: Arc<str>,
    },
    Unowned,
}

impl Owner {
    /// The agents that own the path: none, one, or those that the map leaves in dispute.
    pub fn agents(&self) -> Vec<&Codename> {
        match self {
            Owner::Agent { agent, .. } => vec![agent],
            Owner::Contested { claims } => claims.iter().map(|(agent, _)| agent).collect(),
            Owner::Append { .. } | Owner::Write { .. } | Owner::Unowned => Vec::new(),
        }
    }
}

impl Agent {
    /// The glob by which this agent owns the path.
    pub fn glob_for(&self, path: &RepoPath) -> Option<&Pattern> {
        let glob = self.owns.iter().find(|glob| glob.matches(path))?;
        (!self.except.iter().any(|except| except.matches(path))).then_some(glob)
    }
}

impl Map {
    /// A map of agents and their globs, for tests.
    #[cfg(test)]
    pub fn of(agents: &[(&str, &str)]) -> Map {
        let agent = |(name, glob): &(&str, &str)| Agent {
            name: Codename::parse(name).unwrap(),
            owns: vec![Pattern::parse(glob, Case::Sensitive).unwrap()],
            except: Vec::new(),
            mission: None,
            verify: Vec::new(),
        };
        let file = RepoPath::from_git(b"groupchat.md").unwrap();
        Map {
            agents: agents.iter().map(agent).collect(),
            shared: Shared::default(),
            chat: ChatFiles { file, journals: Vec::new(), case: Case::Sensitive },
            day: Zone::Local,
        }
    }

    /// The agent of that name, in any case.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.name.is(name))
    }

    /// Whether the path may only grow.
    pub fn is_append_only(&self, path: &RepoPath) -> bool {
        self.chat.is_file(path) || self.shared.append.iter().any(|glob| glob.matches(path))
    }

    /// Whose the file at `path` is. Shared rules come first: what everyone may touch belongs to no one.
    pub fn owner(&self, path: &RepoPath) -> Owner {
        if let Some(glob) = self.shared.append.iter().find(|glob| glob.matches(path)) {
            return Owner::Append { glob: Some(glob.text()) };
        }
        if self.chat.is_file(path) {
            return Owner::Append { glob: None };
        }
        if let Some(glob) = self.shared.write.iter().find(|glob| glob.matches(path)) {
            return Owner::Write { glob: glob.text() };
        }
        let claim = |agent: &Agent| Some((agent.name.clone(), agent.glob_for(path)?.text()));
        let mut claims = self.agents.iter().filter_map(claim);
        let Some((agent, glob)) = claims.next() else { return Owner::Unowned };
        match claims.next() {
            None => Owner::Agent { agent, glob },
            Some(second) => {
                Owner::Contested { claims: [(agent, glob), second].into_iter().chain(claims).collect() }
            }
        }
    }

    /// Whose a whole directory is (a submodule, or a folder that somebody asks about): that of a new file in it.
    pub fn owner_of_dir(&self, path: &RepoPath) -> Owner {
        match self.owner(path) {
            Owner::Unowned => self.owner(&path.child("\u{1}")),
            owner => owner,
        }
    }
}
