//! A tool call → what it would do → which of that the agent may not.

mod append_only;
mod effects;
mod forged;
mod guards;
mod outside;
mod refused;
mod text;
mod trees;

use anyhow::Result;

use crate::agent::{Content, Dialect, Edit, Tool};
use crate::shell::{self, How};
use crate::workspace::Workspace;
use effects::{CallWrite, Proof};

pub use crate::shell::Guard;
pub use effects::Effects;
pub use guards::taken;
pub use refused::{RefusedWrite, refused};

/// What a call would do.
pub fn effects(workspace: &Workspace, tool: &Tool) -> Result<Effects> {
    let cwd = &workspace.env.cwd;
    Ok(match tool {
        Tool::Other => Effects::default(),
        Tool::Edit(edits) => Effects { writes: edits.iter().map(edited).collect(), ..Effects::default() },
        Tool::Patch(patch) => text::patch(cwd, patch),
        Tool::Shell { text, dir, dialect } => {
            let dir = dir.as_ref().map_or_else(|| cwd.clone(), |dir| workspace.env.absolute(dir.as_ref()));
            let dialect = match dialect {
                Dialect::Posix => shell::Dialect::Posix,
                Dialect::PowerShell => shell::Dialect::PowerShell,
            };
            text::shell(&workspace.repo, &dir, workspace.env.home().as_deref(), (text, dialect))?
        }
    })
}

fn edited(edit: &Edit) -> CallWrite {
    CallWrite {
        path: edit.path.clone().into(),
        how: if edit.content == Content::Gone { How::Name } else { How::Content },
        proof: Proof::Edit(edit.content.clone()),
    }
}
