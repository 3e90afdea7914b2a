//! Commands as agents run them, each with what the hook has to say of it: `tests/fixtures/corpus.tsv`.

use crate::support::World;
use crate::support::asked::{answer, denial};

const CORPUS: &str = include_str!("../../fixtures/corpus.tsv");

const PACKAGE: &str =
    r#"{"scripts": {"format": "prettier --write .", "lint": "eslint .", "mine": "touch src/telemetry/n"}}"#;
const MAKEFILE: &str = "DIR := src/render

all: lint
lint:
\t@cargo clippy
\ttouch src/telemetry/n; echo $(shell date) $$HOME

fmt: lint
\tcargo fmt
theirs:
\ttouch $(DIR)/n
unknown:
\ttouch $(OUT)/n
again:
\t$(MAKE) theirs
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Allow,
    Deny,
    /// It would write somebody else's file, in a way that no text tells.
    Open,
}

/// One repository with every kind of file, some of them not committed.
fn ground() -> World {
    let world = World::new().agent("SENSOR");
    world.write(".gitignore", "target/\nnode_modules/\nbuild/\ndist/\n*.log\n");
    world
        .write("README.md", "# read\na\n")
        .write("package.json", PACKAGE)
        .write("Makefile", MAKEFILE)
        .write("Cargo.lock", "1.0\n");
    for name in ["a.rs", "b.rs", "my file.rs", "c.json", "deep/x.rs"] {
        world.write(format!("src/telemetry/{name}"), "a\n");
    }
    for name in ["a.rs", "b.rs", "deep/x.rs"] {
        world.write(format!("src/render/{name}"), "a\n");
    }
    world.write("src/render/u.py", "a\n").write("src/render/v.ts", "a\n").write("Cargo.toml", "[package]\n");
    world.write("tests/test_telemetry/t.py", "a\n").write("target/debug/x.o", "o\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../render", world.path("src/telemetry/link")).unwrap();
    world.git(["add", "."]).git(["commit", "-qm", "all", "--no-verify"]);
    for name in ["src/telemetry/b.rs", "src/render/a.rs", "groupchat.md", "Cargo.lock"] {
        world.append(name, "b\n");
    }
    world.write("src/render/new.rs", "n\n").write("src/telemetry/new.rs", "n\n");
    world
}

fn cases() -> impl Iterator<Item = (Expected, String)> {
    let lines = CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let (expected, command) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        let expected = match expected {
            "allow" => Expected::Allow,
            "deny" => Expected::Deny,
            "open" => Expected::Open,
            other => panic!("{other}: {line}"),
        };
        (expected, command.replace('⏎', "\n"))
    })
}

#[test]
fn no_listed_form_writes_what_is_somebody_elses_and_none_is_kept_from_its_own() {
    let world = ground();
    let root = world.path("").to_str().unwrap().trim_end_matches(['/', '\\']).replace('\\', "/");
    let mut wrong = Vec::new();
    for (expected, command) in cases() {
        if cfg!(windows) && command.contains("/link") {
            continue;
        }
        let said = answer(&world, "claude", bash(&root, &command.replace("/repo", &root)));
        if said.is_empty() == (expected == Expected::Deny) {
            let why = if said.is_empty() { String::new() } else { denial(&said) };
            wrong.push(format!("{expected:?}\t{command}\n\t{why}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

fn bash(root: &str, command: &str) -> String {
    let call = serde_json::json!({
        "session_id": "s", "cwd": root, "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_input": {"command": command, "description": "run"},
    });
    call.to_string()
}
