//! Every kind of change, and every kind of name.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused};

#[test]
fn both_sides_of_a_rename_count() {
    let world = hooked();
    for (from, to) in [("src/render/a.rs", "src/telemetry/r.rs"), ("src/telemetry/a.rs", "src/render/t.rs")] {
        world.git(["mv", from, to]);
        refused(&world, &["commit", "-m", "move"]);
        world.git(["mv", to, from]);
    }
    world.git(["config", "diff.renames", "copies"]).git(["mv", "src/telemetry/a.rs", "src/telemetry/z.rs"]);
    allowed(&world, &["commit", "-m", "move"]);
}

#[test]
fn a_deletion_is_a_change() {
    let world = hooked();
    world.git(["rm", "-q", "src/render/a.rs"]);
    refused(&world, &["commit", "-m", "delete"]);
    world.git(["reset", "-q", "--hard"]).git(["rm", "-q", "src/telemetry/a.rs"]);
    allowed(&world, &["commit", "-m", "delete"]);
}

#[test]
fn a_mode_is_part_of_a_file() {
    let world = hooked();
    world.git(["update-index", "--chmod=+x", "src/render/a.rs"]);
    refused(&world, &["commit", "-m", "mode"]);
    world.git(["reset", "-q"]).git(["update-index", "--chmod=+x", "src/telemetry/a.rs"]);
    allowed(&world, &["commit", "-m", "mode"]);
}

#[test]
fn a_file_that_becomes_a_symlink_is_judged_where_it_is() {
    let world = hooked();
    world.write("target", "../render/a.rs");
    let link = world.git_line(["hash-object", "-w", "target"]);
    std::fs::remove_file(world.path("target")).unwrap();
    let stage = |path: &str| world.git(["update-index", "--cacheinfo", &format!("120000,{link},{path}")]);
    stage("src/render/a.rs");
    refused(&world, &["commit", "-m", "link"]);
    world.git(["reset", "-q"]);
    stage("src/telemetry/a.rs");
    allowed(&world, &["commit", "-m", "link"]);
}

#[test]
fn a_submodule_belongs_to_whoever_owns_what_is_in_it() {
    let world = hooked();
    let head = world.git_line(["rev-parse", "HEAD"]);
    let stage =
        |path: &str| world.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},{path}")]);
    stage("src/render/vendor");
    refused(&world, &["commit", "-m", "submodule"]);
    world.git(["reset", "-q"]).git(["rm", "-rqf", "src/telemetry"]);
    world.git(["commit", "-qm", "make room"]).git(["rm", "-rqf", "--cached", "src/render"]);
    stage("src/render");
    refused(&world, &["commit", "-m", "submodule"]);
    world.git(["reset", "-q"]);
    stage("src/telemetry/vendor");
    allowed(&world, &["commit", "-m", "submodule"]);
}

#[test]
fn a_submodule_that_is_set_to_be_ignored_is_not() {
    let world = hooked();
    let head = world.git_line(["rev-parse", "HEAD"]);
    world.git(["config", "diff.ignoreSubmodules", "all"]);
    world.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},src/render/vendor")]);
    refused(&world, &["commit", "-m", "submodule"]);
}

#[test]
fn the_chat_only_grows() {
    let world = hooked();
    world.append("groupchat.md", "MSG | a line\n");
    allowed(&world, &["commit", "-qam", "say"]);
    world.write("groupchat.md", "# chat\nMSG | another line\n");
    let said = refused(&world, &["commit", "-am", "forge"]);
    assert!(said.contains("line 2 was changed or removed"), "{said}");
}

#[test]
fn unowned_paths_are_the_users() {
    let mut world = hooked();
    world.write("auraops.toml", "# mine\n");
    refused(&world, &["commit", "-am", "map"]);
    world.set_agent(Some("user"));
    allowed(&world, &["commit", "-am", "map"]);
}

#[cfg(unix)]
#[test]
fn names_may_hold_any_byte() {
    use std::os::unix::ffi::OsStrExt;
    let names: [&[u8]; 7] = [
        b"with blank",
        b"\"quoted\" 'twice'",
        b"line\nbreak",
        b"tab\tand \\",
        b"latin \xe9\xff",
        b":(top)x",
        b"-m",
    ];
    let world = hooked();
    let stage = |world: &World, dir: &str, name: &[u8]| {
        let mut path = dir.as_bytes().to_vec();
        path.extend_from_slice(name);
        world.write(std::ffi::OsStr::from_bytes(&path), "x").git(["add", dir]);
    };
    for name in names {
        stage(&world, "src/render/", name);
        refused(&world, &["commit", "-m", "odd"]);
        world.git(["rm", "-rqf", "--cached", "src/render"]).git(["reset", "-q", "src/render"]);
        std::fs::remove_dir_all(world.path("src/render")).unwrap();
        stage(&world, "src/telemetry/", name);
        allowed(&world, &["commit", "-qm", "odd"]);
    }
}

#[test]
fn an_empty_chat_stays_a_file() {
    let world = World::new();
    world.write("groupchat.md", "").git(["commit", "-qam", "empty"]);
    for change in [["rm", "-q", "groupchat.md"], ["mv", "groupchat.md", "other.md"]] {
        world.git(change);
        let checked = world.auraops(["check-path", "--staged", "--agent", "SENSOR"]).assert().code(1);
        let printed = String::from_utf8_lossy(&checked.get_output().stdout).into_owned();
        assert!(
            printed.contains("groupchat.md  append-only, and the file was removed or replaced"),
            "{printed}"
        );
        world.git(["reset", "-q", "--hard"]);
    }
}
