//! Whether the map changed since a live session began.

use std::rc::Rc;

use anyhow::Result;

use crate::config;
use crate::domain::chat::{Presence, Session};
use crate::domain::codename::Codename;
use crate::domain::entry::Fields;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::domain::remap::{Remap, ScopeChange};
use crate::workspace::Workspace;

/// The map that is enforced, with which sessions are compared.
pub struct Current<'w> {
    workspace: &'w Workspace<'w>,
    blob: Oid,
    map: Rc<Map>,
}

impl<'w> Current<'w> {
    /// `None` where there is no map that could be read.
    pub fn new(workspace: &'w Workspace<'w>) -> Result<Option<Current<'w>>> {
        let Some(blob) = workspace.enforced_blob()? else { return Ok(None) };
        Ok(workspace.enforced_map(None).ok().map(|enforced| Current {
            workspace,
            blob,
            map: enforced.shared_map(),
        }))
    }

    /// Whether a live session began by another map.
    pub fn since(&self, agent: &Codename, sessions: Option<&Vec<Session>>) -> Result<Option<Remap>> {
        let Some(session) = sessions.and_then(|sessions| sessions.last()) else { return Ok(None) };
        let mut starts = session.resumes.iter().rev().chain(&session.start);
        let then = starts.find_map(|start| start.post.entry.start().and_then(Fields::map_oid));
        let (Some(then), Presence::Live) = (then, session.presence()) else { return Ok(None) };
        if self.blob.as_str().starts_with(&then.to_lowercase()) {
            return Ok(None);
        }
        Ok(Some(Remap {
            agent: agent.clone(),
            then: then.to_owned(),
            now: self.blob.short().to_owned(),
            scope: self.scope(agent, then)?,
        }))
    }

    fn scope(&self, agent: &Codename, then: &str) -> Result<ScopeChange> {
        let Some(text) = self.workspace.repo.blob_named(then)? else { return Ok(ScopeChange::Unknown) };
        let then = self.workspace.parse(&String::from_utf8_lossy(&text), config::FILE);
        Ok(then.map_or(ScopeChange::Unknown, |then| ScopeChange::between(&then, &self.map, agent)))
    }
}

/// What to tell whoever looks at the agent from outside.
pub fn note(remap: &Remap) -> String {
    match remap.scope {
        ScopeChange::Same => remap.to_string(),
        ScopeChange::Changed | ScopeChange::Unknown => {
            format!("{remap}: `auraops launch {}` shows the current scope", remap.agent)
        }
    }
}
