//! `ship` of more files than are named to git one by one.

use crate::support::World;
use crate::support::hooked::{hooked_in, said};

const MAP: &str = "[agents.SENSOR]\nowns = [\"src/telemetry/**\"]\nexcept = [\"src/telemetry/made/**\"]\n";

#[test]
fn a_directory_goes_whole_only_where_nothing_else_is_in_it() {
    let world = World::new();
    world.write("auraops.toml", MAP).git(["commit", "-qam", "map"]);
    let world = hooked_in(world);
    world.write("src/telemetry/local/settings", "shared\n").git(["add", "src/telemetry"]);
    world.git(["commit", "-qm", "settings"]);
    // Changed, and nobody is to see it.
    world.git(["update-index", "--assume-unchanged", "src/telemetry/local/settings"]);
    world.write("src/telemetry/local/settings", "mine alone\n");
    for at in 0..1100 {
        world.write(format!("src/telemetry/{}/{at}.rs", ["new", "local", "made"][at % 3]), "new\n");
    }
    std::fs::remove_file(world.path("src/telemetry/a.rs")).unwrap();
    let output = world.process(["ship", "--no-push", "-m", "feat: many"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let changed = world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"]);
    assert_eq!(changed.lines().count(), 735, "{changed}");
    for change in changed.lines().filter(|line| *line != "D\tsrc/telemetry/a.rs") {
        assert!(change.starts_with("A\tsrc/telemetry/") && !change.contains("/made/"), "{change}");
    }
    assert_eq!(world.git_line(["show", "HEAD:src/telemetry/local/settings"]), "shared");
    assert_eq!(world.git_line(["status", "--short"]), "?? src/telemetry/made/");
    // All of them change, and a hook says no: the index stays as it was.
    world.git(["update-index", "--no-assume-unchanged", "src/telemetry/local/settings"]);
    let before = world.git_line(["ls-files", "--stage"]);
    for at in 0..1100 {
        world.write(format!("src/telemetry/again/{at}.rs"), "new\n");
    }
    crate::support::executable(&world.path(".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n");
    let output = world.process(["ship", "--no-push", "-m", "feat: more"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
}

#[test]
fn many_new_files_beside_tracked_ones_go_and_nothing_else_does() {
    let world = World::new();
    world.write("auraops.toml", MAP).git(["commit", "-qam", "map"]);
    for name in ["kept", "changed", "gone", "made/anothers"] {
        world.write(format!("src/telemetry/{name}.rs"), "old\n");
    }
    world.git(["add", "src/telemetry"]).git(["commit", "-qm", "old"]);
    let world = hooked_in(world);
    world.write("src/telemetry/changed.rs", "new\n").write("src/telemetry/made/anothers.rs", "new\n");
    std::fs::remove_file(world.path("src/telemetry/gone.rs")).unwrap();
    for at in 0..200 {
        world.write(format!("src/telemetry/{at}.rs"), "new\n");
    }
    let (before, status) = (world.git_line(["ls-files", "--stage"]), world.git_line(["status", "--short"]));
    crate::support::executable(&world.path(".git/hooks/commit-msg"), "#!/bin/sh\nexit 1\n");
    assert_eq!(
        world.process(["ship", "--no-push", "-m", "feat: x"]).output().unwrap().status.code(),
        Some(1)
    );
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
    assert_eq!(world.git_line(["status", "--short"]), status, "what was not staged is not");
    std::fs::remove_file(world.path(".git/hooks/commit-msg")).unwrap();
    let output = world.process(["ship", "--no-push", "-m", "feat: x"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let changed = world.git_line(["show", "--name-status", "--no-renames", "--format=", "HEAD"]);
    assert_eq!(changed.lines().filter(|line| line.starts_with("A\t")).count(), 200, "{changed}");
    assert!(changed.contains("M\tsrc/telemetry/changed.rs") && changed.contains("D\tsrc/telemetry/gone.rs"));
    assert_eq!(world.git_line(["status", "--short"]), " M src/telemetry/made/anothers.rs");
}

#[test]
fn paths_that_were_not_named_stay_however_many_others_are() {
    let world = World::new();
    world.write("auraops.toml", MAP).git(["commit", "-qam", "map"]);
    let world = hooked_in(world);
    for at in 0..200 {
        world.write(format!("src/telemetry/deep/{at}.rs"), "new\n");
    }
    world.write("src/telemetry/deep/later.txt", "not yet\n").write("src/telemetry/a.rs", "not yet\n");
    let named: Vec<String> = (0..200).map(|at| format!("src/telemetry/deep/{at}.rs")).collect();
    let args = ["ship", "--no-push", "-m", "feat: x"].into_iter().chain(named.iter().map(String::as_str));
    let output = world.process(args).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let left = world.git_line(["status", "--short"]);
    assert!(left.contains("src/telemetry/deep/later.txt") && left.contains("src/telemetry/a.rs"), "{left}");
    assert_eq!(left.lines().count(), 2, "{left}");
}
