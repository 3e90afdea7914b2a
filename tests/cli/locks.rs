//! What one has and another waits for, and who may use the state at all.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use crate::support::World;
use crate::support::hooked::said;

/// Waits with somebody who is told what is waited for, and gives those words.
fn told(waiting: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(waiting.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    line
}

/// A world in which a commit tells that it is being made, and goes on when it may.
#[cfg(unix)]
fn slow() -> World {
    let world = crate::support::hooked::hooked();
    let hook = "#!/bin/sh\ntouch .git/committing\nuntil [ -e .git/go-on ]; do sleep 0.01; done\n";
    crate::support::executable(&world.path(".git/hooks/post-commit"), hook);
    world
}

#[cfg(unix)]
#[test]
fn who_waits_for_another_agent_is_told_for_whom_and_goes_on() {
    let world = slow();
    world.write("src/telemetry/gyro.rs", "1\n").write("src/render/gauge.rs", "2\n");
    let ship = |name: &str| {
        let mut ship = world.process(["ship", "--no-push", "-m", &format!("feat: {name}")]);
        ship.env("AURAOPS_AGENT", name).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let sensor = ship("SENSOR");
    while !world.path(".git/committing").exists() {
        std::thread::yield_now();
    }
    let mut render = ship("RENDER");
    assert_eq!(
        told(&mut render),
        format!("note: waiting for `ship`, held by SENSOR (pid {})\n", sensor.id())
    );
    world.write(".git/go-on", "");
    for ship in [sensor, render] {
        let output = ship.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(crate::support::text(&output.stderr), "", "it is said once");
    }
}

#[test]
fn a_lock_that_another_program_has_is_waited_for_aloud() {
    let world = World::new();
    world.auraops(["msg", "one", "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
    let lock = File::options().read(true).write(true).open(world.path(".git/auraops/chat.lock")).unwrap();
    lock.lock().unwrap();
    let mut msg = world.process(["msg", "two", "--to", "RENDER", "--agent", "SENSOR"]);
    let mut msg = msg.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(told(&mut msg), "note: waiting for `chat`, held by an unknown process\n");
    lock.unlock().unwrap();
    let output = msg.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(world.read("groupchat.md").contains("note:two"));
}

#[test]
fn a_lock_file_says_who_has_it_only_while_it_is_held() {
    let world = World::new();
    world.auraops(["msg", "one", "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
    let file = if cfg!(windows) { ".git/auraops/chat.holder" } else { ".git/auraops/chat.lock" };
    let mut text = String::new();
    File::open(world.path(file)).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text.trim(), "");
}

#[cfg(unix)]
#[test]
fn state_is_for_its_user_alone_or_for_whom_git_shares_the_repository_with() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    for (setting, directory, file, hook) in [
        (None, 0o700, 0o600, 0o755),
        (Some("group"), 0o2770, 0o660, 0o775),
        (Some("all"), 0o2775, 0o664, 0o775),
        (Some("0640"), 0o2750, 0o640, 0o750),
    ] {
        let world = World::new();
        world.auraops(["msg", "one", "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
        if let Some(setting) = setting {
            world.git(["config", "core.sharedRepository", setting]);
        }
        world.remote();
        world.auraops(["hook", "install"]).assert().success();
        world.write("src/telemetry/gyro.rs", "1\n");
        world.auraops(["ship", "-m", "feat: gyro", "--agent", "SENSOR"]).assert().success();
        world.auraops(["inbox", "--agent", "RENDER"]).assert().success();
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o7777;
        let state = world.path(".git/auraops");
        assert_eq!(mode(&state), directory, "{setting:?}");
        for entry in state.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            let wanted = if entry.is_dir() { directory } else { file };
            assert_eq!(mode(&entry), wanted, "{setting:?}: {}", entry.display());
            assert_eq!(entry.metadata().unwrap().gid(), state.metadata().unwrap().gid());
        }
        assert_eq!(mode(&world.path(".git/hooks/pre-commit")), hook, "{setting:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_record_of_a_worktree_is_for_whom_git_shares_the_repository_with() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = World::new();
    world.git(["config", "core.sharedRepository", "group"]);
    let tree = world.beside("sensor");
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    let record = world.path(".git/worktrees/sensor/auraops-agent");
    world.set_cwd(&tree);
    world.auraops(["launch", "SENSOR"]).assert().success();
    assert_eq!(record.metadata().unwrap().permissions().mode() & 0o060, 0o060);
}
