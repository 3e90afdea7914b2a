//! A checkout that is behind what was pushed from it, brought forward by whichever command comes next.

use anyhow::Result;

use crate::domain::asker::Asker;
use crate::push::forward::catch_up;
use crate::ui::push::waiting;
use crate::ui::text::count;
use crate::workspace::Workspace;

/// Brings in what a push left waiting, and says in one line what came of it; nothing where nothing waits.
pub fn behind(workspace: &Workspace, asker: Option<&Asker>) -> Result<Option<String>> {
    let brought = catch_up(workspace, asker.and_then(Asker::agent))?;
    Ok(brought.and_then(|brought| match (brought.files, &brought.waiting) {
        (Some(files), _) => Some(format!("brought in: {} that had been waiting", count(files, "file"))),
        (None, waits) => waits.as_ref().map(waiting),
    }))
}
