//! The real hook managers, where they are installed.

use crate::support::hooked::{allowed, hooked, refused, removal, said, trailers};
use crate::support::{World, installed};

/// Runs a manager in the world; `None` where it is not installed.
fn manager(world: &World, command: &str) -> Option<String> {
    let program = command.split(' ').next().unwrap();
    if !installed(program) {
        return None;
    }
    let output = world.try_git(["-c", &format!("alias.run=!{command}"), "run"]);
    assert!(output.status.success(), "{command}: {}", said(&output));
    Some(said(&output))
}

/// The manager's hook and ours both run; `install` again and again, and ours goes without a trace.
fn lives_with(world: &World, install: &str) {
    removal(world).assert().success();
    if manager(world, install).is_none() {
        return;
    }
    let before = world.read(".git/hooks/pre-commit");
    for again in [false, true] {
        world.auraops(["hook", "install"]).assert().success();
        if again {
            manager(world, install);
        }
        world.write("src/telemetry/a.rs", format!("{again}\n"));
        allowed(world, &["commit", "-qam", "own"]);
        assert_eq!(trailers(world), "SENSOR");
        assert_eq!(world.read("ran"), "ran\n");
        std::fs::remove_file(world.path("ran")).unwrap();
        world.write("src/render/a.rs", format!("{again}\n"));
        refused(world, &["commit", "-qam", "foreign"]);
        world.git(["checkout", "-q", "HEAD", "--", "src"]);
    }
    removal(world).assert().success();
    assert_eq!(world.read(".git/hooks/pre-commit"), before);
    let hooks = std::fs::read_dir(world.path(".git/hooks")).unwrap().map(|entry| entry.unwrap().path());
    let left: Vec<_> = hooks.filter(|path| path.extension().is_some_and(|end| end != "sample")).collect();
    assert!(left.is_empty(), "{left:?}");
}

const PRE_COMMIT: &str = "repos:
- repo: local
  hooks:
  - id: a
    name: a
    entry: sh -c 'echo ran >ran'
    language: system
    always_run: true
    pass_filenames: false
";

fn configured(name: &str, text: &str) -> World {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.write(name, text).write(".gitignore", "ran\n").git(["add", "."]);
    allowed(&world, &["commit", "-qm", "settings"]);
    world.set_agent(Some("SENSOR"));
    world
}

#[test]
fn the_real_lefthook() {
    lives_with(
        &configured("lefthook.yml", "pre-commit:\n  jobs:\n    - run: echo ran >ran\n"),
        "lefthook install",
    );
}

#[test]
fn the_real_pre_commit() {
    lives_with(&configured(".pre-commit-config.yaml", PRE_COMMIT), "pre-commit install");
}

#[test]
fn the_real_prek() {
    lives_with(&configured(".pre-commit-config.yaml", PRE_COMMIT), "prek install");
}

#[test]
fn the_real_husky() {
    let world = configured(".husky/pre-commit", "echo ran >ran\n");
    removal(&world).assert().success();
    if manager(&world, "husky").is_none() {
        return;
    }
    world.auraops(["hook", "install"]).assert().success();
    manager(&world, "husky");
    world.auraops(["hook", "status"]).assert().success();
    world.write("src/telemetry/a.rs", "husky\n").write("src/render/a.rs", "husky\n");
    refused(&world, &["commit", "-qam", "foreign"]);
    allowed(&world, &["commit", "-qm", "own", "--", "src/telemetry"]);
    assert_eq!((trailers(&world), world.read("ran")), ("SENSOR".to_owned(), "ran\n".to_owned()));
    removal(&world).assert().success();
    assert_eq!(world.read(".husky/pre-commit"), "echo ran >ran\n");
    assert!(!world.path(".husky/commit-msg").exists());
}
