//! `ship` that was killed in the middle, run once more.

use crate::support::World;
use crate::support::hooked::{hooked, said};

fn shipped(world: &World) {
    let output = world.process(["ship", "--no-push", "-m", "feat: ours"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_file_that_became_a_directory_is_shipped_though_its_files_are_known_already() {
    let world = hooked();
    std::fs::remove_file(world.path("src/telemetry/a.rs")).unwrap();
    world.write("src/telemetry/a.rs/in.rs", "in\n");
    // What a run leaves that ends before git commits.
    world.git(["add", "--intent-to-add", "src/telemetry/a.rs/in.rs"]);
    shipped(&world);
    let changed = world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"]);
    assert_eq!(changed, "D\tsrc/telemetry/a.rs\nA\tsrc/telemetry/a.rs/in.rs");
    assert_eq!(world.git_line(["status", "--short"]), "");
}
