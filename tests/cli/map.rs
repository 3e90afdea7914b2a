use snapbox::str;

use crate::support::World;

/// A repository with something of everything.
fn world() -> World {
    let world = World::new();
    for path in [
        "Cargo.lock",
        "README.md",
        "docs/a.md",
        "docs/deep/b.md",
        "src/lib.rs",
        "src/render/gauge.rs",
        "src/render/gen/c.rs",
        "src/telemetry/a.rs",
        "src/telemetry/b/c.rs",
        "src/net/socket.rs",
    ] {
        world.write(path, "x\n");
    }
    world.git(["add", "."]).git(["commit", "-qm", "files"]);
    world
}

#[test]
fn who_owns_what_is_a_table_a_tree_and_what_is_left() {
    world()
        .auraops(["map"])
        .assert()
        .success()
        .stderr_eq(str![[r#"
note: `tests/test_telemetry/**` of SENSOR matches no tracked file

"#]])
        .stdout_eq(str![[r#"
SENSOR  2 files  src/telemetry/**  tests/test_telemetry/**
RENDER  2 files  src/render/**
shared  2 files  Cargo.lock  groupchat.md (append)

src/          6
  render/     2  RENDER
  telemetry/  2  SENSOR
*             2  shared (append) 1, shared 1

unowned: 6 files, only the user may change them
  *           2
  docs/**     2
  src/*       1
  src/net/**  1

"#]]);
}

#[test]
fn exceptions_and_disputes_of_files_are_shown() {
    let world = world();
    world.write(
        "auraops.toml",
        "[agents.RENDER]\nowns = [\"src/render/**\"]\nexcept = [\"src/render/gen/**\"]\n\n[agents.REST]\nowns = [\"**\"]\nexcept = [\"src/render/**\"]\n",
    );
    world
        .auraops(["map"])
        .assert()
        .success()
        .stderr_eq(str![[r#"
note: REST owns `auraops.toml` (`**`), so it can widen its own scope
note: the map of HEAD counts; `auraops.toml` in the work tree differs, and counts once it is committed

"#]])
        .stdout_eq(str![[r#"
RENDER  1 file   src/render/**  except src/render/gen/**
REST    9 files  **  except src/render/**
shared  1 file   the chat

docs/         2  REST
src/          6
  net/        1  REST
  render/     2
    *         1  RENDER
  telemetry/  2  REST
  *           1  REST
*             4  REST 3, shared (append) 1

unowned: 1 file, only the user may change it
  src/render/gen/**  1

"#]]);
}

#[test]
fn two_owners_are_an_error_with_both_places() {
    let world = world();
    world.write(
        "auraops.toml",
        "[agents.A]\nowns = [\"src/**\"]\n\n[agents.B]\nowns = [\"docs/**\", \"**/*.rs\"]\n",
    );
    world.auraops(["map"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: two agents own `src/lib.rs`
 --> auraops.toml:5:20
  |
2 | owns = ["src/**"]
  |         -------- A owns it here
...
5 | owns = ["docs/**", "**/*.rs"]
  |                    ^^^^^^^^^ B owns it here

"#]]);
    world.auraops(["map", "--export", "codeowners"]).assert().code(2).stdout_eq(str![]);
}

#[test]
fn the_map_is_exported_for_reviews() {
    world().auraops(["map", "--export", "codeowners"]).assert().success().stdout_eq(str![[r#"
# Generated from auraops.toml: edit that file instead.
# The owners are codenames: replace each `@NAME` with a user or a team.
/src/telemetry/ @SENSOR
/tests/test_telemetry/ @SENSOR
/src/render/ @RENDER
# shared: nobody's in particular
/groupchat.md
/Cargo.lock

"#]]);
}

#[test]
fn a_program_reads_the_same_as_json() {
    let output = world().auraops(["map", "--json"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!((&json["schema"], &json["files"]), (&1.into(), &12.into()));
    assert_eq!((&json["agents"][0]["agent"], &json["agents"][0]["files"]), (&"SENSOR".into(), &2.into()));
    assert_eq!(json["unowned"].as_array().unwrap().len(), 4);
    assert!(json["notes"][0].as_str().unwrap().contains("matches no tracked file"));
}

#[test]
fn without_a_map_there_is_a_way_to_make_one() {
    World::empty().auraops(["map"]).assert().code(2).stderr_eq(str![[r#"
error: there is no `auraops.toml` at the root of this repository
next: auraops init

"#]]);
    World::new().auraops(["map", "--export", "yaml"]).assert().code(2).stdout_eq(str![]);
}

#[test]
fn a_glob_without_a_file_is_named_once_however_many_agents_have_it() {
    let world = World::new();
    let agent = |name: &str| {
        format!("[agents.{name}]\nowns = [\"{name}/**\"]\nexcept = [\"{name}/x\", \"**/gen/**\"]\n")
    };
    world.write("auraops.toml", ["a", "b", "c", "d"].map(agent).concat());
    for name in ["a", "b", "c", "d"] {
        world.write(format!("{name}/x"), "x\n");
    }
    world.git(["add", "."]);
    world.auraops(["map"]).assert().success().stderr_eq(str![[r#"
note: `**/gen/**` of a, b, c, and 1 more matches no tracked file
note: the map of HEAD counts; `auraops.toml` in the work tree differs, and counts once it is committed

"#]]);
}
