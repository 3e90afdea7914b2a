//! A map that changes under a live session.

use snapbox::str;

use crate::support::{MAP, World, text};

/// SENSOR and RENDER at work.
fn launched() -> World {
    let world = World::new();
    for agent in ["SENSOR", "RENDER"] {
        world.auraops(["launch", agent]).assert().success();
    }
    world
}

/// The operator commits another map.
fn remap(world: &World, map: &str) {
    world.write("auraops.toml", map);
    world.git(["commit", "-qm", "map", "--trailer", "Auraops-Agent: user", "--", "auraops.toml"]);
}

fn more_for_render() -> String {
    MAP.replace("\"src/render/**\"", "\"src/render/**\", \"docs/**\"")
}

#[test]
fn a_start_names_the_map_that_is_enforced() {
    let world = World::new();
    let head = world.git_line(["rev-parse", "HEAD:auraops.toml"]);
    // What lies in the work tree counts for nobody yet.
    world.write("auraops.toml", more_for_render()).auraops(["launch", "SENSOR"]).assert().success();
    let chat = world.read("groupchat.md");
    assert!(chat.lines().last().unwrap().ends_with(&format!(" | map: {}", &head[..7])), "{chat}");
}

#[test]
fn status_and_audit_say_so_and_whose_scope_it_is() {
    let world = launched();
    let notes = |args: &[&str]| {
        let output = world.process(args).output().unwrap();
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        let about =
            said.lines().filter(|line| line.contains("since")).filter(|line| line.starts_with("note:"));
        (output.status.code(), about.map(|line| format!("{line}\n")).collect::<Vec<_>>().concat())
    };
    assert_eq!(notes(&["status"]), (Some(0), String::new()));
    let (code, _) = notes(&["audit"]);
    remap(&world, &more_for_render());
    let status = notes(&["status"]);
    snapbox::assert_data_eq!(
        status.1.clone(),
        str![[r#"
note: the map has changed since SENSOR's START, 86983df → cb645d0; its own scope has not
note: the map has changed since RENDER's START, 86983df → cb645d0, and its scope with it: `auraops launch RENDER` shows the current scope

"#]]
    );
    // Notes change no exit status.
    assert_eq!(status.0, Some(0));
    assert_eq!(notes(&["audit"]), (code, status.1));
    let output = world.process(["status", "--json"]).output().unwrap();
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["agents"][0]["map_changed"]["scope"], "same");
    assert_eq!(status["agents"][1]["map_changed"]["scope"], "changed");
}

#[test]
fn a_resumed_session_reads_the_scope_of_now() {
    let world = launched();
    remap(&world, &more_for_render());
    let before = world.read("groupchat.md");
    world.auraops(["launch", "RENDER"]).assert().success().stdout_eq(str![[r#"
...
Resumed: RENDER began at 2026-02-14 18:22:12 +01:00 and has not ended. See `git status` for what it left.

Note: the map has changed since RENDER's START, [..] → [..], and its scope with it. The scope below is the current one.

## Scope of RENDER
owns: src/render/** docs/**
...
"#]]);
    assert_eq!(world.read("groupchat.md"), before, "a resume is no second START");
}

#[test]
fn a_start_without_a_map_or_with_a_strange_one_says_nothing_wrong() {
    for (field, said) in
        [("", false), (" | map: none", false), (" | map: 1234567", true), (" | map: 86983DF", false)]
    {
        let world = World::new();
        world.append("groupchat.md", &format!("START | 2026-02-14 09:00 | SENSOR{field}\n"));
        let output = world.process(["status"]).output().unwrap();
        let notes = text(&output.stderr);
        let shown =
            "note: the map has changed since SENSOR's START, 1234567 → 86983df: `auraops launch SENSOR`";
        assert_eq!(notes.contains(shown), said, "{field}: {notes}");
        assert!(output.status.success());
    }
}

#[test]
fn an_ended_session_has_nothing_to_learn() {
    let world = launched();
    world.append("groupchat.md", "END | 2026-02-14 18:30 | SENSOR | commit: none (ill)\n");
    world.append("groupchat.md", "END | 2026-02-14 18:30 | RENDER | commit: none (ill)\n");
    remap(&world, &more_for_render());
    let output = world.process(["status"]).output().unwrap();
    assert!(!text(&output.stderr).contains("the map changed"), "{}", text(&output.stderr));
}
