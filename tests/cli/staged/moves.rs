//! Commits that git makes from other commits: merge, cherry-pick, revert, rebase.

use crate::support::World;
use crate::support::hooked::{allowed, hooked, refused, trailers};

/// A branch `theirs` on which RENDER changed its file, seen from `main` as SENSOR.
fn with_theirs() -> World {
    let mut world = hooked();
    world.git(["checkout", "-qb", "theirs"]);
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "theirs\n");
    allowed(&world, &["commit", "-qam", "render's work"]);
    world.git(["checkout", "-q", "main"]);
    world.set_agent(Some("SENSOR"));
    world
}

/// A branch `sweep` on which somebody whom nobody stopped changed everybody's files, and left no name.
fn with_sweep() -> World {
    let mut world = hooked();
    world.set_agent(None);
    world
        .git(["checkout", "-qb", "sweep"])
        .write("src/render/a.rs", "swept\n")
        .write("src/telemetry/a.rs", "swept\n");
    world.git(["commit", "-qam", "sweep", "--no-verify"]).git(["checkout", "-q", "main"]);
    world.set_agent(Some("SENSOR"));
    world
}

fn conflict(world: &World, args: &[&str]) {
    assert!(!world.try_git(args).status.success(), "{args:?} has no conflict");
}

#[test]
fn a_clean_merge_only_passes_on() {
    let world = with_theirs();
    world.write("src/telemetry/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    allowed(&world, &["merge", "-q", "--no-edit", "theirs"]);
    assert_eq!(trailers(&world), "SENSOR");
    assert_eq!(world.git_line(["rev-list", "--count", "--merges", "HEAD"]), "1");
}

#[test]
fn a_merge_that_changes_more_than_it_passes_on_is_refused() {
    let world = with_theirs();
    world.write("src/telemetry/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    world.git(["merge", "-q", "--no-commit", "theirs"]);
    world.write("src/render/a.rs", "neither\n").git(["add", "-A"]);
    refused(&world, &["commit", "--no-edit"]);
    refused(&world, &["merge", "--continue"]);
    world.git(["checkout", "-q", "theirs", "--", "src/render/a.rs"]);
    allowed(&world, &["commit", "--no-edit"]);
}

#[test]
fn conflicts_of_several_owners_are_resolved_by_the_user() {
    let mut world = with_sweep();
    for (agent, path) in [("SENSOR", "src/telemetry/a.rs"), ("RENDER", "src/render/a.rs")] {
        world.set_agent(Some(agent));
        world.write(path, "ours\n");
        allowed(&world, &["commit", "-qam", "ours"]);
    }
    world.set_agent(None);
    conflict(&world, &["merge", "sweep"]);
    world.write("src/telemetry/a.rs", "both\n").write("src/render/a.rs", "both\n").git(["add", "-A"]);
    let said = refused(&world, &["commit", "--no-edit"]);
    assert!(said.contains("next: AURAOPS_AGENT=user git commit"), "{said}");
    world.set_agent(Some("user"));
    allowed(&world, &["commit", "--no-edit"]);
}

#[test]
fn a_conflict_is_resolved_by_the_owner_only() {
    let mut world = with_theirs();
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    world.set_agent(Some("SENSOR"));
    conflict(&world, &["merge", "theirs"]);
    world.write("src/render/a.rs", "both\n").git(["add", "-A"]);
    refused(&world, &["commit", "--no-edit"]);
    world.set_agent(Some("RENDER"));
    allowed(&world, &["commit", "--no-edit"]);
}

#[test]
fn an_octopus_merge_is_judged_against_every_parent() {
    let world = with_theirs();
    world.git(["checkout", "-qb", "third"]).write("src/telemetry/third.rs", "").git(["add", "-A"]);
    allowed(&world, &["commit", "-qm", "third"]);
    world.git(["checkout", "-q", "main"]).write("src/telemetry/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    allowed(&world, &["merge", "-q", "--no-edit", "theirs", "third"]);
}

#[test]
fn an_agent_picks_only_what_it_could_have_made() {
    let mut world = with_theirs();
    let said = refused(&world, &["cherry-pick", "theirs"]);
    assert!(said.contains("next: git cherry-pick --abort\n"), "{said}");
    world.git(["cherry-pick", "--abort"]);
    world.set_agent(None);
    allowed(&world, &["cherry-pick", "theirs"]);
    assert_eq!(trailers(&world), "RENDER", "a person moves it as it is");
}

#[test]
fn a_pick_of_own_paths_that_another_signed_is_no_way_to_sign_for_another() {
    let mut world = hooked();
    world.git(["checkout", "-qb", "theirs"]).write("src/telemetry/a.rs", "theirs\n");
    world.set_agent(Some("user"));
    allowed(&world, &["commit", "-qam", "for sensor"]);
    world.git(["checkout", "-q", "main"]);
    world.set_agent(Some("SENSOR"));
    let said = refused(&world, &["cherry-pick", "theirs"]);
    assert!(said.contains("the message says `Auraops-Agent: user`, but this session is SENSOR"), "{said}");
    assert!(said.contains("next: git cherry-pick --abort\n"), "{said}");
    world.git(["cherry-pick", "--abort"]).git(["cherry-pick", "--no-commit", "theirs"]);
    allowed(&world, &["commit", "-qm", "taken over"]);
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_picked_commit_without_a_name_is_the_askers_own() {
    let mut world = with_sweep();
    let said = refused(&world, &["cherry-pick", "sweep"]);
    assert!(said.contains("next: git cherry-pick --abort\n"), "{said}");
    world.git(["cherry-pick", "--abort"]);
    world.set_agent(None);
    world.git(["checkout", "-qb", "own"]).write("src/telemetry/a.rs", "own\n");
    world.git(["commit", "-qam", "own"]).git(["checkout", "-q", "main"]);
    world.set_agent(Some("SENSOR"));
    allowed(&world, &["cherry-pick", "own"]);
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_pick_that_conflicts_is_resolved_by_the_owner_only() {
    let mut world = with_theirs();
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    world.set_agent(Some("SENSOR"));
    conflict(&world, &["cherry-pick", "theirs"]);
    world.write("src/render/a.rs", "both\n").git(["add", "-A"]);
    refused(&world, &["cherry-pick", "--continue"]);
    world.set_agent(Some("RENDER"));
    allowed(&world, &["cherry-pick", "--continue"]);
}

#[test]
fn another_agents_commit_is_not_reverted() {
    let mut world = hooked();
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "theirs\n");
    allowed(&world, &["commit", "-qam", "render's work"]);
    world.set_agent(Some("SENSOR"));
    let said = refused(&world, &["revert", "--no-edit", "HEAD"]);
    assert!(said.contains("next: git restore --staged --worktree -- src/render/a.rs\n"), "{said}");
    world.git(["restore", "--staged", "--worktree", "--", "src/render/a.rs"]);
    world.git(["revert", "--no-commit", "HEAD"]);
    refused(&world, &["commit", "-m", "undo"]);
    world.git(["revert", "--abort"]).write("src/telemetry/a.rs", "own\n");
    allowed(&world, &["commit", "-qam", "own"]);
    allowed(&world, &["revert", "--no-edit", "HEAD"]);
    assert_eq!(trailers(&world), "SENSOR");
}

#[test]
fn a_rebase_moves_everybodys_commits_as_they_are() {
    let mut world = with_sweep();
    world.write("src/telemetry/new.rs", "").git(["add", "-A"]);
    allowed(&world, &["commit", "-qm", "new"]);
    world.git(["checkout", "-q", "sweep"]);
    allowed(&world, &["rebase", "-q", "main"]);
    assert_eq!(trailers(&world), "", "an unnamed commit does not become the rebaser's");
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "named\n");
    allowed(&world, &["commit", "-qam", "named"]);
    world.git(["checkout", "-q", "main"]).write("src/render/b.rs", "").git(["add", "-A"]);
    allowed(&world, &["commit", "-qm", "b"]);
    world.set_agent(Some("SENSOR"));
    world.git(["checkout", "-q", "sweep"]);
    allowed(&world, &["rebase", "-q", "main"]);
    assert_eq!(trailers(&world), "RENDER");
}

#[test]
fn a_commit_made_during_a_rebase_is_judged() {
    let mut world = with_theirs();
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "ours\n");
    allowed(&world, &["commit", "-qam", "ours"]);
    world.git(["checkout", "-q", "theirs"]);
    world.set_agent(Some("SENSOR"));
    conflict(&world, &["rebase", "main"]);
    world.write("src/render/a.rs", "both\n").git(["add", "-A"]);
    refused(&world, &["commit", "-m", "resolved"]);
    world.set_agent(Some("RENDER"));
    allowed(&world, &["commit", "-m", "resolved"]);
    allowed(&world, &["rebase", "--continue"]);
}
