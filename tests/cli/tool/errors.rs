//! What is said where there is no answer: no for an agent, in its own form; nothing for a person.

use snapbox::{assert_data_eq, str};

use crate::support::asked::{answer, ask, fixture, write};
use crate::support::{World, text};

const VENDORS: [&str; 5] = ["claude", "codex", "gemini", "cursor", "copilot"];

/// Whether the answer keeps the program from the call.
fn blocks(vendor: &str, said: &str) -> bool {
    let Ok(said) = serde_json::from_str::<serde_json::Value>(said) else { return false };
    match vendor {
        "claude" | "codex" => said["hookSpecificOutput"]["permissionDecision"] == "deny",
        "gemini" => said["decision"] == "deny",
        "cursor" => said["permission"] == "deny",
        _ => said["permissionDecision"] == "deny",
    }
}

#[test]
fn every_captured_call_is_refused_in_its_own_form() {
    let mut world = World::new().agent("SENSOR");
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hooks");
    let mut seen = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        if name.ends_with("-start") || name.ends_with("-stop") {
            continue;
        }
        let vendor = name.split('-').next().unwrap();
        world.set_agent(Some("SENSOR"));
        let said = answer(&world, vendor, fixture(&world, &name));
        assert!(blocks(vendor, &said) && said.contains("RENDER owns it"), "{name}: {said}");
        let own = fixture(&world, &name).replace("src/render", "src/telemetry");
        assert_eq!(answer(&world, vendor, own), "", "{name}");
        world.set_agent(None);
        assert_eq!(answer(&world, vendor, fixture(&world, &name)), "", "{name}");
        seen += 1;
    }
    assert!(seen > 15);
}

#[test]
fn what_cannot_be_read_is_refused_to_an_agent_and_nothing_to_a_person() {
    let mut world = World::new();
    let large = format!("{{\"a\": \"{}\"", "x".repeat(10 << 20));
    let deep = "{\"a\":".repeat(100_000);
    for payload in ["", "{", "null", "{\"tool_name\": 1}", "\0", &large, &deep] {
        for vendor in VENDORS {
            world.set_agent(Some("SENSOR"));
            let said = answer(&world, vendor, payload);
            assert!(blocks(vendor, &said), "{vendor} {payload:.20}: {said}");
            world.set_agent(None);
            let output = ask(&world, vendor, payload);
            let allowed = if vendor == "cursor" { "{\"permission\":\"allow\"}\n" } else { "" };
            assert_eq!(text(&output.stdout), allowed, "{vendor} {payload:.20}");
            assert!(text(&output.stderr).starts_with("note: "), "{vendor} {payload:.20}");
        }
    }
}

#[test]
fn a_session_that_ends_is_never_kept_by_a_mistake() {
    let world = World::new().agent("SENSOR");
    for (vendor, payload) in [
        ("claude", r#"{"hook_event_name":"Stop","stop_hook_active":7}"#),
        ("codex", r#"{"hook_event_name":"Stop","session_id":"#),
        ("gemini", r#"{"hook_event_name":"AfterAgent","cwd":[]}"#),
        ("cursor", r#"{"hook_event_name":"stop","loop_count":"x"}"#),
        ("copilot", r#"{"hook_event_name":"Stop","session_id":{}}"#),
    ] {
        let said = answer(&world, vendor, payload);
        assert!(matches!(said.as_str(), "" | "{}"), "{vendor}: {said}");
    }
}

#[test]
fn the_reasons_say_what_to_do() {
    let mut world = World::new().agent("SENSOR");
    assert_data_eq!(
        answer(&world, "gemini", "{"),
        str![[
            r#"{"decision":"deny","reason":"auraops could not judge this call: the hook was called with something gemini does not send: EOF while parsing an object at line 1 column 1"}"#
        ]]
    );
    world.set_agent(Some("NEMO"));
    assert_data_eq!(
        answer(&world, "gemini", fixture(&world, "gemini-write")),
        str![[
            r#"{"decision":"deny","reason":"auraops could not judge this call: the map has no agent `NEMO`/nhint: use one of: SENSOR, RENDER"}"#
        ]]
    );
    world.set_agent(Some("SENSOR"));
    world.write("auraops.toml", "[agents.SENSOR]\nowns = [\"/\"]\n");
    world.git(["commit", "-qam", "broken", "--no-verify"]);
    assert_data_eq!(
        answer(&world, "gemini", fixture(&world, "gemini-write")),
        str![[
            r#"{"decision":"deny","reason":"auraops could not judge this call: HEAD:auraops.toml:2:9: bad glob `/`"}"#
        ]]
    );
    std::fs::create_dir(world.beside("bare")).unwrap();
    world.set_cwd(world.beside("bare"));
    let said = answer(
        &world,
        "copilot",
        write(&world, "a", "b").replace("Write", "create").replace("file_path", "path"),
    );
    assert!(blocks("copilot", &said) && said.contains("no git repository"), "{said}");
    world.set_agent(None);
    assert_eq!(answer(&world, "claude", write(&world, "a", "b")), "");
}

#[cfg(unix)]
#[test]
fn an_answer_that_nobody_can_read_still_blocks() {
    let world = World::new().agent("SENSOR");
    world.write("payload", write(&world, "src/render/a.rs", "x"));
    // A pipe whose reader has gone.
    let mut reader = std::process::Command::new("true").stdin(std::process::Stdio::piped()).spawn().unwrap();
    let pipe = reader.stdin.take().unwrap();
    reader.wait().unwrap();
    let mut hook = world.process(["hook", "claude"]);
    hook.stdin(std::fs::File::open(world.path("payload")).unwrap()).stdout(pipe);
    let output = hook.stderr(std::process::Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("RENDER owns it"), "{}", text(&output.stderr));
}

#[test]
fn without_git_an_agent_is_refused_only_what_needs_it() {
    let world = World::new().agent("SENSOR");
    let run = |path: &str| {
        let mut process = world.process(["hook", "claude"]);
        process.env("PATH", world.beside("nothing")).stdin(std::process::Stdio::piped());
        let mut child = process.stdout(std::process::Stdio::piped()).spawn().unwrap();
        drop(std::io::Write::write_all(
            &mut child.stdin.take().unwrap(),
            write(&world, path, "x").as_bytes(),
        ));
        text(&child.wait_with_output().unwrap().stdout).into_owned()
    };
    assert_eq!(run("src/telemetry/a.rs"), "");
    assert!(blocks("claude", &run("src/render/a.rs")));
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_gone_is_an_answer_too() {
    let world = World::new();
    let script = "mkdir gone && cd gone && rmdir ../gone && echo '{}' | \"$0\" hook claude";
    let run = |agent: &str| {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", script]).arg(snapbox::cmd::cargo_bin!("auraops")).current_dir(world.beside(""));
        let output = shell.env("AURAOPS_AGENT", agent).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        text(&output.stdout).into_owned()
    };
    assert!(blocks("claude", &run("SENSOR")));
    assert_eq!(run(""), "");
}
