//! `ship` to a remote that has moved.

use std::io::Write;

use snapbox::str;

use super::at_work;
use crate::support::elsewhere::Elsewhere;
use crate::support::hooked::said;
use crate::support::{MAP, World, executable};

fn shipped(world: &World) -> String {
    let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    said(&output)
}

/// Everything of the work tree, the index and the branch.
fn state(world: &World) -> String {
    let parts = [
        world.git_line(["rev-parse", "HEAD"]),
        world.git_line(["ls-files", "--stage"]),
        world.git_line(["status", "--short"]),
    ];
    parts.join("\n")
}

#[test]
fn commits_on_other_paths_are_merged_and_their_files_updated() {
    let mut world = at_work();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("src/render/a.rs", "theirs\n").change("src/render/new/b.rs", "theirs\n");
    elsewhere.git(&["rm", "-q", "README.md"]).git(&["commit", "-qm", "less"]).push();
    world.write("src/render/mine.rs", "RENDER works here, too\n").git(["add", "src/render/mine.rs"]);
    world.write("src/render/mine.rs", "and goes on\n");
    // Written anew as it was: only its time is another.
    world.write("src/render/a.rs", "a\n").write("README.md", "# readme\n");
    assert!(shipped(&world).contains("merged: origin/main, which had moved (3 files changed here)"));
    assert_eq!(world.read("src/render/a.rs"), "theirs\n");
    assert_eq!(world.read("src/render/new/b.rs"), "theirs\n");
    assert!(!world.path("README.md").exists());
    assert_eq!(world.git_line(["status", "--short"]), "AM src/render/mine.rs");
    assert_eq!(
        world.git_line([
            "log",
            "-1",
            "--format=%s by %(trailers:key=Auraops-Agent,valueonly,separator=%x2C)"
        ]),
        "Merge origin/main by SENSOR"
    );
    assert_eq!(world.git_line(["log", "-1", "--format=%s", "HEAD^1"]), "feat: ours");
    world.set_agent(None);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD"]).assert().success();
}

#[test]
fn both_sides_of_an_own_path_are_resolved_like_any_other_change() {
    let mut world = at_work();
    Elsewhere::of(&world).change("src/telemetry/a.rs", "theirs\n").push();
    world.auraops(["ship", "-m", "feat: ours"]).assert().code(1).stdout_eq(str![[r#"
SENSOR shipped f885ff8 feat: ours (1 file)
not pushed: origin/main has moved, and both sides changed src/telemetry/a.rs: conflict markers show both where they collide
next: git diff -- :/src/telemetry/a.rs   # make of both what it should be, then: auraops ship -m "merge: …"

"#]]);
    let text = world.read("src/telemetry/a.rs");
    let has = |part: &str| text.contains(part);
    assert!(has("<<<<<<< ") && has("ours\n=======\ntheirs\n>>>>>>> "), "{text}");
    assert_eq!(world.git_line(["status", "--short"]), " M src/telemetry/a.rs");
    world.auraops(["ship", "-m", "merge: both"]).assert().code(1).stdout_eq(str![[r#"
refused: conflict markers are still in src/telemetry/a.rs
next: git diff   # take out the markers and what is not wanted, then ship

"#]]);
    // Nobody else waits for it.
    world.write("src/render/b.rs", "RENDER's\n");
    world.set_agent(Some("RENDER"));
    let output = world.process(["ship", "-m", "feat: render"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("pushed: origin/main\nyour own commits alone"), "{}", said(&output));
    assert_eq!(world.git_line(["show", "origin/main:src/render/b.rs"]), "RENDER's");
    assert_eq!(world.git_line(["show", "origin/main:src/telemetry/a.rs"]), "theirs");
    world.auraops(["end"]).assert().success();
    assert!(world.git_line(["show", "origin/main:groupchat.md"]).contains("| pushed: origin/main |"));
    // Once more, there is nothing new to push.
    let tip = world.git_line(["rev-parse", "origin/main"]);
    world.auraops(["ship"]).assert().success();
    assert_eq!(world.git_line(["rev-parse", "origin/main"]), tip);
    world.set_agent(Some("SENSOR"));
    world.write("src/telemetry/a.rs", "ours and theirs\n");
    let output = world.process(["ship", "-m", "merge: both"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.git_line(["show", "origin/main:src/telemetry/a.rs"]), "ours and theirs");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(world.git_line(["status", "--short"]), "");
    world.set_agent(None);
    world.auraops(["check-path", "--range", "HEAD~3..HEAD"]).assert().success();
}

#[test]
fn what_was_kept_as_it_is_counts_as_resolved() {
    let world = at_work();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("src/telemetry/a.rs", "theirs\n").push();
    world.auraops(["ship", "-m", "feat: ours"]).assert().code(1);
    world.write("src/telemetry/a.rs", "ours\n");
    // The other side goes on meanwhile, in another place of the same file.
    elsewhere.change("src/telemetry/a.rs", &format!("theirs\n{}more\n", "line\n".repeat(9))).push();
    let output = world.process(["ship"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "the same lines again: {}", said(&output));
    world.write("src/telemetry/a.rs", "ours\n");
    let output = world.process(["ship"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.git_line(["show", "origin/main:src/telemetry/a.rs"]), "ours");
}

#[test]
fn two_sides_of_anothers_path_are_merged_as_git_does() {
    let mut world = at_work();
    let lines: Vec<String> = (0..40).map(|line| format!("line {line}\n")).collect();
    world.write("src/render/a.rs", lines.concat());
    world.set_agent(Some("RENDER"));
    world.auraops(["ship", "-m", "feat: lines", "src/render"]).assert().success();
    Elsewhere::of(&world).append("src/render/a.rs", "theirs\n").push();
    world.write("src/render/a.rs", format!("ours\n{}", lines.concat()));
    world.auraops(["ship", "-m", "feat: top", "--no-push", "src/render"]).assert().success();
    world.set_agent(Some("SENSOR"));
    shipped(&world);
    let text = world.read("src/render/a.rs");
    assert!(text.starts_with("ours\n") && text.ends_with("theirs\n"), "{text}");
}

#[test]
fn a_shared_file_is_merged_where_git_can() {
    let world = at_work();
    let lock = |first: &str, last: &str| format!("{first}\n{}{last}\n", "line\n".repeat(20));
    world.write("Cargo.lock", lock("a", "z"));
    world.auraops(["ship", "-m", "feat: lock"]).assert().success();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("Cargo.lock", &lock("a", "theirs")).push();
    world.write("Cargo.lock", lock("ours", "z"));
    shipped(&world);
    assert_eq!(world.read("Cargo.lock"), lock("ours", "theirs"));
    elsewhere.pull().change("Cargo.lock", &lock("theirs", "z")).push();
    world.write("Cargo.lock", lock("ours again", "z"));
    world.auraops(["ship", "-m", "feat: lock"]).assert().code(1);
    assert!(world.read("Cargo.lock").starts_with("<<<<<<< "));
    world.write("Cargo.lock", lock("both", "z"));
    world.auraops(["ship", "-m", "merge: lock"]).assert().success();
    assert_eq!(world.git_line(["show", "origin/main:Cargo.lock"]), lock("both", "z").trim());
}

#[test]
fn a_linked_worktree_merges_into_its_own_branch_and_files() {
    let mut world = at_work();
    let (tree, main) = (world.beside("tree"), world.path(""));
    world.git(["branch", "-q", "topic"]).git(["push", "-q", "-u", "origin", "topic"]);
    world.git(["worktree", "add", "-q", tree.to_str().unwrap(), "topic"]);
    let elsewhere = Elsewhere::of(&world);
    elsewhere.git(&["checkout", "-q", "topic"]).change("src/render/a.rs", "theirs\n");
    elsewhere.append("groupchat.md", "theirs\n").push();
    let before = state(&world);
    world.set_cwd(&tree);
    world.write("src/telemetry/a.rs", "ours\n");
    world.auraops(["ship", "-m", "feat: ours"]).assert().success();
    assert_eq!(world.read("src/render/a.rs") + &world.read("groupchat.md"), "theirs\n# chat\ntheirs\n");
    assert_eq!(world.git_line(["status", "--short"]), "");
    assert_eq!(world.git_line(["rev-parse", "topic"]), world.git_line(["rev-parse", "origin/topic"]));
    world.set_cwd(&main);
    assert_eq!(state(&world), before, "the main checkout is as it was");
}

#[test]
fn lines_of_both_sides_of_the_chat_stay() {
    let world = at_work();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.append("groupchat.md", "theirs 1\n").push();
    world.append("groupchat.md", "ours 1\n");
    shipped(&world);
    assert_eq!(world.read("groupchat.md"), "# chat\nours 1\ntheirs 1\n");
    // The other side goes on from before the merge, and so do we.
    elsewhere.append("groupchat.md", "theirs 2\n").pull().push();
    world.append("groupchat.md", "ours 2\n").write("src/telemetry/a.rs", "again\n");
    shipped(&world);
    let chat = world.read("groupchat.md");
    assert_eq!(chat.lines().count(), 5, "{chat}");
    for pair in [["ours 1", "ours 2"], ["theirs 1", "theirs 2"]] {
        let [one, two] = pair.map(|line| chat.find(line).unwrap());
        assert!(one < two, "{chat}");
    }
    assert_eq!(world.git_line(["status", "--short"]), "");
    elsewhere.pull();
    assert_eq!(elsewhere.read("groupchat.md"), chat);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD"]).assert().success();
}

#[test]
fn lines_that_are_not_committed_yet_stay_behind_those_that_came() {
    let world = at_work();
    Elsewhere::of(&world).append("groupchat.md", "theirs\n").push();
    world.append("groupchat.md", "not committed\n");
    world.auraops(["ship", "-m", "feat: ours", "src/telemetry"]).assert().success();
    assert_eq!(world.read("groupchat.md"), "# chat\ntheirs\nnot committed\n");
    assert_eq!(world.git_line(["status", "--short"]), " M groupchat.md");
    world.auraops(["ship", "-m", "chat"]).assert().success();
    assert_eq!(world.git_line(["show", "origin/main:groupchat.md"]), "# chat\ntheirs\nnot committed");
}

/// What the user took out of the chat over there stays out, beside which new line ever it stood.
#[test]
fn what_was_taken_out_of_the_chat_is_not_put_back() {
    for (gone, left) in
        [("pw\n", "# chat\none\ntwo\n"), ("two\n", "# chat\none\npw\n"), ("one\npw\ntwo\n", "# chat\n")]
    {
        // Without hooks: whether the merge may be made is judged elsewhere.
        let world = World::new().agent("SENSOR");
        world.write("groupchat.md", "# chat\none\npw\ntwo\n").write("src/telemetry/a.rs", "a\n");
        world.git(["add", "."]).git(["commit", "-qm", "files"]);
        world.remote();
        let elsewhere = Elsewhere::of(&world);
        elsewhere.change("groupchat.md", left).push();
        world.append("groupchat.md", "ours\n").write("src/telemetry/a.rs", "ours\n");
        shipped(&world);
        assert_eq!(world.read("groupchat.md"), format!("{left}ours\n"), "without {gone:?}");
        assert_eq!(world.git_line(["show", "origin/main:groupchat.md"]), format!("{left}ours"));
        assert_eq!(world.git_line(["status", "--short"]), "");
    }
}

#[test]
fn a_line_that_came_by_two_ways_is_there_once() {
    let world = World::new().agent("SENSOR");
    world.write("src/telemetry/a.rs", "a\n").git(["add", "."]).git(["commit", "-qm", "files"]);
    world.remote();
    let elsewhere = Elsewhere::of(&world);
    elsewhere.append("groupchat.md", "both\n").append("groupchat.md", "theirs\n").push();
    world.append("groupchat.md", "both\n").append("groupchat.md", "ours\n");
    shipped(&world);
    assert_eq!(world.read("groupchat.md"), "# chat\nboth\nours\ntheirs\n");
}

#[test]
fn a_program_that_keeps_the_chat_open_goes_on_writing_into_it() {
    let world = at_work();
    let mut logger = std::fs::OpenOptions::new().append(true).open(world.path("groupchat.md")).unwrap();
    Elsewhere::of(&world).append("groupchat.md", "theirs\n").push();
    logger.write_all(b"not committed\n").unwrap();
    world.auraops(["ship", "-m", "feat: ours", "src/telemetry"]).assert().success();
    logger.write_all(b"later\n").unwrap();
    assert_eq!(world.read("groupchat.md"), "# chat\ntheirs\nnot committed\nlater\n");
}

#[test]
fn a_map_that_moved_over_there_comes_with_the_merge() {
    let world = at_work();
    let map = MAP.replace("\"src/render/**\"", "\"src/render/**\", \"src/shell/**\"");
    Elsewhere::of(&world).change("auraops.toml", &map).push();
    shipped(&world);
    assert_eq!(world.read("auraops.toml"), map);
    world.auraops(["check-path", "--who", "src/shell/a.rs"]).assert().success().stdout_eq(str![[r#"
src/shell/a.rs  RENDER owns it (src/shell/**)

"#]]);
}

#[test]
fn a_run_that_was_stopped_before_the_branch_moved_is_mended_by_the_next() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").append("groupchat.md", "theirs\n").push();
    world.auraops(["ship", "-m", "feat: ours", "--no-push"]).assert().success();
    // As it is when the files are written: the remote's are staged, the chat has its lines.
    world.git(["fetch", "-q"]).git(["read-tree", "-m", "-u", "HEAD", "origin/main"]);
    world.git(["restore", "--source=HEAD", "--staged", "--worktree", "src/telemetry/a.rs"]);
    assert_eq!(world.git_line(["status", "--short"]), "M  groupchat.md\nM  src/render/a.rs");
    world.auraops(["ship"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), "");
    assert_eq!(world.read("groupchat.md"), "# chat\ntheirs\n");
    assert_eq!(world.read("src/render/a.rs"), "theirs\n");
}

#[test]
fn a_chat_that_a_stopped_run_has_merged_goes_with_the_next_one() {
    let world = at_work();
    world.append("groupchat.md", "ours 1\n");
    shipped(&world);
    Elsewhere::of(&world).change("groupchat.md", "# chat\ntheirs\nours 1\n").push();
    world.append("groupchat.md", "ours 2\n");
    world.auraops(["ship", "-m", "chat", "--no-push"]).assert().success();
    // The file is written, the branch has not moved.
    world.git(["fetch", "-q"]).write("groupchat.md", "# chat\ntheirs\nours 1\nours 2\n");
    world.write("src/telemetry/a.rs", "again\n");
    assert!(shipped(&world).contains("goes with the merge in progress"));
    assert_eq!(world.read("groupchat.md"), "# chat\ntheirs\nours 1\nours 2\n");
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn lines_that_were_brought_by_a_run_that_was_stopped_are_said_once() {
    let world = at_work();
    Elsewhere::of(&world).append("groupchat.md", "theirs\n").push();
    world.append("groupchat.md", "theirs\n").append("groupchat.md", "ours\n");
    shipped(&world);
    assert_eq!(world.read("groupchat.md"), "# chat\ntheirs\nours\n");
}

#[test]
fn a_hook_of_the_remote_says_no_in_its_own_words() {
    let world = at_work();
    let hook = world.beside("remote.git").join("hooks/pre-receive");
    executable(&hook, "#!/bin/sh\necho 'not on a Friday' >&2\nexit 1\n");
    let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("not on a Friday"), "{}", said(&output));
    assert!(said(&output).contains("SENSOR shipped"), "{}", said(&output));
    std::fs::remove_file(&hook).unwrap();
    world.auraops(["ship"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to commit
pushed: origin/main

"#]]);
}
