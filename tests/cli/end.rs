use snapbox::str;

use crate::support::World;
use crate::support::elsewhere::Elsewhere;
use crate::support::shared_day::{begun, ended, work};

#[test]
fn every_condition_that_fails_is_named_with_what_mends_it() {
    let world = begun();
    let map = crate::support::MAP
        .replace("[agents.RENDER]", "verify = [[\"git\", \"no-such-command\"]]\n[agents.RENDER]");
    world.write("auraops.toml", map).git(["commit", "-qm", "verify", "auraops.toml"]);
    world.write("src/telemetry/a b.rs", "x\n").write("src/render/theirs.rs", "x\n");
    let before = world.read("groupchat.md");
    world.auraops(["end", "--agent", "SENSOR"]).assert().code(1).stdout_eq(str![[r#"
no: SENSOR cannot end yet
  committed: 1 path not committed: 'src/telemetry/a b.rs'
    next: auraops ship -m "…" --agent SENSOR
  commit: no work commit since 2026-02-14 09:00
    next: auraops end --no-commit "why" --agent SENSOR   # or commit the work first
  verify: `git no-such-command` failed
    git: 'no-such-command' is not a git command. See 'git --help'.
    next: git no-such-command

"#]]);
    assert_eq!(world.read("groupchat.md"), before);
}

#[test]
fn unpushed_work_keeps_a_session_open() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.auraops(["end", "--agent", "SENSOR"]).assert().code(1).stdout_eq(str![[r#"
no: SENSOR cannot end yet
  pushed: 1 commit on no remote branch: a93e76c
    next: auraops ship --agent SENSOR

"#]]);
}

#[test]
fn the_end_is_written_committed_alone_and_pushed() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    world.write("src/render/b.rs", "staged by another\n").git(["add", "src/render/b.rs"]);
    world.agent("SENSOR").auraops(["end"]).assert().success().stdout_eq(str![[r#"
SENSOR ended
END | 2026-02-14 12:00:00 +01:00 | SENSOR | commit: a93e76c feat: work | pushed: origin/main | verify: none
chat pushed: origin/main

"#]]);
}

#[test]
fn what_others_have_staged_stays_staged() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    world.write("src/render/b.rs", "staged by another\n").git(["add", "src/render/b.rs"]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), "A  src/render/b.rs");
    assert_eq!(
        world.git_line(["show", "--name-only", "--format=%s%n%(trailers)", "HEAD"]),
        "END SENSOR\nAuraops-Agent: SENSOR\n\n\ngroupchat.md"
    );
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
}

#[test]
fn a_second_run_writes_no_second_end() {
    let world = ended();
    let (chat, head) = (world.read("groupchat.md"), world.git_line(["rev-parse", "HEAD"]));
    world.auraops(["end", "--agent", "SENSOR"]).assert().success().stdout_eq(str![[r#"
SENSOR had already ended
END | 2026-02-14 12:00:00 +01:00 | SENSOR | commit: a93e76c feat: work | pushed: origin/main | verify: none
chat pushed: origin/main

"#]]);
    assert_eq!((world.read("groupchat.md"), world.git_line(["rev-parse", "HEAD"])), (chat, head));
}

#[test]
fn a_second_run_finishes_what_the_first_began() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    // Nobody answers where the remote was.
    let remote = world.git_line(["remote", "get-url", "origin"]);
    world.git(["remote", "set-url", "origin", world.beside("away.git").to_str().unwrap()]);
    let first = world.auraops(["end", "--agent", "SENSOR"]).assert().code(1);
    let printed = String::from_utf8_lossy(&first.get_output().stdout).into_owned();
    assert!(printed.contains("chat pushed: the END is written, but this step failed"), "{printed}");
    world.git(["remote", "set-url", "origin", &remote]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(world.read("groupchat.md").matches("\nEND |").count(), 1);
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
}

#[test]
fn an_end_goes_to_a_remote_that_has_moved() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("src/render/a.rs", "from elsewhere\n").push();
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(world.read("src/render/a.rs"), "from elsewhere\n");
}

#[test]
fn work_after_the_end_gets_an_end_of_its_own() {
    let mut world = ended();
    world.set_now("2026-02-14T15:00:00+01:00");
    work(&world, "SENSOR", "src/telemetry/b.rs");
    world.git(["push", "-q"]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(world.read("groupchat.md").matches("| SENSOR | commit:").count(), 2);
    world.auraops(["audit"]).assert().success();
}

#[test]
fn a_session_without_work_gives_its_reason() {
    let world = begun();
    world.auraops(["end", "--agent", "SENSOR"]).assert().code(1);
    world
        .auraops(["end", "--agent", "SENSOR", "--no-commit", "only\nread | code"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
SENSOR ended
END | 2026-02-14 12:00:00 +01:00 | SENSOR | commit: none (only read / code) | pushed: none | verify: none
chat pushed: origin/main

"#]]);
    world.auraops(["end", "--agent", "RENDER", "--no-commit", "ill"]).assert().success();
    world.auraops(["audit"]).assert().success().stdout_eq(str![[r#"
SENSOR  no commit  pushed origin/main  END 12:00  ok
RENDER  no commit  pushed origin/main  END 12:00  ok

"#]]);
}

#[test]
fn a_blank_reason_is_none() {
    let world = begun();
    let chat = world.read("groupchat.md");
    world.auraops(["end", "--agent", "SENSOR", "--no-commit", " "]).assert().code(2).stderr_eq(str![[r#"
error: --no-commit needs a reason
next: auraops end --no-commit "why" --agent SENSOR

"#]]);
    assert_eq!(world.read("groupchat.md"), chat);
}

#[test]
fn whose_session_ends_has_to_be_known() {
    let world = begun();
    world.auraops(["end"]).assert().code(2).stderr_eq(str![[r#"
error: no agent is identified here
hint: say whose session ends: auraops end --agent NAME

"#]]);
    world.auraops(["end", "--agent", "NOBODY"]).assert().code(2).stderr_eq(str![[r#"
error: the map has no agent `NOBODY`
hint: use one of: SENSOR, RENDER

"#]]);
    world.agent("RENDER").auraops(["end", "--agent", "SENSOR"]).assert().code(2).stderr_eq(str![[r#"
error: this session is `RENDER` (AURAOPS_AGENT) and cannot speak as `SENSOR`
hint: leave out --agent

"#]]);
}

#[test]
fn without_a_remote_there_is_nowhere_to_push() {
    let world = World::new();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.auraops(["end", "--agent", "SENSOR"]).assert().code(1).stdout_eq(str![[r#"
no: SENSOR cannot end yet
  pushed: 1 commit on no remote branch: 502fa38
    hint: git remote add origin URL && git push -u origin HEAD

"#]]);
}

#[test]
fn four_sessions_that_end_at_once_all_end() {
    let world = begun();
    for (agent, path) in [("SENSOR", "src/telemetry/a.rs"), ("RENDER", "src/render/a.rs")] {
        work(&world, agent, path);
    }
    world.git(["push", "-q"]);
    std::thread::scope(|scope| {
        for agent in ["SENSOR", "RENDER"] {
            let world = &world;
            scope.spawn(move || world.auraops(["end", "--agent", agent]).assert().success());
        }
    });
    assert_eq!(world.read("groupchat.md").matches("\nEND |").count(), 2);
    world.auraops(["audit"]).assert().success();
}

#[test]
fn no_end_is_written_where_its_commit_would_be_lost() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["commit", "-qam", "chat"]).git(["push", "-q"]);
    let refused = |why: &str| {
        let ended = world.auraops(["end", "--agent", "SENSOR"]).assert().code(1);
        let printed = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
        assert!(printed.contains(why), "{printed}");
        assert!(!world.read("groupchat.md").contains("END |"));
    };
    world.git(["checkout", "-q", "--detach"]);
    refused("the chat cannot be committed: no branch is checked out in");
    world.git(["checkout", "-q", "main"]);
    world.git(["-c", "sequence.editor=echo break >", "rebase", "-q", "-i", "HEAD~1"]);
    refused("the chat cannot be committed: a rebase is in progress in");
    world.git(["rebase", "--quit"]).git(["checkout", "-q", "main"]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
}

#[test]
fn a_worktree_of_a_bare_repository_has_a_chat_of_its_own() {
    let world = begun();
    let bare = world.beside("project");
    world.git(["clone", "-q", "--bare", ".", bare.join(".git").to_str().unwrap()]);
    let tree = bare.join("tree");
    world.git(["-C", bare.to_str().unwrap(), "worktree", "add", "-q", tree.to_str().unwrap(), "main"]);
    let world = world.at(&tree).agent("SENSOR");
    world.auraops(["msg", "here", "--to", "all", "--type", "info", "--locks", "none"]).assert().success();
    assert!(world.read("groupchat.md").contains("note:here"));
    assert!(!bare.join("groupchat.md").exists());
}

#[test]
fn a_chat_named_like_a_pattern_is_committed_alone() {
    let world = begun();
    let map = format!("{}\n[chat]\nfile = \"chat[1].md\"\n", crate::support::MAP);
    world.write("auraops.toml", map).write("chat[1].md", "").write("chat1.md", "");
    world
        .git(["add", "."])
        .git(["commit", "-qm", "map", "--trailer", "Auraops-Agent: user"])
        .git(["push", "-q"]);
    world.write("chat1.md", "not ours\n");
    world.auraops(["end", "--agent", "SENSOR", "--no-commit", "why"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), " M chat1.md");
}

#[test]
fn the_chat_goes_to_the_fork_that_is_pushed_to() {
    let world = begun();
    let (fork, upstream) = (world.beside("fork.git"), world.git_line(["rev-parse", "origin/main"]));
    world.git(["init", "-q", "--bare", fork.to_str().unwrap()]);
    world.git(["remote", "add", "fork", fork.to_str().unwrap()]).git([
        "config",
        "remote.pushDefault",
        "fork",
    ]);
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q", "fork", "main"]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(world.git_line(["rev-parse", "fork/main"]), world.git_line(["rev-parse", "HEAD"]));
    assert_eq!(world.git_line(["rev-parse", "origin/main"]), upstream);
}

#[test]
fn one_session_that_is_ended_twice_at_once_has_one_end() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let world = &world;
            scope.spawn(move || world.auraops(["end", "--agent", "SENSOR"]).assert().success());
        }
    });
    assert_eq!(world.read("groupchat.md").matches("\nEND |").count(), 1);
}
