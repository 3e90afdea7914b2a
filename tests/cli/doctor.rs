//! `doctor`: what is on, what is not, and what turns it on.

use snapbox::str;

use crate::support::{Auraops, MAP, World, text, tools};

/// Everything that can be on where no agent's program is: hooks, a remote, CI, a chat that merges.
fn healthy() -> World {
    let world = World::new();
    world.write(".gitattributes", "groupchat.md merge=union\n");
    let workflow = world.process(["doctor", "--workflow", "github"]).output().unwrap();
    world
        .write(".github/workflows/auraops.yml", workflow.stdout)
        .git(["add", "."])
        .git(["commit", "-qm", "more"]);
    world.remote();
    world.auraops(["hook", "install"]).assert().success();
    world
}

/// The doctor with these programs on PATH, beside git and the shell.
fn doctor(world: &World, programs: &[(&str, &str)]) -> Auraops {
    let bin = world.beside("bin");
    std::fs::create_dir_all(&bin).unwrap();
    for (name, script) in programs {
        program(&bin, name, script);
    }
    let path = std::iter::once(bin).chain(tools());
    world.auraops(["doctor"]).env("PATH", std::env::join_paths(path).unwrap())
}

#[cfg(unix)]
fn program(bin: &std::path::Path, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = bin.join(name);
    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(windows)]
fn program(bin: &std::path::Path, name: &str, script: &str) {
    std::fs::write(bin.join(format!("{name}.cmd")), format!("@{script}\r\n")).unwrap();
}

#[test]
fn all_that_can_be_on_is_on() {
    doctor(&healthy(), &[]).assert().success().stdout_eq(str![[r#"
ok       git [..]
ok       git hooks: all of them
ok       the map: 2 agents, and no path has two owners
-        none of claude, codex, gemini, cursor-agent, copilot is on PATH
ok       no agent is identified here: each commit may touch one owner's paths (agents: export AURAOPS_AGENT=NAME)
ok       groupchat.md: git merges it line by line (merge=union)
ok       work is pushed to origin/main
ok       CI: .github/workflows/auraops.yml runs check-path
...
cannot   a sandbox can only name directories and files that exist, not `src/telemetry/**` (SENSOR), `tests/test_telemetry/**` (SENSOR), `src/render/**` (RENDER), and 1 more
cannot   a sandbox cannot keep groupchat.md append-only: it is either writable or not
cannot   what a script or program started from an agent's shell does is not seen until it commits
...
"#]]);
}

#[test]
fn what_is_missing_comes_with_what_turns_it_on() {
    let world = World::empty();
    doctor(&world, &[]).assert().code(1).stdout_eq(str![[r#"
ok       git [..]
missing  git hooks: none of ours is installed
         next: auraops hook install
missing  the map: there is no `auraops.toml` at the root of this repository
         next: auraops init
-        none of claude, codex, gemini, cursor-agent, copilot is on PATH
missing  no remote: nothing can be pushed
         hint: git remote add origin URL
-        no CI without a remote

"#]]);
    let world = healthy();
    std::fs::remove_file(world.path(".git/hooks/pre-push")).unwrap();
    world
        .write(".git/hooks/pre-commit", "#!/bin/sh\n")
        .write(".gitattributes", "")
        .write(".gitignore", "*.md\n");
    world.git(["rm", "-q", "--cached", "groupchat.md"]).git(["rm", "-q", ".github/workflows/auraops.yml"]);
    world.write("auraops.toml", MAP.replace("src/render", "src/telemetry"));
    doctor(&world, &[]).env("AURAOPS_AGENT", "GHOST").assert().code(1).stdout_eq(str![[r#"
ok       git [..]
ok       git hooks: pre-merge-commit, prepare-commit-msg, commit-msg, reference-transaction
missing  pre-commit: git hook: another hook is there but does not run ours
missing  pre-push: git hook: not installed
         next: auraops hook install
missing  the map: two agents own `[..]`
         next: auraops map
-        none of claude, codex, gemini, cursor-agent, copilot is on PATH
ok       work is pushed to origin/main
missing  CI: nothing checks what was pushed with the hooks switched off
         next: mkdir -p .github/workflows && auraops doctor --workflow github > .github/workflows/auraops.yml   # or: --workflow gitlab

"#]]);
    world.write("auraops.toml", MAP);
    doctor(&world, &[]).env("AURAOPS_AGENT", "GHOST").assert().code(1).stdout_eq(str![[r#"
...
missing  who is asking: the map has no agent `GHOST`
         hint: use one of: SENSOR, RENDER
missing  groupchat.md: git ignores it, so messages stay on this machine
         hint: remove groupchat.md from .gitignore
missing  groupchat.md: two branches that both add lines will conflict
         next: echo 'groupchat.md merge=union' >> .gitattributes
...
"#]]);
    world.git(["config", "core.hooksPath", world.beside("elsewhere").to_str().unwrap()]);
    let output = world.process(["doctor"]).output().unwrap();
    let said = text(&output.stdout);
    assert!(said.contains("missing  git hooks: `core.hooksPath` points outside this repository"), "{said}");
}

#[test]
fn who_asks_is_named() {
    let mut world = healthy();
    let asks = |world: &World| {
        let output = world.process(["doctor"]).output().unwrap();
        let said = text(&output.stdout).into_owned();
        said.lines().find(|line| line.contains("identified here")).unwrap().to_owned()
    };
    world.set_agent(Some("sensor"));
    assert_eq!(asks(&world), "ok       identified here as SENSOR (AURAOPS_AGENT)");
    world.set_agent(Some("user"));
    assert_eq!(asks(&world), "ok       identified here as the user, who may do anything");
    world.set_agent(None);
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    world.set_cwd(&tree);
    world.auraops(["launch", "RENDER"]).assert().success();
    assert_eq!(asks(&world), "ok       identified here as RENDER (this worktree)");
}

#[cfg(unix)]
#[test]
fn each_agents_program_is_found_with_its_hook_and_its_trust() {
    let world = healthy();
    let programs = [
        ("claude", "echo '2.1.197 (Claude Code)'"),
        ("codex", "echo codex-cli 0.169.0"),
        ("gemini", "exit 3"),
        ("opencode", "echo 1.2.3"),
    ];
    let lines = |world: &World| {
        let output = doctor(world, &programs).output().unwrap();
        let said = text(&output.stdout).into_owned();
        let about =
            |line: &&str| programs.iter().any(|(name, _)| line.contains(name)) && !line.contains("/workflow");
        said.lines().filter(about).map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()
    };
    snapbox::assert_data_eq!(
        lines(&world),
        str![[r#"
missing  claude 2.1.197: no hook in .claude/settings.local.json
         next: auraops hook install --claude
missing  codex 0.169.0: no hook in .codex/hooks.json
         next: auraops hook install --codex
missing  gemini (no version): no hook in .gemini/settings.json
         next: auraops hook install --gemini
cannot   opencode 1.2.3: auraops has no hook for it: git's hooks are the first to see what it does
cannot   claude: [..]
cannot   codex: its permission profile can grant only directories and files that exist, and is ignored with `-s`

"#]]
    );
    world.auraops(["hook", "install", "--claude", "--codex", "--gemini"]).assert().success();
    snapbox::assert_data_eq!(
        lines(&world),
        str![[r#"
ok       claude 2.1.197: its hook is in .claude/settings.local.json
missing  codex 0.169.0: its hook is in .codex/hooks.json, but this project is not trusted
         next: codex   # here, once: trust the project, and the hooks under /hooks
ok       gemini (no version): its hook is in .gemini/settings.json (start gemini here once and trust the folder)
...
"#]]
    );
}

#[cfg(unix)]
#[test]
fn codex_runs_what_its_user_trusts() {
    let world = healthy();
    world.auraops(["hook", "install", "--codex"]).assert().success();
    let root = world.path("").display().to_string();
    let root = root.trim_end_matches('/');
    let trusted = format!("[projects.\"{root}\"]\ntrust_level = \"trusted\"\n");
    let key = format!("{root}/.codex/hooks.json:pre_tool_use:0:0");
    let approved = format!("{trusted}[hooks.state.\"{key}\"]\ntrusted_hash = \"sha256:00\"\n");
    for (config, said) in [
        ("", "this project is not trusted"),
        ("[", "its config.toml cannot be read"),
        ("[features]\nhooks = false\n", "hooks are switched off"),
        (&trusted, "the hook is not approved"),
        (&approved.replace("pre_tool_use", "stop"), "the hook is not approved"),
        (&approved, "ok       codex 0.169.0: its hook is in .codex/hooks.json\n"),
    ] {
        std::fs::create_dir_all(world.beside("home")).unwrap();
        std::fs::write(world.beside("home").join("config.toml"), config).unwrap();
        let doctor = doctor(&world, &[("codex", "echo codex-cli 0.169.0")]);
        let output = doctor.env("CODEX_HOME", world.beside("home")).output().unwrap();
        let shown = text(&output.stdout);
        assert!(shown.contains(said), "{config}: {shown}");
        assert_eq!(output.status.success(), said.starts_with("ok"), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn a_hook_that_others_share_counts_and_one_that_is_switched_off_does_not() {
    let world = healthy();
    let claude = [("claude", "echo 2.1.197")];
    let hook =
        r#"{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "auraops hook claude"}]}]}}"#;
    world.write(".claude/settings.json", hook);
    doctor(&world, &claude).assert().success().stdout_eq(str![[r#"
...
ok       claude 2.1.197: its hook is in .claude/settings.json
...
"#]]);
    world.write(".claude/settings.local.json", "{\n  // for now\n  \"disableAllHooks\": true,\n}\n");
    doctor(&world, &claude).assert().code(1).stdout_eq(str![[r#"
...
missing  claude 2.1.197: its hook is in .claude/settings.json, but `disableAllHooks` in .claude/settings.local.json switches every hook off
         hint: remove `disableAllHooks` from .claude/settings.local.json
...
"#]]);
    world.write(".claude/settings.local.json", "{ broken");
    doctor(&world, &claude).assert().code(1);
}

#[test]
fn the_json_has_every_check() {
    let output = healthy().process(["doctor", "--json"]).output().unwrap();
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = found["checks"].as_array().unwrap();
    let points: Vec<&str> = checks.iter().filter_map(|check| check["point"].as_str()).collect();
    for point in ["git", "hooks", "map", "agent", "identity", "chat", "remote", "ci", "kernel"] {
        assert!(points.contains(&point), "{point}: {points:?}");
    }
    let missing = checks.iter().filter(|check| check["state"] == "missing");
    assert!(missing.clone().all(|check| check["next"].is_string()));
    assert_eq!(found["ok"], missing.count() == 0);
}

#[test]
fn what_no_point_can_express_for_this_map_is_named() {
    let world = healthy();
    std::fs::create_dir_all(world.path("src/render")).unwrap();
    let map = MAP.replace("\"src/telemetry/**\"", "\"src/telemetry/**\", \"tests/x_*.py\"");
    world.write("auraops.toml", map).write("src/telemetry/a.rs", "").write("tests/test_telemetry/a.rs", "");
    world.write("Cargo.lock", "").write(".git/auraops/unclear", r#"{"SENSOR": 3, "RENDER": 1}"#);
    doctor(&world, &[]).assert().success().stdout_eq(str![[r#"
...
cannot   a sandbox can only name directories and files that exist, not `tests/x_*.py` (SENSOR)
cannot   a sandbox cannot keep groupchat.md append-only: it is either writable or not
cannot   what a script or program started from an agent's shell does is not seen until it commits
cannot   4 shell commands not understood and let through: RENDER 1, SENSOR 3

"#]]);
    world.git(["config", "core.ignorecase", "true"]);
    doctor(&world, &[]).assert().success().stdout_eq(str![[r#"
...
ok       core.ignorecase: owners are found regardless of case
...
"#]]);
}

#[test]
fn a_workflow_is_printed_as_it_is_in_the_docs() {
    for (server, file) in [("github", "docs/github-actions.yml"), ("gitlab", "docs/gitlab-ci.yml")] {
        let kept =
            std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let output = World::new().process(["doctor", "--workflow", server]).output().unwrap();
        assert_eq!(text(&output.stdout), kept);
    }
}
