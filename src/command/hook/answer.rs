//! What `auraops hook` says.

use std::io::{self, Write};

use serde::Serialize;

use super::super::check_path::Paths;
use super::agents;
use super::tool::Spoken;
use crate::agent::settings;
use crate::domain::next::Next;
use crate::git::hooks::{Hooks, Maker, Place, State};
use crate::ui::text::{self, Plain, styled};
use crate::ui::{Answer, Exit, document, next};

/// The answer of whichever hook command ran.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum HookAnswer {
    Standing(Standing),
    /// What git is to be told.
    Decision(Box<Decision>),
    /// What an agent's program is to be told.
    Spoken(Spoken),
}

/// What a hook decided.
#[derive(Debug, Serialize)]
pub struct Decision {
    allowed: bool,
    /// Why not, where that is not about paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Paths>,
    /// What to do now, beside what the paths say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next: Vec<Next>,
    notes: Vec<String>,
}

/// How the hooks stand, and what was done to them.
#[derive(Debug, Serialize)]
pub struct Standing {
    did: Did,
    directory: String,
    /// Whether husky runs the hooks from there.
    husky: bool,
    hooks: Vec<Row>,
    agents: Vec<agents::Row>,
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
struct Row {
    #[serde(flatten)]
    state: State,
    changed: bool,
}

impl HookAnswer {
    pub fn of(verdict: Decision) -> HookAnswer {
        HookAnswer::Decision(Box::new(verdict))
    }
}

impl Decision {
    pub fn allowed() -> Decision {
        Decision { allowed: true, reason: None, paths: None, next: Vec::new(), notes: Vec::new() }
    }

    pub fn refused(reason: String) -> Decision {
        Decision { allowed: false, reason: Some(reason), ..Decision::allowed() }
    }

    pub fn noted(note: String) -> Decision {
        Decision { notes: vec![note], ..Decision::allowed() }
    }

    pub fn of(paths: Paths) -> Decision {
        Decision {
            allowed: paths.exit() == Exit::Yes,
            notes: paths.notes().to_vec(),
            paths: Some(paths),
            ..Decision::allowed()
        }
    }

    /// The same, with something said beside it.
    pub fn and(mut self, note: String) -> Decision {
        self.notes.push(note);
        self
    }

    /// The same, with a command that leads on.
    pub fn then(mut self, next: Next) -> Decision {
        self.next.push(next);
        self
    }

    /// The same, with what an earlier one said beside it.
    pub fn after(mut self, earlier: Decision) -> Decision {
        self.notes.splice(0..0, earlier.notes);
        self
    }

    pub fn is_allowed(&self) -> bool {
        self.allowed
    }
}

impl Standing {
    pub fn new(
        did: Did,
        directory: String,
        hooks: &Hooks,
        changed: Vec<bool>,
        states: Vec<State>,
    ) -> Standing {
        let mut notes = Vec::new();
        if did == Did::Install && hooks.is_in_work_tree() && changed.contains(&true) {
            notes.push(format!(
                "`{directory}` is in the work tree: commit what changed there, and have auraops on PATH"
            ));
        }
        let rows = states.into_iter().zip(changed).map(|(state, changed)| Row { state, changed }).collect();
        Standing { did, directory, husky: hooks.are_huskys(), hooks: rows, agents: Vec::new(), notes }
    }

    /// The same, with how the agents' own hooks stand.
    pub fn with(mut self, agents: Vec<agents::Row>) -> Standing {
        self.notes.extend(agents.iter().flat_map(|row| row.notes.iter().cloned()));
        if self.did == Did::Status && !agents.iter().any(agents::Row::is_there) {
            let flags: Vec<String> = agents.iter().map(|row| format!("--{}", row.agent)).collect();
            self.notes.push(format!(
                "no agent's program asks before it writes: auraops hook install {}",
                flags.join("|")
            ));
        }
        self.agents = agents;
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
        self.hooks.iter().all(|row| row.state.is_live())
    }

    /// An agent's hook that is there and no good.
    fn broken(&self) -> Option<&agents::Row> {
        self.agents.iter().find(|row| row.problem.is_some() || row.state == settings::State::Outdated)
    }
}

impl agents::Row {
    fn is_there(&self) -> bool {
        self.problem.is_some() || self.state != settings::State::Missing
    }

    fn says(&self, did: Did) -> String {
        if let Some(problem) = &self.problem {
            return Plain(problem).to_string();
        }
        let says = match (self.state, did, self.changed) {
            (settings::State::Missing, Did::Remove, true) => "removed from",
            (settings::State::Missing, Did::Remove, false) => "was not in",
            (settings::State::Missing, ..) => "missing in",
            (settings::State::Installed, Did::Install, false) => "installed already in",
            (settings::State::Installed, ..) => "installed in",
            (settings::State::Outdated, ..) => "of another version or place, in",
        };
        format!("{says} {}", self.file)
    }
}

impl Row {
    fn says(&self, did: Did) -> String {
        let mut says = match (self.state.place, did, self.changed) {
            (Place::Missing, Did::Remove, true) => "removed".to_owned(),
            (Place::Missing, Did::Remove, false) => "was not installed".to_owned(),
            (Place::Replaced { maker }, Did::Remove, true) => format!("removed; {} is back", whose(maker)),
            (Place::Replaced { maker }, Did::Remove, false) => {
                format!("was not installed; {} is there", whose(maker))
            }
            (Place::Missing, ..) => "missing".to_owned(),
            (Place::Installed, Did::Install, false) => "installed already".to_owned(),
            (Place::Installed, ..) => "installed".to_owned(),
            (Place::RunBy { maker }, ..) => format!("installed, run by {}", whose(maker)),
            (Place::Replaced { maker }, ..) => {
                format!("missing: {} is there and does not run it", whose(maker))
            }
            (Place::Idle, ..) => "there, but git does not run it".to_owned(),
        };
        says.extend(self.state.chained.iter().map(|&maker| format!("; then {}", whose(maker))));
        if !self.state.kept.is_empty() {
            says = format!("{says}; kept {}", self.state.kept.join(", "));
        }
        says
    }
}

fn whose(maker: Maker) -> String {
    match maker {
        Maker::Other => "another hook".to_owned(),
        maker => format!("{maker}'s hook"),
    }
}

impl Answer for Standing {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.hooks.is_empty() {
            writeln!(out, "{}", styled(text::BOLD, Plain(&self.directory)))?;
        }
        for row in &self.hooks {
            writeln!(out, "  {:<21}  {}", row.state.hook.name(), row.says(self.did))?;
        }
        self.agents(out)?;
        let idle = self.hooks.iter().any(|row| row.state.place == Place::Idle);
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

impl Answer for HookAnswer {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            HookAnswer::Standing(hooks) => hooks.human(out),
            HookAnswer::Decision(verdict) => {
                if let Some(reason) = &verdict.reason {
                    writeln!(out, "{}: {}", styled(text::BAD, "refused"), Plain(reason))?;
                }
                // Git has nothing to say of what it does as asked, and neither have we.
                if let Some(paths) = verdict.paths.as_ref().filter(|_| !verdict.allowed) {
                    paths.human(out)?;
                }
                next::write(&verdict.next, out)
            }
            HookAnswer::Spoken(spoken) => spoken.human(out),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            HookAnswer::Standing(hooks) => hooks.exit(),
            HookAnswer::Decision(verdict) if verdict.allowed => Exit::Yes,
            HookAnswer::Decision(_) => Exit::No,
            HookAnswer::Spoken(spoken) => spoken.exit(),
        }
    }

    fn notes(&self) -> &[String] {
        match self {
            HookAnswer::Standing(hooks) => hooks.notes(),
            HookAnswer::Decision(verdict) => &verdict.notes,
            HookAnswer::Spoken(spoken) => spoken.notes(),
        }
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            HookAnswer::Spoken(spoken) => spoken.json(out),
            answer => document(answer, out),
        }
    }
}
