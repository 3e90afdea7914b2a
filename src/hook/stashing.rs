//! What is said of hooks that take everybody's unstaged changes out of a shared checkout for a while.

use crate::ui::text::listed;
use crate::workspace::Workspace;
use crate::workspace::identity;

/// How many programs are named.
const NAMED: usize = 3;

/// That a hook of somebody's takes others' changes away, and what helps.
pub struct Warning {
    pub says: String,
    pub advice: String,
}

/// What is to be said here; nothing where nobody else writes.
pub fn warning(workspace: &Workspace) -> Option<Warning> {
    if !is_shared(workspace) {
        return None;
    }
    // What cannot be read is nothing that a session could do something about.
    let programs = workspace.repo.stashing().unwrap_or_default();
    let names = programs.iter().map(|program| format!("`{}`", program.name));
    let names = match programs.len() {
        0 => return None,
        _ => listed(names, NAMED, ", "),
    };
    let instead = programs.iter().find_map(|program| program.instead);
    let instead = instead.map(|instead| format!("{instead}, or ")).unwrap_or_default();
    Some(Warning {
        says: format!(
            "{names} in a hook puts all sessions' unstaged changes aside while it runs: what they write \
             meanwhile is lost"
        ),
        advice: format!("{instead}give each agent a worktree of its own: git worktree add ../NAME"),
    })
}

impl Warning {
    /// All of it as one line.
    pub fn note(&self) -> String {
        format!("{}; {}", self.says, self.advice)
    }
}

/// Whether more than one agent works in this checkout, as far as the map tells.
fn is_shared(workspace: &Workspace) -> bool {
    let has_agents = workspace.shown_map().is_ok_and(|map| map.agents.len() > 1);
    has_agents && !matches!(identity::recorded(&workspace.repo), Ok(Some(_)))
}
