//! That `end` will run what the map names: said until it has run here, for a map can come with a stranger's repository.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::domain::id::fingerprint;
use crate::domain::map::Agent;
use crate::sys::state::Store;
use crate::ui::text::{cut, listed, quoted};
use crate::workspace::Workspace;

/// The fingerprints of the commands that have run here, a line each, the last at the end.
const RAN: &str = "verified";
const KEPT: usize = 1000;
/// How many commands are named, and how much of each.
const NAMED: usize = 5;
const MOST: usize = 200;

/// A command as a shell would take it.
pub fn shown(command: &[String]) -> String {
    command.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// Says which commands of these agents `end` will run that it has not run here yet.
pub fn notice<'a>(workspace: &Workspace, agents: impl IntoIterator<Item = &'a Agent>) -> Option<String> {
    let ran = ran(&workspace.store()).unwrap_or_default();
    let commands: BTreeSet<String> =
        agents.into_iter().flat_map(|agent| &agent.verify).map(|command| shown(command)).collect();
    let new = commands.iter().filter(|command| !ran.contains(&mark(command)));
    let new: Vec<String> = new.map(|command| cut(command, MOST)).collect();
    if new.is_empty() {
        return None;
    }
    let named = listed(new.into_iter().map(|command| format!("`{command}`")), NAMED, ", ");
    Some(format!("`auraops end` will run what the map names under `verify`: {named}"))
}

/// Remembers that an agent's commands have been run.
pub fn remember(workspace: &Workspace, agent: &Agent) -> Result<()> {
    let store = workspace.store();
    let mut list = ran(&store)?;
    let new = agent.verify.iter().map(|command| mark(&shown(command)));
    let new: Vec<String> = new.filter(|mark| !list.contains(mark)).collect();
    if new.is_empty() {
        return Ok(());
    }
    list.extend(new);
    let old = list.len().saturating_sub(KEPT);
    store.replace(RAN, (list[old..].join("\n") + "\n").as_bytes())
}

fn ran(store: &Store) -> Result<Vec<String>> {
    let text = store.read(RAN)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
}

fn mark(command: &str) -> String {
    format!("{:016x}", fingerprint(command.as_bytes()))
}
