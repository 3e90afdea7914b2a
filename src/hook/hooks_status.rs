//! How git's and the agents' hooks stand, and what was done to them, in words.

use std::io::{self, Write};

use serde::Serialize;

use super::settings::SettingsRow;
use crate::agent::settings::SettingsState;
use crate::domain::next::Next;
use crate::git::hooks::{HookManager, HookState, HookStatus, Hooks};
use crate::ui::text::{self, Plain, styled};
use crate::ui::{Answer, Exit, next};

/// How the hooks stand, and what was done to them.
#[derive(Debug, Serialize)]
pub struct HooksStatus {
    did: Did,
    directory: String,
    /// Whether husky runs the hooks from there.
    husky: bool,
    hooks: Vec<HookRow>,
    agents: Vec<SettingsRow>,
    notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Did {
    Install,
    Remove,
    Status,
}

#[derive(Debug, Serialize)]
struct HookRow {
    #[serde(flatten)]
    status: HookStatus,
    changed: bool,
}

impl HooksStatus {
    pub fn new(
        did: Did,
        directory: String,
        hooks: &Hooks,
        changed: Vec<bool>,
        statuses: Vec<HookStatus>,
    ) -> HooksStatus {
        let mut notes = Vec::new();
        if did == Did::Install && hooks.is_in_work_tree() && changed.contains(&true) {
            notes.push(format!(
                "`{directory}` is in the work tree: commit what changed there, and have auraops on PATH"
            ));
        }
        let rows =
            statuses.into_iter().zip(changed).map(|(status, changed)| HookRow { status, changed }).collect();
        HooksStatus { did, directory, husky: hooks.are_huskys(), hooks: rows, agents: Vec::new(), notes }
    }

    /// This status, with how the agents' own hooks stand.
    pub fn with(mut self, agents: Vec<SettingsRow>) -> HooksStatus {
        self.notes.extend(agents.iter().flat_map(|row| row.notes.iter().cloned()));
        if self.did == Did::Status && !agents.iter().any(SettingsRow::is_there) {
            let flags: Vec<String> = agents.iter().map(|row| format!("--{}", row.agent)).collect();
            self.notes.push(format!(
                "no agent's program asks before it writes: auraops hook install {}",
                flags.join("|")
            ));
        }
        self.agents = agents;
        self
    }

    /// With something said beside it.
    pub fn and(mut self, note: Option<String>) -> HooksStatus {
        self.notes.extend(note);
        self
    }

    /// Writes the agents whose hooks are there, or were asked about.
    fn agents(&self, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.agents.iter().filter(|row| self.did != Did::Status || row.is_there());
        for (at, row) in rows.enumerate() {
            if at == 0 {
                writeln!(out, "{}", styled(text::BOLD, "agents"))?;
            }
            writeln!(out, "  {:<21}  {}", row.agent, row.says(self.did))?;
        }
        Ok(())
    }

    /// Where the hooks are, and whether any of them was not there before.
    pub fn place(&self) -> (&str, bool) {
        (&self.directory, self.hooks.iter().any(|row| row.changed))
    }

    pub fn all_live(&self) -> bool {
        self.hooks.iter().all(|row| row.status.is_live())
    }

    /// An agent's hook that is there and no good.
    fn broken(&self) -> Option<&SettingsRow> {
        self.agents.iter().find(|row| row.problem.is_some() || row.state == SettingsState::Outdated)
    }
}

impl SettingsRow {
    fn is_there(&self) -> bool {
        self.problem.is_some() || self.state != SettingsState::Missing
    }

    fn says(&self, did: Did) -> String {
        if let Some(problem) = &self.problem {
            return Plain(problem).to_string();
        }
        let says = match (self.state, did, self.changed) {
            (SettingsState::Missing, Did::Remove, true) => "removed from",
            (SettingsState::Missing, Did::Remove, false) => "was not in",
            (SettingsState::Missing, ..) => "missing from",
            (SettingsState::Installed, Did::Install, false) => "already installed in",
            (SettingsState::Installed, ..) => "installed in",
            (SettingsState::Outdated, ..) => "from another version or path, in",
        };
        format!("{says} {}", self.file)
    }
}

impl HookRow {
    fn says(&self, did: Did) -> String {
        let mut says = match (self.status.state, did, self.changed) {
            (HookState::Missing, Did::Remove, true) => "removed".to_owned(),
            (HookState::Missing, Did::Remove, false) => "was not installed".to_owned(),
            (HookState::Replaced { manager }, Did::Remove, true) => {
                format!("removed; {} is back", whose(manager))
            }
            (HookState::Replaced { manager }, Did::Remove, false) => {
                format!("was not installed; {} is there", whose(manager))
            }
            (HookState::Missing, ..) => "missing".to_owned(),
            (HookState::Installed, Did::Install, false) => "already installed".to_owned(),
            (HookState::Installed, ..) => "installed".to_owned(),
            (HookState::RunBy { manager }, ..) => format!("installed, run by {}", whose(manager)),
            (HookState::Replaced { manager }, ..) => {
                format!("missing: {} is there but does not run it", whose(manager))
            }
            (HookState::Idle, ..) => "there, but git does not run it".to_owned(),
        };
        says.extend(self.status.chained.iter().map(|&manager| format!("; then {}", whose(manager))));
        if !self.status.kept.is_empty() {
            says = format!("{says}; kept {}", self.status.kept.join(", "));
        }
        says
    }
}

/// Whose a hook is, in words.
pub fn whose(manager: HookManager) -> String {
    match manager {
        HookManager::Other => "another hook".to_owned(),
        manager => format!("{manager}'s hook"),
    }
}

impl Answer for HooksStatus {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.hooks.is_empty() {
            writeln!(out, "{}", styled(text::BOLD, Plain(&self.directory)))?;
        }
        for row in &self.hooks {
            writeln!(out, "  {:<21}  {}", row.status.hook.name(), row.says(self.did))?;
        }
        self.agents(out)?;
        let idle = self.hooks.iter().any(|row| row.status.state == HookState::Idle);
        let next = match self.did {
            Did::Remove => None,
            _ if self.all_live() => {
                self.broken().map(|row| Next::auraops(format!("hook install --{}", row.agent)))
            }
            _ if idle && self.husky => {
                Some(Next::run("npx husky").because("it has not run in this work tree"))
            }
            _ => Some(Next::auraops("hook install")),
        };
        next::write(&next, out)
    }

    fn exit(&self) -> Exit {
        if self.did == Did::Remove || (self.all_live() && self.broken().is_none()) {
            Exit::Yes
        } else {
            Exit::No
        }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
