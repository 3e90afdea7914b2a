use snapbox::str;

use super::world;
use crate::support::World;

#[test]
fn an_empty_repository_gets_the_four_codenames() {
    let world = World::empty();
    world.auraops(["init"]).assert().success().stderr_eq(str![]).stdout_eq(str![[r#"
created   auraops.toml
created   DISPATCH.md
created   groupchat.md
created   .gitattributes
placed    hooks in .git/hooks

agents: the four default codenames, as there is no source to divide yet
  SENSOR    src/telemetry/**  tests/test_telemetry/**
  RENDER    src/render/**  tests/test_render/**
  SHELL     src/shell/**  tests/test_shell/**
  PLATFORM  src/runtime/**  installer/**  tests/test_platform/**

next: auraops map   # who owns what; edit auraops.toml until it is right
next: git add auraops.toml DISPATCH.md groupchat.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md groupchat.md .gitattributes
next: auraops launch SENSOR

"#]]);
    snapbox::assert_data_eq!(
        world.read("auraops.toml"),
        str![[r##"
# Who owns what. An agent changes its own paths and the shared ones; every other path is the user's.
# Globs are relative to the root: `*` stays inside a folder, `**` crosses. No path may have two owners: `auraops map`
# proves it and shows the result. More keys of an agent:
#   except = ["src/x/generated/**"]        # but not these
#   verify = [["make", "test"]]            # commands that must pass before it ends

[agents.SENSOR]
owns = ["src/telemetry/**", "tests/test_telemetry/**"]
mission = "Accurate, lightweight, production-safe telemetry."

[agents.RENDER]
owns = ["src/render/**", "tests/test_render/**"]
mission = "Rendering that is correct first, then fast."

[agents.SHELL]
owns = ["src/shell/**", "tests/test_shell/**"]
mission = "A shell that is clear, consistent and quick to answer."

[agents.PLATFORM]
owns = ["src/runtime/**", "installer/**", "tests/test_platform/**"]
mission = "A runtime, a build and an installer that work on every platform."

[shared]
append = ["groupchat.md"]  # any agent may add lines, nobody rewrites old ones
write = []                 # any agent may change it

[chat]
file = "groupchat.md"  # where agents write to each other

[day]
timezone = "local"  # or "+01:00": when a day begins

"##]]
    );
    snapbox::assert_data_eq!(
        world.read("groupchat.md"),
        str![[r#"
# Group chat

One line per entry, added at the end; no line is ever changed or removed. Three kinds:

- a message: `MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:request | locks:none | note:…`
  (`type` is request, ack, info, handoff or release; `to` is a codename, `user` or `all`)
- a session begins: `START | 2026-02-14 18:22:12 +01:00 | SENSOR | branch: main at 0f35e23 | map: 1a2b3c4`
- a session ends: `END | 2026-02-14 18:22:12 +01:00 | SENSOR | commit: 0f35e23 feat: … | pushed: origin/main`

Write with `auraops msg`, `auraops launch` and `auraops end`; read with `auraops inbox` and `auraops status`.


"#]]
    );
    assert_eq!(world.read(".gitattributes"), "groupchat.md merge=union\n");
    world.auraops(["map"]).assert().success();
}

#[test]
fn the_codenames_whose_folders_are_there_are_chosen() {
    let world = world(&[
        "Cargo.lock",
        "src/telemetry/a.rs",
        "src/render/a.rs",
        "src/net/a.rs",
        "tests/test_telemetry/a.rs",
    ]);
    world.auraops(["init"]).assert().success().stderr_eq(str![]).stdout_eq(str![[r#"
created   auraops.toml
created   DISPATCH.md
created   groupchat.md
created   .gitattributes
placed    hooks in .git/hooks

agents: the codenames whose folders exist
  SENSOR  src/telemetry/**  tests/test_telemetry/**
  RENDER  src/render/**
unowned (user only): src/net/**

next: auraops map   # who owns what; edit auraops.toml until it is right
next: git add auraops.toml DISPATCH.md groupchat.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md groupchat.md .gitattributes
next: auraops launch SENSOR

"#]]);
    snapbox::assert_data_eq!(
        world.read("DISPATCH.md"),
        str![[r#"
# Launch blocks

`auraops launch NAME` prints the block below the heading that names the agent, and adds scope, open requests and
commands. Edit the blocks as you like. Without one, a block is made from `auraops.toml`.

## Launch: SENSOR

```text
You are SENSOR, one of several agents that work in this repository at the same time.
Mission: Accurate, lightweight, production-safe telemetry.
Rules:
- Change only the paths in your scope; others change the rest right now.
- Never stash, reset, clean, rebase, or check out over changes: that takes others' work with it.
- Commit early, with `auraops ship`: nothing but your own. Never --no-verify.
- Need a path that is not yours? Ask its owner with `auraops msg` and go on with something else.
```

## Launch: RENDER

```text
You are RENDER, one of several agents that work in this repository at the same time.
Mission: Rendering that is correct first, then fast.
Rules:
- Change only the paths in your scope; others change the rest right now.
- Never stash, reset, clean, rebase, or check out over changes: that takes others' work with it.
- Commit early, with `auraops ship`: nothing but your own. Never --no-verify.
- Need a path that is not yours? Ask its owner with `auraops msg` and go on with something else.
```

## Migration

For sessions from before directories had owners: `auraops launch --migration`.

```text
The rules have changed: directories have owners now, and nothing is locked any more. Finish what you have in progress or hand it over with `auraops msg --type handoff`, commit your own paths, and delete every lock you hold, file or entry. Then run `auraops launch YOUR-CODENAME`, read your scope, and go on inside it; for any other path, ask its owner with `auraops msg`.
```

"#]]
    );
    assert!(world.read("auraops.toml").contains("write = [\"Cargo.lock\"]"));
}

#[test]
fn else_every_source_folder_is_an_agents() {
    let world = world(&["web/a.js", "server/user/a.rs", "docs/a.md", ".github/x.yml"]);
    world.auraops(["init"]).assert().success().stderr_eq(str![]).stdout_eq(str![[r#"
created   auraops.toml
created   DISPATCH.md
created   groupchat.md
created   .gitattributes
placed    hooks in .git/hooks

agents: one for each source folder
  SERVER  server/**
  WEB     web/**
unowned (user only): .github/**  docs/**

next: auraops map   # who owns what; edit auraops.toml until it is right
next: git add auraops.toml DISPATCH.md groupchat.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md groupchat.md .gitattributes
next: auraops launch SERVER

"#]]);
    world.auraops(["check-path", "--who", "web/x", "docs/x"]).assert().success().stdout_eq(str![[r#"
web/x   WEB owns it (web/**)
docs/x  nobody owns it

"#]]);
}

#[test]
fn before_the_first_commit_the_files_that_are_not_ignored_count() {
    let world = World::empty();
    world
        .write(".gitignore", "/target/\n")
        .write("target/x/y", "")
        .write("api/a.rs", "")
        .write("ui/a.rs", "");
    let output = world.auraops(["init", "--json"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!((&json["agents"][0]["agent"], &json["agents"][1]["agent"]), (&"API".into(), &"UI".into()));
    assert_eq!(
        (&json["agents"][2], &json["chosen"]["origin"]),
        (&serde_json::Value::Null, &"folders".into())
    );
    assert_eq!(json["files"][0], serde_json::json!({ "path": "auraops.toml", "done": "created" }));
}

#[test]
fn a_second_run_changes_nothing() {
    let world = world(&["src/api/a.rs"]);
    world.auraops(["init"]).assert().success();
    world.append("auraops.toml", "# mine\n").append("DISPATCH.md", "mine\n").append("groupchat.md", "mine\n");
    let files = ["auraops.toml", "DISPATCH.md", "groupchat.md", ".gitattributes"];
    let before = files.map(|file| world.read(file));
    world.auraops(["init"]).assert().success().stdout_eq(str![[r#"
kept      auraops.toml
kept      DISPATCH.md
kept      groupchat.md
kept      .gitattributes
kept      hooks in .git/hooks

agents: as in the map
  API  src/api/**

next: auraops launch API

"#]]);
    assert_eq!(files.map(|file| world.read(file)), before);
}

#[test]
fn force_replaces_the_map_and_the_blocks_but_never_the_chat() {
    let world = world(&["src/api/a.rs"]);
    world.write("auraops.toml", "not toml").write("DISPATCH.md", "old").write("groupchat.md", "said\n");
    world.write(".gitattributes", "*.png binary");
    world.auraops(["init"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: this is not TOML: key with no value
 --> auraops.toml:1:5
  |
1 | not toml
  |     ^ expected `=`

"#]]);
    assert_eq!(world.read(".gitattributes"), "*.png binary", "nothing is half-written");
    world.auraops(["init", "--force"]).assert().success().stdout_eq(str![[r#"
replaced  auraops.toml
replaced  DISPATCH.md
kept      groupchat.md
extended  .gitattributes
placed    hooks in .git/hooks

agents: one for each folder in src/
  API  src/api/**

next: auraops map   # who owns what; edit auraops.toml until it is right
next: git add auraops.toml DISPATCH.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md .gitattributes
next: auraops launch API

"#]]);
    assert_eq!(world.read("groupchat.md"), "said\n");
    assert_eq!(world.read(".gitattributes"), "*.png binary\ngroupchat.md merge=union\n");
    assert!(world.read("DISPATCH.md").contains("## Launch: API\n"));
}

#[test]
fn a_map_that_is_there_decides_the_rest() {
    let world = World::new();
    world.write("auraops.toml", "[agents.ONE]\nowns = [\"one/**\"]\n[chat]\nfile = \"notes/our chat.md\"\n");
    world
        .auraops(["init", "--from-codeowners"])
        .assert()
        .success()
        .stderr_eq(str![[r#"
note: the map already exists: --from-codeowners replaces it only with --force

"#]])
        .stdout_eq(str![[r#"
kept      auraops.toml
created   DISPATCH.md
created   notes/our chat.md
created   .gitattributes
placed    hooks in .git/hooks

agents: as in the map
  ONE  one/**
unowned (user only): **

next: git add DISPATCH.md 'notes/our chat.md' .gitattributes && git commit -m "Set up auraops" -- DISPATCH.md 'notes/our chat.md' .gitattributes

"#]]);
    assert_eq!(world.read(".gitattributes"), "\"notes/our chat.md\" merge=union\n");
    assert_eq!(
        world.git_line(["check-attr", "merge", "notes/our chat.md"]),
        "notes/our chat.md: merge: union"
    );
    assert!(world.read("notes/our chat.md").starts_with("# Group chat\n"));
}

#[test]
fn who_owns_what_is_not_an_agents_to_say() {
    let world = world(&["src/api/a.rs"]).agent("API");
    world.auraops(["init"]).assert().code(2).stderr_eq(str![[r#"
error: this session is `API`, and only the user decides who owns what
hint: for the user to run: AURAOPS_AGENT=user auraops init

"#]]);
    assert!(!world.path("auraops.toml").exists());
}

#[test]
fn the_hooks_are_in_place_and_a_sweep_is_stopped() {
    let mut world = world(&["src/api/a.rs", "src/ui/a.rs"]);
    world.auraops(["init"]).assert().success();
    world.git(["add", "."]).git(["commit", "-qm", "set up"]);
    world.set_agent(Some("API"));
    world.write("src/api/a.rs", "y\n").write("src/ui/a.rs", "y\n");
    assert!(!world.try_git(["commit", "-qam", "sweep"]).status.success());
    world.git(["commit", "-qm", "mine", "--", "src/api/a.rs"]);
}

#[test]
fn hooks_that_cannot_be_placed_stop_nothing_else() {
    let world = world(&["src/api/a.rs"]);
    let elsewhere = world.beside("hooks");
    world.git(["config", "core.hooksPath", elsewhere.to_str().unwrap()]);
    let output = world.auraops(["init"]).assert().success();
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(said.starts_with("note: no hooks were installed: `core.hooksPath` points outside"), "{said}");
    assert!(world.path("auraops.toml").exists() && !elsewhere.exists());
}

#[test]
fn what_it_says_to_do_next_works() {
    let world = world(&["src/api/a.rs"]).at("src");
    world.auraops(["init"]).assert().success();
    let world = world.at("..");
    let files = ["auraops.toml", "DISPATCH.md", "groupchat.md", ".gitattributes"];
    world.git(["add"].iter().chain(&files)).git(["commit", "-qm", "set up", "--"].iter().chain(&files));
    world.auraops(["map"]).assert().success().stderr_eq(str![]);
    world.auraops(["launch", "api"]).assert().success().stderr_eq(str![]);
    assert!(world.read("groupchat.md").contains("| API | branch: main at "));
}

#[test]
fn what_it_says_to_do_next_works_below_the_root() {
    let world = world(&["a/b/x.rs", "c/x.rs"]).at("a/b");
    world.auraops(["init"]).assert().success().stdout_eq(str![[r#"
...
next: git add ../../auraops.toml ../../DISPATCH.md ../../groupchat.md ../../.gitattributes && git commit -m "Set up auraops" -- ../../auraops.toml ../../DISPATCH.md ../../groupchat.md ../../.gitattributes
...
"#]]);
}

#[test]
fn from_a_linked_worktree_the_chat_is_made_where_everybody_writes_to_it() {
    let mut world = world(&["a/x.rs", "b/x.rs"]);
    let (main, linked) = (world.path(""), world.beside("linked"));
    world.git(["worktree", "add", "-q", "-b", "topic", linked.to_str().unwrap()]);
    world.set_cwd(&linked);
    world.auraops(["init"]).assert().success().stdout_eq(str![[r#"
created   auraops.toml
created   DISPATCH.md
created   [..]/repo/groupchat.md
created   .gitattributes
placed    hooks in [..]/repo/.git/hooks

...
next: git add auraops.toml DISPATCH.md .gitattributes && git commit -m "Set up auraops" -- auraops.toml DISPATCH.md .gitattributes
...
"#]]);
    assert!(!world.path("groupchat.md").exists());
    assert!(main.join("groupchat.md").exists());
}
