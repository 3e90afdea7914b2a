//! What points of enforcement cannot express, for this very map.

use anyhow::Result;

use super::githooks;
use crate::domain::map::Map;
use crate::domain::pattern::{Case, Pattern};
use crate::hook::unclear;
use crate::sys::file;
use crate::ui::doctor::{Check, Point};
use crate::ui::text::{count, listed};
use crate::workspace::Workspace;

/// How many globs are named; `auraops map` has all.
const NAMED: usize = 3;

pub fn checks(workspace: &Workspace, map: &Map) -> Result<Vec<Check>> {
    let mut checks = vec![kernel()];
    checks.extend(sandboxes(workspace, map));
    checks.extend(githooks::merges(workspace));
    checks.push(Check::cannot(
        Point::Agent,
        "what a script or program started from an agent's shell does is not seen until it commits",
    ));
    let counts = unclear::counts(&workspace.store())?;
    let unclear: u64 = counts.values().sum();
    if unclear > 0 {
        let whose: Vec<String> = counts.iter().map(|(agent, count)| format!("{agent} {count}")).collect();
        let texts = count(usize::try_from(unclear).unwrap_or(usize::MAX), "shell command");
        checks.push(Check::cannot(
            Point::Agent,
            format!("{texts} not understood and let through: {}", whose.join(", ")),
        ));
    }
    if workspace.repo.case()? == Case::Fold {
        checks.push(Check::ok(Point::Map, "core.ignorecase: owners are found regardless of case"));
    }
    Ok(checks)
}

fn kernel() -> Check {
    let modules = file::read("/sys/kernel/security/lsm".as_ref()).ok().flatten().unwrap_or_default();
    let says = match String::from_utf8_lossy(&modules).split(',').any(|module| module.trim() == "landlock") {
        true => "this kernel has Landlock, but auraops does not confine sessions with it yet",
        false if cfg!(target_os = "linux") => "auraops has no sandbox here: this kernel reports no Landlock",
        false => "auraops has no sandbox on this system",
    };
    Check::cannot(Point::Kernel, says)
}

/// Sandboxes are told of directories and files that are there.
fn sandboxes(workspace: &Workspace, map: &Map) -> Vec<Check> {
    let mut checks = Vec::new();
    let root = &workspace.repo.root;
    let is_beyond = |glob: &&Pattern| glob.whole().is_none_or(|place| !root.join(place).exists());
    let of = |name: &str, globs: &[Pattern]| -> Vec<String> {
        globs.iter().filter(is_beyond).map(|glob| format!("`{glob}` ({name})")).collect()
    };
    let mut beyond: Vec<String> = Vec::new();
    for agent in &map.agents {
        beyond.extend(of(agent.name.as_str(), &agent.owns));
        beyond.extend(of(&format!("except, {}", agent.name), &agent.except));
    }
    beyond.extend(of("shared", &map.shared.write));
    if !beyond.is_empty() {
        let beyond = listed(beyond.into_iter(), NAMED, ", ");
        checks.push(Check::cannot(
            Point::Kernel,
            format!("a sandbox can only name directories and files that exist, not {beyond}"),
        ));
    }
    checks.push(Check::cannot(
        Point::Kernel,
        format!("a sandbox cannot keep {} append-only: it is either writable or not", map.chat.file),
    ));
    checks
}
