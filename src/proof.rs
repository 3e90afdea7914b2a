//! The map of the work tree, proven: no two agents own the same path in it.

use anyhow::Result;

use crate::config::{self, Config};
use crate::domain::map::Map;
use crate::domain::overlap::{self, Finding};
use crate::domain::path::RepoPath;
use crate::workspace::Workspace;

/// A map in which every path has at most one owner.
#[derive(Debug)]
pub struct Proven {
    pub map: Map,
    /// What the map was held against.
    pub tracked: Vec<RepoPath>,
    /// What could not be proven.
    pub notes: Vec<String>,
}

impl Workspace<'_> {
    /// The map of the work tree. Two owners of one path are an error with both places.
    pub fn proven_map(&self) -> Result<Proven> {
        self.prove(&self.map_text()?, self.repo.tracked()?)
    }

    /// Reads a map's text and proves it.
    pub fn prove(&self, text: &str, tracked: Vec<RepoPath>) -> Result<Proven> {
        let config = Config::parse(text, config::FILE, self.repo.case()?)?;
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
}
