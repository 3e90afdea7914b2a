//! What is decided of tools that take a text: patches, and what a shell runs.

use snapbox::{assert_data_eq, str};

use crate::support::World;
use crate::support::asked::{codex, denial};

fn sensor() -> World {
    World::new().agent("SENSOR")
}

#[test]
fn every_file_of_a_patch_is_judged() {
    let world = sensor();
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n");
    let patch = |dir: &str, body: &str| {
        codex(&world, "apply_patch", dir, &format!("*** Begin Patch\n{body}\n*** End Patch\n"))
    };
    assert_eq!(patch("", "*** Update File: src/telemetry/a.rs\n@@\n-a\n+b"), "");
    assert_eq!(patch("src/telemetry", "*** Add File: new/b.rs\n+b\n*** Delete File: a.rs"), "");
    assert_data_eq!(
        denial(&patch(
            "src/telemetry",
            "*** Update File: a.rs\n*** Move to: ../render/b.rs\n@@\n-a\n+b\n*** Add File: ../../x.rs\n+x"
        )),
        str![[r#"
auraops: SENSOR may not write
- src/render/b.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/b.rs
- x.rs: nobody owns it: only the user may change it. Scratch goes to /tmp. Ask: auraops msg "…" --to user --type request --locks x.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    denial(&patch("", "*** Add File: src/telemetry/b.rs\n+b\n***   Delete File:  src/render/a.rs  "));
    denial(&patch("", "*** Update File: groupchat.md\n@@\n-# chat\n+x"));
    assert_eq!(patch("", "*** Update File: groupchat.md\n@@\n # chat\n+x"), "");
    let many: Vec<String> = (0..9).map(|at| format!("*** Add File: src/render/{at}.rs\n+x")).collect();
    assert_data_eq!(
        denial(&patch("", &many.join("\n"))),
        str![[r#"
auraops: SENSOR may not write
- src/render/0.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/0.rs
- src/render/1.rs: RENDER owns it (src/render/**).
- src/render/2.rs: RENDER owns it (src/render/**).
- src/render/3.rs: RENDER owns it (src/render/**).
- src/render/4.rs: RENDER owns it (src/render/**).
and 4 more.
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
}

#[test]
fn what_a_shell_would_write_is_judged() {
    let world = sensor();
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n");
    let shell = |text: &str| codex(&world, "Bash", "", text);
    for own in [
        "ls -la && cargo test 2>/dev/null",
        "echo x > src/telemetry/new.rs",
        "cd src/telemetry && sed -i s/a/b/ a.rs",
        "mkdir -p src/telemetry/deep/er",
        "cd src && apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: telemetry/b.rs\n+x\n*** End Patch\nEOF",
        "git status; git add src/telemetry; git commit -m x -- src/telemetry",
        "echo x >> groupchat.md",
    ] {
        assert_eq!(shell(own), "", "{own}");
    }
    for foreign in [
        "echo x > src/render/new.rs",
        "cd src && cd render && echo x >b.rs",
        "rm -rf src/render",
        "cp src/telemetry/a.rs src/render/b.rs",
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Delete File: src/render/a.rs\n*** End Patch\nEOF",
        "git checkout -- src/render/a.rs .",
        "echo '{}' > .claude/settings.local.json",
    ] {
        let said = if foreign.starts_with("git") {
            world
                .git(["add", "."])
                .git(["commit", "-qm", "x", "--no-verify"])
                .append("src/render/a.rs", "b\n");
            shell(foreign)
        } else {
            shell(foreign)
        };
        assert!(!said.is_empty(), "{foreign}");
        denial(&said);
    }
}

#[test]
fn a_text_that_nobody_understands_is_allowed_and_counted() {
    let world = sensor();
    for _ in 0..2 {
        assert_eq!(codex(&world, "Bash", "", "eval \"$(printf '%s' \"$SECRET\")\""), "");
    }
    assert_eq!(world.read(".git/auraops/unclear"), r#"{"SENSOR":2}"#);
}

#[test]
fn no_text_brings_the_hook_down() {
    let world = sensor();
    for text in [
        "$(".repeat(30_000),
        "(".repeat(30_000),
        "{ ".repeat(30_000),
        "\"$(".repeat(20_000),
        "`".repeat(30_001),
        "<<E ".repeat(20_000),
        "if ".repeat(20_000),
        "a{b,".repeat(20_000),
        "x ".repeat(1 << 20),
    ] {
        let said = codex(&world, "Bash", "", &text);
        assert!(said.is_empty() || said.contains("deny"), "{text:.20}");
        codex(&world, "apply_patch", "", &text);
    }
}

#[test]
fn a_command_that_gives_itself_another_name_is_refused() {
    let world = sensor();
    let reason = denial(&codex(&world, "Bash", "", "AURAOPS_AGENT=user git commit -am sweep"));
    assert_data_eq!(
        reason,
        str![[
            r#"auraops: this session is SENSOR and cannot speak as `user`. Leave AURAOPS_AGENT as it is. Ask: auraops msg "…" --to user --type request --locks none"#
        ]]
    );
    assert_eq!(codex(&world, "Bash", "", "export AURAOPS_AGENT=SENSOR; git status"), "");
}
