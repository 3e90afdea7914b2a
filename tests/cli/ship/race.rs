//! `ship` to a remote that somebody else pushes to at the same instant.

use crate::support::elsewhere::Elsewhere;
use crate::support::hooked::{hooked_in, said};
use crate::support::{World, executable};

fn at_work() -> World {
    let world = hooked_in(World::new());
    world.remote();
    world.write("src/telemetry/a.rs", "ours\n");
    world
}

/// The remote's last question before it writes a branch: by then it has told the pusher where that branch is.
fn before_it_is_written(world: &World, script: &str) {
    executable(&world.beside("remote.git").join("hooks/update"), &format!("#!/bin/sh\n{script}\n"));
}

#[test]
fn a_branch_that_moves_while_it_is_written_is_merged() {
    let world = at_work();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("src/render/a.rs", "theirs\n").git(&["push", "-q", "origin", "HEAD:refs/heads/theirs"]);
    before_it_is_written(
        &world,
        "[ -e once ] || { touch once; git update-ref refs/heads/main refs/heads/theirs; }",
    );
    let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("merged: origin/main, which had moved (1 file changed here)"));
    assert_eq!(world.read("src/render/a.rs"), "theirs\n");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
}

#[test]
fn a_branch_that_cannot_be_written_is_no_race() {
    let world = at_work();
    // It answers the first time, and then somebody's lock stays.
    before_it_is_written(&world, "touch refs/heads/main.lock");
    let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("refs/heads/main.lock': File exists"), "{said}");
    assert!(said.contains("next: auraops ship") && !said.contains("moved"), "{said}");
    assert_eq!(world.git_line(["log", "-1", "--format=%s"]), "feat: ours");
}
