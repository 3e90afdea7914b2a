//! Hooks that git tells something on standard input: whoever runs after ours is told the same, byte for byte.
#![cfg(unix)]

use crate::support::World;
use crate::support::hooked::{hooked, removal, said};

/// A hook that keeps what it is told.
const LISTENER: &str = "#!/bin/sh\necho \"$0 $1\" >>.git/told\ncat >>.git/told\n";

fn hook(world: &World, path: &str, text: &str) {
    world.write(path, text);
    std::fs::set_permissions(world.path(path), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

fn told(world: &World) -> String {
    let told = std::fs::read_to_string(world.path(".git/told")).unwrap_or_default();
    drop(std::fs::remove_file(world.path(".git/told")));
    told.replace(&world.beside("").display().to_string(), "[DIR]/")
}

/// What a hook of this text is told of a commit, a fetch and a push, where it stands alone.
fn what_git_tells(world: &World) -> String {
    world.write("src/telemetry/a.rs", world.git_line(["rev-parse", "HEAD"]));
    world.git(["commit", "-qam", "own"]).git(["branch", "-f", "side"]).git(["push", "-q", "origin", "main"]);
    world.git(["push", "-q", "origin", "--delete", "side"]);
    told(world)
}

/// A world with a listener in each of the two places, and a remote.
fn listening() -> World {
    let world = hooked();
    removal(&world).assert().success();
    let remote = world.beside("remote.git");
    world.git(["init", "-q", "--bare", "-b", "main", remote.to_str().unwrap()]);
    world.git(["remote", "add", "origin", remote.to_str().unwrap()]);
    world.git(["push", "-q", "origin", "main", "main:side"]);
    for name in ["reference-transaction", "pre-push"] {
        hook(&world, &format!(".git/hooks/{name}"), LISTENER);
    }
    world
}

#[test]
fn what_runs_after_ours_is_told_what_git_tells() {
    for agent in [Some("SENSOR"), Some("user"), None] {
        let mut alone = listening();
        let mut chained = alone.copy();
        chained.git(["remote", "set-url", "origin", chained.beside("remote.git").to_str().unwrap()]);
        // Without ours there is nobody who signs.
        alone.git(["config", "commit.template", ""]);
        alone.set_agent(None);
        chained.set_agent(agent);
        chained.auraops(["hook", "install"]).assert().success();
        for name in ["pre-commit", "prepare-commit-msg", "commit-msg", "pre-merge-commit"] {
            std::fs::remove_file(chained.path(format!(".git/hooks/{name}"))).unwrap();
        }
        let (alone, chained) = (what_git_tells(&alone), what_git_tells(&chained));
        assert!(
            alone.contains("pre-push origin\nrefs/heads/main ") && alone.contains("prepared\n"),
            "{alone}"
        );
        assert_eq!(alone, chained.replace(".before-auraops", ""), "{agent:?}");
    }
}

#[test]
fn whoever_runs_after_ours_can_still_stop_it_and_is_not_asked_when_ours_does() {
    for name in ["reference-transaction", "pre-push"] {
        let world = listening();
        world.auraops(["hook", "install"]).assert().success();
        hook(&world, &format!(".git/hooks/{name}.before-auraops"), "#!/bin/sh\necho no >&2\nexit 3\n");
        world.write("src/telemetry/a.rs", "x\n");
        let made = world.try_git(["commit", "-qam", "own"]);
        let pushed = world.try_git(["push", "-q", "origin", "main"]);
        assert_eq!(made.status.success(), name == "pre-push", "{}", said(&made));
        assert!(!pushed.status.success() || name != "pre-push", "{}", said(&pushed));
        // It keeps what it is told, and is told nothing of what ours has stopped.
        hook(&world, &format!(".git/hooks/{name}.before-auraops"), LISTENER);
        told(&world);
        world.write("src/render/a.rs", "x\n");
        let made = world.try_git(["commit", "-nqam", "foreign"]);
        assert!(!made.status.success() && said(&made).contains("refused"), "{}", said(&made));
        assert!(!told(&world).contains("prepared\n0000000000000000000000000000000000000000 "), "{name}");
    }
}

#[test]
fn both_come_and_go_beside_another() {
    let world = listening();
    for name in ["reference-transaction", "pre-push"] {
        assert_eq!(world.read(format!(".git/hooks/{name}")), LISTENER);
    }
    world.auraops(["hook", "install"]).assert().success();
    let installed = world.read(".git/hooks/pre-push");
    world.auraops(["hook", "install"]).assert().success();
    assert_eq!(world.read(".git/hooks/pre-push"), installed);
    removal(&world).assert().success();
    for name in ["reference-transaction", "pre-push"] {
        assert_eq!(world.read(format!(".git/hooks/{name}")), LISTENER);
        assert!(!world.path(format!(".git/hooks/{name}.before-auraops")).exists());
    }
}

#[test]
fn an_installation_from_before_is_completed() {
    let world = hooked();
    for name in ["reference-transaction", "pre-push"] {
        std::fs::remove_file(world.path(format!(".git/hooks/{name}"))).unwrap();
    }
    let status = world.auraops(["hook", "status"]).assert().code(1).get_output().clone();
    assert!(said(&status).contains("reference-transaction  missing\n"), "{}", said(&status));
    assert!(said(&status).contains("next: auraops hook install"), "{}", said(&status));
    world.auraops(["hook", "install"]).assert().success();
    world.auraops(["hook", "status"]).assert().success();
}

#[test]
fn without_the_program_an_agent_neither_commits_nor_pushes_but_fetches() {
    let mut world = listening();
    world.auraops(["hook", "install"]).assert().success();
    for name in ["reference-transaction", "pre-push"] {
        let path = format!(".git/hooks/{name}");
        let lines = world.read(&path);
        let lines = lines.lines().map(|line| {
            if line.starts_with("auraops=") {
                return "auraops=/nowhere".to_owned();
            }
            line.replace("$dir/auraops", "$dir/none")
        });
        hook(&world, &path, &lines.map(|line| line + "\n").collect::<String>());
    }
    world.write("src/telemetry/a.rs", "x\n");
    let made = world.try_git(["commit", "-qam", "own"]);
    assert!(!made.status.success() && said(&made).contains("an agent cannot commit here"), "{}", said(&made));
    let pushed = world.try_git(["push", "-q", "origin", "main:new"]);
    assert!(
        !pushed.status.success() && said(&pushed).contains("an agent cannot push here"),
        "{}",
        said(&pushed)
    );
    world.git(["fetch", "-q"]).git(["tag", "v1"]);
    world.set_agent(None);
    world.git(["commit", "-qam", "a person's"]);
    let pushed = world.try_git(["push", "-q", "origin", "main"]);
    assert!(
        pushed.status.success() && said(&pushed).contains("this push is not judged"),
        "{}",
        said(&pushed)
    );
}

#[test]
fn husky_has_what_it_does_not_know_beside_its_own() {
    let mut world = listening();
    std::fs::remove_file(world.path(".git/hooks/reference-transaction")).unwrap();
    std::fs::remove_file(world.path(".git/hooks/pre-push")).unwrap();
    world.git(["config", "core.hooksPath", ".husky/_"]);
    let runner = "s=$(dirname \"$(dirname \"$0\")\")/$(basename \"$0\")\n[ ! -f \"$s\" ] && exit 0\nsh -e \"$s\" \"$@\"\nexit $?\n";
    world.write(".husky/_/h", runner).write(".husky/_/.gitignore", "*");
    for name in ["pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "pre-push"] {
        hook(&world, &format!(".husky/_/{name}"), "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"");
    }
    // As git-lfs asks for it: what it is told comes on its input.
    world.write(".husky/pre-push", "cat >>.git/told\n");
    world.auraops(["hook", "install"]).assert().success();
    world.auraops(["hook", "status"]).assert().success();
    world.write("src/telemetry/a.rs", "x\n").git(["commit", "-qam", "own"]);
    world.git(["push", "-q", "origin", "main"]);
    let head = world.git_line(["rev-parse", "HEAD"]);
    let before = world.git_line(["rev-parse", "HEAD~1"]);
    assert_eq!(told(&world), format!("refs/heads/main {head} refs/heads/main {before}\n"));
    world.write("src/render/a.rs", "x\n");
    let made = world.try_git(["commit", "-nqam", "foreign"]);
    assert!(!made.status.success() && said(&made).contains("refused"), "{}", said(&made));
    world.git([
        "-c",
        "core.hooksPath=/dev/null",
        "commit",
        "-qam",
        "foreign",
        "--trailer",
        "Auraops-Agent: SENSOR",
    ]);
    world.set_agent(None);
    let pushed = world.try_git(["push", "-q", "origin", "main"]);
    assert!(!pushed.status.success() && said(&pushed).contains("refused"), "{}", said(&pushed));
    removal(&world).assert().success();
    assert_eq!(world.read(".husky/pre-push"), "cat >>.git/told\n");
    assert!(!world.path(".husky/_/reference-transaction").exists());
}
