//! Many sessions that ship at the same instant, and git processes that know nothing of them.

#[cfg(unix)]
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::support::hooked::said;
use crate::support::{World, executable, text};

/// Sixteen agents with a directory each, hooks and a remote.
fn sixteen() -> World {
    let agents = (0..16).map(|at| format!("[agents.A{at}]\nowns = [\"src/a{at}/**\"]\n"));
    let map = format!("{}\n[shared]\nappend = [\"groupchat.md\"]\n", agents.collect::<String>());
    let world = World::new();
    world.write("auraops.toml", map).git(["commit", "-qam", "map"]);
    world.auraops(["hook", "install"]).assert().success();
    world.remote();
    world
}

#[test]
fn sixteen_agents_ship_at_the_same_instant() {
    let world = sixteen();
    let first = world.git_line(["rev-parse", "HEAD"]);
    for at in 0..16 {
        world
            .write(format!("src/a{at}/one.rs"), format!("{at}\n"))
            .write(format!("src/a{at}/two.rs"), "two\n");
        world.append("groupchat.md", &format!("line {at}\n"));
    }
    // All are started before any is waited for.
    let running: Vec<Child> = (0..16)
        .map(|at| {
            let mut ship = world.process(["ship", "-m", &format!("feat: a{at}")]);
            ship.env("AURAOPS_AGENT", format!("A{at}")).stdout(Stdio::piped()).stderr(Stdio::piped());
            ship.spawn().unwrap()
        })
        .collect();
    for ship in running {
        let output = ship.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        // On a slow machine the last one waits for long.
        let told = text(&output.stderr);
        assert!(told.lines().all(|line| line.starts_with("note: waiting for `")), "{told}");
    }
    let log = world.git_line([
        "log",
        "--format=%p %(trailers:key=Auraops-Agent,valueonly,separator=%x2C)",
        &format!("{first}.."),
    ]);
    assert_eq!(log.lines().count(), 16, "{log}");
    assert!(log.lines().all(|line| line.split(' ').count() == 2), "one parent, one name: {log}");
    for at in 0..16 {
        let commit = world.git_line(["log", "--format=%H", &format!("--grep=^feat: a{at}$")]);
        let files = world.git_line(["show", "--name-only", "--format=", &commit, "--", ":!groupchat.md"]);
        assert_eq!(files, format!("src/a{at}/one.rs\nsrc/a{at}/two.rs"));
    }
    assert_eq!(world.git_line(["status", "--short"]), "");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
}

#[test]
fn shippers_and_plain_git_at_once_lose_nothing() {
    let world = sixteen();
    let first = world.git_line(["rev-parse", "HEAD"]);
    for at in 0..8 {
        world.write(format!("src/a{at}/one.rs"), format!("{at}\n"));
    }
    world.git(["add", "--intent-to-add", "src/a4", "src/a5", "src/a6", "src/a7"]);
    let mut running: Vec<(bool, Child)> = Vec::new();
    for at in 0..8 {
        let message = format!("feat: a{at}");
        let mut command = world.program(if at < 4 { "auraops" } else { "git" });
        if at < 4 {
            command.args(["ship", "--no-push", "-m", &message]);
        } else {
            command.args(["commit", "-q", "-m", &message, "--", &format!("src/a{at}")]);
        }
        command.env("AURAOPS_AGENT", format!("A{at}")).stdout(Stdio::piped()).stderr(Stdio::piped());
        running.push((at < 4, command.spawn().unwrap()));
    }
    let mut made = 0;
    for (is_ship, child) in running {
        let output = child.wait_with_output().unwrap();
        // Plain git gives up at once where another has the index; shippers never do.
        assert!(output.status.success() || !is_ship, "{}", said(&output));
        made += usize::from(output.status.success());
    }
    assert_eq!(world.git_line(["rev-list", "--count", &format!("{first}..")]), made.to_string());
    for at in 0..4 {
        assert_eq!(world.git_line(["show", &format!("HEAD:src/a{at}/one.rs")]), at.to_string());
    }
}

#[test]
fn a_lock_that_another_git_holds_is_waited_for() {
    let world = sixteen();
    world.write("src/a0/one.rs", "one\n");
    let lock = world.path(".git/index.lock");
    std::fs::write(&lock, "").unwrap();
    // Git tells on a pipe what it meets: the lock is let go when it has met it.
    let mut ship = world.process(["ship", "-m", "feat: one"]);
    ship.env("AURAOPS_AGENT", "A0").stdout(Stdio::piped()).stderr(Stdio::piped());
    let trace = world.beside("trace");
    ship.env("GIT_TRACE2_EVENT", &trace);
    let mut ship = ship.spawn().unwrap();
    while !std::fs::read_to_string(&trace).unwrap_or_default().contains("index.lock") {
        assert!(ship.try_wait().unwrap().is_none(), "it did not wait");
        std::thread::yield_now();
    }
    std::fs::remove_file(&lock).unwrap();
    let output = ship.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(text(&output.stderr), "");
    assert_eq!(world.git_line(["show", "HEAD:src/a0/one.rs"]), "one");
}

#[test]
fn a_commit_that_comes_first_is_built_upon() {
    let world = sixteen();
    let other = "git update-ref refs/heads/main $(git commit-tree -m between -p HEAD HEAD^{tree})";
    let hook = format!("#!/bin/sh\n[ -e .git/once ] || {{ touch .git/once; {other}; }}\n");
    executable(&world.path(".git/hooks/pre-commit"), &hook);
    world.write("src/a0/one.rs", "one\n").write("src/a0/two.rs", "two\n");
    let mut ship = world.process(["ship", "-m", "feat: one"]);
    let output = ship.env("AURAOPS_AGENT", "A0").output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.git_line(["log", "-2", "--format=%s"]), "feat: one\nbetween");
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
#[cfg(unix)]
fn others_may_use_the_index_while_a_shipper_waits_for_its_turn() {
    let world = sixteen();
    // A0's hook tells that it runs, and goes on when it is told to.
    let (begun, go) = (world.beside("begun"), world.beside("go"));
    for fifo in [&begun, &go] {
        assert!(world.program("mkfifo").arg(fifo).status().unwrap().success());
    }
    let hook = format!(
        "#!/bin/sh\n[ \"$AURAOPS_AGENT\" = A0 ] || exit 0\necho x > '{}'\nread line < '{}'\n",
        begun.display(),
        go.display()
    );
    std::fs::write(world.path(".git/hooks/post-commit"), hook).unwrap();
    assert!(
        world
            .program("chmod")
            .arg("+x")
            .arg(world.path(".git/hooks/post-commit"))
            .status()
            .unwrap()
            .success()
    );
    world.write("src/a0/one.rs", "one\n").write("src/a1/one.rs", "one\n").write("src/a2/one.rs", "one\n");
    let ship = |agent: &str| {
        let mut ship = world.process(["ship", "--no-push", "-m", "feat: one"]);
        ship.env("AURAOPS_AGENT", agent).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let first = ship("A0");
    let mut line = String::new();
    BufReader::new(std::fs::File::open(&begun).unwrap()).read_line(&mut line).unwrap();
    let second = ship("A1");
    world.git(["add", "src/a2/one.rs"]);
    std::fs::write(&go, "x\n").unwrap();
    for child in [first, second] {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    assert_eq!(world.git_line(["status", "--short"]), "A  src/a2/one.rs");
}
