//! Codex CLI (<https://developers.openai.com/codex/hooks>; payloads as seen from 0.169).
//!
//! It lets a call through whose answer has any field that it does not know, and one that is denied by an exit status
//! with nothing on standard error.

use toml::{Table, Value};

use super::call::{Call, EventKind, Tool};
use super::input::Payload;
use super::profile::{Profile, Settings};
use super::trust::{Files, Trust, UserFile};
use super::{claude, mcp};
use crate::domain::next::Next;
use crate::error::Hint;

pub static PROFILE: Profile = Profile {
    name: "codex",
    program: "codex",
    project_variable: None,
    event,
    read,
    says: claude::says,
    settings: Settings {
        file: ".codex/hooks.json",
        is_local: false,
        shared: None,
        user: UserFile { variable: Some("CODEX_HOME"), dir: ".codex", name: "hooks.json" },
        guarded: ".codex/",
        version: None,
        entries: |ours| claude::entries(&ours.or_stop_in_sh(), ours.call()),
    },
    asks: Some("start codex here once: trust the project, and the hooks under /hooks"),
    trust,
    trust_file: Some(UserFile { variable: Some("CODEX_HOME"), dir: ".codex", name: "config.toml" }),
    limits: Some((
        "its permission profile can grant only directories and files that exist, and is ignored with `-s`",
        &[],
    )),
};

fn event(name: &str) -> Option<EventKind> {
    Some(match name {
        "PreToolUse" => EventKind::Tool,
        "SessionStart" => EventKind::Start,
        "Stop" => EventKind::Stop,
        _ => return None,
    })
}

fn read(payload: &Payload) -> Result<Call, String> {
    payload.call(payload.event(event, tool)?)
}

fn tool(payload: &Payload) -> Result<Tool, String> {
    match payload.tool()? {
        "apply_patch" => payload.arguments()?.patch(&["command", "input"]),
        // The directory of the command is in `cwd`.
        "Bash" => payload.arguments()?.shell(&[]),
        name => Ok(mcp::tool(payload, name)),
    }
}

/// It runs hooks only where the user trusts the project and has approved each hook. The approval is kept with a hash
/// whose making is its own business: that there is one is all that is looked at.
fn trust(files: &Files) -> Trust {
    let refused = |why: &str, next: Hint| Trust::Refused { why: why.to_owned(), next };
    let codex = |reason: &str| Hint::from(Next::run("codex").because(reason));
    let Ok(config) = files.config.parse::<Table>() else {
        return refused("its config.toml cannot be read", codex("it shows where config.toml is wrong"));
    };
    let features = config.get("features");
    let is_off = |name: &str| features.and_then(|features| features.get(name)) == Some(&false.into());
    if is_off("hooks") || is_off("codex_hooks") {
        return refused(
            "hooks are switched off in its config.toml",
            "remove `hooks = false` from its config.toml".into(),
        );
    }
    let project = config.get("projects").and_then(|projects| projects.get(files.root));
    let level = project.and_then(|project| project.get("trust_level")).and_then(Value::as_str);
    if level != Some("trusted") {
        return refused(
            "this project is not trusted",
            codex("here, once: trust the project, and the hooks under /hooks"),
        );
    }
    let state = config.get("hooks").and_then(|hooks| hooks.get("state")).and_then(Value::as_table);
    let is_ours = |key: &String| {
        let key = key.replace('\\', "/");
        let rest = key.strip_prefix(&files.root.replace('\\', "/"));
        rest.is_some_and(|rest| rest.starts_with("/.codex/hooks.json:pre_tool_use:"))
    };
    let has_hash = |value: &Value| value.get("trusted_hash").is_some_and(Value::is_str);
    if !state.is_some_and(|state| state.iter().any(|(key, value)| is_ours(key) && has_hash(value))) {
        return refused("the hook is not approved", codex("here, once: approve the hooks under /hooks"));
    }
    Trust::Given
}
