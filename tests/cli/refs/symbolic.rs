//! A branch that is made another name for a reference.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused, said};

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// Whether this git tells hooks of symbolic references.
fn is_told() -> bool {
    let version = std::process::Command::new("git").arg("--version").output().unwrap().stdout;
    let version = String::from_utf8_lossy(&version).into_owned();
    let mut numbers = version.split([' ', '.']).filter_map(|word| word.parse::<u32>().ok());
    let is_told = (numbers.next(), numbers.next()) >= (Some(2), Some(46));
    if !is_told {
        crate::support::skipped("git before 2.46 asks no hook about symbolic references");
    }
    is_told
}

#[test]
fn a_branch_stands_for_no_reference_that_nobody_judges() {
    if !is_told() {
        return;
    }
    let world = hooked();
    world.write("src/render/evil.rs", "evil\n").git(["add", "src"]);
    let tree = world.git_line(["write-tree"]);
    world.git(["reset", "-q", "--hard"]);
    let foreign = world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", "foreign"]);
    world.git(["update-ref", "refs/aside/there", &foreign]);
    for name in ["HEAD", "refs/heads/x", "refs/heads/main"] {
        for target in ["refs/aside/there", "refs/aside/unborn", "refs/tags/t"] {
            let said = refused(&world, &["symbolic-ref", name, target]);
            assert!(
                said.contains(&format!("`{name}` would stand for `{target}`, which is no branch")),
                "{said}"
            );
        }
    }
    // A name that somebody gave it before makes nothing known.
    unhooked(&world, &["symbolic-ref", "refs/heads/x", "refs/heads/y"]);
    refused(&world, &["update-ref", "refs/heads/x", &foreign]);
    refused(&world, &["update-ref", "refs/heads/y", &foreign]);
    allowed(&world, &["update-ref", "refs/heads/x", "HEAD"]);
}

#[test]
fn a_branch_that_becomes_another_ones_name_loses_nothing() {
    if !is_told() {
        return;
    }
    let world = hooked();
    world.git(["branch", "old"]).write("src/render/b.rs", "b\n").git(["add", "src"]);
    unhooked(&world, &["commit", "-qm", "b", "--trailer", "Auraops-Agent: RENDER"]);
    let output = world.try_git(["symbolic-ref", "refs/heads/main", "refs/heads/old"]);
    assert!(said(&output).contains("`main` would lose RENDER's commit"), "{}", said(&output));
    assert!(!output.status.success());
    allowed(&world, &["symbolic-ref", "refs/heads/alias", "refs/heads/main"]);
    allowed(&world, &["symbolic-ref", "HEAD", "refs/heads/old"]);
    allowed(&world, &["symbolic-ref", "HEAD", "refs/heads/unborn"]);
}
