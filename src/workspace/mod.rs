//! The repository as auraops sees it: git, the map that counts, who is asking, and where the state is.

pub mod chat;
mod copies;
mod enforced;
pub mod identity;
pub mod origin;
mod path;
mod state;

use std::path::Path;

use anyhow::Result;

use crate::config::{self, Config, ConfigError};
use crate::domain::map::Map;
use crate::domain::overlap::{self, Finding};
use crate::domain::path::RepoPath;
use crate::git::Repo;
use crate::sys::env::{Env, plain};
pub use copies::Copy;
pub use enforced::{Enforced, MapSource};
pub use state::Turn;

/// The repository that a command works on.
pub struct Workspace<'e> {
    pub env: &'e Env,
    pub repo: Repo,
}

/// A map in which every path has at most one owner.
#[derive(Debug)]
pub struct Proven {
    pub map: Map,
    /// What the map was held against.
    pub tracked: Vec<RepoPath>,
    /// What could not be proven.
    pub notes: Vec<String>,
}

impl<'e> Workspace<'e> {
    pub fn open(env: &'e Env) -> Result<Workspace<'e>> {
        Ok(Workspace { env, repo: Repo::open(env)? })
    }

    /// The map of the work tree: what the next commit would say.
    pub fn shown_map(&self) -> Result<Map> {
        self.parse(&self.map_text()?, config::FILE)
    }

    /// The text of the map in the work tree; what git has of it, where the work tree lacks it.
    pub fn map_text(&self) -> Result<String> {
        if let Some(text) = self.work_tree_map()? {
            return Ok(text);
        }
        let recorded = match RepoPath::from_git(config::FILE.as_bytes()) {
            Some(path) => self.repo.absent(&path)?,
            None => None,
        };
        let text = recorded.map(|recorded| String::from_utf8_lossy(&recorded.text).into_owned());
        text.ok_or_else(|| self.no_map())
    }

    /// The map of the work tree. Two owners of one path are an error with both places.
    pub fn proven_map(&self) -> Result<Proven> {
        self.prove(&self.map_text()?, config::FILE, self.repo.tracked()?)
    }

    /// Reads a map's text and proves it. `file` is what errors call it.
    pub fn prove(&self, text: &str, file: &str, tracked: Vec<RepoPath>) -> Result<Proven> {
        let config = Config::parse(text, file, self.repo.case()?)?;
        let mut notes = Vec::new();
        for clash in overlap::clashes(&config.map, &tracked) {
            let error = config.clash(&clash);
            match clash.finding {
                Finding::Overlap { .. } => return Err(error.into()),
                Finding::CannotProve => notes.push(error.message),
            }
        }
        Ok(Proven { map: config.map, tracked, notes })
    }

    fn work_tree_map(&self) -> Result<Option<String>> {
        let bytes = self.repo.ordinary().read_unlinked(config::FILE, config::MOST)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Reads a map's text with the repository's own idea of case.
    pub fn parse(&self, text: &str, file: &str) -> Result<Map> {
        config::parse(text, file, self.repo.case()?).map_err(|error: ConfigError| error.into())
    }

    /// What stands before a path from the root so that a command finds it where the asker is: `../` below the root.
    pub fn up(&self) -> String {
        let below = |dir: &Path| dir.strip_prefix(&self.repo.root).map_or(0, |rest| rest.iter().count());
        let here = self.env.cwd.canonicalize().map(plain).unwrap_or_default();
        // Git runs its hooks at the root, and tells where it was called.
        let called = self.env.var("GIT_PREFIX").map(|prefix| self.repo.root.join(prefix));
        let depth = match (below(&here), called) {
            (0, Some(dir)) if here == self.repo.root && dir.is_dir() => below(&dir),
            (depth, _) => depth,
        };
        "../".repeat(depth)
    }
}
