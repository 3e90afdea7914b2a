//! Claude Code (<https://code.claude.com/docs/en/hooks>; payloads as seen from 2.1.197).
//!
//! Cursor and Copilot run Claude's hooks too, with tools of their own names, and take Claude's answers.

use jsonc_parser::{JsonValue, ParseOptions};
use serde_json::{Value, json};

use super::input::Payload;
use super::trust::{Files, Trust};
use super::{Call, Kind, Reply, Tool, copilot, cursor, denied, mcp, specific};

pub fn event(name: &str) -> Option<Kind> {
    Some(match name {
        "PreToolUse" | "preToolUse" => Kind::Tool,
        "SessionStart" | "sessionStart" => Kind::Start,
        "Stop" | "stop" => Kind::Stop,
        _ => return None,
    })
}

pub fn read(payload: &Payload) -> Result<Call, String> {
    payload.call(payload.event(event, tool)?)
}

fn tool(payload: &Payload) -> Result<Tool, String> {
    let name = payload.tool()?;
    if payload.has("cursor_version") {
        return cursor::tool(payload);
    }
    let file = ["file_path"];
    match name {
        "Write" => payload.arguments()?.written(&file, &["content"]),
        "Edit" => payload.arguments()?.replaced(&file, &["old_string"], &["new_string"]),
        "MultiEdit" => payload.arguments()?.all_replaced(&file),
        "NotebookEdit" => payload.arguments()?.touched(&["notebook_path"]),
        "Bash" | "PowerShell" => payload.arguments()?.shell(&[]),
        name if name.starts_with("mcp__") => Ok(mcp::tool(payload, name)),
        _ => copilot::tool(payload),
    }
}

pub fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) => Some(denied(reason)),
        Reply::Context(text) => Some(specific("SessionStart", "additionalContext", text)),
        Reply::GoOn(reason) => Some(json!({ "decision": "block", "reason": reason })),
        Reply::Allow | Reply::Nothing => None,
    }
}

/// It trusts every hook, unless one settings file switches all of them off.
pub fn trust(files: &Files) -> Trust {
    let is_off = |text: &str| match jsonc_parser::parse_to_value(text, &ParseOptions::default()) {
        Ok(Some(JsonValue::Object(settings))) => settings.get_boolean("disableAllHooks") == Some(true),
        _ => false,
    };
    match files.settings.iter().find(|(_, text)| is_off(text)) {
        None => Trust::Given,
        Some((file, _)) => Trust::Refused {
            why: format!("`disableAllHooks` in {file} switches every hook off"),
            next: format!("take `disableAllHooks` out of {file}").into(),
        },
    }
}
