//! Every way to say `git commit`, with the hooks in place.

use crate::support::hooked::{allowed, hooked, refused, trailers};
use crate::support::{MAP, World};

#[test]
fn what_git_add_sweeps_in_is_refused() {
    let world = hooked();
    world.write("src/telemetry/b.rs", "b\n").write("src/render/b.rs", "b\n").git(["add", "-A"]);
    let said = refused(&world, &["commit", "-m", "sweep"]);
    assert!(said.contains("src/render/b.rs  RENDER owns it (src/render/**)"), "{said}");
    assert!(!said.contains("src/telemetry/b.rs  "), "{said}");
    world.git(["restore", "--staged", "src/render"]);
    allowed(&world, &["commit", "-m", "own"]);
}

#[test]
fn commit_all_takes_gits_own_index() {
    let world = hooked();
    world.write("src/render/a.rs", "changed\n");
    refused(&world, &["commit", "-am", "all"]);
    world.git(["restore", "src/render"]).write("src/telemetry/a.rs", "changed\n");
    allowed(&world, &["commit", "-am", "all"]);
}

#[test]
fn commit_of_named_paths_is_judged_without_what_else_is_staged() {
    let world = hooked();
    world.write("src/render/a.rs", "changed\n").write("src/telemetry/a.rs", "changed\n").git(["add", "-A"]);
    refused(&world, &["commit", "-m", "named", "--", "src/render/a.rs"]);
    refused(&world, &["commit", "-m", "and named", "-i", "src/telemetry/a.rs"]);
    allowed(&world, &["commit", "-m", "named", "--", "src/telemetry/a.rs"]);
    assert_eq!(world.git_line(["diff", "--cached", "--name-only"]), "src/render/a.rs");
}

#[test]
fn an_amended_commit_is_judged_as_a_whole() {
    let mut world = hooked();
    world.write("src/telemetry/a.rs", "changed\n");
    allowed(&world, &["commit", "-qam", "own"]);
    world.write("src/render/a.rs", "changed\n").git(["add", "-A"]);
    refused(&world, &["commit", "--amend", "--no-edit"]);
    world.git(["restore", "--staged", "src/render/a.rs"]);
    allowed(&world, &["commit", "--amend", "--no-edit"]);
    allowed(&world, &["commit", "--amend", "-m", "own again"]);
    world.set_agent(Some("RENDER"));
    world.git(["add", "-A"]);
    let said = refused(&world, &["commit", "--amend", "--no-edit"]);
    assert!(said.contains("this would amend SENSOR's commit"), "{said}");
    let said = refused(&world, &["commit", "--amend", "--no-edit", "--no-verify"]);
    assert!(said.contains("this would amend SENSOR's commit"), "{said}");
    allowed(&world, &["commit", "-m", "render's own"]);
}

#[cfg(target_os = "linux")]
#[test]
fn an_amended_commit_with_a_new_message_is_judged_as_a_whole() {
    let mut world = hooked();
    world.write("src/telemetry/a.rs", "changed\n");
    allowed(&world, &["commit", "-qam", "own"]);
    world.set_agent(Some("RENDER"));
    refused(&world, &["commit", "--allow-empty", "--amend", "-m", "mine"]);
    world.git(["config", "alias.fix", "commit --amend"]);
    refused(&world, &["fix", "-m", "mine"]);
    world.set_agent(None);
    world.write("src/render/a.rs", "changed\n");
    refused(&world, &["commit", "--amend", "-am", "ours"]);
}

#[test]
fn nobody_known_amends_one_owners_commit_only() {
    let mut world = hooked();
    world.set_agent(None);
    world.write("src/telemetry/a.rs", "changed\n");
    allowed(&world, &["commit", "-qam", "one"]);
    allowed(&world, &["commit", "--amend", "--no-edit"]);
    world.write("src/render/a.rs", "changed\n");
    refused(&world, &["commit", "-a", "--amend", "--no-edit"]);
    world.set_agent(Some("user"));
    allowed(&world, &["commit", "-a", "--amend", "--no-edit"]);
    assert_eq!(trailers(&world), "user");
}

#[test]
fn the_first_commit_of_a_repository_is_judged_by_the_work_trees_map() {
    let mut world = World::empty();
    world.write("auraops.toml", MAP).write("src/telemetry/a.rs", "").write("src/render/a.rs", "");
    world.auraops(["hook", "install"]).assert().success();
    world.set_agent(Some("SENSOR"));
    world.git(["add", "-A"]);
    refused(&world, &["commit", "-m", "all"]);
    world.git(["rm", "-rq", "--cached", "src/render", "auraops.toml"]);
    allowed(&world, &["commit", "-m", "own"]);
    allowed(&world, &["commit", "--amend", "-m", "own, first"]);
}

#[test]
fn a_subdirectory_is_no_narrower_view() {
    let world = hooked();
    world.write("src/render/a.rs", "changed\n").write("src/telemetry/a.rs", "changed\n");
    let world = world.at("src/telemetry");
    refused(&world, &["commit", "-am", "all"]);
    allowed(&world, &["commit", "-m", "here", "--", "."]);
}

#[test]
fn a_linked_worktree_has_the_same_hooks_and_an_agent_of_its_own() {
    let mut world = hooked();
    let linked = world.beside("linked");
    world.git(["worktree", "add", "-q", "-b", "topic", linked.to_str().unwrap()]);
    world.set_cwd(&linked);
    world.write("src/render/a.rs", "changed\n");
    refused(&world, &["commit", "-am", "foreign"]);
    world.set_agent(None);
    let record = world.git_line(["rev-parse", "--absolute-git-dir"]) + "/auraops-agent";
    world.write(record, "sensor\n");
    refused(&world, &["commit", "-am", "foreign"]);
    world.git(["restore", "."]).write("src/telemetry/a.rs", "changed\n");
    allowed(&world, &["commit", "-am", "own"]);
    assert_eq!(trailers(&world), "SENSOR");
    world.auraops(["hook", "status"]).assert().success();
}

#[test]
fn nobody_known_commits_one_owners_paths_at_a_time() {
    let mut world = hooked();
    world.set_agent(None);
    world.write("src/render/a.rs", "changed\n").write("src/telemetry/a.rs", "changed\n");
    refused(&world, &["commit", "-am", "sweep"]);
    allowed(&world, &["commit", "-m", "one", "--", "src/render"]);
    assert_eq!(trailers(&world), "");
}

#[test]
fn an_error_stops_an_agent_and_lets_a_person_go_on() {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.write("auraops.toml", "[agents.SENSOR\n");
    allowed(&world, &["commit", "-qam", "broken map"]);
    world.write("src/telemetry/a.rs", "changed\n");
    for agent in ["SENSOR", "NOBODY-WE-KNOW"] {
        world.set_agent(Some(agent));
        let output = world.try_git(["commit", "-am", "mine"]);
        assert!(!output.status.success(), "{agent}");
    }
    world.set_agent(None);
    let output = world.try_git(["commit", "-am", "a person's"]);
    assert!(output.status.success());
    let said = crate::support::hooked::said(&output);
    assert!(said.contains("this commit was not judged"), "{said}");
}

#[test]
fn an_unknown_agent_is_stopped() {
    let mut world = hooked();
    world.set_agent(Some("GHOST"));
    world.write("src/telemetry/a.rs", "changed\n");
    let output = world.try_git(["commit", "-am", "boo"]);
    assert!(!output.status.success());
    assert!(crate::support::hooked::said(&output).contains("the map has no agent `GHOST`"));
}

#[test]
fn hooks_left_on_a_branch_without_a_map_say_nothing() {
    let world = hooked();
    world.git(["checkout", "-q", "--orphan", "old"]).git(["rm", "-rqf", "."]);
    world.write("anything", "").git(["add", "anything"]);
    let output = world.try_git(["commit", "-qm", "before the rules"]);
    assert!(output.status.success());
    assert_eq!(crate::support::hooked::said(&output), "");
    assert_eq!(trailers(&world), "");
}

#[test]
fn what_stands_in_the_maps_place_in_the_work_tree_does_not_count() {
    let world = World::new();
    std::fs::remove_file(world.path("auraops.toml")).unwrap();
    world.write("auraops.toml/file", "").write("src/render/a.rs", "x").write("src/telemetry/a.rs", "x");
    world.git(["add", "src"]).auraops(["check-path", "--staged"]).assert().code(1);
}

#[test]
fn the_way_on_can_be_pasted_where_git_was_called() {
    let world = hooked();
    world.write("src/telemetry/b.rs", "b\n").write("src/render/b.rs", "b\n").git(["add", "-A"]);
    let world = world.at("src");
    let said = refused(&world, &["commit", "-m", "sweep"]);
    assert!(said.contains("next: git commit -m \"…\" -- ../src/telemetry/b.rs\n"), "{said}");
    assert!(said.contains("--locks src/render/b.rs"), "{said}");
    allowed(&world, &["commit", "-m", "own", "--", "../src/telemetry/b.rs"]);
}
