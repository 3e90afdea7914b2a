//! Where ship and end push to, and how it is known that something arrived.

use snapbox::str;

use crate::support::World;
use crate::support::shared_day::{begun, work};

/// SENSOR in a linked worktree; the main checkout stays the user's.
fn worktree(mut world: World, options: &[&str]) -> World {
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q"].iter().chain(options).chain(&[tree.to_str().unwrap()]));
    enter(&mut world, "tree");
    world
}

/// SENSOR in a clone of the remote that follows only `main`, on a branch of its own.
fn narrow() -> World {
    let mut world = begun();
    let (remote, clone) = (world.beside("remote.git"), world.beside("clone"));
    world.git(["clone", "-q", "--single-branch", remote.to_str().unwrap(), clone.to_str().unwrap()]);
    enter(&mut world, "clone");
    world.git(["switch", "-q", "-c", "topic"]);
    world
}

/// SENSOR works in a directory beside the repository from now on.
fn enter(world: &mut World, name: &str) {
    world.set_cwd(world.beside(name));
    world.set_agent(Some("SENSOR"));
}

/// What git says in the main checkout.
fn in_main(world: &World, args: &[&str]) -> String {
    let main = world.beside("repo");
    world.git_line(["-C", main.to_str().unwrap()].iter().chain(args))
}

fn remote_head(world: &World, branch: &str) -> String {
    let remote = world.beside("remote.git");
    world.git_line(["-C", remote.to_str().unwrap(), "rev-parse", "--verify", branch])
}

#[test]
fn a_branch_made_from_the_remotes_is_never_shipped_to_that_one() {
    let world = begun();
    let main = remote_head(&world, "main");
    world.git(["switch", "-q", "-c", "feature", "origin/main"]).write("src/telemetry/a.rs", "1\n");
    world.auraops(["ship", "-m", "feat: x", "--agent", "SENSOR"]).assert().success();
    assert_eq!(remote_head(&world, "main"), main);
    assert_eq!(remote_head(&world, "feature"), world.git_line(["rev-parse", "HEAD"]));
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    assert_eq!(remote_head(&world, "main"), main);
    world.git(["config", "push.default", "upstream"]);
    work(&world, "SENSOR", "src/telemetry/b.rs");
    world.auraops(["ship", "--agent", "SENSOR"]).assert().success();
    assert_eq!(remote_head(&world, "main"), world.git_line(["rev-parse", "HEAD"]), "that is what it says");
}

#[test]
fn any_name_of_a_branch_is_pushed_to() {
    let world = begun();
    for name in ["a]b", "fix/1", "it's", "$x", "über"] {
        world.git(["switch", "-q", "-c", name]);
        world.write("src/telemetry/a.rs", format!("{name}\n"));
        world.auraops(["ship", "-m", "feat: x", "--agent", "SENSOR"]).assert().success();
        assert_eq!(remote_head(&world, name), world.git_line(["rev-parse", "HEAD"]));
    }
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
}

#[test]
fn a_detached_head_in_a_worktree_is_no_dead_end() {
    let tree = worktree(begun(), &["--detach"]);
    tree.write("src/telemetry/a.rs", "1\n");
    tree.auraops(["ship", "-m", "feat: x"]).assert().code(1).stdout_eq(str![[r#"
SENSOR shipped [..] feat: x (1 file)
not pushed: no branch is checked out
next: git switch -c work-[..]   # or another name

"#]]);
    tree.auraops(["ship"]).assert().code(1);
    let ended = tree.auraops(["end"]).assert().code(1);
    let printed = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
    assert_eq!(printed.matches("next: git switch -c work-").count(), 1, "{printed}");
    tree.git(["switch", "-q", "-c", "mine"]);
    tree.auraops(["ship"]).assert().success();
    tree.auraops(["end"]).assert().success();
    assert_eq!(remote_head(&tree, "mine"), tree.git_line(["rev-parse", "HEAD"]));
}

#[test]
fn the_name_that_is_proposed_is_nobodys() {
    let tree = worktree(begun(), &["--detach"]);
    work(&tree, "SENSOR", "src/telemetry/a.rs");
    let name = format!("work-{}", &tree.git_line(["rev-parse", "HEAD"])[..7]);
    tree.git(["branch", &format!("{name}-2")]).git([
        "update-ref",
        &format!("refs/remotes/origin/{name}"),
        "HEAD~1",
    ]);
    let shipped = tree.auraops(["ship"]).assert().code(1);
    let printed = String::from_utf8_lossy(&shipped.get_output().stdout).into_owned();
    assert!(printed.contains(&format!("git switch -c {name}-3 ")), "{printed}");
}

#[test]
fn nothing_is_pushed_where_nobody_said_where_and_each_answer_says_how() {
    let answer = |settings: &[[&str; 2]]| {
        let world = begun();
        for [key, value] in settings {
            world.git(["config", key, value]);
        }
        work(&world, "SENSOR", "src/telemetry/a.rs");
        let shipped = world.auraops(["ship", "--agent", "SENSOR"]).assert().code(1);
        String::from_utf8_lossy(&shipped.get_output().stdout).into_owned()
    };
    snapbox::assert_data_eq!(
        answer(&[["push.default", "nothing"]]),
        str![[r#"
SENSOR: nothing to commit
not pushed: `push.default` is `nothing`
next: git push origin HEAD:refs/heads/main

"#]]
    );
    snapbox::assert_data_eq!(
        answer(&[["remote.origin.push", "refs/heads/release"]]),
        str![[r#"
SENSOR: nothing to commit
not pushed: `remote.origin.push` leaves main out
next: auraops msg 'remote.origin.push leaves main out: where is it pushed?' --to user --type request --locks none --agent SENSOR

"#]]
    );
}

#[test]
fn one_of_several_remotes_has_to_be_chosen() {
    let world = begun();
    world.git(["remote", "rename", "origin", "hub"]).git(["config", "--unset", "branch.main.remote"]);
    let hub = world.git_line(["remote", "get-url", "hub"]);
    world.git(["remote", "add", "fork", &hub]);
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.auraops(["ship", "--agent", "SENSOR"]).assert().code(1).stdout_eq(str![[r#"
SENSOR: nothing to commit
not pushed: no remote is chosen for this branch: hub, fork
hint: git config remote.pushDefault NAME, with one of these

"#]]);
    world.git(["config", "remote.pushDefault", "hub"]);
    world.auraops(["ship", "--agent", "SENSOR"]).assert().success();
    world.auraops(["end", "--agent", "SENSOR"]).assert().success();
}

#[test]
fn a_clone_of_one_branch_can_end_on_another() {
    let clone = narrow();
    clone.write("src/telemetry/a.rs", "1\n");
    clone.auraops(["ship", "-m", "feat: x"]).assert().success();
    clone.auraops(["audit"]).assert().code(1).stdout_eq(str![[r#"
SENSOR  1 commit    pushed origin/topic  no END  1 finding
RENDER  not active
1 finding on 2026-02-14
  SENSOR: no END
    next: auraops end --agent SENSOR
...
"#]]);
    clone.auraops(["end"]).assert().success();
    clone.git(["fetch", "-q", "--prune"]);
    clone.auraops(["audit"]).assert().success();
}

#[test]
fn what_git_itself_has_pushed_is_asked_of_the_remote() {
    let clone = narrow();
    work(&clone, "SENSOR", "src/telemetry/a.rs");
    clone.git(["push", "-q", "origin", "topic"]);
    clone.auraops(["end"]).assert().success();
    clone.auraops(["audit"]).assert().success();
}

#[test]
fn an_audit_that_fetches_asks_for_the_branch_that_no_fetch_keeps() {
    let clone = narrow();
    work(&clone, "SENSOR", "src/telemetry/a.rs");
    clone.git(["push", "-q", "origin", "topic"]);
    let unpushed = |args: &[&str]| {
        let audit = clone.auraops(args).assert().code(1);
        String::from_utf8_lossy(&audit.get_output().stdout).contains("not pushed")
    };
    assert!(unpushed(&["audit"]));
    assert!(!unpushed(&["audit", "--fetch"]));
}

#[test]
fn a_bare_repositorys_worktree_knows_what_it_pushed() {
    let mut world = begun();
    let (bare, remote) = (world.beside("project"), world.beside("remote.git"));
    world.git(["clone", "-q", "--bare", remote.to_str().unwrap(), bare.join(".git").to_str().unwrap()]);
    let tree = bare.join("tree");
    world.git(["-C", bare.to_str().unwrap(), "worktree", "add", "-q", "-b", "topic", tree.to_str().unwrap()]);
    enter(&mut world, "project/tree");
    world.write("src/telemetry/a.rs", "1\n");
    world.auraops(["ship", "-m", "feat: x"]).assert().success();
    world.auraops(["end"]).assert().success();
    assert_eq!(remote_head(&world, "topic"), world.git_line(["rev-parse", "HEAD"]));
}

#[test]
fn a_fork_that_is_an_address_or_a_push_address_is_asked() {
    for key in ["remote.pushDefault", "remote.origin.pushurl"] {
        let world = begun();
        let fork = world.beside("fork.git");
        world.git(["init", "-q", "--bare", fork.to_str().unwrap()]);
        world.git(["config", key, fork.to_str().unwrap()]);
        world.write("src/telemetry/a.rs", "1\n");
        world.auraops(["ship", "-m", "feat: x", "--agent", "SENSOR"]).assert().success();
        world.git(["fetch", "-q", "--prune"]);
        world.auraops(["end", "--agent", "SENSOR"]).assert().success();
    }
}

#[test]
fn a_remote_that_has_gone_is_said_and_not_waited_for() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["remote", "set-url", "origin", world.beside("away.git").to_str().unwrap()]);
    let ended = world.auraops(["end", "--agent", "SENSOR"]).assert().code(1);
    let printed = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
    assert!(printed.contains("on no remote branch"), "{printed}");
    assert!(printed.contains("asking `origin` failed"), "{printed}");
    assert!(!world.read("groupchat.md").contains("END |"));
}

#[test]
fn an_end_in_a_worktree_leaves_the_main_checkouts_branch_alone() {
    let world = begun();
    world.git(["commit", "-q", "-m", "chat", "groupchat.md"]).git(["push", "-q"]);
    let tree = worktree(world, &["-b", "sensor"]);
    let main = tree.beside("repo");
    std::fs::write(main.join("README.md"), "not for others\n").unwrap();
    in_main(&tree, &["switch", "-q", "-c", "private"]);
    in_main(&tree, &["add", "README.md"]);
    in_main(&tree, &["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "wip"]);
    let private = in_main(&tree, &["rev-parse", "HEAD"]);
    tree.write("src/telemetry/a.rs", "1\n");
    tree.auraops(["ship", "-m", "feat: x"]).assert().success();
    for _ in 0..2 {
        tree.auraops(["end"]).assert().success();
    }
    assert_eq!(in_main(&tree, &["rev-parse", "HEAD"]), private);
    assert!(!tree.git_line(["ls-remote", "origin"]).contains(&private));
    for chat in [main.join("groupchat.md"), tree.path("groupchat.md")] {
        assert_eq!(std::fs::read_to_string(chat).unwrap().matches("\nEND |").count(), 1);
    }
    assert_eq!(remote_head(&tree, "sensor"), tree.git_line(["rev-parse", "HEAD"]));
    assert_eq!(tree.git_line(["log", "-1", "--format=%s", "--name-only"]), "END SENSOR\n\ngroupchat.md");
}

#[test]
fn what_verify_leaves_behind_keeps_a_session_open() {
    let world = begun();
    let map = crate::support::MAP.replace(
        "[agents.RENDER]",
        "verify = [[\"git\", \"init\", \"-q\", \"src/telemetry/made\"], [\"git\", \"rev-parse\", \"--git-path\", \"x\"], [\"git\", \"format-patch\", \"-q\", \"-1\", \"-o\", \"src/telemetry\"]]\n[agents.RENDER]",
    );
    world.write("auraops.toml", map).git(["commit", "-qm", "verify", "auraops.toml"]);
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    let ended = world.auraops(["end", "--agent", "SENSOR"]).assert().code(1);
    let printed = String::from_utf8_lossy(&ended.get_output().stdout).into_owned();
    assert!(printed.contains("committed: 2 paths not committed"), "{printed}");
    assert!(!world.read("groupchat.md").contains("END |"));
}

#[test]
fn commits_of_others_that_go_along_are_said() {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    world.git(["push", "-q"]);
    work(&world, "RENDER", "src/render/a.rs");
    world.write("README.md", "x\n").git(["add", "README.md"]).git(["commit", "-q", "-m", "mine"]);
    world.auraops(["end", "--agent", "SENSOR"]).assert().success().stdout_eq(str![[r#"
SENSOR ended
END | [..]
chat pushed: origin/main
with it: 1 commit of the user, 1 of RENDER

"#]]);
}
