//! The program that hooks run lies where no agent writes, or that is said.

#![cfg(unix)]

use super::install::hook;
use crate::support::World;
use crate::support::hooked::said;

/// A script of an agent's making in the place of auraops.
fn impostor(world: &World, path: &str) {
    hook(world, path, "#!/bin/sh\nexit 0\n");
}

#[test]
fn a_program_in_the_work_tree_is_never_the_judge_by_its_place_on_path() {
    for (setting, path) in [("relative", "node_modules/.bin"), ("absolute", "")] {
        let world = World::new().agent("SENSOR");
        impostor(&world, "node_modules/.bin/auraops");
        world.git(["config", "core.hooksPath", ".githooks"]);
        world.auraops(["hook", "install"]).assert().success();
        world.write("src/render/a.rs", "x\n").git(["add", "-f", "src"]);
        let bin = if path.is_empty() { world.path("node_modules/.bin") } else { path.into() };
        let old = world.variables().into_iter().find(|(name, _)| name == "PATH").unwrap().1.unwrap();
        let paths = std::iter::once(bin).chain(std::env::split_paths(&old));
        let mut commit = world.program("git");
        commit.env("PATH", std::env::join_paths(paths).unwrap()).args(["commit", "-qm", "foreign"]);
        let commit = commit.output().unwrap();
        assert!(said(&commit).contains("refused"), "{setting}: {}", said(&commit));
    }
}

#[test]
fn a_judge_that_agents_can_replace_is_named() {
    for place in ["target/release/auraops", "../tmp/auraops"] {
        let world = World::new();
        let program = world.path(place);
        std::fs::create_dir_all(program.parent().unwrap()).unwrap();
        std::fs::copy(snapbox::cmd::cargo_bin!("auraops"), &program).unwrap();
        // Another test's child may hold the copy open for a moment, and Linux runs no file that is being written.
        let install = (0..100).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            world.program(&program).args(["hook", "install"]).output().ok()
        });
        let install = install.unwrap();
        assert!(said(&install).contains("any of them can replace"), "{place}: {}", said(&install));
        // The hooks name it, whichever auraops looks.
        let doctor = world.process(["doctor"]).output().unwrap();
        assert!(said(&doctor).contains("missing  auraops runs from"), "{place}: {}", said(&doctor));
    }
}
