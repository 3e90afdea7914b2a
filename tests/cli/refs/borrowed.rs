//! An agent in another agent's linked worktree.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused, trailers};

/// RENDER's worktree, with a change of a file of SENSOR's, as SENSOR.
fn at_renders() -> World {
    let mut world = hooked();
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "-b", "render", tree.to_str().unwrap()]);
    world.set_agent(None);
    world.set_cwd(&tree);
    world.auraops(["launch", "RENDER"]).assert().success();
    world.append("src/telemetry/a.rs", "more\n");
    world.set_agent(Some("SENSOR"));
    world
}

#[test]
fn nobody_signs_as_another_in_its_worktree() {
    let mut world = at_renders();
    for args in [["commit", "-qam", "x"].as_slice(), &["commit", "-nqam", "x"]] {
        let said = refused(&world, args);
        assert!(said.contains("this worktree is RENDER's, but AURAOPS_AGENT says `SENSOR`"), "{said}");
        assert!(said.contains("next: git worktree list   # SENSOR commits where SENSOR works"), "{said}");
        assert!(!said.contains("launch") && !said.contains("unset"), "nobody takes over another's: {said}");
    }
    // The variable in another case is still the same name, and a person commits anywhere.
    world.set_agent(Some("render"));
    assert!(refused(&world, &["commit", "-qam", "x"]).contains("RENDER may not touch this path"));
    world.set_agent(Some("user"));
    allowed(&world, &["commit", "-qam", "x"]);
    assert_eq!(trailers(&world), "user");
}

#[test]
fn a_worktree_that_was_taken_over_is_the_new_agents() {
    let world = at_renders();
    allowed(&world, &["fetch", "-q", "--all"]);
    allowed(&world, &["switch", "-q", "--detach"]);
    world.auraops(["launch", "SENSOR"]).assert().success();
    allowed(&world, &["commit", "-qam", "x"]);
    assert_eq!(trailers(&world), "SENSOR");
}
