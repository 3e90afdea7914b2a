//! Cursor (<https://cursor.com/docs/hooks>). Every answer about a tool call needs `permission`, the allowing one too.

use serde_json::{Value, json};

use super::call::{Call, Event, EventKind, Tool};
use super::input::Payload;
use super::profile::{Profile, Settings};
use super::reply::Reply;
use super::settings::entries::{Entry, Invocation, SECONDS};
use super::trust::{Trust, UserFile};

pub static PROFILE: Profile = Profile {
    name: "cursor",
    program: "cursor-agent",
    project_variable: Some("CURSOR_PROJECT_DIR"),
    event,
    read,
    says: |reply| Some(says(reply)),
    settings: Settings {
        file: ".cursor/hooks.json",
        is_local: false,
        shared: None,
        user: UserFile { variable: None, dir: ".cursor", name: "hooks.json" },
        guarded: ".cursor/hooks",
        version: Some(1),
        entries,
    },
    asks: None,
    trust: |_| Trust::Given,
    trust_file: None,
    limits: None,
};

fn event(name: &str) -> Option<EventKind> {
    Some(match name {
        "preToolUse" | "beforeShellExecution" | "beforeReadFile" | "beforeMCPExecution" => EventKind::Tool,
        "sessionStart" => EventKind::Start,
        "stop" => EventKind::Stop,
        _ => return None,
    })
}

fn read(payload: &Payload) -> Result<Call, String> {
    let event = match payload.event(event, any_tool)? {
        // Whoever pressed the button wants no further turn.
        Event::Stop { .. } if payload.text(&["status"])?.is_some_and(|status| status != "completed") => {
            Event::Other
        }
        // It counts how often a hook has made the agent go on, and has no flag for it.
        Event::Stop { again } => Event::Stop { again: again || payload.number("loop_count")? > 0 },
        event => event,
    };
    payload.call(event)
}

fn any_tool(payload: &Payload) -> Result<Tool, String> {
    match payload.text(&["hook_event_name"])? {
        Some("beforeShellExecution") => payload.shell(),
        Some("preToolUse") => tool(payload),
        _ => Ok(Tool::Other),
    }
}

pub fn tool(payload: &Payload) -> Result<Tool, String> {
    let file = ["file_path", "path", "target_file"];
    match payload.tool()? {
        "Write" => payload.arguments()?.written(&file, &["content", "contents"]),
        "StrReplace" | "Edit" => payload.arguments()?.replaced(&file, &["old_string"], &["new_string"]),
        "MultiEdit" => payload.arguments()?.all_replaced(&file),
        "EditNotebook" | "NotebookEdit" => {
            payload.arguments()?.touched(&["target_notebook", "notebook_path", "path"])
        }
        "Delete" => payload.arguments()?.deleted(&file),
        "ApplyPatch" => payload.patch(),
        "Shell" | "Bash" => payload.arguments()?.shell(&["working_directory", "cwd"]),
        _ => Ok(Tool::Other),
    }
}

fn says(reply: &Reply) -> Value {
    match reply {
        Reply::Allow => json!({ "permission": "allow" }),
        Reply::Deny(reason) => {
            json!({ "permission": "deny", "user_message": reason, "agent_message": reason })
        }
        Reply::Context(text) => json!({ "additional_context": text }),
        Reply::GoOn(reason) => json!({ "followup_message": reason }),
        Reply::Nothing => json!({}),
    }
}

fn entries(ours: &Invocation) -> Vec<Entry> {
    let before = json!({ "command": ours.or_stop_in_sh(), "timeout": SECONDS, "failClosed": true });
    let session = json!({ "command": ours.call(), "timeout": SECONDS });
    vec![
        Entry::new("preToolUse", before.clone()),
        Entry::new("beforeShellExecution", before),
        Entry::new("sessionStart", session.clone()),
        Entry::new("stop", session),
    ]
}
