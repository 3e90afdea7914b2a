//! Gemini CLI (<https://geminicli.com/docs/hooks/reference>). Times are in milliseconds.

use serde_json::{Value, json};

use super::call::{Call, EventKind, Tool};
use super::claude::{group, specific_output};
use super::input::Payload;
use super::profile::{Profile, Settings};
use super::reply::Reply;
use super::settings::entries::{Entry, Invocation, SECONDS};
use super::trust::{Trust, UserFile};

const ASKS: &str = "start gemini here once and trust the folder";

pub static PROFILE: Profile = Profile {
    name: "gemini",
    program: "gemini",
    project_variable: Some("GEMINI_PROJECT_DIR"),
    event,
    read,
    says,
    settings: Settings {
        file: ".gemini/settings.json",
        is_local: false,
        shared: None,
        user: UserFile { variable: None, dir: ".gemini", name: "settings.json" },
        guarded: ".gemini/settings",
        version: None,
        entries,
    },
    asks: Some(ASKS),
    trust: |_| Trust::Unseen(ASKS),
    trust_file: None,
    limits: None,
};

fn event(name: &str) -> Option<EventKind> {
    Some(match name {
        "BeforeTool" => EventKind::Tool,
        "SessionStart" => EventKind::Start,
        "AfterAgent" => EventKind::Stop,
        _ => return None,
    })
}

fn read(payload: &Payload) -> Result<Call, String> {
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

fn says(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Deny(reason) | Reply::GoOn(reason) => Some(json!({ "decision": "deny", "reason": reason })),
        Reply::Context(text) => Some(specific_output("SessionStart", "additionalContext", text)),
        Reply::Allow | Reply::Nothing => None,
    }
}

fn entries(ours: &Invocation) -> Vec<Entry> {
    let timeout = SECONDS * 1000;
    vec![
        Entry::new("BeforeTool", group(Some(".*"), &ours.or_stop_in_sh(), timeout)),
        Entry::new("SessionStart", group(None, ours.call(), timeout)),
        Entry::new("AfterAgent", group(None, ours.call(), timeout)),
    ]
}
