//! What is decided of tools that come from an MCP server.

use crate::support::World;
use crate::support::asked::{answer, codex, denial};

fn ask(world: &World, tool: &str, input: &serde_json::Value) -> String {
    let call = serde_json::json!({
        "session_id": "s", "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": tool,
        "tool_input": input,
    });
    let said = answer(world, "claude", call.to_string());
    assert_eq!(said, answer(world, "codex", call.to_string()), "both agents hear the same");
    said
}

#[test]
fn a_server_of_files_writes_no_more_than_the_agent_itself() {
    let world = World::new().agent("SENSOR");
    let path = |path: &str| world.path(path).to_str().unwrap().to_owned();
    let (own, foreign) = (path("src/telemetry/a.rs"), path("src/render/a.rs"));
    for (tool, input) in [
        ("mcp__filesystem__write_file", serde_json::json!({"path": foreign, "content": "x"})),
        ("mcp__fs__write_file", serde_json::json!({"path": foreign, "content": "x"})),
        ("mcp__my-filesystem__edit_file", serde_json::json!({"path": foreign, "edits": []})),
        ("mcp__filesystem__move_file", serde_json::json!({"source": own, "destination": foreign})),
        ("mcp__filesystem__move_file", serde_json::json!({"source": foreign, "destination": own})),
        ("mcp__filesystem__write_file", serde_json::json!({"path": path("groupchat.md"), "content": "x"})),
    ] {
        assert!(denial(&ask(&world, tool, &input)).contains("SENSOR may not write"), "{tool} {input}");
    }
    for (tool, input) in [
        ("mcp__filesystem__write_file", serde_json::json!({"path": own, "content": "x"})),
        ("mcp__filesystem__read_file", serde_json::json!({"path": foreign})),
        ("mcp__filesystem__edit_file", serde_json::json!({"path": foreign, "edits": [], "dryRun": true})),
        ("mcp__filesystem__write_file", serde_json::json!({"file": 3})),
        ("mcp__filesystem__search", serde_json::json!([1])),
        // Of another server nobody knows where its paths are.
        ("mcp__cloud__write_file", serde_json::json!({"path": foreign, "content": "x"})),
        ("mcp__", serde_json::json!({})),
    ] {
        assert_eq!(ask(&world, tool, &input), "", "{tool} {input}");
    }
}

#[test]
fn a_patch_may_not_put_a_new_chat_over_the_old_one() {
    let world = World::new().agent("SENSOR");
    world.write("groupchat.md", "# chat\none\n");
    let patch = |body: &str| format!("*** Begin Patch\n{body}\n*** End Patch");
    let added = patch("*** Add File: groupchat.md\n+mine");
    denial(&codex(&world, "apply_patch", "", &added));
    denial(&codex(&world, "Bash", "", &format!("apply_patch <<'EOF'\n{added}\nEOF")));
    let grown = patch("*** Update File: groupchat.md\n@@\n one\n+two");
    assert_eq!(codex(&world, "apply_patch", "", &grown), "");
    assert_eq!(codex(&world, "Bash", "", &format!("apply_patch <<'EOF'\n{grown}\nEOF")), "");
}
