//! Where git runs no hook of ours, a session is told.

use crate::support::World;
use crate::support::executable;
use crate::support::hooked::{hooked, removal, said};

/// What each of the commands that a session runs says of it; the same everywhere.
fn told(world: &World) -> Option<String> {
    let tell = |args: &[&str]| {
        let output = world.process(args.iter().copied()).output().unwrap();
        let said = said(&output);
        said.lines().find(|line| line.contains("runs no hook")).map(str::to_owned)
    };
    let lines = [&["status"][..], &["launch", "SENSOR", "--dry-run"], &["ship", "--dry-run"]].map(tell);
    assert!(lines.iter().all(|line| *line == lines[0]), "{lines:?}");
    lines[0].clone()
}

fn hook(world: &World, path: &str, text: &str) {
    world.write(path, text);
    executable(&world.path(path), text);
}

#[test]
fn a_path_that_leads_past_ours_is_named_with_what_mends_it() {
    let world = hooked();
    assert_eq!(told(&world), None);
    world.git(["config", "core.hooksPath", ".husky/_"]);
    hook(&world, ".husky/_/pre-commit", "#!/bin/sh\nexit 0\n");
    let line = told(&world).unwrap();
    assert_eq!(
        line,
        "note: git runs no hook of auraops here, so that no commit is judged: `core.hooksPath` is `.husky/_`: auraops hook install"
    );
    for name in ["pre-merge-commit", "prepare-commit-msg", "commit-msg", "pre-push"] {
        hook(&world, &format!(".husky/_/{name}"), "#!/bin/sh\nexit 0\n");
    }
    world.auraops(["hook", "install"]).assert().success();
    assert_eq!(told(&world), None);
    std::fs::remove_dir_all(world.path(".husky/_")).unwrap();
    assert!(told(&world).unwrap().ends_with(": npx husky"));
    world.git(["config", "core.hooksPath", "/dev/null"]);
    assert!(told(&world).unwrap().ends_with(": auraops doctor"));
}

#[test]
fn a_hook_that_calls_ours_by_hand_is_one_of_ours() {
    let world = hooked();
    let everybodys = world.beside("everybodys");
    world.git(["config", "core.hooksPath", everybodys.to_str().unwrap()]);
    assert!(told(&world).is_some());
    let path = everybodys.join("pre-commit");
    hook(&world, path.to_str().unwrap(), "#!/bin/sh\n# auraops hook\nexit 0\n");
    assert!(told(&world).is_some());
    hook(&world, path.to_str().unwrap(), "#!/bin/sh\nauraops hook pre-commit \"$@\"\n");
    assert_eq!(told(&world), None);
}

#[test]
fn hooks_that_are_gone_are_named_and_those_that_were_removed_are_not() {
    let world = hooked();
    std::fs::remove_dir_all(world.path(".git/hooks")).unwrap();
    assert!(told(&world).unwrap().ends_with("those in the git directory are gone: auraops hook install"));
    world.auraops(["hook", "install"]).assert().success();
    assert_eq!(told(&world), None);
    removal(&world).assert().success();
    assert_eq!(told(&world), None);
}
