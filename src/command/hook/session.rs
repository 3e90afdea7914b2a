//! What an agent is told when its session begins, and what it is reminded of before it stops.

use anyhow::Result;

use crate::agent::{Call, Reply};
use crate::workspace::Workspace;

pub fn start(_workspace: &Workspace, _fresh: bool) -> Result<Reply> {
    Ok(Reply::Nothing)
}

pub fn stop(_workspace: &Workspace, _call: &Call, _again: bool) -> Result<Reply> {
    Ok(Reply::Nothing)
}
