//! A refusal destroys nothing: whoever runs each line that it offers still has every uncommitted byte.

use crate::support::World;
use crate::support::hooked::{hooked, said};

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// RENDER's commit is the last one, SENSOR asks, and RENDER goes on with what is not committed yet.
fn at_work() -> World {
    let world = hooked();
    world.write("src/render/a.rs", "a\nb\n").write("src/render/b.rs", "b\n").git(["add", "src/render"]);
    world.git(["mv", "README.md", "src/render/readme"]);
    unhooked(&world, &["commit", "-qm", "render's", "--trailer", "Auraops-Agent: RENDER"]);
    world
}

/// Runs git, which must be refused, and then all that was offered.
#[cfg(unix)]
fn refused(world: &World, args: &[&str]) -> Vec<String> {
    let output = world.try_git(args);
    let said = said(&output);
    assert!(!output.status.success() && said.contains("would lose RENDER's commit"), "{args:?}: {said}");
    let lines: Vec<String> =
        said.lines().filter_map(|line| line.strip_prefix("next: ")).map(str::to_owned).collect();
    for line in &lines {
        let ran = world.program("sh").args(["-c", line]).output().unwrap();
        assert!(ran.status.success(), "{line}: {}", self::said(&ran));
    }
    lines
}

#[cfg(unix)]
const BACK: [&[&str]; 6] = [
    &["reset", "-q", "--soft", "HEAD~1"],
    &["reset", "-q", "--mixed", "HEAD~1"],
    &["update-ref", "refs/heads/main", "HEAD~1"],
    &["update-ref", "HEAD", "HEAD~1"],
    &["checkout", "-q", "-B", "main", "HEAD~1"],
    &["commit", "-q", "--amend", "-m", "mine"],
];

#[test]
#[cfg(unix)]
fn what_is_not_committed_survives_every_line() {
    for args in BACK {
        let world = at_work();
        world.write("src/render/a.rs", "a\nb\nan hour's work\n").write("src/render/new.rs", "new\n");
        if args[0] == "checkout" {
            // Git itself stops where it would overwrite a change.
            world.git(["checkout", "-q", "--", "src/render/a.rs"]);
        }
        let kept = world.read("src/render/a.rs");
        if args[0] == "commit" {
            assert!(!world.try_git(args).status.success());
        } else {
            refused(&world, args);
        }
        assert_eq!(world.read("src/render/a.rs"), kept, "{args:?}");
        assert_eq!(world.read("src/render/new.rs"), "new\n", "{args:?}");
    }
}

#[test]
#[cfg(unix)]
fn files_come_back_only_where_they_were_changed() {
    for (args, offers) in [
        (BACK[0], None),
        (BACK[1], Some("git restore --staged -- ")),
        (BACK[2], None),
        (BACK[4], Some("git restore --staged --worktree -- ")),
        (&["reset", "-q", "--hard", "HEAD~1"], Some("git restore --staged --worktree -- ")),
    ] {
        let world = at_work();
        let lines = refused(&world, args);
        let restores: Vec<&String> = lines.iter().filter(|line| line.starts_with("git restore")).collect();
        let paths = "README.md src/render/a.rs src/render/b.rs src/render/readme ";
        match offers {
            None => assert_eq!(restores, [""; 0], "{args:?}"),
            Some(offer) => assert!(restores[0].starts_with(&format!("{offer}{paths}")), "{args:?} {lines:?}"),
        }
        assert_eq!(world.git_line(["status", "--porcelain"]), "", "{args:?}");
    }
}

#[test]
fn what_came_since_is_left_alone() {
    let world = at_work();
    // As after `reset --hard`, when RENDER has gone on already.
    let output = world.try_git(["reset", "-q", "--hard", "HEAD~1"]);
    assert!(!output.status.success());
    world.write("src/render/a.rs", "a\nan hour's work\n");
    let lines = refused_again(&world);
    assert!(
        lines.contains("git restore --staged --worktree -- README.md src/render/b.rs src/render/readme ")
    );
    assert!(lines.contains("git restore --staged -- src/render/a.rs "), "{lines}");
}

/// What is said of the same move when it is asked for by its name alone.
fn refused_again(world: &World) -> String {
    let output = world.try_git(["update-ref", "refs/heads/main", "HEAD~1"]);
    assert!(!output.status.success());
    said(&output)
}

#[test]
fn a_branch_that_is_not_checked_out_takes_no_files_along() {
    let world = at_work();
    world.git(["branch", "kept", "HEAD~1"]).git(["checkout", "-q", "kept"]);
    let output = world.try_git(["branch", "-f", "main", "HEAD~1"]);
    let said = said(&output);
    assert!(said.contains("would lose RENDER's commit") && !said.contains("git restore"), "{said}");
}
