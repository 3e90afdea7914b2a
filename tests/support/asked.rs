//! An agent's program that asks before a tool runs.

use std::io::Write;
use std::process::{Output, Stdio};

use super::next::Place;
use super::{World, text};

/// A captured payload, with the test's repository in the place of `/repo`.
pub fn fixture(world: &World, name: &str) -> String {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/hooks/{name}.json"));
    let text = std::fs::read_to_string(file).unwrap();
    let root = world.path("").to_str().unwrap().trim_end_matches(['/', '\\']).replace('\\', "/");
    text.replace("/repo", &root)
}

/// Runs the hook as the program does.
pub fn ask(world: &World, vendor: &str, payload: impl AsRef<[u8]>) -> Output {
    let mut process = world.process(["hook", vendor]);
    process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = world.ground.watch(&Place::of(&process), || {
        let mut child = process.spawn()?;
        let mut stdin = child.stdin.take().unwrap();
        let payload = payload.as_ref().to_vec();
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&payload)));
        let output = child.wait_with_output();
        feeder.join().unwrap();
        output
    });
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    output
}

/// What the hook said, which is nothing where it allows; Cursor wants a word for that too.
pub fn answer(world: &World, vendor: &str, payload: impl AsRef<[u8]>) -> String {
    let output = ask(world, vendor, payload);
    let said = text(&output.stdout).trim_end().to_owned();
    if said == r#"{"permission":"allow"}"# { String::new() } else { said }
}

/// Claude's call of `Write`.
pub fn write(world: &World, path: &str, content: &str) -> String {
    let cwd = world.path("");
    serde_json::json!({
        "session_id": "s", "cwd": cwd, "hook_event_name": "PreToolUse", "tool_name": "Write",
        "tool_input": {"file_path": path, "content": content},
    })
    .to_string()
}

/// Asserts that Claude may write a path.
pub fn may(world: &World, path: &str) {
    assert_eq!(answer(world, "claude", write(world, path, "x\n")), "", "{path}");
}

/// Asserts that Claude may not, and gives back the reason.
pub fn may_not(world: &World, path: &str) -> String {
    denial(&answer(world, "claude", write(world, path, "x\n")))
}

/// The reason in Claude's and Codex's form, which has no field more.
pub fn denial(said: &str) -> String {
    let said: serde_json::Value =
        serde_json::from_str(said).unwrap_or_else(|_| panic!("no denial: {said:?}"));
    let reason = said["hookSpecificOutput"]["permissionDecisionReason"].as_str().unwrap().to_owned();
    let expected = serde_json::json!({"hookSpecificOutput": {
        "hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": reason,
    }});
    assert_eq!(said, expected);
    reason
}

/// Codex's call of a tool that takes a text.
pub fn codex(world: &World, tool: &str, dir: &str, text: &str) -> String {
    let payload = serde_json::json!({
        "session_id": "s", "turn_id": "t", "cwd": world.path(dir), "hook_event_name": "PreToolUse",
        "tool_name": tool, "tool_input": {"command": text}, "tool_use_id": "c",
    });
    answer(world, "codex", payload.to_string())
}
