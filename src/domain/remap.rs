//! A map that changed under a session, which goes by what its START was told.

use std::fmt::{self, Display};

use serde::Serialize;

use super::codename::Codename;
use super::map::Map;
use super::pattern::Pattern;

/// The map at a live session's START, and the one that is enforced now.
#[derive(Debug, Clone, Serialize)]
pub struct Remap {
    #[serde(skip)]
    pub agent: Codename,
    /// The first digits of the map's object id, as the START has them.
    pub then: String,
    pub now: String,
    pub scope: ScopeChange,
}

/// What the change is to the agent itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeChange {
    Same,
    Changed,
    /// The map of then is not in this repository.
    Unknown,
}

impl ScopeChange {
    /// Compares all that decides what the agent may touch, as it is written.
    pub fn between(then: &Map, now: &Map, agent: &Codename) -> ScopeChange {
        if scope(then, agent) == scope(now, agent) { ScopeChange::Same } else { ScopeChange::Changed }
    }
}

fn scope(map: &Map, agent: &Codename) -> Option<[Vec<String>; 4]> {
    let texts = |globs: &[Pattern]| globs.iter().map(ToString::to_string).collect::<Vec<_>>();
    let agent = map.agent(agent.as_str())?;
    let append = [texts(&map.shared.append), vec![map.chat.file.to_string()]].concat();
    Some([texts(&agent.owns), texts(&agent.except), append, texts(&map.shared.write)])
}

impl Display for Remap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own = match self.scope {
            ScopeChange::Same => "; its own scope has not",
            ScopeChange::Changed => ", and its scope with it",
            ScopeChange::Unknown => "",
        };
        write!(f, "the map has changed since {}'s START, {} → {}{own}", self.agent, self.then, self.now)
    }
}
