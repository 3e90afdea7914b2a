//! What every vendor's payloads come to, whole and damaged, and how each is answered.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// Every captured payload: the vendor, the file's name, the text.
fn payloads() -> Vec<(Vendor, String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hooks");
    let mut payloads: Vec<(Vendor, String, String)> = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let vendor = Vendor::ALL.into_iter().find(|vendor| name.starts_with(vendor.name())).unwrap();
        payloads.push((vendor, name, std::fs::read_to_string(path).unwrap()));
    }
    assert!(payloads.len() > 20);
    payloads
}

/// Those that come before a tool.
fn calls() -> Vec<(Vendor, String, String)> {
    let is_tool =
        |(_, name, _): &(Vendor, String, String)| !name.ends_with("-start") && !name.ends_with("-stop");
    payloads().into_iter().filter(is_tool).collect()
}

/// Whether a call would be judged, and as one that writes what the captured ones write.
fn names_the_file(call: &Call) -> bool {
    let Event::Tool(tool) = &call.event else { return false };
    let file = "src/render/b.txt";
    match tool {
        Tool::Edit(edits) => edits.iter().any(|edit| edit.path.ends_with(file)),
        Tool::Patch(text) => text.contains(file),
        Tool::Shell { text, dir, .. } => text.contains(file) || text.contains("b.txt") || dir.is_some(),
        Tool::Other => false,
    }
}

#[test]
fn every_captured_payload_is_understood() {
    for (vendor, name, text) in payloads() {
        let call = vendor.read(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        match name.rsplit('-').next().unwrap() {
            "start" => assert_eq!(call.event, Event::Start { fresh: true }, "{name}"),
            "stop" => assert_eq!(call.event, Event::Stop { again: false }, "{name}"),
            _ => assert!(names_the_file(&call), "{name}: {call:?}"),
        }
        assert!(call.session.is_some(), "{name}");
        assert!(call.cwd.is_some() || call.project.is_some(), "{name}");
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(vendor.read(&marked).unwrap(), call, "{name} with a byte order mark");
    }
}

#[test]
fn a_payload_that_is_cut_off_is_no_call() {
    for (vendor, name, text) in calls() {
        let text = text.trim_end();
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = &text.as_bytes()[..end];
            assert!(vendor.read(cut).is_err(), "{name} up to {end}");
            assert!(!vendor.is_of_session(cut), "{name} up to {end}");
        }
    }
}

/// Every document that has another value in one place.
fn altered(value: &Value, others: &[Value]) -> Vec<Value> {
    let mut documents: Vec<Value> = others.to_vec();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for other in altered(field, others) {
                    let mut copy = fields.clone();
                    copy.insert(name.clone(), other);
                    documents.push(Value::Object(copy));
                }
                let mut copy = fields.clone();
                copy.remove(name);
                documents.push(Value::Object(copy));
            }
        }
        Value::Array(values) => {
            for (at, element) in values.iter().enumerate() {
                for other in altered(element, others) {
                    let mut copy = values.clone();
                    copy[at] = other;
                    documents.push(Value::Array(copy));
                }
            }
        }
        _ => {}
    }
    documents
}

#[test]
fn a_field_of_another_type_hides_no_write() {
    let others = [json!(null), json!(7), json!(-1.5), json!(true), json!([]), json!({}), json!([["x"]])];
    for (vendor, name, text) in calls() {
        for other in altered(&serde_json::from_str(&text).unwrap(), &others) {
            let text = other.to_string();
            match vendor.read(text.as_bytes()) {
                Ok(call) => assert!(names_the_file(&call), "{name}: {text}: {call:?}"),
                Err(_) => assert!(!vendor.is_of_session(text.as_bytes()), "{name}: {text}"),
            }
        }
    }
}

#[test]
fn what_no_agent_sends_is_no_call() {
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"tool_input\":{}1{}}}", "{\"a\":".repeat(5000), "}".repeat(5000));
    let garbage = "x".repeat(10 << 20);
    let strings = ["", " ", "null", "[]", "7", "\"x\"", "{}", "{}{}", "{\"a\":1", &deep, &nested, &garbage];
    for vendor in Vendor::ALL {
        for text in strings {
            assert!(vendor.read(text.as_bytes()).is_err(), "{vendor:?}: {text:.40}");
        }
        assert!(vendor.read(b"{\"hook_event_name\":\"\xff\"}").is_err());
        assert!(vendor.read(b"\0").is_err());
    }
}

#[test]
fn nul_in_a_name_is_no_name() {
    for (vendor, name, text) in calls() {
        let nul = text.replace("b.txt", "b.txt\\u0000").replace("\\\"{", "\"{");
        if !name.ends_with("-text") && name != "copilot-bash" {
            assert!(vendor.read(nul.as_bytes()).is_err(), "{name}");
        }
        let raw = text.replace("b.txt", "b\0.txt");
        assert!(vendor.read(raw.as_bytes()).is_err(), "{name}");
    }
}

#[test]
fn a_large_call_is_judged_like_a_small_one() {
    for (vendor, name, text) in calls() {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&text) else { panic!("{name}") };
        fields.insert("unknown".to_owned(), json!("x".repeat(10 << 20)));
        let call = vendor.read(Value::Object(fields).to_string().as_bytes()).unwrap();
        assert!(names_the_file(&call), "{name}");
    }
}

#[test]
fn tools_that_write_nothing_we_could_name_are_let_through() {
    for (event, vendor) in [
        ("PreToolUse", Vendor::Claude),
        ("PreToolUse", Vendor::Codex),
        ("BeforeTool", Vendor::Gemini),
        ("preToolUse", Vendor::Cursor),
        ("PreToolUse", Vendor::Copilot),
    ] {
        for tool in ["Read", "Agent", "mcp__files__write", "view", "Größe"] {
            let payload = json!({
                "hook_event_name": event, "cwd": "/repo", "tool_name": tool, "tool_input": {"x": [1]},
                "new_field": {"a": null},
            });
            let call = vendor.read(payload.to_string().as_bytes()).unwrap();
            assert_eq!(call.event, Event::Tool(Tool::Other), "{vendor:?} {tool}");
        }
        let other = json!({ "hook_event_name": "PostEverything", "tool_name": 1 });
        assert_eq!(vendor.read(other.to_string().as_bytes()).unwrap().event, Event::Other);
        assert!(vendor.is_of_session(b"{\"hook_event_name\" : \"SomethingNew\", \"x"));
    }
}

#[test]
fn the_calls_are_told_apart() {
    let read = |vendor: Vendor, name: &str, input: Value| {
        let event = if vendor == Vendor::Gemini { "BeforeTool" } else { "PreToolUse" };
        let event = if vendor == Vendor::Cursor { "preToolUse" } else { event };
        let payload = json!({ "hook_event_name": event, "tool_name": name, "tool_input": input });
        match vendor.read(payload.to_string().as_bytes()).unwrap().event {
            Event::Tool(tool) => tool,
            event => panic!("{event:?}"),
        }
    };
    let swap = |all| Content::Replaced(vec![Swap { old: "a".into(), new: "b".into(), all }]);
    let edit = |content: Content| Tool::Edit(vec![Edit { path: "f".into(), content }]);
    let swapped = json!({ "file_path": "f", "old_string": "a", "new_string": "b", "replace_all": true });
    assert_eq!(read(Vendor::Claude, "Edit", swapped.clone()), edit(swap(true)));
    assert_eq!(read(Vendor::Gemini, "replace", swapped.clone()), edit(swap(true)));
    assert_eq!(read(Vendor::Cursor, "StrReplace", swapped), edit(swap(true)));
    let written = json!({ "file_path": "f", "content": "x" });
    assert_eq!(read(Vendor::Claude, "Write", written.clone()), edit(Content::Whole("x".into())));
    assert_eq!(read(Vendor::Cursor, "Write", json!({ "path": "f" })), edit(Content::Unknown));
    assert_eq!(read(Vendor::Cursor, "Delete", json!({ "path": "f" })), edit(Content::Gone));
    let both = read(Vendor::Cursor, "Write", json!({ "path": "f", "file_path": "g" }));
    assert!(matches!(both, Tool::Edit(edits) if edits.len() == 2), "nobody knows which of them counts");
    let view = json!({ "command": "view", "path": "f" });
    assert_eq!(read(Vendor::Copilot, "str_replace_editor", view), Tool::Other);
    let insert = json!({ "command": "insert", "path": "f", "insert_line": 1 });
    assert_eq!(read(Vendor::Copilot, "str_replace_editor", insert), edit(Content::Unknown));
    let shell = |dir: Option<&str>| Tool::Shell {
        text: "ls".into(),
        dir: dir.map(Into::into),
        dialect: Dialect::Posix,
    };
    let command = json!({ "command": "ls", "dir_path": "d" });
    assert_eq!(read(Vendor::Gemini, "run_shell_command", command.clone()), shell(Some("d")));
    assert_eq!(read(Vendor::Claude, "Bash", command), shell(None));
    // Cursor and Copilot run Claude's hooks too.
    assert_eq!(read(Vendor::Claude, "create", json!({ "path": "f" })), edit(Content::Unknown));
}

#[test]
fn a_session_is_kept_from_stopping_once_at_most() {
    for (vendor, name, text) in payloads().into_iter().filter(|(_, name, _)| name.ends_with("-stop")) {
        let again = text.replace("\"stop_hook_active\":false", "\"stop_hook_active\":true");
        let again = again.replace("\"loop_count\":0", "\"loop_count\":1");
        if again != text {
            assert_eq!(vendor.read(again.as_bytes()).unwrap().event, Event::Stop { again: true }, "{name}");
        }
        let broken = text.replace(":false", ":0").replace("\"loop_count\":0", "\"loop_count\":\"x\"");
        if broken != text {
            assert!(
                vendor.read(broken.as_bytes()).is_err() && vendor.is_of_session(broken.as_bytes()),
                "{name}"
            );
        }
    }
    let aborted = r#"{"hook_event_name":"stop","status":"aborted","loop_count":0}"#;
    assert_eq!(Vendor::Cursor.read(aborted.as_bytes()).unwrap().event, Event::Other);
}

#[test]
fn each_vendor_is_answered_in_its_own_form() {
    let answer = |vendor: Vendor, reply: Reply| vendor.says(&reply).unwrap_or_default();
    let deny = || Reply::Deny("no \"x\"".into());
    let claude = r#"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"no \"x\""}}"#;
    for (vendor, denied, allowed, context, go_on) in [
        (
            Vendor::Claude,
            claude,
            "",
            r#"{"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"c"}}"#,
            r#"{"decision":"block","reason":"g"}"#,
        ),
        (
            Vendor::Codex,
            claude,
            "",
            r#"{"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"c"}}"#,
            r#"{"decision":"block","reason":"g"}"#,
        ),
        (
            Vendor::Gemini,
            r#"{"decision":"deny","reason":"no \"x\""}"#,
            "",
            r#"{"hookSpecificOutput":{"hookEventName":"SessionStart","additionalContext":"c"}}"#,
            r#"{"decision":"deny","reason":"g"}"#,
        ),
        (
            Vendor::Cursor,
            r#"{"permission":"deny","user_message":"no \"x\"","agent_message":"no \"x\""}"#,
            r#"{"permission":"allow"}"#,
            r#"{"additional_context":"c"}"#,
            r#"{"followup_message":"g"}"#,
        ),
        (
            Vendor::Copilot,
            r#"{"permissionDecision":"deny","permissionDecisionReason":"no \"x\""}"#,
            "",
            r#"{"additionalContext":"c"}"#,
            r#"{"decision":"block","reason":"g"}"#,
        ),
    ] {
        assert_eq!(answer(vendor, deny()), denied);
        assert_eq!(answer(vendor, Reply::Allow), allowed);
        assert_eq!(answer(vendor, Reply::Context("c".into())), context);
        assert_eq!(answer(vendor, Reply::GoOn("g".into())), go_on);
        assert_eq!(answer(vendor, Reply::Nothing), if vendor == Vendor::Cursor { "{}" } else { "" });
    }
}

proptest! {
    #[test]
    fn bytes_that_mean_nothing_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64), which in 0..5usize) {
        drop(Vendor::ALL[which].read(&bytes));
        Vendor::ALL[which].is_of_session(&bytes);
    }
}
