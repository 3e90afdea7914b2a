//! An index that was read before a commit, and would silently take that commit back.

use std::process::Output;

use crate::support::World;
use crate::support::hooked::{allowed, hooked, said};

const ASKS: &str = "the index was read before a commit that it would take back in ";

/// SENSOR has an index of its own from before its sub-agent changed, added, removed and moved a file each.
fn with_stale_index() -> World {
    let world = hooked();
    for name in ["changed", "removed", "moved", "untouched"] {
        world.write(format!("src/telemetry/{name}"), format!("{name}\n")).git(["add", "src"]);
    }
    allowed(&world, &["commit", "-qm", "before"]);
    std::fs::copy(world.path(".git/index"), world.path(".git/private")).unwrap();
    world.write("src/telemetry/changed", "changed again\n").write("src/telemetry/added", "added\n");
    world.git(["rm", "-q", "src/telemetry/removed"]).git([
        "mv",
        "src/telemetry/moved",
        "src/telemetry/elsewhere",
    ]);
    world.git(["add", "src"]);
    allowed(&world, &["commit", "-qm", "the sub-agent's"]);
    world
}

fn privately(world: &World, args: &[&str]) -> Output {
    world.program("git").args(args).env("GIT_INDEX_FILE", world.path(".git/private")).output().unwrap()
}

#[test]
fn what_was_shipped_a_minute_ago_is_not_silently_taken_back() {
    let world = with_stale_index();
    world.write("src/telemetry/own", "own\n");
    assert!(privately(&world, &["add", "src/telemetry/own"]).status.success());
    let refusal = privately(&world, &["commit", "-qm", "own"]);
    let said = said(&refusal);
    assert!(!refusal.status.success() && said.contains(ASKS), "{said}");
    assert!(
        said.contains("src/telemetry/added, src/telemetry/changed, src/telemetry/elsewhere, and 2 more"),
        "{said}"
    );
    let line = said.lines().find_map(|line| line.strip_prefix("next: ")).unwrap();
    let paths =
        "added src/telemetry/changed src/telemetry/elsewhere src/telemetry/moved src/telemetry/removed";
    assert!(line.starts_with(&format!("git reset -q -- src/telemetry/{paths} ")), "{line}");
    let args = line.split("   #").next().unwrap().split(' ').skip(1).collect::<Vec<_>>();
    assert!(privately(&world, &args).status.success());
    assert!(privately(&world, &["commit", "-qm", "own"]).status.success());
    assert_eq!(world.git_line(["show", "--format=", "--name-status", "HEAD"]), "A\tsrc/telemetry/own");
}

#[test]
fn people_are_told_and_go_on() {
    for name in [Some("user"), None] {
        let mut world = with_stale_index();
        world.set_agent(name);
        let output = privately(&world, &["commit", "-qm", "meant"]);
        let said = said(&output);
        assert!(output.status.success() && said.contains(&format!("note: {ASKS}")), "{said}");
        assert!(said.contains("if that is not meant: git reset -q -- src/telemetry/added"), "{said}");
    }
}

#[test]
fn an_old_version_that_is_staged_alone_is_the_same() {
    let world = with_stale_index();
    world.git(["restore", "--staged", "--source=HEAD~1", "src/telemetry/changed"]);
    let output = world.try_git(["commit", "-qm", "old"]);
    assert!(said(&output).contains(&format!("{ASKS}src/telemetry/changed")), "{}", said(&output));
    // In the work tree as well, it is a change like any other.
    world.git(["restore", "--source=HEAD~1", "src/telemetry/changed"]);
    allowed(&world, &["commit", "-qm", "old"]);
}

#[test]
fn whoever_means_it_is_let_through() {
    let world = with_stale_index();
    // The index has what the work tree has not yet, and no commit had before.
    world
        .write("src/telemetry/changed", "new\n")
        .git(["add", "src"])
        .write("src/telemetry/changed", "changed again\n");
    allowed(&world, &["commit", "-qm", "new"]);
    world.git(["checkout", "-q", "--", "src"]);
    // A file that is to be ignored from now on.
    world.write("src/telemetry/.gitignore", "untouched\n").git(["add", "src"]);
    world.git(["rm", "-q", "--cached", "src/telemetry/untouched"]);
    allowed(&world, &["commit", "-qm", "ignored"]);
    assert_eq!(world.read("src/telemetry/untouched"), "untouched\n");
    // A path that goes out of the last commit, and one that is only said to come.
    world.write("src/telemetry/more", "more\n").write("src/telemetry/changed", "5\n").git(["add", "src"]);
    allowed(&world, &["commit", "-qm", "too much"]);
    world.git(["reset", "-q", "HEAD~1", "--", "src/telemetry/changed"]);
    allowed(&world, &["commit", "-q", "--amend", "-m", "less"]);
    world.write("src/telemetry/intended", "later\n").git(["add", "-N", "src/telemetry/intended"]);
    world.git(["mv", "src/telemetry/more", "src/telemetry/renamed"]);
    allowed(&world, &["commit", "-qm", "renamed"]);
    allowed(&world, &["commit", "-qm", "one", "--", "src/telemetry/intended"]);
}

#[test]
fn line_endings_of_a_checkout_hide_nothing() {
    let world = with_stale_index();
    world.git(["config", "core.autocrlf", "true"]);
    world.write("src/telemetry/changed", "changed again\r\n");
    world.git(["restore", "--staged", "--source=HEAD~1", "src/telemetry/changed"]);
    let output = world.try_git(["commit", "-qm", "old"]);
    assert!(said(&output).contains(&format!("{ASKS}src/telemetry/changed")), "{}", said(&output));
}
