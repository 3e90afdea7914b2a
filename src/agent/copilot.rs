//! GitHub Copilot CLI (<https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-hooks-reference>).
//!
//! An event that is configured as `preToolUse` comes with `toolName` and no name of the event, one as `PreToolUse` with
//! `hook_event_name` and `tool_name`.

use serde_json::{Value, json};

use super::input::Payload;
use super::{Call, Event, Kind, Reply, Tool};

pub fn event(name: &str) -> Option<Kind> {
    Some(match name {
        "PreToolUse" | "preToolUse" => Kind::Tool,
        "SessionStart" | "sessionStart" => Kind::Start,
        "Stop" | "AgentStop" | "agentStop" => Kind::Stop,
        _ => return None,
    })
}

pub fn read(payload: &Payload) -> Result<Call, String> {
    let event = if payload.has("hook_event_name") { payload.event(event, tool)? } else { unnamed(payload)? };
    payload.call(event)
}

/// The event, told by the fields that only it has.
fn unnamed(payload: &Payload) -> Result<Event, String> {
    if payload.has("toolResult") {
        Ok(Event::Other)
    } else if payload.has("toolName") {
        Ok(Event::Tool(tool(payload)?))
    } else if payload.has("stopReason") {
        Ok(Event::Stop { again: payload.flag("stopHookActive")? })
    } else if payload.has("source") {
        payload.start()
    } else if payload.has("prompt") || payload.has("reason") || payload.has("error") {
        Ok(Event::Other)
    } else {
        Err("`toolName` is missing".to_owned())
    }
}

pub fn tool(payload: &Payload) -> Result<Tool, String> {
    let file = ["path", "file_path", "filePath"];
    match payload.tool()? {
        "create" => payload.arguments()?.written(&file, &["file_text", "content"]),
        "edit" => {
            payload.arguments()?.replaced(&file, &["old_str", "old_string"], &["new_str", "new_string"])
        }
        "str_replace_editor" => editor(payload),
        "apply_patch" => payload.patch(),
        "bash" | "powershell" => payload.arguments()?.shell(&[]),
        _ => Ok(Tool::Other),
    }
}

/// One tool with several commands, of which `view` only reads.
fn editor(payload: &Payload) -> Result<Tool, String> {
    let (arguments, path) = (payload.arguments()?, ["path"]);
    match arguments.needed(&["command"])? {
        "view" => Ok(Tool::Other),
        "create" => arguments.written(&path, &["file_text"]),
        "str_replace" => arguments.replaced(&path, &["old_str"], &["new_str"]),
        _ => arguments.touched(&path),
    }
}

pub fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) => {
            Some(json!({ "permissionDecision": "deny", "permissionDecisionReason": reason }))
        }
        Reply::Context(text) => Some(json!({ "additionalContext": text })),
        Reply::GoOn(reason) => Some(json!({ "decision": "block", "reason": reason })),
        Reply::Allow | Reply::Nothing => None,
    }
}
