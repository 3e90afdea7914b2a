//! Who is asking: the operator, one agent, or nobody known.

use serde::{Serialize, Serializer};

use super::codename::{Codename, OPERATOR, is_operator};

/// The variable that names the codename of a session.
pub const VARIABLE: &str = "AURAOPS_AGENT";
/// The file in a linked worktree's own git directory that names whose the worktree is.
pub const RECORD: &str = "auraops-agent";

/// Who is asking, as the map knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    Agent(Codename),
    /// The operator, who may do anything.
    Operator,
    /// A person, or a session that nobody named: may touch one agent's paths at a time.
    Nobody,
}

impl Asker {
    pub fn agent(&self) -> Option<&Codename> {
        match self {
            Asker::Agent(name) => Some(name),
            Asker::Operator | Asker::Nobody => None,
        }
    }
}

impl Serialize for Asker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Asker::Agent(name) => name.serialize(serializer),
            Asker::Operator => serializer.serialize_str(OPERATOR),
            Asker::Nobody => serializer.serialize_none(),
        }
    }
}

/// Who says to ask, before any map was read: the name may be one that no map knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    Agent(String),
    Operator,
    Nobody,
}

impl Claim {
    pub fn of(name: Option<String>) -> Claim {
        match name {
            Some(name) if is_operator(&name) => Claim::Operator,
            Some(name) => Claim::Agent(name),
            None => Claim::Nobody,
        }
    }

    /// Who that is, in one word.
    pub fn name(&self) -> Option<&str> {
        match self {
            Claim::Agent(name) => Some(name),
            Claim::Operator => Some(OPERATOR),
            Claim::Nobody => None,
        }
    }

    /// The name of the agent, as it was given.
    pub fn agent(&self) -> Option<&str> {
        match self {
            Claim::Agent(name) => Some(name),
            Claim::Operator | Claim::Nobody => None,
        }
    }
}
