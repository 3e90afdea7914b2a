//! A repository in which git itself asks auraops.

use std::process::Output;

use super::{Auraops, World, text};

/// SENSOR's and RENDER's files are committed, the hooks are in place, and SENSOR is asking.
pub fn hooked() -> World {
    hooked_in(World::new())
}

/// The same in a repository that is there, with a map in HEAD.
pub fn hooked_in(mut world: World) -> World {
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n").write("README.md", "# readme\n");
    world.git(["add", "."]).git(["commit", "-qm", "files", "--trailer", "Auraops-Agent: user"]);
    world.auraops(["hook", "install"]).assert().success();
    world.set_agent(Some("SENSOR"));
    world
}

/// The hooks taken away, which only a person does.
pub fn removal(world: &World) -> Auraops {
    world.auraops(["hook", "remove"]).env("AURAOPS_AGENT", "user")
}

/// Runs git, which the hooks must let through.
pub fn allowed(world: &World, args: &[&str]) {
    world.git(args);
}

/// Runs git, which the hooks must stop before HEAD moves; gives back what was said.
pub fn refused(world: &World, args: &[&str]) -> String {
    let head = || world.try_git(["rev-parse", "--verify", "-q", "HEAD"]).stdout;
    let before = head();
    let output = world.try_git(args);
    let said = said(&output);
    assert!(!output.status.success(), "git {args:?} was let through: {said}");
    assert!(said.contains("refused"), "git {args:?} failed for another reason: {said}");
    assert_eq!(before, head(), "git {args:?} moved HEAD");
    said
}

pub fn said(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// The trailers of the commit at HEAD.
pub fn trailers(world: &World) -> String {
    world.git_line(["log", "-1", "--format=%(trailers:key=Auraops-Agent,valueonly,separator=%x2C)"])
}
