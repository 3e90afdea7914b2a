//! `pre-push`: what leaves, whoever made it and whatever was switched off then.

use snapbox::str;

use crate::support::hooked::{hooked, said};
use crate::support::{World, text};

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// SENSOR's world with a remote that has everything so far.
fn pushed() -> World {
    let world = hooked();
    let remote = world.beside("remote.git");
    world.git(["init", "-q", "--bare", "-b", "main", remote.to_str().unwrap()]);
    world.git(["remote", "add", "origin", remote.to_str().unwrap()]);
    unhooked(&world, &["push", "-q", "-u", "origin", "main"]);
    world
}

/// SENSOR changes RENDER's file where no hook sees it.
fn breach(world: &World) -> String {
    world.write("src/render/a.rs", world.git_line(["rev-parse", "HEAD"]));
    unhooked(world, &["commit", "-qam", "past the hooks", "--trailer", "Auraops-Agent: SENSOR"]);
    world.git_line(["rev-parse", "--short=7", "HEAD"])
}

fn own(world: &World, name: &str) {
    world.write(format!("src/telemetry/{name}"), "").git(["add", "src/telemetry"]);
    world.git(["commit", "-qm", name]);
}

/// Pushes, which must be stopped before the remote has anything new.
fn stopped(world: &World, args: &[&str]) -> String {
    let remote = || world.try_git(["ls-remote", "origin"]).stdout;
    let before = remote();
    let output = world.try_git(["push", "-q"].iter().chain(args));
    assert!(!output.status.success() && text(&output.stderr).contains("refused"), "{}", said(&output));
    assert_eq!(before, remote());
    text(&output.stderr).replace(&world.beside("").display().to_string(), "[DIR]/")
}

#[test]
fn a_commit_that_breaks_the_rules_stays_here() {
    let mut world = pushed();
    own(&world, "b.rs");
    breach(&world);
    snapbox::assert_data_eq!(
        stopped(&world, &[]),
        str![[r#"
refused: the author may not touch 1 of 2 changed paths
  src/render/a.rs  RENDER owns it (src/render/**)  in 5f7a681 by SENSOR: past the hooks
next: auraops msg "no push goes through with these commits: …" --to user --type request --locks none
error: failed to push some refs to '[DIR]/remote.git'

"#]]
    );
    world.set_agent(None);
    snapbox::assert_data_eq!(
        stopped(&world, &[]),
        str![[r#"
refused: the author may not touch 1 of 2 changed paths
  src/render/a.rs  RENDER owns it (src/render/**)  in 5f7a681 by SENSOR: past the hooks
next: AURAOPS_AGENT=user git push origin main   # if that is what the user wants
error: failed to push some refs to '[DIR]/remote.git'

"#]]
    );
    world.set_agent(Some("user"));
    let output = world.try_git(["push", "-q"]);
    assert!(output.status.success());
    snapbox::assert_data_eq!(
        text(&output.stderr).into_owned(),
        str![[r#"
note: 5f7a681 by SENSOR breaks the rules: past the hooks

"#]]
    );
}

#[test]
fn whoever_pushes_answers_for_no_others_commits() {
    let mut world = pushed();
    world.set_agent(Some("RENDER"));
    world.write("src/render/a.rs", "x\n").git(["commit", "-qam", "render's"]);
    world.write("src/render/a.rs", "y\n");
    unhooked(&world, &["commit", "-qam", "render's, and nobody signed it"]);
    world.set_agent(Some("SENSOR"));
    own(&world, "b.rs");
    world.git(["push", "-q"]);
}

#[test]
fn only_what_no_remote_has_is_judged() {
    let world = pushed();
    breach(&world);
    unhooked(&world, &["push", "-q"]);
    own(&world, "b.rs");
    world.git(["push", "-q"]);
    let fork = world.beside("fork.git");
    world.git(["init", "-q", "--bare", fork.to_str().unwrap()]);
    world.git(["push", "-q", fork.to_str().unwrap(), "main"]);
    world.git(["remote", "add", "fork", fork.to_str().unwrap()]).git(["push", "-q", "fork", "main:other"]);
}

#[test]
fn every_form_of_a_push_is_judged() {
    let world = pushed();
    world.git(["checkout", "-qb", "topic"]);
    let short = breach(&world);
    world.git(["tag", "light"]).git(["tag", "-a", "heavy", "-m", "heavy"]);
    for args in [
        &["origin", "topic"][..],
        &["origin", "HEAD:refs/heads/new"],
        &["origin", "+topic:main"],
        &["origin", "HEAD~0:refs/for/main"],
        &["--all"],
        &["--mirror"],
        &["origin", "light"],
        &["origin", "heavy"],
        &["--tags"],
        &["origin", "main", "topic", "heavy"],
    ] {
        let said = stopped(&world, args);
        assert!(said.contains(&short), "{args:?}: {said}");
    }
    // A push that takes nothing new along.
    unhooked(&world, &["push", "-q", "origin", "topic"]);
    world.git(["fetch", "-q"]).git(["push", "-q", "origin", "main", "topic:again", "light", "heavy"]);
    world.git(["push", "-q", "origin", "--delete", "again", "light"]);
    world.git(["push", "-q", "origin", "main"]);
    // What is no commit at all.
    let blob = world.git_line(["rev-parse", "HEAD:README.md"]);
    world.git(["tag", "blob", &blob]).git(["push", "-q", "origin", "blob"]);
}

#[test]
fn a_merge_and_the_lines_that_it_drops() {
    let world = pushed();
    world.git(["checkout", "-qb", "side"]).append("groupchat.md", "theirs\n").git(["commit", "-qam", "said"]);
    world.git(["checkout", "-q", "main"]).append("groupchat.md", "ours\n").git(["commit", "-qam", "said"]);
    assert!(!world.try_git(["merge", "-q", "side"]).status.success());
    world.git(["checkout", "-q", "--ours", "groupchat.md"]).git(["add", "groupchat.md"]);
    unhooked(&world, &["commit", "-q", "--no-edit", "--trailer", "Auraops-Agent: SENSOR"]);
    let said = stopped(&world, &[]);
    assert!(
        said.contains("groupchat.md  append-only, and line 2 was changed or removed: `theirs`"),
        "{said}"
    );
}

#[test]
fn a_shallow_clone_pushes_what_it_knows() {
    let mut world = pushed();
    let from = format!("file://{}", world.beside("remote.git").display());
    let clone = world.beside("clone");
    world.git(["clone", "-q", "--depth=1", &from, clone.to_str().unwrap()]);
    world.set_cwd(&clone);
    world.auraops(["hook", "install"]).assert().success();
    own(&world, "b.rs");
    world.git(["push", "-q"]);
    // Its first commit has lost its parents: who asks whether it may leave gets no answer.
    world.git(["update-ref", "-d", "refs/remotes/origin/main"]);
    world.git(["symbolic-ref", "-d", "refs/remotes/origin/HEAD"]);
    let output = world.try_git(["push", "-q", "origin", "HEAD:new"]);
    assert!(!output.status.success() && said(&output).contains("this clone is shallow"), "{}", said(&output));
    world.set_agent(None);
    let output = world.try_git(["push", "-q", "origin", "HEAD:new"]);
    let said = said(&output);
    assert!(output.status.success() && said.contains("note: this push was not judged"), "{said}");
}

#[test]
fn a_map_that_cannot_be_read_stops_an_agents_push_only() {
    let mut world = pushed();
    world.write("auraops.toml", "nonsense");
    unhooked(&world, &["commit", "-qam", "broken"]);
    assert!(!world.try_git(["push", "-q"]).status.success());
    world.set_agent(None);
    let output = world.try_git(["push", "-q"]);
    let said = said(&output);
    assert!(output.status.success() && said.contains("note: this push was not judged: "), "{said}");
}

/// A commit that no branch has, on top of another.
fn stray(world: &World, onto: &str, path: &str, trailer: &str) -> String {
    world.write(path, "stray\n").git(["add", path]);
    let tree = world.git_line(["write-tree"]);
    world.git(["reset", "-q", "--hard"]);
    world.git_line(["commit-tree", &tree, "-p", onto, "-m", &format!("stray{trailer}")])
}

#[test]
fn a_commit_that_no_branch_has_is_the_pushers_own() {
    let world = pushed();
    for trailer in ["", "\n\nAuraops-Agent: RENDER", "\n\nAuraops-Agent: user"] {
        let foreign = stray(&world, "HEAD", "src/render/evil.rs", trailer);
        world.git(["tag", "-f", "light", &foreign]).git(["tag", "-f", "-a", "heavy", "-m", "x", &foreign]);
        let behind = stray(&world, &foreign, "src/telemetry/own.rs", "");
        for from in [foreign.as_str(), "light", "heavy", &behind, &format!("{behind}~1")] {
            for to in ["refs/heads/main", "refs/heads/new", "refs/tags/new", "refs/for/main"] {
                let said = stopped(&world, &["-f", "origin", &format!("{from}^{{commit}}:{to}")]);
                assert!(said.contains("src/render/evil.rs  RENDER owns it"), "{from} {to}: {said}");
            }
        }
        stopped(&world, &["origin", "heavy"]);
    }
    // Nor does it sign its own files as another.
    let forged = stray(&world, "HEAD", "src/telemetry/own.rs", "\n\nAuraops-Agent: RENDER");
    let said = stopped(&world, &["origin", &format!("{forged}:refs/heads/main")]);
    assert!(said.contains("the message says `Auraops-Agent: RENDER`, but this session is SENSOR"), "{said}");
    let own = stray(&world, "HEAD", "src/telemetry/own.rs", "\n\nAuraops-Agent: SENSOR");
    world.git(["push", "-q", "origin", &format!("{own}:refs/heads/main")]);
}

#[test]
fn what_others_made_here_is_pushed_by_any_name() {
    let mut world = pushed();
    world.set_agent(Some("RENDER"));
    for name in ["b.rs", "c.rs"] {
        world.write(format!("src/render/{name}"), "").git(["add", "src/render"]).git(["commit", "-qm", name]);
    }
    world.set_agent(Some("SENSOR"));
    world.git(["push", "-q", "origin", "HEAD~1:refs/heads/part"]);
    let oid = world.git_line(["rev-parse", "HEAD"]);
    world.git(["push", "-q", "origin", &format!("{oid}:refs/heads/whole")]);
    // Somebody stands on it in a worktree, on no branch.
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    let main = world.path("");
    world.set_cwd(&tree);
    world.set_agent(Some("RENDER"));
    world.write("src/render/d.rs", "").git(["add", "src/render"]).git(["commit", "-qm", "d"]);
    let oid = world.git_line(["rev-parse", "HEAD"]);
    world.set_agent(Some("SENSOR"));
    world.set_cwd(&main);
    world.git(["push", "-q", "origin", &format!("{oid}:refs/heads/detached")]);
    world.git(["notes", "add", "-m", "seen"]).git(["push", "-q", "origin", "refs/notes/commits"]);
}

#[test]
fn a_merge_that_was_made_in_memory_is_pushed_by_its_maker() {
    let mut world = pushed();
    own(&world, "b.rs");
    // The remote has moved, and only FETCH_HEAD says so.
    world.set_agent(Some("user"));
    let theirs = stray(&world, "origin/main", "src/render/theirs.rs", "\n\nAuraops-Agent: RENDER");
    unhooked(
        &world,
        &["push", "-q", world.beside("remote.git").to_str().unwrap(), &format!("{theirs}:main")],
    );
    unhooked(&world, &["update-ref", "refs/remotes/origin/main", "HEAD~1"]);
    world.set_agent(Some("SENSOR"));
    let tree = world.git_line(["merge-tree", "--write-tree", "HEAD", &theirs]);
    let merge = |tree: &str| {
        let message = "Merge origin/main\n\nAuraops-Agent: SENSOR";
        world.git_line(["commit-tree", tree, "-p", "HEAD", "-p", &theirs, "-m", message])
    };
    // One that takes back what is there is no such merge.
    let whole = world.git_line(["rev-parse", "HEAD^{tree}"]);
    let said = stopped(&world, &["origin", &format!("{}:refs/heads/main", merge(&whole))]);
    assert!(said.contains("src/render/theirs.rs  RENDER owns it"), "{said}");
    world.git(["push", "-q", "origin", &format!("{}:refs/heads/main", merge(&tree))]);
}
