//! `ship` while another session's push has no answer yet: its turn is over until the remote speaks.
#![cfg(unix)]

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::elsewhere::Elsewhere;
use crate::support::hooked::{hooked_in, said};
use crate::support::{World, executable};

/// SENSOR and RENDER have a change each.
fn at_work() -> World {
    let world = hooked_in(World::new());
    world.remote();
    world.write("src/telemetry/a.rs", "ours\n").write("src/render/b.rs", "RENDER's\n");
    world
}

fn ship(world: &World, agent: &str, message: &str) -> Child {
    let mut ship = world.process(["ship", "-m", message]);
    ship.env("AURAOPS_AGENT", agent).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// SENSOR's ship, when the remote has all of it and says nothing.
fn unanswered(world: &World) -> Child {
    let hold = "[ \"$AURAOPS_AGENT\" = SENSOR ] && [ ! -e asked ] || exit 0\ntouch asked\n";
    let hook = format!("#!/bin/sh\n{hold}until [ -e go-on ]; do sleep 0.01; done\n");
    executable(&world.beside("remote.git").join("hooks/pre-receive"), &hook);
    let mut sensor = ship(world, "SENSOR", "feat: ours");
    until(|| world.beside("remote.git").join("asked").exists() || sensor.try_wait().unwrap().is_some());
    sensor
}

/// Waits for something that is about to be so.
fn until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn answer(world: &World) {
    std::fs::write(world.beside("remote.git").join("go-on"), "").unwrap();
}

fn done(ship: Child) -> String {
    let output = ship.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

fn is_all_there(world: &World) {
    assert_eq!(world.git_line(["status", "--short"]), "");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(world.git_line(["ls-remote", "origin", "main"])[..40], world.git_line(["rev-parse", "HEAD"]));
    let log = world.git_line(["log", "--format=%s", "--no-merges"]);
    for subject in ["feat: ours", "feat: RENDER's"] {
        assert!(log.lines().any(|line| line == subject), "{log}");
    }
}

#[test]
fn another_agent_commits_and_pushes_meanwhile() {
    let world = at_work();
    let sensor = unanswered(&world);
    let render = done(ship(&world, "RENDER", "feat: RENDER's"));
    assert!(render.contains("pushed: origin/main"), "{render}");
    assert!(
        render.contains(&format!("waiting for `push`, held by SENSOR (pid {})", sensor.id())),
        "{render}"
    );
    answer(&world);
    assert!(done(sensor).contains("pushed: origin/main"));
    is_all_there(&world);
    assert_eq!(world.git_line(["rev-list", "--count", "--merges", "HEAD"]), "0");
}

#[test]
fn two_merges_on_their_way_at_once_both_arrive() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/c.rs", "theirs\n").push();
    let sensor = unanswered(&world);
    let render = done(ship(&world, "RENDER", "feat: RENDER's"));
    assert!(render.contains("merged: origin/main"), "{render}");
    answer(&world);
    assert!(done(sensor).contains("pushed: origin/main"));
    is_all_there(&world);
    assert_eq!(world.git_line(["rev-list", "--count", "--merges", "HEAD"]), "1");
    assert_eq!(world.read("src/render/c.rs"), "theirs\n");
    assert_eq!(world.read(".git/auraops/behind"), "", "nothing is on its way any more");
}

#[test]
fn what_is_committed_here_meanwhile_is_kept_and_merged_by_the_next_push() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/c.rs", "theirs\n").push();
    let sensor = unanswered(&world);
    let mut render = world.process(["ship", "--no-push", "-m", "feat: RENDER's"]);
    assert!(render.env("AURAOPS_AGENT", "RENDER").output().unwrap().status.success());
    answer(&world);
    assert!(done(sensor).contains("not brought in yet: "));
    assert_eq!(world.git_line(["log", "-1", "--format=%s"]), "feat: RENDER's");
    assert_eq!(world.git_line(["status", "--short"]), "");
    done(ship(&world, "RENDER", "feat: more"));
    is_all_there(&world);
    assert_eq!(world.read("src/render/c.rs"), "theirs\n");
}

#[test]
fn what_arrives_after_its_ship_was_killed_is_brought_in_by_the_next_command() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/c.rs", "theirs\n").push();
    let mut sensor = unanswered(&world);
    sensor.kill().unwrap();
    sensor.wait().unwrap();
    // The note of another run that never arrived is no hindrance.
    let own = world.git_line(["rev-parse", "HEAD"]);
    world.append(
        ".git/auraops/behind",
        &format!("main\n{own}\norigin/main\nmain\n{}\norigin/main\n", "1".repeat(40)),
    );
    let remote = || world.git_line(["ls-remote", "origin", "main"]);
    let before = remote();
    answer(&world);
    until(|| remote() != before);
    // The push that outlived its ship may be writing the same reference.
    until(|| world.try_git(["fetch", "-q"]).status.success());
    world.auraops(["status"]).assert().success();
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(world.read("src/render/c.rs"), "theirs\n");
    assert_eq!(world.read(".git/auraops/behind"), "");
}
