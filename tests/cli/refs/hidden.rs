//! What shows git another history than the one that is there: replaced objects, grafts, and variables.

use std::process::Output;

use crate::support::World;
use crate::support::hooked::{hooked, said};

/// A commit of SENSOR's own with this file in it, which no branch has.
fn made(world: &World, path: &str) -> String {
    world.write(path, "made\n").git(["add", path]);
    let tree = world.git_line(["write-tree"]);
    world.git(["rm", "-q", "-f", path]);
    world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", "made\n\nAuraops-Agent: SENSOR"])
}

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// A remote with `main`, and the foreign and the harmless commit.
fn with_commits() -> (World, String, String) {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.remote();
    world.set_agent(Some("SENSOR"));
    let (foreign, own) = (made(&world, "src/render/evil.rs"), made(&world, "src/telemetry/good.rs"));
    (world, foreign, own)
}

#[track_caller]
fn is_refused(output: &Output) {
    let said = said(output);
    assert!(!output.status.success() && said.contains("src/render/evil.rs  RENDER owns it"), "{said}");
}

/// Everything that looks at a commit sees the foreign one.
fn everybody_sees(world: &World, foreign: &str) {
    is_refused(&world.try_git(["update-ref", "refs/heads/main", foreign]));
    unhooked(world, &["update-ref", "refs/heads/main", foreign]);
    is_refused(&world.try_git(["push", "-q"]));
    is_refused(&world.process(["check-path", "--range", "origin/main..main"]).output().unwrap());
    let audit = world.process(["audit"]).output().unwrap();
    assert!(said(&audit).contains("src/render/evil.rs  RENDER owns it"), "{}", said(&audit));
}

#[test]
fn a_commit_that_another_stands_for_is_seen_as_it_is() {
    let (world, foreign, own) = with_commits();
    world.git(["replace", &foreign, &own]);
    everybody_sees(&world, &foreign);
}

#[test]
fn a_tree_that_another_stands_for_is_seen_as_it_is() {
    let (world, foreign, _) = with_commits();
    let tree = |commit: &str| world.git_line(["rev-parse", &format!("{commit}^{{tree}}")]);
    let (foreign_tree, head) = (tree(&foreign), tree("HEAD"));
    world.git(["replace", &foreign_tree, &head]);
    everybody_sees(&world, &foreign);
}

#[test]
fn parents_that_somebody_grafted_on_count_for_nothing() {
    let (world, foreign, own) = with_commits();
    // As if the foreign commit was on the remote, behind the harmless one.
    let main = world.git_line(["rev-parse", "HEAD"]);
    let tree = world.git_line(["rev-parse", &format!("{foreign}^{{tree}}")]);
    let next = world.git_line(["commit-tree", &tree, "-p", &foreign, "-m", "next\n\nAuraops-Agent: SENSOR"]);
    world.write(".git/info/grafts", format!("{next} {main}\n{main} {foreign}\n"));
    is_refused(&world.try_git(["update-ref", "refs/heads/main", &next]));
    world.write(".git/info/grafts", format!("{foreign} {own}\n"));
    everybody_sees(&world, &foreign);
}

#[test]
fn no_variable_hides_a_commit() {
    let (world, foreign, _) = with_commits();
    world.write(".git/aside", format!("{foreign}\n"));
    let set = [
        ("GIT_SHALLOW_FILE", world.path(".git/aside").display().to_string()),
        ("GIT_GRAFT_FILE", world.path(".git/aside").display().to_string()),
        ("GIT_NAMESPACE", "other".to_owned()),
        ("GIT_ICASE_PATHSPECS", "1".to_owned()),
        ("GIT_LITERAL_PATHSPECS", "1".to_owned()),
        ("GIT_GLOB_PATHSPECS", "1".to_owned()),
        ("GIT_NOGLOB_PATHSPECS", "1".to_owned()),
        ("GIT_ATTR_SOURCE", foreign.clone()),
    ];
    for (name, value) in set {
        let try_git = |args: &[&str]| world.program("git").args(args).env(name, &value).output().unwrap();
        is_refused(&try_git(&["update-ref", "refs/heads/main", &foreign]));
        // Nor does one let a branch lose what another made.
        unhooked(&world, &["commit", "-q", "--allow-empty", "-m", "empty"]);
        world.write("src/render/b.rs", name).git(["add", "src/render/b.rs"]);
        unhooked(&world, &["commit", "-qm", "b", "--trailer", "Auraops-Agent: RENDER"]);
        let lost = try_git(&["update-ref", "refs/heads/main", "HEAD~1"]);
        assert!(said(&lost).contains("would lose RENDER's commit"), "{name}: {}", said(&lost));
    }
}
