//! The way out of what git is in the middle of: each line that is offered leads on, and nobody misses a byte after it.
#![cfg(unix)]

use std::process::Output;

use crate::support::World;
use crate::support::hooked::{allowed, hooked, said, trailers};

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

fn commit(world: &World, agent: &str, path: &str, content: &str) {
    world.write(path, content).git(["add", path]);
    let trailer = format!("Auraops-Agent: {agent}");
    unhooked(world, &["commit", "-qm", path, "--trailer", &trailer]);
}

/// Both sides changed SENSOR's file, and RENDER's branch a file of RENDER's.
fn parted() -> World {
    let world = hooked();
    world.git(["checkout", "-qb", "theirs"]);
    commit(&world, "RENDER", "src/render/theirs.rs", "theirs\n");
    commit(&world, "SENSOR", "src/telemetry/a.rs", "theirs\n");
    world.git(["checkout", "-q", "main"]);
    commit(&world, "SENSOR", "src/telemetry/a.rs", "ours\n");
    world
}

/// Runs the only line that was offered by a refusal, which must succeed.
#[track_caller]
fn pasted(world: &World, refusal: &Output) -> String {
    let said = said(refusal);
    assert!(!refusal.status.success() && said.contains("refused"), "{said}");
    let lines: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("next: ")).collect();
    let [line] = lines[..] else { panic!("more than one line: {said}") };
    let ran = world.program("sh").args(["-c", line]).output().unwrap();
    assert!(ran.status.success(), "{line}: {}", self::said(&ran));
    line.to_owned()
}

fn merges(world: &World) -> String {
    world.git_line(["rev-list", "--count", "--merges", "HEAD"])
}

#[test]
fn what_another_has_staged_stays_out_of_a_merge_and_as_it_is() {
    for flag in ["--verify", "--no-verify"] {
        let world = parted();
        assert!(!world.try_git(["merge", "-q", "theirs"]).status.success());
        // RENDER has staged one thing and gone on, and a file that nobody knows yet.
        world
            .write("src/render/a.rs", "staged\n")
            .write("src/render/new.rs", "new\n")
            .git(["add", "src/render"]);
        world.write("src/render/a.rs", "staged\nand more\n");
        world.write("src/telemetry/a.rs", "both\n").git(["add", "src/telemetry"]);
        pasted(&world, &world.try_git(["commit", "-q", "--no-edit", flag]));
        assert_eq!((merges(&world).as_str(), trailers(&world).as_str()), ("1", "SENSOR"));
        assert_eq!(world.git_line(["show", "HEAD:src/render/a.rs"]), "a");
        assert_eq!(world.git_line(["show", "HEAD:src/render/theirs.rs"]), "theirs");
        assert_eq!(world.git_line(["show", ":src/render/a.rs"]), "staged");
        assert_eq!(world.read("src/render/a.rs"), "staged\nand more\n");
        assert_eq!(world.read("src/render/new.rs"), "new\n");
    }
}

#[test]
fn a_side_that_was_taken_whole_gives_way_to_gits_own_merge() {
    let world = parted();
    unhooked(&world, &["reset", "-q", "--hard", "HEAD~1"]);
    commit(&world, "SENSOR", "src/telemetry/new.rs", "ours\n");
    pasted(&world, &world.try_git(["merge", "-q", "-s", "ours", "--no-edit", "theirs"]));
    assert_eq!(merges(&world), "1");
    assert_eq!(world.git_line(["show", "HEAD:src/render/theirs.rs"]), "theirs");
    assert_eq!(world.git_line(["status", "--porcelain"]), "");
}

#[test]
fn an_old_version_gives_way_and_a_change_of_the_owners_is_left_alone() {
    for is_dirty in [false, true] {
        let world = parted();
        world.git(["checkout", "-q", "theirs"]);
        commit(&world, "RENDER", "src/render/a.rs", "theirs\n");
        world.git(["checkout", "-q", "main"]);
        assert!(!world.try_git(["merge", "-q", "theirs"]).status.success());
        world.write("src/telemetry/a.rs", "both\n").git(["add", "src/telemetry"]);
        world.git(["checkout", "-q", "HEAD", "--", "src/render/a.rs"]);
        if is_dirty {
            world.write("src/render/a.rs", "an hour's work\n");
        }
        pasted(&world, &world.try_git(["commit", "-q", "--no-edit"]));
        assert_eq!(world.git_line(["show", "HEAD:src/render/a.rs"]), "theirs");
        assert_eq!(world.read("src/render/a.rs"), if is_dirty { "an hour's work\n" } else { "theirs\n" });
    }
}

#[test]
fn a_pick_is_given_up_without_what_was_swept_into_it() {
    let world = parted();
    assert!(!world.try_git(["cherry-pick", "theirs"]).status.success());
    world
        .write("src/telemetry/a.rs", "both\n")
        .write("src/render/a.rs", "an hour's work\n")
        .git(["add", "-A"]);
    pasted(&world, &world.try_git(["cherry-pick", "--continue"]));
    assert_eq!(world.read("src/render/a.rs"), "an hour's work\n");
    assert_eq!(world.read("src/telemetry/a.rs"), "ours\n");
}

#[test]
fn a_revert_is_taken_back_without_what_was_swept_into_it() {
    let mut world = hooked();
    world.set_agent(Some("RENDER"));
    world.write("src/render/b.rs", "b\n").git(["add", "src/render"]);
    allowed(&world, &["commit", "-qm", "one"]);
    world.write("src/render/b.rs", "c\n");
    allowed(&world, &["commit", "-qam", "two"]);
    world.set_agent(Some("SENSOR"));
    world.git(["revert", "--no-commit", "HEAD"]);
    world.write("src/render/a.rs", "an hour's work\n").git(["add", "-A"]);
    pasted(&world, &world.try_git(["commit", "-qnm", "undo"]));
    assert_eq!(world.read("src/render/a.rs"), "an hour's work\n");
    assert_eq!(world.read("src/render/b.rs"), "c\n");
}

#[test]
fn nobody_is_told_to_unstage_what_is_nowhere_else() {
    let world = hooked();
    world
        .write("src/render/a.rs", "staged\n")
        .git(["add", "src/render"])
        .write("src/render/a.rs", "and more\n");
    let line = pasted(&world, &world.try_git(["commit", "-qm", "it"]));
    assert_eq!(line, "git diff --cached --stat   # nothing staged is yours to commit: `git add` what is");
    assert_eq!(world.git_line(["show", ":src/render/a.rs"]), "staged");
}
