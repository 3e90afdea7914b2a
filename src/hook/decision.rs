//! What a hook of git decided.

use std::io::{self, Write};

use serde::Serialize;

use crate::domain::next::Next;
use crate::ui::judgement::Judgement;
use crate::ui::text::{self, Plain, styled};
use crate::ui::{Answer, Exit, next};

/// What a hook decided.
#[derive(Debug, Serialize)]
pub struct Decision {
    allowed: bool,
    /// Why not, where that is not about paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Judgement>,
    /// What to do now, beside what the paths say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next: Vec<Next>,
    notes: Vec<String>,
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

    pub fn of(paths: Judgement) -> Decision {
        Decision {
            allowed: paths.exit() == Exit::Yes,
            notes: paths.notes().to_vec(),
            paths: Some(paths),
            ..Decision::allowed()
        }
    }

    /// This decision, with something said beside it.
    pub fn and(mut self, note: String) -> Decision {
        self.notes.push(note);
        self
    }

    /// This decision, with a command that leads on.
    pub fn then(mut self, next: Next) -> Decision {
        self.next.push(next);
        self
    }

    /// This decision, with what an earlier one said beside it.
    pub fn after(mut self, earlier: Decision) -> Decision {
        self.notes.splice(0..0, earlier.notes);
        self
    }

    pub fn is_allowed(&self) -> bool {
        self.allowed
    }
}

impl Answer for Decision {
    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(reason) = &self.reason {
            writeln!(out, "{}: {}", styled(text::BAD, "refused"), Plain(reason))?;
        }
        // Git has nothing to say of what it does as asked, and neither have we.
        if let Some(paths) = self.paths.as_ref().filter(|_| !self.allowed) {
            paths.human(out)?;
        }
        next::write(&self.next, out)
    }

    fn exit(&self) -> Exit {
        if self.allowed { Exit::Yes } else { Exit::No }
    }

    fn notes(&self) -> &[String] {
        &self.notes
    }
}
