//! Which paths `ship` takes: those that are named, of every kind, wherever it is run.

use snapbox::str;

use crate::support::hooked::{hooked, said};
use crate::support::{MAP, World};

/// SENSOR has changed two files and RENDER one; the chat has a line.
fn at_work() -> World {
    let world = hooked();
    world.write("src/telemetry/a.rs", "changed\n").write("src/telemetry/deep/b.rs", "new\n");
    world
        .write("src/render/a.rs", "RENDER's\n")
        .append("groupchat.md", "a line\n")
        .write("notes.txt", "mine\n");
    world
}

fn committed(world: &World) -> String {
    world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"])
}

#[test]
fn a_dry_run_lists_what_would_go_and_changes_nothing() {
    let world = at_work();
    let index = || std::fs::read(world.path(".git/index")).unwrap();
    let (before, head) = (index(), world.git_line(["rev-parse", "HEAD"]));
    // The index knows an older time of this file: `git status` would like to write the new one down.
    world.write("src/telemetry/a.rs", "a\n").write("src/telemetry/c.rs", "new\n");
    world.auraops(["ship", "--dry-run"]).assert().success().stdout_eq(str![[r#"
SENSOR would ship 3 files
  M groupchat.md
  A src/telemetry/c.rs
  A src/telemetry/deep/b.rs
stays
  A notes.txt  nobody owns it
  M src/render/a.rs  RENDER owns it (src/render/**)

"#]]);
    assert_eq!(index(), before);
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), head);
    world.auraops(["ship", "--dry-run", "--json", "src/telemetry/deep"]).assert().success().stdout_eq(str![
        [r#"
{
  "schema": 1,
  "agent": "SENSOR",
  "dry_run": true,
  "shipped": null,
  "paths": [
    {
      "path": "src/telemetry/deep/b.rs",
      "change": "added"
    }
  ],
  "stays": [
    {
      "path": "groupchat.md",
      "change": "modified",
      "owner": {
        "kind": "append",
        "glob": "groupchat.md"
      }
    },
    {
      "path": "notes.txt",
      "change": "added",
      "owner": {
        "kind": "unowned"
      }
    },
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
      "path": "src/telemetry/c.rs",
      "change": "added",
      "owner": {
        "kind": "agent",
        "agent": "SENSOR",
        "glob": "src/telemetry/**"
      }
    }
  ],
  "published": null,
  "notes": []
}

"#]
    ]);
}

#[test]
fn paths_narrow_what_goes() {
    let world = at_work();
    world.auraops(["ship", "-m", "feat: deep", "src/telemetry/deep"]).assert().success();
    assert_eq!(committed(&world), "A\tsrc/telemetry/deep/b.rs");
    let world = at_work();
    world.auraops(["ship", "-m", "feat: sensor's part of src", "src"]).assert().success();
    assert_eq!(committed(&world), "M\tsrc/telemetry/a.rs\nA\tsrc/telemetry/deep/b.rs");
    let world = at_work().at("src/telemetry");
    world.auraops(["ship", "-m", "feat: from below", "deep/../a.rs"]).assert().success();
    assert_eq!(committed(&world), "M\tsrc/telemetry/a.rs");
    world.auraops(["ship", "-m", "feat: all of it", "../.."]).assert().success();
    assert_eq!(committed(&world), "M\tgroupchat.md\nA\tsrc/telemetry/deep/b.rs");
}

#[test]
fn without_paths_all_goes_from_a_subdirectory_too() {
    let world = at_work().at("src/telemetry/deep");
    world.auraops(["ship", "-m", "feat: all"]).assert().success();
    assert_eq!(committed(&world), "M\tgroupchat.md\nM\tsrc/telemetry/a.rs\nA\tsrc/telemetry/deep/b.rs");
}

#[test]
fn anothers_path_is_refused_with_whom_to_ask() {
    let world = at_work();
    let head = world.git_line(["rev-parse", "HEAD"]);
    world
        .auraops(["ship", "-m", "feat: both", "src/telemetry", "src/render/a.rs"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
refused: SENSOR may not touch 1 of 5 paths
  src/render/a.rs  RENDER owns it (src/render/**)
next: auraops msg "…" --to RENDER --type request --locks src/render/a.rs

"#]]);
    world.auraops(["ship", "-m", "notes", "notes.txt"]).assert().code(1).stdout_eq(str![[r#"
refused: SENSOR may not touch 1 of 5 paths
  notes.txt  nobody owns it: only the user may change it
next: auraops msg "…" --to user --type request --locks notes.txt

"#]]);
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), head);
}

#[test]
fn a_path_that_matches_nothing_is_an_error() {
    let world = at_work();
    world.auraops(["ship", "-m", "feat: x", "src/telemetry/nope.rs"]).assert().code(2).stderr_eq(str![[r#"
error: `src/telemetry/nope.rs` does not exist, and nothing has changed there
next: auraops ship --dry-run   # lists what would be shipped

"#]]);
    // One that is there and has not changed is none: a second run is like the first.
    world.auraops(["ship", "-m", "feat: a", "src/telemetry/a.rs"]).assert().success();
    world.auraops(["ship", "-m", "feat: a", "src/telemetry/a.rs"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to ship

"#]]);
}

#[test]
fn rewritten_lines_are_refused_before_anything_happens() {
    let world = at_work();
    world.write("groupchat.md", "# another chat\n");
    let before = world.git_line(["ls-files", "--stage"]);
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1).stdout_eq(str![[r#"
refused: SENSOR may not touch 1 of 5 paths
  groupchat.md  append-only, and line 1 was changed or removed: `# chat`
next: git diff HEAD -- groupchat.md   # put the old lines back, or ship other PATHs

"#]]);
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1);
    world.auraops(["ship", "-m", "feat: x", "src/telemetry"]).assert().success();
}

#[test]
fn whoever_has_no_name_or_no_message_is_told() {
    let mut world = at_work();
    world.auraops(["ship"]).assert().code(2).stderr_eq(str![[r#"
error: the commit needs a message: 3 files to ship
next: auraops ship -m "…"

"#]]);
    world.auraops(["ship", "-m", " "]).assert().code(2).stderr_eq(str![[r#"
error: the message is empty
next: auraops ship -m "feat: …"

"#]]);
    world.auraops(["ship", "-m", "x\n\nAuraops-Agent: RENDER"]).assert().code(2).stderr_eq(str![[r#"
error: the message says `Auraops-Agent: RENDER`, but SENSOR is shipping
hint: leave that line out: it is added for you

"#]]);
    world.set_agent(None);
    world.auraops(["ship", "-m", "x"]).assert().code(2).stderr_eq(str![[r#"
error: no agent is identified here
hint: say who is shipping: auraops ship --agent NAME

"#]]);
    world.set_agent(Some("user"));
    world.auraops(["ship", "-m", "x"]).assert().code(2).stderr_eq(str![[r#"
error: the operator commits with git: the whole work tree is theirs to commit
hint: git commit and git push; or as an agent: auraops ship --agent NAME

"#]]);
}

#[test]
fn a_file_that_becomes_a_directory_and_back_goes_whole() {
    let world = hooked();
    std::fs::remove_file(world.path("src/telemetry/a.rs")).unwrap();
    world.write("src/telemetry/a.rs/mod.rs", "new\n");
    world.auraops(["ship", "-m", "feat: a directory"]).assert().success();
    assert_eq!(committed(&world), "D\tsrc/telemetry/a.rs\nA\tsrc/telemetry/a.rs/mod.rs");
    std::fs::remove_dir_all(world.path("src/telemetry/a.rs")).unwrap();
    world.write("src/telemetry/a.rs", "a file\n");
    world.auraops(["ship", "-m", "feat: a file"]).assert().success();
    assert_eq!(committed(&world), "A\tsrc/telemetry/a.rs\nD\tsrc/telemetry/a.rs/mod.rs");
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
#[cfg(unix)]
fn modes_links_and_names_of_any_bytes_go() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = hooked();
    world.write("src/telemetry/b.rs", "b\n").git(["add", "."]).git(["commit", "-qm", "b"]);
    std::fs::set_permissions(world.path("src/telemetry/a.rs"), std::fs::Permissions::from_mode(0o755))
        .unwrap();
    std::fs::remove_file(world.path("src/telemetry/b.rs")).unwrap();
    symlink("a.rs", world.path("src/telemetry/b.rs")).unwrap();
    for name in [&b"src/telemetry/\xff\n\"x\".rs"[..], b"src/telemetry/*", b"src/telemetry/:(top)"] {
        world.write(OsStr::from_bytes(name), "odd\n");
    }
    world.auraops(["ship", "-m", "feat: odd"]).assert().success();
    let raw = world.git_line(["show", "--raw", "--format=", "HEAD"]);
    assert!(raw.contains(":100644 100755") && raw.contains(":100644 120000"), "{raw}");
    assert!(raw.contains(r#""src/telemetry/\377\n\"x\".rs""#), "{raw}");
    assert_eq!(raw.lines().count(), 5, "{raw}");
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn submodules_go_and_a_repository_that_is_none_stays() {
    let world = hooked();
    let lib = world.beside("lib");
    let lib_git = |args: &[&str]| world.git(["-C", lib.to_str().unwrap()].iter().chain(args));
    world.git(["init", "-q", lib.to_str().unwrap()]);
    lib_git(&["commit", "-q", "--allow-empty", "-m", "lib"]);
    world.git(["clone", "-q", lib.to_str().unwrap(), "src/telemetry/lib"]);
    let output = world.process(["ship", "-m", "feat: lib"]).output().unwrap();
    assert!(
        said(&output).contains("src/telemetry/lib is a separate repository and stays"),
        "{}",
        said(&output)
    );
    world.git(["-c", "advice.addEmbeddedRepo=false", "add", "src/telemetry/lib"]);
    world.auraops(["ship", "-m", "feat: lib"]).assert().success();
    assert_eq!(committed(&world), "A\tsrc/telemetry/lib");
    world.git(["-C", "src/telemetry/lib", "commit", "-q", "--allow-empty", "-m", "more"]);
    world.git(["-C", "src/telemetry/lib", "push", "-q", "origin", "HEAD:refs/heads/more"]);
    world.auraops(["ship", "-m", "feat: more of lib"]).assert().success();
    assert_eq!(committed(&world), "M\tsrc/telemetry/lib");
    world.write("src/telemetry/lib/dirt", "x\n");
    world.auraops(["ship", "-m", "feat: nothing"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to ship

"#]]);
}

#[test]
fn the_first_commit_of_a_repository_can_be_shipped() {
    let world = World::empty().agent("SENSOR");
    world.write("auraops.toml", MAP).write("groupchat.md", "# chat\n");
    world.write("src/telemetry/a.rs", "a\n").write("src/render/b.rs", "b\n").git(["add", "src/render/b.rs"]);
    world.auraops(["ship", "-m", "feat: first"]).assert().success();
    assert_eq!(committed(&world), "A\tgroupchat.md\nA\tsrc/telemetry/a.rs");
    assert_eq!(world.git_line(["status", "--short"]), "A  src/render/b.rs\n?? auraops.toml");
}
