//! Submodules: a pointer never goes backwards by itself, dirt inside is nobody's, and what is recorded can be got.

use snapbox::str;

use crate::support::shared_day::begun;
use crate::support::{World, text};

const SUB: &str = "src/telemetry/lib";

/// A submodule of SENSOR's, pushed; its own remote is a bare repository beside it.
fn with_submodule() -> World {
    let mut world = begun();
    world.set_agent(Some("SENSOR"));
    let (seed, remote) = (world.beside("seed"), world.beside("lib.git"));
    let (seed, remote) = (seed.to_str().unwrap(), remote.to_str().unwrap());
    world.git(["init", "-q", "-b", "main", seed]);
    world.git(["-C", seed, "commit", "-q", "--allow-empty", "-m", "one"]);
    world.git(["clone", "-q", "--bare", seed, remote]);
    world.git([
        "config",
        "--file",
        world.beside(".gitconfig").to_str().unwrap(),
        "protocol.file.allow",
        "always",
    ]);
    world.git(["submodule", "--quiet", "add", remote, SUB]);
    world.git(["commit", "-q", "-m", "lib", "--trailer", "Auraops-Agent: user"]).git(["push", "-q"]);
    world
}

fn in_sub(world: &World, args: &[&str]) -> String {
    world.git_line(["-C", SUB].iter().chain(args))
}

fn recorded(world: &World) -> String {
    world.git_line(["rev-parse", &format!("HEAD:{SUB}")])
}

/// A new commit of the submodule, which its remote has where it is pushed.
fn bump(world: &World, is_pushed: bool) -> String {
    in_sub(world, &["commit", "-q", "--allow-empty", "-m", "more"]);
    if is_pushed {
        in_sub(world, &["push", "-q", "origin", "HEAD:main"]);
    }
    in_sub(world, &["rev-parse", "HEAD"])
}

fn said(world: &World, args: &[&str], code: i32) -> String {
    let run = world.auraops(args).assert().code(code);
    let output = run.get_output();
    format!("{}{}", text(&output.stderr), text(&output.stdout))
}

#[test]
fn a_submodule_that_was_brought_forward_goes() {
    let world = with_submodule();
    let new = bump(&world, true);
    world.auraops(["ship", "-m", "feat: lib"]).assert().success();
    assert_eq!(recorded(&world), new);
    world.auraops(["end"]).assert().success();
}

#[test]
fn a_submodule_behind_what_is_recorded_stays_and_blocks_nothing() {
    let world = with_submodule();
    let new = bump(&world, true);
    world.git(["commit", "-q", "-m", "bump", SUB]).git(["push", "-q"]);
    in_sub(&world, &["checkout", "-q", "HEAD~1"]);
    world.write("src/telemetry/a.rs", "1\n");
    let shipped = said(&world, &["ship", "-m", "feat: x"], 0);
    assert!(shipped.contains("stays: `git submodule update -- src/telemetry/lib`"), "{shipped}");
    assert_eq!(recorded(&world), new);
    // Staged by a sweep, it is no more a change.
    world.git(["add", SUB]).write("src/telemetry/a.rs", "2\n");
    world.auraops(["ship", "-m", "feat: x"]).assert().success();
    assert_eq!(recorded(&world), new);
    world.git(["reset", "-q", SUB]);
    world.auraops(["end"]).assert().success();
    world.git(["submodule", "--quiet", "update", "--", SUB]);
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn a_recorded_commit_that_was_not_fetched_yet_is_no_change() {
    let world = with_submodule();
    let other = world.beside("other");
    world.git(["clone", "-q", world.beside("lib.git").to_str().unwrap(), other.to_str().unwrap()]);
    world.git(["-C", other.to_str().unwrap(), "commit", "-q", "--allow-empty", "-m", "elsewhere"]);
    world.git(["-C", other.to_str().unwrap(), "push", "-q"]);
    let new = world.git_line(["-C", other.to_str().unwrap(), "rev-parse", "HEAD"]);
    world.git(["update-index", "--cacheinfo", &format!("160000,{new},{SUB}")]);
    world.git(["commit", "-q", "-m", "bump", "--trailer", "Auraops-Agent: SENSOR"]).git(["push", "-q"]);
    assert!(said(&world, &["ship", "-m", "x"], 0).contains("src/telemetry/lib is behind"));
    assert_eq!(recorded(&world), new);
    world.auraops(["end"]).assert().success();
}

#[test]
fn what_lies_about_inside_a_submodule_is_nobodys() {
    let world = with_submodule();
    world.write("src/telemetry/a.rs", "1\n");
    world.auraops(["ship", "-m", "feat: x"]).assert().success();
    world.write(format!("{SUB}/build.o"), "x");
    world.auraops(["end"]).assert().success();
    let audit = said(&world, &["audit"], 1);
    assert!(!audit.contains("not committed"), "{audit}");
}

#[test]
fn a_commit_that_no_remote_of_a_submodule_has_stays_until_it_is_pushed() {
    for is_detached in [false, true] {
        let world = with_submodule();
        if is_detached {
            in_sub(&world, &["checkout", "-q", "--detach"]);
        }
        let (old, new) = (recorded(&world), bump(&world, false));
        let shipped = said(&world, &["ship", "-m", "feat: lib"], 0);
        let push = shipped.split('`').nth(1).unwrap();
        assert!(push.starts_with("git -C src/telemetry/lib push origin HEAD:refs/heads/"), "{shipped}");
        assert_eq!(recorded(&world), old);
        world.git(push.split(' ').skip(1));
        world.auraops(["ship", "-m", "feat: lib"]).assert().success();
        assert_eq!(recorded(&world), new);
    }
}

#[test]
fn a_recorded_commit_that_no_remote_has_keeps_the_session_open() {
    let world = with_submodule();
    bump(&world, false);
    world.git(["commit", "-q", "-m", "bump", "--trailer", "Auraops-Agent: SENSOR", SUB]).git(["push", "-q"]);
    world.auraops(["end"]).assert().code(1).stdout_eq(str![[r#"
no: SENSOR cannot end yet
  submodule: src/telemetry/lib is recorded at [..], which no remote of it has
    next: git -C src/telemetry/lib push origin [..]:refs/heads/main

"#]]);
    let audit = said(&world, &["audit"], 1);
    assert!(audit.contains("SENSOR: src/telemetry/lib is recorded at"), "{audit}");
    in_sub(&world, &["push", "-q", "origin", "HEAD:main"]);
    world.auraops(["end"]).assert().success();
    let audit = said(&world, &["audit"], 1);
    assert!(!audit.contains("is recorded at"), "{audit}");
}

#[test]
fn a_submodule_that_gitmodules_does_not_name_is_said() {
    let world = with_submodule();
    let remote = world.beside("lib.git");
    world.git(["clone", "-q", remote.to_str().unwrap(), "src/telemetry/bare"]);
    world.git(["-c", "advice.addEmbeddedRepo=false", "add", "src/telemetry/bare"]);
    let shipped = said(&world, &["ship", "-m", "feat: bare"], 0);
    assert!(
        shipped.contains("src/telemetry/bare is a submodule without an entry in .gitmodules"),
        "{shipped}"
    );
}

#[test]
fn a_clone_of_a_submodule_that_follows_one_branch_knows_what_it_pushed() {
    let world = with_submodule();
    in_sub(
        &world,
        &["config", "--replace-all", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main"],
    );
    in_sub(&world, &["switch", "-q", "-c", "topic"]);
    let new = bump(&world, false);
    in_sub(&world, &["push", "-q", "origin", "topic"]);
    world.auraops(["ship", "-m", "feat: lib"]).assert().success();
    assert_eq!(recorded(&world), new);
}
