//! Gemini CLI (<https://geminicli.com/docs/hooks/reference>). Times are in milliseconds.

use serde_json::{Value, json};

use super::input::Payload;
use super::{Call, Kind, Reply, Tool, specific};

pub fn event(name: &str) -> Option<Kind> {
    Some(match name {
        "BeforeTool" => Kind::Tool,
        "SessionStart" => Kind::Start,
        "AfterAgent" => Kind::Stop,
        _ => return None,
    })
}

pub fn read(payload: &Payload) -> Result<Call, String> {
    payload.call(payload.event(event, tool)?)
}

fn tool(payload: &Payload) -> Result<Tool, String> {
    let file = ["file_path"];
    match payload.tool()? {
        "write_file" => payload.arguments()?.written(&file, &["content"]),
        "replace" => payload.arguments()?.replaced(&file, &["old_string"], &["new_string"]),
        "run_shell_command" => payload.arguments()?.shell(&["dir_path", "directory"]),
        _ => Ok(Tool::Other),
    }
}

pub fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) | Reply::GoOn(reason) => Some(json!({ "decision": "deny", "reason": reason })),
        Reply::Context(text) => Some(specific("SessionStart", "additionalContext", text)),
        Reply::Allow | Reply::Nothing => None,
    }
}
