//! Codex CLI (<https://developers.openai.com/codex/hooks>; payloads as seen from 0.169).
//!
//! It lets a call through whose answer has any field that it does not know, and one that is denied by an exit status
//! with nothing on standard error.

use serde_json::Value;

use super::input::Payload;
use super::{Call, Kind, Reply, Tool, claude};

pub fn event(name: &str) -> Option<Kind> {
    Some(match name {
        "PreToolUse" => Kind::Tool,
        "SessionStart" => Kind::Start,
        "Stop" => Kind::Stop,
        _ => return None,
    })
}

pub fn read(payload: &Payload) -> Result<Call, String> {
    payload.call(payload.event(event, tool)?)
}

fn tool(payload: &Payload) -> Result<Tool, String> {
    match payload.tool()? {
        "apply_patch" => payload.arguments()?.patch(&["command", "input"]),
        // The directory of the command is in `cwd`.
        "Bash" => payload.arguments()?.shell(&[]),
        _ => Ok(Tool::Other),
    }
}

/// As Claude Code.
pub fn says(reply: &Reply) -> Option<Value> {
    claude::says(reply)
}
