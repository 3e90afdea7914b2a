//! GitHub Copilot CLI (<https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-hooks-reference>).
//!
//! An event that is configured as `preToolUse` comes with `toolName` and no name of the event, one as `PreToolUse` with
//! `hook_event_name` and `tool_name`.

use serde_json::{Value, json};

use super::call::{Call, Event, EventKind, Tool};
use super::input::Payload;
use super::profile::{Profile, Settings};
use super::reply::Reply;
use super::settings::entries::{Entry, Invocation, SECONDS};
use super::trust::{Trust, UserFile};

const ASKS: &str = "with `copilot -p`, set GITHUB_COPILOT_PROMPT_MODE_REPO_HOOKS=true";

pub static PROFILE: Profile = Profile {
    name: "copilot",
    program: "copilot",
    project_variable: None,
    event,
    read,
    says,
    settings: Settings {
        file: ".github/hooks/auraops.json",
        is_local: false,
        shared: None,
        user: UserFile { variable: None, dir: ".copilot/hooks", name: "auraops.json" },
        guarded: ".github/hooks/",
        version: Some(1),
        entries,
    },
    asks: Some(ASKS),
    trust: |_| Trust::Unseen(ASKS),
    trust_file: None,
    limits: None,
};

fn event(name: &str) -> Option<EventKind> {
    Some(match name {
        "PreToolUse" | "preToolUse" => EventKind::Tool,
        "SessionStart" | "sessionStart" => EventKind::Start,
        "Stop" | "AgentStop" | "agentStop" => EventKind::Stop,
        _ => return None,
    })
}

fn read(payload: &Payload) -> Result<Call, String> {
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
        "bash" => payload.arguments()?.shell(&[]),
        "powershell" => payload.arguments()?.shell(&[]).map(Tool::in_powershell),
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

fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) => {
            Some(json!({ "permissionDecision": "deny", "permissionDecisionReason": reason }))
        }
        Reply::Context(text) => Some(json!({ "additionalContext": text })),
        Reply::GoOn(reason) => Some(json!({ "decision": "block", "reason": reason })),
        Reply::Allow | Reply::Nothing => None,
    }
}

/// Each with a command for either shell, of which it runs the one that is there.
fn entries(ours: &Invocation) -> Vec<Entry> {
    let both = |bash: &str| json!({ "type": "command", "bash": bash, "powershell": ours.call(), "timeoutSec": SECONDS });
    vec![
        Entry::new("preToolUse", both(&ours.or_stop())),
        Entry::new("sessionStart", both(ours.call())),
        Entry::new("agentStop", both(ours.call())),
    ]
}
