//! What guards everybody's work → the first of it that a call would take away.

use std::path::PathBuf;

use anyhow::Result;

use super::effects::{CallWrite, Effects, GuardTaken, Proof};
use super::refused::refused;
use crate::shell::{Guard, How};
use crate::workspace::{Enforced, Workspace};

/// The first guard that is not the agent's to take away.
pub fn taken(workspace: &Workspace, enforced: &Enforced, effects: &Effects) -> Result<Option<Guard>> {
    for GuardTaken { guard, of } in &effects.guards {
        let Some(paths) = of else { return Ok(Some(*guard)) };
        let write = |path: &PathBuf| CallWrite { path: path.clone(), how: How::Merge, proof: Proof::None };
        let writes: Vec<CallWrite> = paths.iter().map(write).collect();
        if !refused(workspace, enforced, &writes)?.is_empty() {
            return Ok(Some(*guard));
        }
    }
    Ok(None)
}
