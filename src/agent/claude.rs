//! Claude Code (<https://code.claude.com/docs/en/hooks>; payloads as seen from 2.1.197).
//!
//! Cursor and Copilot run Claude's hooks too, with tools of their own names, and take Claude's answers.

use jsonc_parser::{JsonValue, ParseOptions};
use serde_json::{Value, json};

use super::call::{Call, EventKind, Tool};
use super::input::Payload;
use super::profile::{Profile, Settings};
use super::reply::Reply;
use super::settings::entries::{Entry, SECONDS};
use super::trust::{Files, Trust, UserFile};
use super::{copilot, cursor, mcp};

pub static PROFILE: Profile = Profile {
    name: "claude",
    program: "claude",
    project_variable: Some("CLAUDE_PROJECT_DIR"),
    event,
    read,
    says,
    settings: Settings {
        file: ".claude/settings.local.json",
        is_local: true,
        shared: Some(".claude/settings.json"),
        user: UserFile { variable: Some("CLAUDE_CONFIG_DIR"), dir: ".claude", name: "settings.json" },
        guarded: ".claude/settings",
        version: None,
        entries: |ours| entries(&ours.or_stop(), ours.call()),
    },
    asks: None,
    trust,
    trust_file: None,
    limits: Some((
        "`cd` gets around its `permissions.deny`, and its sandbox confines only shell commands",
        if cfg!(target_os = "linux") { &["bwrap", "socat"] } else { &[] },
    )),
};

fn event(name: &str) -> Option<EventKind> {
    Some(match name {
        "PreToolUse" | "preToolUse" => EventKind::Tool,
        "SessionStart" | "sessionStart" => EventKind::Start,
        "Stop" | "stop" => EventKind::Stop,
        _ => return None,
    })
}

fn read(payload: &Payload) -> Result<Call, String> {
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
        "Bash" => payload.arguments()?.shell(&[]),
        "PowerShell" => payload.arguments()?.shell(&[]).map(Tool::in_powershell),
        name if name.starts_with("mcp__") => Ok(mcp::tool(payload, name)),
        _ => copilot::tool(payload),
    }
}

pub fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) => Some(denial(reason)),
        Reply::Context(text) => Some(specific_output("SessionStart", "additionalContext", text)),
        Reply::GoOn(reason) => Some(json!({ "decision": "block", "reason": reason })),
        Reply::Allow | Reply::Nothing => None,
    }
}

/// What keeps Claude Code and Codex from a tool call.
fn denial(reason: &str) -> Value {
    json!({ "hookSpecificOutput": {
        "hookEventName": "PreToolUse",
        "permissionDecision": "deny",
        "permissionDecisionReason": reason,
    }})
}

/// `hookSpecificOutput`, as Claude Code made it and Codex and Gemini took it over.
pub fn specific_output(event: &str, field: &str, text: &str) -> Value {
    json!({ "hookSpecificOutput": { "hookEventName": event, field: text } })
}

/// The hooks of Claude Code and Codex: what runs before a tool, and what at a session's ends.
pub fn entries(before: &str, call: &str) -> Vec<Entry> {
    // Asked about every tool: others that run Claude's hooks have other names for theirs.
    vec![
        Entry::new("PreToolUse", group(Some("*"), before, SECONDS)),
        Entry::new("SessionStart", group(None, call, SECONDS)),
        Entry::new("Stop", group(None, call, SECONDS)),
    ]
}

/// A group of one hook, as Claude Code made it and Codex and Gemini took it over.
pub fn group(matcher: Option<&str>, command: &str, timeout: u32) -> Value {
    let hooks = json!([{ "type": "command", "command": command, "timeout": timeout }]);
    match matcher {
        Some(matcher) => json!({ "matcher": matcher, "hooks": hooks }),
        None => json!({ "hooks": hooks }),
    }
}

/// It trusts every hook, unless one settings file switches all of them off.
fn trust(files: &Files) -> Trust {
    let is_off = |text: &str| match jsonc_parser::parse_to_value(text, &ParseOptions::default()) {
        Ok(Some(JsonValue::Object(settings))) => settings.get_boolean("disableAllHooks") == Some(true),
        _ => false,
    };
    match files.settings.iter().find(|(_, text)| is_off(text)) {
        None => Trust::Given,
        Some((file, _)) => Trust::Refused {
            why: format!("`disableAllHooks` in {file} switches every hook off"),
            next: format!("remove `disableAllHooks` from {file}").into(),
        },
    }
}
