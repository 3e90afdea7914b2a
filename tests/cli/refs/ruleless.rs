//! Branches without a map: there are no rules on them, and what is made there comes in by a merge.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused, said};

/// A branch without a parent that holds one file.
fn orphan(world: &World, path: &str) {
    world.git(["switch", "-q", "--orphan", "aside"]).write(path, "x\n");
    world.git(["add", path]).git(["commit", "-qm", "root"]).git(["switch", "-q", "main"]);
}

const MERGE: [&str; 4] = ["merge", "-q", "--allow-unrelated-histories", "--no-edit"];

#[test]
fn an_agent_answers_for_what_it_merges_from_there() {
    let world = hooked();
    orphan(&world, "src/render/b.rs");
    let said = refused(&world, &[&MERGE[..], &["aside"]].concat());
    assert!(said.contains("src/render/b.rs  RENDER owns it"), "{said}");
}

#[test]
fn what_is_its_own_it_merges_and_the_operator_merges_all() {
    let mut world = hooked();
    orphan(&world, "src/telemetry/b.rs");
    allowed(&world, &[&MERGE[..], &["aside"]].concat());
    world.git(["branch", "-qD", "aside"]);
    orphan(&world, "src/render/b.rs");
    world.set_agent(Some("user"));
    allowed(&world, &[&MERGE[..], &["aside"]].concat());
    world.auraops(["check-path", "--range", "HEAD^1..HEAD"]).assert().success();
}

#[test]
fn the_range_names_it_where_hooks_were_off() {
    let mut world = hooked();
    orphan(&world, "src/render/b.rs");
    let off = ["-c", "core.hooksPath=/dev/null"];
    world.git([&off[..], &MERGE[..], &["-m", "merge\n\nAuraops-Agent: SENSOR", "aside"]].concat());
    world.set_agent(None);
    let output = world.process(["check-path", "--range", "HEAD^1..HEAD"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("src/render/b.rs  RENDER owns it"), "{}", said(&output));
}
