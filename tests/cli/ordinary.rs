//! What a stranger's repository may have in the place of a file: a symlink out of it or into `.git`, a pipe, a device.

use std::os::unix::fs::symlink;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::asked::{denial, write};
use crate::support::hooked::hooked;
use crate::support::{MAP, World, text};

const SECRET: &str = "machine example.org password hunter2\n";

/// How a command ended that must end, and all that it said, in which no secret is.
fn ended(mut command: Command, input: &str) -> (Option<i32>, String) {
    let (stdout, stderr) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let mut payload = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut payload, input.as_bytes()).unwrap();
    std::io::Seek::rewind(&mut payload).unwrap();
    command.stdin(payload).stdout(stdout.try_clone().unwrap()).stderr(stderr.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > Duration::from_mins(1) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{command:?} never ends");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = [stdout, stderr].map(|mut file| {
        std::io::Seek::rewind(&mut file).unwrap();
        std::io::read_to_string(file).unwrap()
    });
    assert!(!said.concat().contains("hunter2"), "{command:?}: {}", said.concat());
    (status.code(), said.concat())
}

fn auraops(world: &World, args: &[&str]) -> (Option<i32>, String) {
    auraops_told(world, args, "")
}

fn auraops_told(world: &World, args: &[&str], input: &str) -> (Option<i32>, String) {
    let mut command = world.program(snapbox::cmd::cargo_bin!("auraops"));
    command.args(args);
    ended(command, input)
}

fn git(world: &World, args: &[&str]) -> (Option<i32>, String) {
    let mut command = world.program("git");
    command.args(args);
    ended(command, "")
}

fn pipe(world: &World, name: &str) {
    let made: Output = world.program("mkfifo").arg(name).stdin(Stdio::null()).output().unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
}

/// Puts something else in the place of a file.
type Odd = (&'static str, fn(&World, &str));

const ODD: [Odd; 5] = [
    ("a pipe is no ordinary file", |world, name| pipe(world, name)),
    ("a directory is no ordinary file", |world, name| std::fs::create_dir(world.path(name)).unwrap()),
    ("symlink", |world, name| symlink("/dev/zero", world.path(name)).unwrap()),
    ("symlink", |world, name| symlink("../.netrc", world.path(name)).unwrap()),
    ("symlink", |world, name| symlink(".git/config", world.path(name)).unwrap()),
];

fn with_odd(name: &str, odd: &Odd) -> World {
    let world = hooked();
    std::fs::write(world.beside(".netrc"), SECRET).unwrap();
    if world.path(name).exists() {
        std::fs::remove_file(world.path(name)).unwrap();
    }
    odd.1(&world, name);
    world
}

#[test]
fn a_map_that_is_no_ordinary_file_is_none_and_that_is_said() {
    for odd in &ODD {
        let mut world = with_odd("auraops.toml", odd);
        for args in [["map"], ["status"]] {
            let (code, said) = auraops(&world, &args);
            assert!(code == Some(2) && said.contains(odd.0), "{args:?}: {said}");
        }
        for (args, ended) in [(["launch", "SENSOR"], 0), (["check-path", "src/render/a.rs"], 1)] {
            let (code, said) = auraops(&world, &args);
            assert_eq!(code, Some(ended), "{said}");
            assert!(
                said.contains("note: the map of HEAD counts, not the work tree's: ") && said.contains(odd.0),
                "{said}"
            );
        }
        let (_, said) = auraops_told(&world, &["hook", "claude"], &write(&world, "src/render/a.rs", "x"));
        assert!(denial(said.lines().find(|line| line.starts_with('{')).unwrap()).contains("RENDER owns it"));
        world.write("src/telemetry/a.rs", "work\n");
        let (code, said) = git(&world, &["commit", "-qm", "work", "--", "src/telemetry"]);
        assert_eq!(code, Some(0), "{said}");
        world.set_agent(None);
        let (code, said) = auraops(&world, &["init"]);
        assert!(code == Some(2) && said.contains(odd.0), "{said}");
    }
}

#[test]
fn a_map_that_was_committed_as_a_symlink_takes_no_rule_away() {
    for format in ["--ref-format=files", "--object-format=sha256"] {
        let mut world = World::made_with(&[format]);
        world.write("rules", MAP);
        symlink("rules", world.path("auraops.toml")).unwrap();
        world.git(["add", "."]).git(["commit", "-qm", "link"]);
        world.set_agent(Some("SENSOR"));
        let (_, said) = auraops_told(&world, &["hook", "claude"], &write(&world, "src/telemetry/a.rs", "x"));
        assert!(denial(said.trim()).contains("`auraops.toml` is a symlink"), "{format}: {said}");
        std::fs::remove_file(world.path("auraops.toml")).unwrap();
        let (code, said) = auraops(&world, &["check-path", "src/telemetry/a.rs"]);
        assert_eq!(code, Some(2), "{said}");
        let why = "`auraops.toml` of HEAD is no ordinary file, so it is no map";
        assert!(said.contains(&format!("{why}, and there is no other")), "{format}: {said}");
        // The user is mending it.
        world.write("auraops.toml", MAP);
        let (code, said) = auraops(&world, &["check-path", "src/render/a.rs"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(&format!("note: {why}: that of the work tree counts")), "{format}: {said}");
    }
}

#[test]
fn a_map_of_more_than_a_mebibyte_is_read_nowhere() {
    let world = World::new();
    world.write("auraops.toml", format!("{MAP}#{}\n", "x".repeat(1 << 20)));
    let (code, said) = auraops(&world, &["map"]);
    assert!(
        code == Some(2) && said.contains("`auraops.toml` cannot be read: it is larger than 1 MiB"),
        "{said}"
    );
    world.git(["commit", "-qam", "large"]);
    let (code, said) = auraops(&world, &["check-path", "src/render/a.rs"]);
    assert!(code == Some(2) && said.contains("more than 1 MiB"), "{said}");
}

#[test]
fn dispatch_is_followed_in_the_work_tree_alone() {
    for odd in &ODD {
        let world = with_odd("DISPATCH.md", odd);
        let (code, said) = auraops(&world, &["launch", "SENSOR", "--dry-run"]);
        assert!(code == Some(2) && said.contains("`DISPATCH.md`"), "{said}");
    }
    let world = hooked();
    world.write("docs/blocks.md", "## SENSOR\n```\nyou are the one\n```\n");
    symlink("docs/blocks.md", world.path("DISPATCH.md")).unwrap();
    let (code, said) = auraops(&world, &["launch", "SENSOR", "--dry-run"]);
    assert!(code == Some(0) && said.contains("you are the one"), "{said}");
}

#[test]
fn neither_chat_nor_journal_is_read_or_written_elsewhere() {
    for (link, to, file) in [
        ("h", ".git/hooks", "h/post-commit"),
        ("h", "..", "h/new"),
        ("chat", "../.netrc", "chat"),
        ("c", "/dev", "c/zero"),
    ] {
        for key in ["file", "journals"] {
            let mut world = World::new();
            std::fs::write(world.beside(".netrc"), SECRET).unwrap();
            let hook = world.path(".git/hooks/post-commit");
            std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
            std::fs::write(&hook, "#!/bin/sh\n").unwrap();
            symlink(to, world.path(link)).unwrap();
            let value = if key == "file" { format!("\"{file}\"") } else { format!("[\"{file}\"]") };
            world.write("auraops.toml", format!("{MAP}[chat]\n{key} = {value}\n"));
            world.git(["add", "."]).git(["commit", "-qm", "link", "--no-verify"]);
            world.set_agent(Some("SENSOR"));
            let mut commands = vec![&["launch", "SENSOR"][..], &["inbox"], &["status"], &["audit"]];
            if key == "file" {
                commands.push(&["msg", "hello", "--to", "RENDER"]);
            }
            for args in commands {
                let (code, said) = auraops(&world, args);
                assert_eq!(code, Some(2), "{key} {file} {args:?}: {said}");
                assert!(said.contains("points outside") || said.contains("points into"), "{args:?}: {said}");
            }
            assert_eq!(std::fs::read_to_string(&hook).unwrap(), "#!/bin/sh\n");
            assert_eq!(std::fs::read_to_string(world.beside(".netrc")).unwrap(), SECRET);
            assert!(!world.beside("new").exists());
        }
    }
}

#[test]
fn a_chat_that_is_a_pipe_or_a_device_is_an_error() {
    for odd in &ODD[..3] {
        let world = with_odd("groupchat.md", odd);
        for args in [&["msg", "hello", "--to", "RENDER"][..], &["inbox"], &["launch", "SENSOR"]] {
            let (code, said) = auraops(&world, args);
            assert!(code == Some(2) && said.contains("groupchat.md"), "{args:?}: {said}");
        }
    }
}

#[test]
fn set_up_writes_nowhere_else() {
    for (link, to) in [
        (".claude", ".."),
        (".codex", "../elsewhere"),
        (".gemini", ".git"),
        (".cursor", "/proc/self"),
        (".github", ".git/hooks"),
    ] {
        let world = World::new();
        std::fs::create_dir(world.beside("elsewhere")).unwrap();
        symlink(to, world.path(link)).unwrap();
        let flag = format!("--{}", if link == ".github" { "copilot" } else { &link[1..] });
        let (code, said) = auraops(&world, &["hook", "install", &flag]);
        assert!(code == Some(2) && said.contains("points "), "{link}: {said}");
        assert_eq!(std::fs::read_dir(world.beside("elsewhere")).unwrap().count(), 0);
    }
    for (map, link, to) in [
        ("", ".gitattributes", "../attributes"),
        ("", ".gitattributes", ".git/info/attributes"),
        ("[chat]\nfile = \"log/chat.md\"\n", "log", ".."),
        ("[chat]\nfile = \"log/chat.md\"\n", "log", ".git"),
    ] {
        let world = World::empty();
        world.write("auraops.toml", format!("{MAP}{map}"));
        symlink(to, world.path(link)).unwrap();
        let (code, said) = auraops(&world, &["init"]);
        assert!(code == Some(2) && said.contains("points "), "{link}: {said}");
        for made in ["attributes", "chat.md", "repo/.git/info/attributes", "repo/.git/chat.md"] {
            assert!(!world.beside(made).exists(), "{made}");
        }
    }
}

#[test]
fn codeowners_that_are_no_ordinary_file_are_said_to_be_none() {
    for (at, odd) in ODD.iter().enumerate() {
        let world = World::empty();
        std::fs::write(world.beside(".netrc"), SECRET).unwrap();
        world.write("src/a", "").git(["add", "."]);
        odd.1(&world, "CODEOWNERS");
        let (code, said) = auraops(&world, &["init", "--from-codeowners"]);
        assert!(code == Some(2) && said.contains("`CODEOWNERS`"), "{at}: {said}");
        assert!(!world.path("auraops.toml").exists());
    }
}
