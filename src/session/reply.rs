//! What a session is told, and what of it then counts as read.

use anyhow::Result;

use crate::agent::Reply;
use crate::chat::read_marks::ReadMarks;
use crate::domain::asker::Asker;
use crate::domain::codename::Codename;
use crate::domain::id::Id;
use crate::workspace::{Enforced, Workspace};

/// What a session is told, and the messages in it, to be marked as read once it was said.
pub struct SessionReply {
    pub reply: Reply,
    pub to_mark: Option<ToMark>,
}

/// Messages that are about to be shown.
#[derive(Debug, Clone)]
pub struct ToMark {
    pub marks: ReadMarks,
    pub ids: Vec<Id>,
}

impl ToMark {
    pub fn mark(&self) -> Result<()> {
        self.marks.add(self.ids.iter().copied())
    }
}

impl From<Reply> for SessionReply {
    fn from(reply: Reply) -> SessionReply {
        SessionReply { reply, to_mark: None }
    }
}

/// The map that is enforced, and the agent that asks.
pub fn asking(workspace: &Workspace) -> Result<Option<(Enforced, Codename)>> {
    let Some(enforced) = workspace.enforced_if_any()? else { return Ok(None) };
    Ok(match enforced.asker().clone() {
        Asker::Agent(name) => Some((enforced, name)),
        Asker::Operator | Asker::Nobody => None,
    })
}
