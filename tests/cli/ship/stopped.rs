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

#[test]
fn what_was_only_staged_goes_where_a_file_takes_the_place_of_its_directory_or_the_other_way_round() {
    for (staged, instead) in
        [("src/telemetry/x", "src/telemetry/x/in.rs"), ("src/telemetry/x/in.rs", "src/telemetry/x")]
    {
        let world = hooked();
        world.write(staged, "staged\n").git(["add", staged]);
        let x = world.path("src/telemetry/x");
        std::fs::remove_dir_all(&x).or_else(|_| std::fs::remove_file(&x)).unwrap();
        world.write(instead, "instead\n");
        shipped(&world);
        let changed = world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"]);
        assert_eq!(changed, format!("A\t{instead}"));
        assert_eq!(world.git_line(["status", "--short"]), "");
    }
}
