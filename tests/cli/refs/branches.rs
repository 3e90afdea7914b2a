//! `reference-transaction`: what an agent's branches take in, and what they let go.

use snapbox::str;

use crate::support::hooked::{allowed, hooked, refused, said, trailers};
use crate::support::{World, skipped, text};

/// As somebody whom nobody stops.
fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// A commit on HEAD by an agent, or by nobody, with the hooks off.
fn commit(world: &World, agent: Option<&str>, path: &str, content: &str) -> String {
    // A directory was filled by whoever asks.
    if !path.ends_with('/') {
        world.write(path, content);
    }
    world.git(["add", path]);
    let trailer = agent.map(|agent| format!("Auraops-Agent: {agent}"));
    let trailer = trailer.iter().flat_map(|trailer| ["--trailer", trailer.as_str()]);
    let args: Vec<&str> = ["commit", "-qm", path].into_iter().chain(trailer).collect();
    unhooked(world, &args);
    world.git_line(["rev-parse", "HEAD"])
}

/// The world and a remote with `main`, to which somebody pushed a sweep without a name from another clone.
fn with_upstream() -> World {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.remote();
    world.set_agent(Some("SENSOR"));
    let clone = world.beside("clone");
    world.git(["clone", "-q", world.beside("remote.git").to_str().unwrap(), clone.to_str().unwrap()]);
    let mut other = world;
    let main = other.path("");
    other.set_cwd(&clone);
    other.write("src/render/a.rs", "upstream\n").write("README.md", "upstream\n");
    other.git(["commit", "-qam", "sweep"]).git(["push", "-q"]).git(["push", "-q", "origin", "HEAD:topic"]);
    other.set_cwd(&main);
    other
}

#[test]
fn a_foreign_commit_is_vetoed_in_few_words() {
    let world = hooked();
    world.write("src/render/a.rs", "x\n").write("src/telemetry/a.rs", "x\n");
    let output = world.try_git(["commit", "-qam", "sweep", "--no-verify"]);
    assert_eq!(output.status.code(), Some(128));
    snapbox::assert_data_eq!(
        text(&output.stderr).into_owned(),
        str![[r#"
refused: SENSOR may not touch 1 of 2 paths
  src/render/a.rs  RENDER owns it (src/render/**)
next: git commit -m "…" -- src/telemetry/a.rs
next: auraops msg "…" --to RENDER --type request --locks src/render/a.rs
fatal: ref updates aborted by hook

"#]]
    );
    // What it is told to do works.
    allowed(&world, &["commit", "-qm", "own", "--", "src/telemetry/a.rs"]);
    assert_eq!(world.git_line(["status", "--porcelain"]), " M src/render/a.rs");
}

#[test]
fn a_commit_on_no_branch_is_judged_too() {
    let world = hooked();
    world.git(["checkout", "-q", "--detach"]).write("src/render/a.rs", "x\n");
    refused(&world, &["commit", "-nqam", "sweep"]);
    world.git(["checkout", "-q", "--", "src"]).write("src/telemetry/a.rs", "x\n");
    allowed(&world, &["commit", "-nqam", "own"]);
}

#[test]
fn a_commit_without_parents_is_no_way_around_the_map() {
    let world = hooked();
    let tree = world.git_line(["rev-parse", "HEAD^{tree}"]);
    let root = world.git_line(["commit-tree", &tree, "-m", "root"]);
    refused(&world, &["update-ref", "refs/heads/main", &root]);
    refused(&world, &["branch", "new", &root]);
    refused(&world, &["reset", "-q", "--soft", &root]);
}

#[test]
fn an_agent_does_not_sign_for_another_by_plumbing_either() {
    let world = hooked();
    world.write("src/telemetry/a.rs", "x\n").git(["add", "src"]);
    let tree = world.git_line(["write-tree"]);
    let made = |trailer: &str| {
        let message = format!("own{trailer}");
        world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", &message])
    };
    for name in ["RENDER", "user", "nobody-known"] {
        let forged = made(&format!("\n\nAuraops-Agent: {name}"));
        let said = refused(&world, &["update-ref", "HEAD", &forged]);
        assert!(
            said.contains(&format!("the message says `Auraops-Agent: {name}`, but this session is SENSOR"))
        );
    }
    allowed(&world, &["update-ref", "HEAD", &made("\n\nauraops-agent: sensor")]);
    allowed(&world, &["update-ref", "refs/heads/unsigned", &made("")]);
}

#[test]
fn what_others_pushed_is_pulled() {
    for pull in [
        &["pull", "-q"][..],
        &["pull", "-q", "--rebase"],
        &["pull", "-q", "--no-rebase", "--no-edit", "../remote.git", "topic"],
        &["fetch", "-q", "origin", "+topic:fresh"],
        &["merge", "-q", "--no-edit", "origin/main"],
    ] {
        for diverged in [false, true] {
            let world = with_upstream();
            if diverged {
                world.write("src/telemetry/a.rs", "x\n");
                allowed(&world, &["commit", "-qam", "own"]);
            }
            if pull[0] == "merge" {
                allowed(&world, &["fetch", "-q"]);
            }
            #[cfg(not(target_os = "linux"))]
            if pull[0] == "fetch" {
                continue;
            }
            let pull =
                if diverged && pull.len() == 2 { &["pull", "-q", "--no-rebase", "--no-edit"] } else { pull };
            allowed(&world, pull);
        }
    }
}

#[test]
fn what_lies_in_this_repository_is_not_pulled_out_of_it() {
    let world = hooked();
    world.write("src/render/a.rs", "x\n").git(["add", "src"]);
    let tree = world.git_line(["write-tree"]);
    let commit = world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", "mine"]);
    world.git(["update-ref", "refs/aside/it", &commit]).git(["reset", "-q", "--hard"]);
    refused(&world, &["fetch", "-q", ".", "refs/aside/it:refs/heads/it"]);
    refused(&world, &["pull", "-q", ".", "refs/aside/it"]);
}

#[test]
fn a_rebase_moves_others_unpushed_commits_but_does_not_change_them() {
    let world = with_upstream();
    commit(&world, Some("RENDER"), "src/render/b.rs", "if x:\n    y()\nz()\n");
    commit(&world, Some("user"), "docs/b.md", "b\n");
    commit(&world, None, "src/render/c.rs", "c\n");
    commit(&world, Some("SENSOR"), "src/telemetry/a.rs", "x\n");
    allowed(&world, &["pull", "-q", "--rebase"]);
    assert_eq!(world.git_line(["rev-list", "--count", "origin/main..main"]), "4");
    // The others' commits are changed on the way: by a blank, by an edit, by a name, and by leaving one out.
    let edit = |line: &str| format!("sequence.editor=sed -i -e '{line}'");
    for (change, blank) in [("1s/^pick/edit/", true), ("1s/^pick/edit/", false)] {
        world.git(["-c", &edit(change), "rebase", "-qi", "origin/main"]);
        world.write("src/render/b.rs", if blank { "if x:\n    y()\n    z()\n" } else { "other\n" });
        world.git(["add", "src"]);
        let said = refused(&world, &["rebase", "--continue"]);
        assert!(said.contains("next: git rebase --abort\n"), "{said}");
        world.git(["rebase", "--abort"]);
    }
    for (change, why) in [("2s/^pick/fixup/", "refused: "), ("1d", "`main` would lose RENDER's commit")] {
        let output = world.try_git(["-c", &edit(change), "rebase", "-qi", "origin/main"]);
        let error = text(&output.stderr);
        assert!(error.contains(why) && error.contains("next: git rebase --abort\n"), "{change}: {error}");
        world.git(["rebase", "--abort"]);
    }
    assert_eq!(world.git_line(["rev-list", "--count", "origin/main..main"]), "4");
    // An agent's own are its own.
    allowed(&world, &["-c", &edit("4d"), "rebase", "-qi", "origin/main"]);
    assert_eq!(world.git_line(["rev-list", "--count", "origin/main..main"]), "3");
}

#[test]
fn a_commit_that_moves_within_its_files_is_still_the_same() {
    for backend in ["--merge", "--apply"] {
        let world = hooked();
        let lines = |first: &str, last: &str| format!("{first}\n{}{last}\n", "x\n".repeat(20));
        commit(&world, Some("RENDER"), "src/render/a.rs", &lines("a", "z"));
        world.git(["checkout", "-qb", "topic"]);
        world
            .write("src/render/a.rs", lines("a", "Z"))
            .write("src/render/picture", b"\0\x01binary".as_slice());
        commit(&world, Some("RENDER"), "src/render/", "");
        unhooked(&world, &["checkout", "-q", "main"]);
        commit(&world, Some("RENDER"), "src/render/a.rs", &lines("new\nlines\na", "z"));
        unhooked(&world, &["checkout", "-q", "topic"]);
        allowed(&world, &["rebase", "-q", backend, "main"]);
        // Not so with another picture.
        world.git(["-c", "sequence.editor=sed -i -e s/^pick/edit/", "rebase", "-qi", "HEAD~1"]);
        world.write("src/render/picture", b"\0\x02binary".as_slice()).git(["add", "src"]);
        refused(&world, &["rebase", "--continue"]);
    }
}

#[test]
fn a_branch_does_not_lose_anothers_commit() {
    let world = hooked();
    let theirs = commit(&world, Some("RENDER"), "src/render/b.rs", "b\n");
    let output = world.try_git(["reset", "-q", "--hard", "HEAD~1"]);
    snapbox::assert_data_eq!(
        text(&output.stderr).into_owned(),
        str![[r#"
refused: `main` would lose RENDER's commit c195785 (src/render/b.rs)
next: git log --oneline -5   # `git revert` undoes a commit of your own and keeps the others
next: git restore --staged --worktree -- src/render/b.rs   # it has already changed these files, and nobody else has since
fatal: ref updates aborted by hook

"#]]
    );
    world.git(["restore", "--staged", "--worktree", "--", "src/render/b.rs"]);
    assert_eq!(world.git_line(["status", "--porcelain"]), "");
    refused(&world, &["update-ref", "refs/heads/main", "HEAD~1"]);
    refused(&world, &["checkout", "-q", "-B", "main", "HEAD~1"]);
    world.git(["checkout", "-q", "--detach"]);
    let output = world.try_git(["branch", "-f", "main", "HEAD~1"]);
    assert!(!output.status.success(), "the worktree stands on it, but not for long");
    world.git(["checkout", "-q", "main"]);
    // It is not lost where another branch has it.
    world.git(["branch", "kept"]);
    allowed(&world, &["reset", "-q", "--hard", "HEAD~1"]);
    allowed(&world, &["merge", "-q", "kept"]);
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), theirs);
}

#[test]
fn an_agent_lets_go_of_its_own_commits() {
    let world = hooked();
    world.write("src/telemetry/a.rs", "x\n");
    allowed(&world, &["commit", "-qam", "own"]);
    allowed(&world, &["commit", "-q", "--amend", "-m", "better"]);
    allowed(&world, &["reset", "-q", "--soft", "HEAD~1"]);
    allowed(&world, &["commit", "-qm", "again"]);
    allowed(&world, &["reset", "-q", "--hard", "HEAD~1"]);
}

#[test]
fn everything_that_brings_no_commit_passes() {
    let world = with_upstream();
    commit(&world, Some("RENDER"), "src/render/b.rs", "b\n");
    world.git(["tag", "-a", "v1", "-m", "v1"]).git(["tag", "v2", "HEAD~1"]);
    world.git(["branch", "side"]).git(["branch", "-m", "side", "aside"]).git(["branch", "-D", "aside"]);
    world.git(["checkout", "-qb", "topic", "HEAD~1"]).git(["checkout", "-q", "main"]);
    world.git(["checkout", "-q", "--detach", "HEAD~1"]).git(["checkout", "-q", "main"]);
    world.write("src/render/b.rs", "dirty\n").git(["stash", "-q"]).git(["stash", "pop", "-q"]);
    world.git(["notes", "add", "-m", "seen"]).git(["update-ref", "refs/aside/x", "HEAD"]);
    world.git(["fetch", "-q"]).git(["remote", "prune", "origin"]).git(["pack-refs", "--all"]);
    world.git(["gc", "-q"]).git(["symbolic-ref", "HEAD", "refs/heads/topic"]);
}

#[test]
fn a_release_that_is_on_no_branch_is_checked_out() {
    let world = hooked();
    world.git(["checkout", "-q", "--detach"]);
    let theirs = commit(&world, Some("RENDER"), "src/render/b.rs", "b\n");
    unhooked(&world, &["checkout", "-q", "main"]);
    refused(&world, &["checkout", "-q", &theirs]);
    world.git(["tag", "v1", &theirs]).git(["checkout", "-q", "v1"]).git(["checkout", "-qb", "fix"]);
    // A name of one's own on it is no way around.
    unhooked(&world, &["checkout", "-q", "--detach", "main"]);
    let own = commit(&world, Some("SENSOR"), "src/render/c.rs", "c\n");
    unhooked(&world, &["checkout", "-q", "main"]);
    world.git(["tag", "v2", &own]);
    refused(&world, &["branch", "mine", "v2"]);
}

#[test]
fn repositories_that_only_git_can_read() {
    for options in [&["--object-format=sha256"][..], &["--ref-format=reftable"]] {
        let dir = tempfile::tempdir().unwrap();
        let init =
            std::process::Command::new("git").args(["init", "-q"]).args(options).arg(dir.path()).output();
        if !init.unwrap().status.success() {
            skipped(format!("this git knows no {options:?}"));
            continue;
        }
        let world = World::made_with(options);
        world.write("auraops.toml", crate::support::MAP).write("groupchat.md", "# chat\n");
        world.git(["add", "."]).git(["commit", "-qm", "map"]);
        let world = crate::support::hooked::hooked_in(world);
        world.write("src/render/a.rs", "x\n");
        refused(&world, &["commit", "-nqam", "foreign"]);
        world.git(["checkout", "-q", "--", "src"]).write("src/telemetry/a.rs", "x\n");
        allowed(&world, &["commit", "-nqam", "own"]);
        commit(&world, Some("RENDER"), "src/render/b.rs", "b\n");
        refused(&world, &["update-ref", "refs/heads/main", "HEAD~1"]);
        world.git(["init", "-q", "--bare"].iter().chain(options).chain(&["../remote.git"]));
        commit(&world, Some("SENSOR"), "src/render/c.rs", "c\n");
        let push = world.try_git(["push", "-q", "../remote.git", "main"]);
        assert!(!push.status.success() && said(&push).contains("refused"), "{}", said(&push));
    }
}

#[test]
fn a_commit_of_another_worktree_is_not_the_askers() {
    let mut world = hooked();
    let (main, tree) = (world.path(""), world.beside("tree"));
    world.git(["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    world.set_cwd(&tree);
    let theirs = commit(&world, Some("RENDER"), "src/render/b.rs", "b\n");
    world.set_cwd(&main);
    allowed(&world, &["branch", "review", &theirs]);
    allowed(&world, &["merge", "-q", "--ff-only", &theirs]);
}

#[test]
fn a_worktree_that_is_an_agents_is_vetoed_without_the_variable() {
    let mut world = hooked();
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "-b", "render", tree.to_str().unwrap()]);
    world.set_agent(None);
    world.set_cwd(&tree);
    world.auraops(["launch", "RENDER"]).assert().success();
    world.write("src/telemetry/b.rs", "b\n").git(["add", "src"]);
    let said = refused(&world, &["commit", "-nqm", "foreign"]);
    assert!(said.contains("RENDER may not touch this path"), "{said}");
    world.git(["mv", "src/telemetry/b.rs", "src/render/b.rs"]);
    let world = world.at("src/render");
    allowed(&world, &["commit", "-nqm", "own"]);
    assert_eq!(trailers(&world), "RENDER");
}

#[test]
fn a_map_that_cannot_be_read_stops_an_agent_and_no_person() {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.write("auraops.toml", "nonsense").git(["add", "."]);
    unhooked(&world, &["commit", "-qm", "broken"]);
    world.set_agent(Some("SENSOR"));
    world.write("src/telemetry/a.rs", "x\n").git(["add", "src"]);
    let tree = world.git_line(["write-tree"]);
    let commit = world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", "own"]);
    let update = ["update-ref", "refs/heads/main", &commit];
    let output = world.try_git(update);
    assert!(!output.status.success() && said(&output).contains("HEAD:auraops.toml"), "{}", said(&output));
    world.set_agent(Some("no-such-agent"));
    assert!(!world.try_git(update).status.success());
    world.set_agent(None);
    allowed(&world, &update);
}

/// Puts a program in the place of auraops that says that it ran.
#[cfg(unix)]
fn spied(world: &World) {
    let path = world.path(".git/hooks/reference-transaction");
    let text = std::fs::read_to_string(&path).unwrap();
    let spy = world.path(".git/spy");
    world.write(".git/spy", "#!/bin/sh\necho \"$*\" >>.git/ran\ncat >>.git/ran\n");
    std::fs::set_permissions(&spy, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let program = format!("auraops='{}'", spy.display());
    let lines = text.lines().map(|line| if line.starts_with("auraops='") { &program } else { line });
    let lines: Vec<String> = lines.map(|line| format!("{line}\n")).collect();
    std::fs::write(path, lines.concat()).unwrap();
}

#[cfg(unix)]
#[test]
fn no_process_is_started_for_what_is_not_asked_about() {
    let mut world = hooked();
    spied(&world);
    let ran = |world: &World| {
        let ran = std::fs::read_to_string(world.path(".git/ran")).unwrap_or_default();
        drop(std::fs::remove_file(world.path(".git/ran")));
        ran
    };
    world
        .git(["tag", "v1"])
        .git(["update-ref", "refs/remotes/origin/x", "HEAD"])
        .git(["notes", "add", "-m", "x"]);
    assert_eq!(ran(&world), "");
    world.git(["branch", "side"]);
    let head = world.git_line(["rev-parse", "HEAD"]);
    let zeros = "0".repeat(40);
    let told = format!("hook reference-transaction prepared\n{zeros} {head} refs/heads/side\n");
    assert_eq!(ran(&world), told);
    for person in [None, Some(""), Some("user"), Some("USER")] {
        world.set_agent(person);
        world.git(["branch", "-f", "side", "HEAD~1"]).git(["commit", "-q", "--allow-empty", "-m", "x"]);
        assert_eq!(ran(&world), "", "{person:?}");
    }
}
