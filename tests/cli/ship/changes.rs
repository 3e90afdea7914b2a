//! `ship`: what goes, what stays, and what is said.

use snapbox::str;

use crate::support::World;
use crate::support::hooked::{hooked, trailers};

/// The hooks are in place, there is a remote, and SENSOR has every kind of change.
fn at_work() -> World {
    let world = World::new();
    world.write("src/telemetry/old.rs", "one\ntwo\nthree\nfour\n").write("src/telemetry/gone.rs", "x\n");
    let world = crate::support::hooked::hooked_in(world);
    world.remote();
    world.write("src/telemetry/a.rs", "changed\n").write("src/telemetry/new/b c.rs", "new\n");
    world.git(["mv", "src/telemetry/old.rs", "src/telemetry/moved.rs"]);
    std::fs::remove_file(world.path("src/telemetry/gone.rs")).unwrap();
    world
}

/// RENDER has something of every kind staged, and more on top.
fn others_at_work(world: &World) {
    world.write("src/render/a.rs", "staged\n").write("src/render/new.rs", "staged\n");
    world.git(["add", "src/render"]);
    world.write("src/render/a.rs", "and changed again\n").write("src/render/later.rs", "promised\n");
    world.git(["add", "--intent-to-add", "src/render/later.rs"]).git(["rm", "-q", "--cached", "README.md"]);
}

/// Every entry of the index but SENSOR's, with its flags.
fn index_of_others(world: &World) -> String {
    let listed = world.git_line(["ls-files", "--stage", "--", ":!src/telemetry"]);
    listed + &world.git_line(["diff", "--name-only", "--diff-filter=A", "--", ":!src/telemetry"])
}

fn committed(world: &World) -> String {
    world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"])
}

#[test]
fn exactly_the_agents_own_changes_go() {
    let world = at_work();
    others_at_work(&world);
    let before = index_of_others(&world);
    world.auraops(["ship", "-m", "feat: sample the gyroscope"]).assert().success().stdout_eq(str![[r#"
SENSOR shipped [..] feat: sample the gyroscope (5 files)
pushed: origin/main

"#]]);
    assert_eq!(
        committed(&world),
        "M\tsrc/telemetry/a.rs\nD\tsrc/telemetry/gone.rs\nA\tsrc/telemetry/moved.rs\n\
         A\tsrc/telemetry/new/b c.rs\nD\tsrc/telemetry/old.rs"
    );
    assert_eq!(index_of_others(&world), before);
    assert_eq!(world.git_line(["status", "--short", "--", "src/telemetry"]), "");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_dry_run_tells_what_was_renamed() {
    at_work().auraops(["ship", "--dry-run"]).assert().success().stdout_eq(str![[r#"
SENSOR would ship 4 files
  M src/telemetry/a.rs
  D src/telemetry/gone.rs
  R src/telemetry/old.rs -> src/telemetry/moved.rs
  A 'src/telemetry/new/b c.rs'

"#]]);
}

#[test]
fn nothing_to_ship_is_no_fault() {
    let world = hooked();
    world.auraops(["ship"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to ship

"#]]);
}

#[test]
fn what_was_staged_and_is_not_wanted_any_more_leaves_the_index() {
    let world = hooked();
    world.write("src/telemetry/a.rs", "staged\n").write("src/telemetry/gone.rs", "staged\n");
    world.git(["add", "src/telemetry"]).write("src/telemetry/a.rs", "a\n");
    std::fs::remove_file(world.path("src/telemetry/gone.rs")).unwrap();
    world.write("src/render/a.rs", "staged\n").git(["add", "src/render/a.rs"]);
    world.auraops(["ship", "-m", "feat: nothing"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to ship

"#]]);
    assert_eq!(world.git_line(["status", "--short"]), "M  src/render/a.rs");
}

#[test]
fn a_file_that_is_ignored_from_now_on_is_told_of() {
    let world = hooked();
    world.git(["rm", "-q", "--cached", "src/telemetry/a.rs"]).write(".git/info/exclude", "a.rs\n");
    world.auraops(["ship", "--dry-run"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing would be shipped
stays
  D src/telemetry/a.rs  SENSOR owns it (src/telemetry/**)

"#]]).stderr_eq(str![[r#"
note: the deletion of src/telemetry/a.rs is staged, but the file still exists and stays in HEAD: move it away to ship that

"#]]);
}

#[test]
fn json_has_all_of_it() {
    let world = at_work();
    world.write("src/render/a.rs", "RENDER's\n");
    world.auraops(["ship", "-m", "feat: x", "--json", "src/telemetry/a.rs"]).assert().success().stdout_eq(
        str![[r#"
{
  "schema": 1,
  "agent": "SENSOR",
  "dry_run": false,
  "shipped": {
    "commit": "705ac12ef95bf22faafd859c8710fae843de4cb3",
    "subject": "feat: x",
    "files": 1
  },
  "paths": [
    {
      "path": "src/telemetry/a.rs",
      "change": "modified"
    }
  ],
  "stays": [
    {
      "path": "src/render/a.rs",
      "change": "modified",
      "owner": {
        "kind": "agent",
        "agent": "RENDER",
        "glob": "src/render/**"
      }
    },
    {
      "path": "src/telemetry/gone.rs",
      "change": "deleted",
      "owner": {
        "kind": "agent",
        "agent": "SENSOR",
        "glob": "src/telemetry/**"
      }
    },
    {
      "path": "src/telemetry/moved.rs",
      "change": "added",
      "owner": {
        "kind": "agent",
        "agent": "SENSOR",
        "glob": "src/telemetry/**"
      }
    },
    {
      "path": "src/telemetry/new/b c.rs",
      "change": "added",
      "owner": {
        "kind": "agent",
        "agent": "SENSOR",
        "glob": "src/telemetry/**"
      }
    },
    {
      "path": "src/telemetry/old.rs",
      "change": "deleted",
      "owner": {
        "kind": "agent",
        "agent": "SENSOR",
        "glob": "src/telemetry/**"
      }
    }
  ],
  "published": {
    "push": "pushed",
    "to": "origin/main",
    "merged": null
  },
  "notes": []
}

"#]],
    );
}

#[test]
fn whoever_swept_up_too_much_to_name_is_told_to_ship() {
    let world = hooked();
    for at in 0..9 {
        world.write(format!("src/telemetry/{at}.rs"), "new\n");
    }
    world.write("src/render/a.rs", "RENDER's\n").git(["add", "-A"]);
    let output = world.try_git(["commit", "-m", "feat: sweep"]);
    let said = crate::support::hooked::said(&output);
    assert!(said.contains("next: auraops ship -m \"…\"   # commits everything that is yours"), "{said}");
    world.auraops(["ship", "-m", "feat: no sweep"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), "M  src/render/a.rs");
}
