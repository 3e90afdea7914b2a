//! What the agents' programs are told before a tool runs.

use snapbox::{assert_data_eq, str};

use crate::support::asked::{answer, codex, denial, may, may_not, write};
use crate::support::{MAP, World, text};

fn sensor() -> World {
    World::new().agent("SENSOR")
}

#[test]
fn own_paths_are_written_and_others_paths_are_not() {
    let world = sensor();
    may(&world, "src/telemetry/a.rs");
    may(&world, "src/telemetry/new/deep/a.rs");
    may(&world, world.path("src/telemetry/a.rs").to_str().unwrap());
    may(&world, "Cargo.lock");
    assert_data_eq!(
        may_not(&world, "src/render/b.rs"),
        str![[r#"
auraops: SENSOR may not write src/render/b.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/b.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "src/telemetry/../render/new/b.rs"),
        str![[r#"
auraops: SENSOR may not write src/render/new/b.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/new/b.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "README.md"),
        str![[r#"
auraops: SENSOR may not write README.md: nobody owns it: only the user may change it. Scratch goes to /tmp. Ask: auraops msg "…" --to user --type request --locks README.md
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "auraops.toml"),
        str![[r#"
auraops: SENSOR may not write auraops.toml: nobody owns it: only the user may change it. Ask: auraops msg "…" --to user --type request --locks auraops.toml
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, ".git/config"),
        str![[r#"
auraops: SENSOR may not write .git/config: outside the repository.
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
}

#[test]
fn nobody_and_the_operator_are_not_asked_anything() {
    let mut world = World::new();
    may(&world, "src/render/b.rs");
    world.set_agent(Some("USER"));
    may(&world, "src/render/b.rs");
    world.set_agent(Some("NEMO"));
    assert_data_eq!(
        may_not(&world, "src/render/b.rs"),
        str![[r#"
auraops could not judge this call: the map has no agent `NEMO`
hint: use one of: SENSOR, RENDER
"#]]
    );
}

#[test]
fn without_a_map_there_are_no_rules() {
    may(&World::empty().agent("SENSOR"), "src/render/b.rs");
}

#[test]
fn what_git_ignores_is_nobodys_business() {
    let world = sensor();
    world.write(".gitignore", "*.log\nbuild/\n.claude/\n").write("src/render/tracked.log", "x");
    world.git(["add", "-f", "."]).git(["commit", "-qm", "more", "--no-verify"]);
    may(&world, "src/render/x.log");
    may(&world, "build/new/x.o");
    may_not(&world, "src/render/tracked.log");
    may_not(&world, "src/render/x.rs");
    assert_eq!(codex(&world, "Bash", "", "mkdir build"), "");
    denial(&codex(&world, "Bash", "", "mkdir docs"));
    // The hook that asks stands there.
    may_not(&world, ".claude/settings.local.json");
}

#[cfg(unix)]
#[test]
fn a_symlink_is_judged_where_it_leads() {
    let world = sensor();
    world.write("src/telemetry/a.rs", "").write("src/render/a.rs", "");
    std::os::unix::fs::symlink("../render", world.path("src/telemetry/link")).unwrap();
    std::os::unix::fs::symlink("../telemetry/new.rs", world.path("src/render/own.rs")).unwrap();
    std::os::unix::fs::symlink("/usr/lib/auraops-test", world.path("src/telemetry/out")).unwrap();
    assert_data_eq!(
        may_not(&world, "src/telemetry/link/a.rs"),
        str![[r#"
auraops: SENSOR may not write src/telemetry/link/a.rs -> src/render/a.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/a.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "src/telemetry/out"),
        str![[r#"
auraops: SENSOR may not write src/telemetry/out -> /usr/lib/auraops-test: outside the repository.
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    may(&world, "src/render/own.rs");
}

#[test]
fn outside_the_repository_only_what_does_not_matter_is_written() {
    let world = sensor();
    may(&world, world.beside("scratch.txt").to_str().unwrap());
    if cfg!(unix) {
        for free in ["/dev/null", "/dev/fd/2", "/tmp/auraops-test/x", "/var/tmp/x"] {
            may(&world, free);
        }
        for other in ["/usr/auraops-test", "/dev/sda", "/dev/fd/../x", "/", "/tmp", "/etc/../usr/x"] {
            may_not(&world, other);
        }
    }
    may_not(&world, world.path(".git/hooks/pre-commit").to_str().unwrap());
    may_not(&world, world.path("").to_str().unwrap());
    assert_data_eq!(
        may_not(&world, "../repo"),
        str![[r#"
auraops: SENSOR may not write ../repo: `../repo` is the whole repository, which has no single owner.
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
}

#[test]
fn what_lies_in_a_linked_worktree_is_judged_by_that_one() {
    for place in ["../other", ".claude/worktrees/one", "ignored/two"] {
        let mut world = sensor();
        world.write(".gitignore", "ignored/\n");
        let other = world.path(place);
        world.git(["worktree", "add", "-q", place]);
        may(&world, other.join("src/telemetry/a.rs").to_str().unwrap());
        let said = may_not(&world, other.join("src/render/a.rs").to_str().unwrap());
        assert!(
            said.contains("src/render/a.rs in the worktree ") && said.contains("RENDER owns it"),
            "{said}"
        );
        may_not(&world, other.join("README.md").to_str().unwrap());
        may_not(&world, other.join(".git").to_str().unwrap());
        may_not(&world, "src/render/a.rs");
        let main = world.path("src/telemetry/a.rs");
        let other = other.canonicalize().unwrap();
        world.set_cwd(&other);
        may(&world, "src/telemetry/a.rs");
        may_not(&world, "src/render/a.rs");
        let said = may_not(&world, main.to_str().unwrap());
        assert!(said.contains("it lies in the main checkout"), "{said}");
        may_not(&world, main.ancestors().nth(3).unwrap().join(".git/config").to_str().unwrap());
    }
}

#[test]
fn a_work_tree_that_was_launched_for_an_agent_needs_no_variable() {
    let mut world = World::new();
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    world.set_cwd(&tree);
    may(&world, "src/render/a.rs");
    world.auraops(["launch", "SENSOR"]).assert().success();
    may_not(&world, "src/render/a.rs");
    assert_data_eq!(
        denial(&answer(&world, "claude", "{")),
        str![
            "auraops could not judge this call: the hook was called with something claude does not send: EOF while parsing an object at line 1 column 1"
        ]
    );
}

#[test]
fn paths_are_meant_from_the_calls_directory() {
    let world = sensor();
    world.write("src/telemetry/a.rs", "").write("src/render/a.rs", "");
    let payload = |dir: &str| {
        write(&world, "a.rs", "x").replacen(
            &serde_json::to_string(&world.path("")).unwrap(),
            &serde_json::to_string(&world.path(dir)).unwrap(),
            1,
        )
    };
    assert_eq!(answer(&world, "claude", payload("src/telemetry")), "");
    denial(&answer(&world, "claude", payload("src/render")));
    // Where the program was started does not change what is judged.
    let below = world.at("src/telemetry");
    denial(&answer(&below, "claude", write(&below, "../render/a.rs", "x")));
}

#[test]
fn the_repository_is_that_of_the_project_wherever_the_shell_went() {
    let mut world = sensor();
    let foreign = write(&world, world.path("src/render/a.rs").to_str().unwrap(), "x");
    let own = write(&world, world.path("src/telemetry/a.rs").to_str().unwrap(), "x");
    let project = world.path("");
    std::fs::create_dir(world.beside("elsewhere")).unwrap();
    world.set_cwd(world.beside("elsewhere"));
    let ask = |payload: &str| {
        let mut process = world.process(["hook", "claude"]);
        process.env("CLAUDE_PROJECT_DIR", &project).stdin(std::process::Stdio::piped());
        let mut child = process.stdout(std::process::Stdio::piped()).spawn().unwrap();
        drop(std::io::Write::write_all(&mut child.stdin.take().unwrap(), payload.as_bytes()));
        text(&child.wait_with_output().unwrap().stdout).into_owned()
    };
    denial(&ask(&foreign));
    assert_eq!(ask(&own), "");
}

#[test]
fn one_spelling_is_as_good_as_another_where_case_does_not_count() {
    let world = sensor();
    world.git(["config", "core.ignorecase", "false"]);
    may_not(&world, "SRC/Telemetry/a.rs");
    world.git(["config", "core.ignorecase", "true"]);
    may(&world, "SRC/Telemetry/a.rs");
    assert!(may_not(&world, "SRC/Render/A.rs").contains("RENDER"));
}

#[test]
fn a_name_that_would_drive_a_terminal_is_escaped() {
    let world = sensor();
    let reason = may_not(&world, "src/render/a\u{1b}[31m\n- b.rs");
    assert_data_eq!(
        reason,
        str![[r#"
auraops: SENSOR may not write 'src/render/a/u{1b}[31m/n- b.rs': RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks $'src/render/a/x1b[31m/x0a- b.rs'
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
}

#[test]
fn the_map_of_head_counts() {
    let world = sensor();
    world.write(
        "auraops.toml",
        MAP.replace("src/render/**", "src/nothing/**").replace("src/telemetry/**", "src/**"),
    );
    may_not(&world, "src/render/a.rs");
    world.git(["commit", "-qam", "wider", "--no-verify"]);
    may(&world, "src/render/a.rs");
}

#[test]
fn an_append_only_file_only_grows() {
    let world = sensor();
    world.write("groupchat.md", "# chat\r\none\r\n");
    let edit = |old: &str, new: &str| {
        let payload = serde_json::json!({
            "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": "Edit",
            "tool_input": {"file_path": "groupchat.md", "old_string": old, "new_string": new},
        });
        answer(&world, "claude", payload.to_string())
    };
    assert_eq!(edit("one", "one\ntwo"), "");
    assert_data_eq!(
        denial(&edit("one", "zero\none")),
        str![[r#"
auraops: SENSOR may not write groupchat.md: append-only, and line 2 was changed or removed: `one`. Write to it with: auraops msg "…" --to NAME
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_eq!(edit("not there", "x"), "", "the tool itself will say so");
    assert_eq!(answer(&world, "claude", write(&world, "groupchat.md", "# chat\none\ntwo\n")), "");
    assert_data_eq!(
        denial(&answer(&world, "claude", write(&world, "groupchat.md", "two\n"))),
        str![[r#"
auraops: SENSOR may not write groupchat.md: append-only, and line 1 was changed or removed: `# chat`. Write to it with: auraops msg "…" --to NAME
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    let delete = serde_json::json!({
        "cwd": world.path(""), "hook_event_name": "preToolUse", "tool_name": "Delete",
        "tool_input": {"path": "groupchat.md"},
    });
    assert_data_eq!(
        answer(&world, "cursor", delete.to_string()),
        str![[
            r#"{"permission":"deny","user_message":"auraops: SENSOR may not write groupchat.md: append-only, and the file was removed or replaced. Write to it with: auraops msg /"…/" --to NAME/nGo on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.","agent_message":"auraops: SENSOR may not write groupchat.md: append-only, and the file was removed or replaced. Write to it with: auraops msg /"…/" --to NAME/nGo on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way."}"#
        ]]
    );
}

#[test]
fn cursor_runs_hooks_wherever_it_likes() {
    let mut world = sensor();
    let root = world.path("");
    let payload = |path: &str, event: &str| {
        let payload = serde_json::json!({
            "hook_event_name": event, "conversation_id": "c", "workspace_roots": [root], "cursor_version": "2",
            "tool_name": "StrReplace", "tool_input": {"path": path, "old_string": "a", "new_string": "b"}, "cwd": "",
        });
        format!("\u{feff}{payload}")
    };
    std::fs::create_dir(world.beside("elsewhere")).unwrap();
    world.set_cwd(world.beside("elsewhere"));
    assert_eq!(answer(&world, "cursor", payload("src/telemetry/a.rs", "preToolUse")), "");
    assert!(answer(&world, "cursor", payload("src/render/a.rs", "preToolUse")).contains("RENDER owns it"));
    assert_eq!(answer(&world, "cursor", payload("src/render/a.rs", "beforeReadFile")), "");
    // It runs Claude's hooks too, and understands Claude's answers.
    denial(&answer(&world, "claude", payload("src/render/a.rs", "preToolUse")));
    assert_eq!(answer(&world, "claude", payload("src/telemetry/a.rs", "preToolUse")), "");
}
