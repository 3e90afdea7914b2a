//! One file a subcommand: arguments in, an answer out. Nothing here prints.

pub mod audit;
pub mod check_path;
pub mod completions;
pub mod doctor;
pub mod end;
pub mod hook;
pub mod inbox;
pub mod init;
pub mod launch;
pub mod map;
pub mod msg;
pub mod ship;
pub mod status;

use std::fmt::Display;

use anyhow::Result;

use crate::domain::asker::Asker;
use crate::domain::entry::Party;
use crate::domain::map::Map;
use crate::error::hinted;
use crate::workspace::Workspace;

/// Who asks, where a command lets one say it
#[derive(Debug, clap::Args)]
pub struct AgentFlag {
    /// Act as this agent, or as `user` [default: `AURAOPS_AGENT`, else this linked worktree's agent]
    #[arg(id = "agent", long = "agent", value_name = "NAME")]
    name: Option<String>,
}

impl AgentFlag {
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whom the next commands have to name: nobody where the surroundings say who asks.
    pub fn by(&self, party: impl Display) -> Option<String> {
        self.name.as_ref().map(|_| party.to_string())
    }

    /// Whether the surroundings say by themselves that it is `party` who asks.
    pub fn is_itself(workspace: &Workspace, map: &Map, party: &Party) -> bool {
        match workspace.asker(map, None) {
            Ok(Asker::Agent(name)) => party.agent() == Some(&name),
            Ok(Asker::Operator) => *party == Party::Operator,
            Ok(Asker::Nobody) | Err(_) => false,
        }
    }

    /// Who speaks in the chat, or whose messages are meant: somebody has to be.
    pub fn party(&self, workspace: &Workspace, map: &Map) -> Result<Party> {
        match workspace.asker(map, self.name())? {
            Asker::Agent(name) => Ok(Party::Agent(name)),
            Asker::Operator => Ok(Party::Operator),
            Asker::Nobody => Err(hinted(
                "no agent is identified here",
                "add `--agent NAME` (a person: `--agent user`), or set AURAOPS_AGENT",
            )),
        }
    }
}
