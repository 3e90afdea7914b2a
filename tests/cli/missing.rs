//! A chat, a journal or a map that git has and the work tree lacks: deleted by mistake, or outside a sparse checkout.

use snapbox::str;

use crate::support::hooked::hooked_in;
use crate::support::{MAP, World};

const REQUEST: &str =
    "MSG | 2026-02-14 18:00:00 +01:00 | RENDER | to:SENSOR | type:request | locks:none | note:please look\n";

/// RENDER has asked SENSOR for something, and that is committed; SENSOR is asking.
fn asked_in(map: &str, chat: &str) -> World {
    let mut world = hooked_in(World::new());
    world.set_agent(Some("user"));
    world.write("auraops.toml", map).write(chat, format!("# chat\n{REQUEST}"));
    world.git(["add", "."]).git(["commit", "-qm", "chat"]);
    world.remote();
    world.set_agent(Some("SENSOR"));
    world
}

fn asked() -> World {
    asked_in(MAP, "groupchat.md")
}

/// The chat is in a directory that a sparse checkout leaves out.
fn sparse(how: &str) -> World {
    let world = asked_in(&format!("{MAP}\n[chat]\nfile = \"coord/groupchat.md\"\n"), "coord/groupchat.md");
    world.git(["sparse-checkout", "set", how, if how == "--no-cone" { "/src/" } else { "src" }]);
    assert!(!world.path("coord").exists());
    world
}

#[test]
fn a_chat_that_was_deleted_is_read_from_the_index() {
    let world = asked();
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world
        .auraops(["inbox"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
hgfgsb  18:00  RENDER → you  request (open)  please look
next: auraops msg "…" --re hgfgsb --type ack
next: git restore -- groupchat.md

"#]])
        .stderr_eq(str![[r#"
note: groupchat.md is missing from the work tree: this is what the index has

"#]]);
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  not started  no commit
RENDER  not started  no commit
hgfgsb  open request RENDER → SENSOR, 22 min ago: please look
0 of 2 codenames are live; not started: SENSOR, RENDER
next: auraops msg "…" --re hgfgsb --type ack
next: git restore -- groupchat.md

"#]]);
    world.auraops(["launch", "SENSOR", "--dry-run"]).assert().success().stdout_eq(str![[r#"
...
[..]please look
...
"#]]);
    assert!(!world.path("groupchat.md").exists(), "who only reads writes nothing");
}

#[test]
fn whoever_writes_brings_the_whole_chat_back() {
    let world = asked();
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world.auraops(["msg", "on it", "--re", "hgfgsb"]).assert().success().stderr_eq(str![[r#"
note: groupchat.md was missing from the work tree: it is back, as the index has it and with this entry

"#]]);
    let said = "MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:ack | locks:none | note:re:hgfgsb on it\n";
    assert_eq!(world.read("groupchat.md"), format!("# chat\n{REQUEST}{said}"));
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world.auraops(["launch", "SENSOR"]).assert().success().stderr_eq(str![[r#"
note: groupchat.md was missing from the work tree: it is back, as the index has it and with this entry

"#]]);
    let chat = world.read("groupchat.md");
    assert!(chat.starts_with(&format!("# chat\n{REQUEST}START | ")), "{chat}");
    world.write("src/telemetry/a.rs", "work\n");
    world.auraops(["ship", "-m", "feat: work"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn many_who_write_at_once_bring_the_chat_back_once() {
    let world = asked();
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    std::thread::scope(|scope| {
        for count in 0..6 {
            let world = &world;
            scope.spawn(move || {
                let note = format!("n{count}");
                let output = world.process(["msg", &note, "--to", "RENDER"]).output().unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            });
        }
    });
    let chat = world.read("groupchat.md");
    assert!(chat.starts_with(&format!("# chat\n{REQUEST}")), "{chat}");
    assert_eq!(chat.lines().count(), 8, "{chat}");
}

#[test]
fn a_chat_whose_deletion_is_staged_is_read_from_head() {
    let world = asked();
    world.git(["rm", "-q", "groupchat.md"]);
    world
        .auraops(["inbox", "--peek"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
hgfgsb  18:00  RENDER → you  request (open)  please look
next: auraops msg "…" --re hgfgsb --type ack
next: git restore --staged --worktree -- groupchat.md

"#]])
        .stderr_eq(str![[r#"
note: groupchat.md is missing from the work tree, and its deletion is staged: this is what HEAD has

"#]]);
    world.auraops(["msg", "wait", "--to", "RENDER"]).assert().success().stderr_eq(str![[r#"
note: groupchat.md was missing from the work tree, and its deletion is staged: it is back, as HEAD has it and with this entry

"#]]);
    assert!(world.read("groupchat.md").starts_with(&format!("# chat\n{REQUEST}MSG | ")));
    assert_eq!(world.git_line(["status", "--short"]), "D  groupchat.md\n?? groupchat.md");
}

#[test]
fn a_chat_outside_a_sparse_checkout_is_read_and_written_all_the_same() {
    for (how, next) in [
        ("--cone", "git sparse-checkout add coord"),
        ("--sparse-index", "git sparse-checkout add coord"),
        ("--no-cone", "git sparse-checkout add /coord/groupchat.md"),
    ] {
        let world = sparse(how);
        let output = world.process(["inbox", "--peek"]).output().unwrap();
        let (said, noted) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("please look") && said.contains(&format!("next: {next}\n")), "{how}: {said}");
        assert!(noted.contains("coord/groupchat.md is outside this sparse checkout"), "{how}: {noted}");
        world.auraops(["msg", "on it", "--re", "hgfgsb"]).assert().success();
        let chat = world.read("coord/groupchat.md");
        assert!(chat.starts_with(&format!("# chat\n{REQUEST}MSG | ")), "{how}: {chat}");
        world.auraops(["inbox", "--peek"]).assert().success().stderr_eq("");
        world.auraops(["ship", "-m", "chat"]).assert().success();
        assert_eq!(world.git_line(["show", "HEAD:coord/groupchat.md"]), chat.trim_end(), "{how}");
        assert_eq!(world.git_line(["status", "--short"]), "", "{how}");
    }
}

#[test]
fn a_chat_that_is_skipped_by_its_own_mark_is_read() {
    let world = asked();
    world.git(["update-index", "--skip-worktree", "groupchat.md"]);
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
hgfgsb  18:00  RENDER → you  request (open)  please look
next: auraops msg "…" --re hgfgsb --type ack
next: git update-index --no-skip-worktree -- groupchat.md && git restore -- groupchat.md

"#]]);
}

#[test]
fn a_linked_worktree_reads_the_chat_that_the_main_checkout_lacks() {
    let mut world = asked();
    let tree = world.beside("linked");
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    let main = world.path("groupchat.md");
    world.set_cwd(&tree);
    world.auraops(["inbox", "--peek"]).assert().success().stdout_eq(str![[r#"
hgfgsb  18:00  RENDER → you  request (open)  please look
next: auraops msg "…" --re hgfgsb --type ack
next: git -C [..] restore -- groupchat.md

"#]]);
    world.auraops(["msg", "on it", "--re", "hgfgsb"]).assert().success();
    assert!(std::fs::read_to_string(main).unwrap().starts_with(&format!("# chat\n{REQUEST}MSG | ")));
}

#[test]
fn a_journal_that_the_work_tree_lacks_is_read() {
    let map = format!("{MAP}\n[chat]\njournals = [\"old.md\"]\n");
    let world = asked_in(&map, "old.md");
    std::fs::remove_file(world.path("old.md")).unwrap();
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
hgfgsb  18:00  RENDER → you  request (open)  please look
next: auraops msg "…" --re hgfgsb --type ack
next: git restore -- old.md

"#]]);
}

#[test]
fn a_chat_that_git_does_not_have_is_begun() {
    let mut world = asked();
    world.set_agent(Some("user"));
    world.git(["rm", "-q", "groupchat.md"]).git(["commit", "-qm", "without a chat"]);
    world.set_agent(Some("SENSOR"));
    world.auraops(["msg", "hello", "--to", "RENDER"]).assert().success().stderr_eq("");
    assert_eq!(world.read("groupchat.md").lines().count(), 1);
}

#[test]
fn a_map_that_the_work_tree_lacks_is_shown_and_never_begun_anew() {
    let world = asked();
    std::fs::remove_file(world.path("auraops.toml")).unwrap();
    world.auraops(["map"]).assert().success().stderr_eq(str![[r#"
note: auraops.toml is missing from the work tree: this is what the index has
...
"#]]);
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
...
next: git restore -- auraops.toml

"#]]);
    world.auraops(["msg", "hello", "--to", "RENDER"]).assert().success();
    world.auraops(["init"]).env("AURAOPS_AGENT", "user").assert().code(2).stderr_eq(str![[r#"
error: `auraops.toml` is missing from the work tree, and git has one
next: git restore -- auraops.toml

"#]]);
    assert!(!world.path("auraops.toml").exists());
}

#[test]
fn init_does_not_begin_a_chat_anew_that_git_has() {
    let world = asked();
    std::fs::remove_file(world.path("groupchat.md")).unwrap();
    world.auraops(["init"]).env("AURAOPS_AGENT", "user").assert().success();
    assert!(!world.path("groupchat.md").exists());
}
