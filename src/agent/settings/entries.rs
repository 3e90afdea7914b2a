//! What each program is told about our hook, in its own words.

use serde_json::{Value, json};

use crate::agent::Vendor;
use crate::windows;

/// How the program is found again.
#[derive(Debug, Clone)]
pub enum Program {
    /// At this path, as a shell would take it.
    At(String),
    OnPath,
}

/// One element of the list of an event's hooks.
pub struct Entry {
    pub event: &'static str,
    pub value: Value,
}

/// Seconds after which a program goes on without an answer. Ours takes milliseconds; a machine may be busy.
const SECONDS: u32 = 60;

/// What our hook has to be for each event, in the order in which a new file has them.
pub fn entries(vendor: Vendor, program: &Program) -> Vec<Entry> {
    let call = match program {
        Program::At(path) => format!("{path} hook {}", vendor.name()),
        Program::OnPath => format!("auraops hook {}", vendor.name()),
    };
    let before = before(vendor, &call);
    let entry = |event, value| Entry { event, value };
    // Asked about every tool: others that run Claude's hooks have other names for theirs.
    match vendor {
        Vendor::Claude | Vendor::Codex => vec![
            entry("PreToolUse", group(Some("*"), &before, SECONDS)),
            entry("SessionStart", group(None, &call, SECONDS)),
            entry("Stop", group(None, &call, SECONDS)),
        ],
        Vendor::Gemini => vec![
            entry("BeforeTool", group(Some(".*"), &before, SECONDS * 1000)),
            entry("SessionStart", group(None, &call, SECONDS * 1000)),
            entry("AfterAgent", group(None, &call, SECONDS * 1000)),
        ],
        Vendor::Cursor => vec![
            entry("preToolUse", json!({ "command": before, "timeout": SECONDS, "failClosed": true })),
            entry(
                "beforeShellExecution",
                json!({ "command": before, "timeout": SECONDS, "failClosed": true }),
            ),
            entry("sessionStart", json!({ "command": call, "timeout": SECONDS })),
            entry("stop", json!({ "command": call, "timeout": SECONDS })),
        ],
        Vendor::Copilot => {
            let both = |bash: &str| json!({ "type": "command", "bash": bash, "powershell": call, "timeoutSec": SECONDS });
            vec![
                entry("preToolUse", both(&before)),
                entry("sessionStart", both(&call)),
                entry("agentStop", both(&call)),
            ]
        }
    }
}

/// The command before a tool: where auraops is missing or dies, an agent is stopped and a person is not.
fn before(vendor: Vendor, call: &str) -> String {
    // Of the others nobody knows which shell runs their hooks on Windows. Copilot has a key for each.
    let is_posix = !cfg!(windows) || matches!(vendor, Vendor::Claude | Vendor::Copilot);
    if is_posix { format!(r#"{call} || [ -z "$AURAOPS_AGENT" ] || exit 2"#) } else { call.to_owned() }
}

/// The form that Claude Code made.
fn group(matcher: Option<&str>, command: &str, timeout: u32) -> Value {
    let hooks = json!([{ "type": "command", "command": command, "timeout": timeout }]);
    match matcher {
        Some(matcher) => json!({ "matcher": matcher, "hooks": hooks }),
        None => json!({ "hooks": hooks }),
    }
}

/// The version that the file has to name.
pub fn version(vendor: Vendor) -> Option<u32> {
    matches!(vendor, Vendor::Cursor | Vendor::Copilot).then_some(1)
}

/// Whether a hook is ours: any auraops, wherever it is.
pub fn is_ours(vendor: Vendor, hook: &Value) -> bool {
    let commands = ["command", "bash", "powershell"].iter().filter_map(|key| hook.get(key)?.as_str());
    commands.into_iter().any(|command| calls(vendor, command))
}

fn calls(vendor: Vendor, command: &str) -> bool {
    let call = format!(" hook {}", vendor.name());
    command.match_indices(&call).any(|(at, _)| {
        let before = windows::slashed(&command[..at].to_lowercase());
        let program = before.trim_end_matches(['\'', '"']);
        let program = program.strip_suffix(".exe").unwrap_or(program);
        let after = command[at + call.len()..].chars().next();
        let name = program.rsplit(['/', ' ', '\'', '"']).next();
        name == Some("auraops") && after.is_none_or(char::is_whitespace)
    })
}
