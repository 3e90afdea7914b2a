//! Hooks put in and taken out by many at once, by whoever is killed in the middle, and by an agent that may not.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Stdio;

use snapbox::str;

use crate::support::hooked::{hooked, removal, said};
use crate::support::{World, text};

const HOOKS: [&str; 6] = [
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "reference-transaction",
    "pre-push",
];
const CLONES: usize = 6;

fn mine(name: &str) -> String {
    format!("#!/bin/sh\n# mine: {name}\nexit 0\n")
}

fn hook(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

/// A world in which every hook of git's is the user's.
fn with_hooks() -> World {
    let world = hooked();
    removal(&world).assert().success();
    std::fs::create_dir_all(world.path(".git/hooks")).unwrap();
    for name in HOOKS {
        hook(&world.path(format!(".git/hooks/{name}")), &mine(name));
    }
    world
}

/// The files of the hooks directory that are named after one hook.
fn files_of(world: &World, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(world.path(".git/hooks")).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(name);
    entries.filter(named).filter(|path| path.extension().is_none_or(|end| end != "sample")).collect()
}

/// The hook of the user's is there once, and what stands beside it is ours.
fn is_whole(world: &World, name: &str) {
    let texts: Vec<String> =
        files_of(world, name).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert_eq!(texts.iter().filter(|text| **text == mine(name)).count(), 1, "{name}: {texts:#?}");
    assert!(texts.len() <= 2, "{name}: {texts:#?}");
}

fn run_at_once(world: &World, commands: &[&[&str]]) {
    let start = |args: &&[&str]| {
        let mut auraops = world.process(*args);
        auraops.env("AURAOPS_AGENT", "user").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for child in commands.iter().map(start).collect::<Vec<_>>() {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn sessions_that_install_at_once_lose_no_hook() {
    let world = with_hooks();
    for _ in 0..3 {
        run_at_once(&world, &[&["hook", "install"][..]; CLONES]);
        for name in HOOKS {
            is_whole(&world, name);
        }
        world.auraops(["hook", "status"]).assert().success();
        removal(&world).assert().success();
        for name in HOOKS {
            is_whole(&world, name);
        }
    }
}

#[test]
fn who_removes_while_others_install_loses_no_hook() {
    let world = with_hooks();
    let (install, remove, init) = (&["hook", "install"][..], &["hook", "remove"][..], &["init"][..]);
    for _ in 0..3 {
        run_at_once(&world, &[install, remove, init, remove, install, remove]);
        for name in HOOKS {
            is_whole(&world, name);
        }
    }
    removal(&world).assert().success();
    for name in HOOKS {
        assert_eq!(world.read(format!(".git/hooks/{name}")), mine(name));
    }
}

#[test]
fn whoever_is_killed_at_any_step_leaves_every_hook_and_the_next_run_completes() {
    let tracer = std::process::Command::new("strace").args(["-o", "/dev/null", "true"]).status();
    if !tracer.is_ok_and(|status| status.success()) {
        return crate::support::skipped("strace cannot run here");
    }
    for action in ["install", "remove"] {
        let calls = "rename,renameat,renameat2,link,linkat,unlink,unlinkat";
        for at in 1.. {
            let world = with_hooks();
            if action == "remove" {
                world.auraops(["hook", "install"]).assert().success();
            }
            let mut strace = world.program("strace");
            strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
            strace.args(["-e", &format!("inject={calls}:signal=SIGKILL:when={at}")]);
            strace.arg(snapbox::cmd::cargo_bin!("auraops")).args(["hook", action]);
            let output = strace.env("AURAOPS_AGENT", "user").output().unwrap();
            for name in HOOKS {
                let kept = files_of(&world, name)
                    .iter()
                    .any(|path| std::fs::read_to_string(path).unwrap() == mine(name));
                assert!(kept, "{action} killed at step {at}: {name}");
            }
            world.auraops(["hook", "install"]).assert().success();
            for name in HOOKS {
                is_whole(&world, name);
            }
            assert!(files_of(&world, ".auraops-").is_empty(), "{action} killed at step {at}");
            removal(&world).assert().success();
            for name in HOOKS {
                assert_eq!(
                    world.read(format!(".git/hooks/{name}")),
                    mine(name),
                    "{action} killed at step {at}"
                );
            }
            if output.status.success() {
                assert!(at > 6, "{}", said(&output));
                break;
            }
        }
    }
}

#[test]
fn ours_that_was_kept_as_anothers_hook_goes_and_is_never_run() {
    let world = with_hooks();
    world.auraops(["hook", "install"]).assert().success();
    let ours = world.read(".git/hooks/pre-commit");
    // As a run without the lock left it, in this version's words and in an older one's.
    for old in [ours.clone(), ours.replace("auraops hook 2:", "auraops hook 1:"), ours.replace('\n', "\r\n")]
    {
        hook(&world.path(".git/hooks/pre-commit.before-auraops-2"), &old);
        world.auraops(["hook", "install"]).assert().success();
        is_whole(&world, "pre-commit");
        assert_eq!(world.read(".git/hooks/pre-commit"), ours);
        hook(&world.path(".git/hooks/pre-commit.before-auraops-2"), &old);
        removal(&world).assert().success();
        assert_eq!(files_of(&world, "pre-commit").len(), 1);
        world.auraops(["hook", "install"]).assert().success();
    }
}

#[test]
fn ours_that_runs_itself_comes_to_an_end() {
    let world = with_hooks();
    // A manager of its own kind: it moves what it finds, runs it from there, and then takes its place again.
    let manager = "#!/bin/sh\necho manager >>.git/ran\n\"${0%/*}/pre-commit.theirs\" \"$@\"\n";
    let take_place = || {
        std::fs::rename(world.path(".git/hooks/pre-commit"), world.path(".git/hooks/pre-commit.theirs"))
            .unwrap();
        hook(&world.path(".git/hooks/pre-commit"), manager);
    };
    let ran = || {
        world.write("src/telemetry/a.rs", world.git_line(["rev-parse", "HEAD"]));
        world.git(["commit", "-qam", "own"]);
        let ran = world.read(".git/ran");
        std::fs::remove_file(world.path(".git/ran")).unwrap();
        ran
    };
    hook(&world.path(".git/hooks/pre-commit"), "#!/bin/sh\necho mine >>.git/ran\n");
    world.auraops(["hook", "install"]).assert().success();
    take_place();
    assert_eq!(ran(), "manager\nmine\n");
    world.auraops(["hook", "install"]).assert().success();
    assert_eq!(ran(), "mine\nmanager\n");
    take_place();
    assert_eq!(ran(), "manager\nmine\nmanager\n");
    world.write("src/render/a.rs", "x\n");
    let foreign = world.try_git(["commit", "-qam", "foreign"]);
    assert!(said(&foreign).contains("refused"), "{}", said(&foreign));
}

#[test]
fn a_hook_that_commits_runs_the_hooks_again() {
    let world = with_hooks();
    let nested = "#!/bin/sh\necho ran >>.git/ran\n[ -z \"$NESTED\" ] || exit 0\n\
        NESTED=1 git -c user.name=x commit -q --allow-empty -m nested\n";
    hook(&world.path(".git/hooks/pre-push"), nested);
    hook(&world.path(".git/hooks/pre-commit"), "#!/bin/sh\necho judged >>.git/ran\n");
    world.auraops(["hook", "install"]).assert().success();
    world.remote();
    assert_eq!(world.read(".git/ran"), "ran\njudged\n");
}

#[test]
fn an_agent_removes_no_hooks_by_whatever_it_is_known() {
    let mut world = hooked();
    for args in [&["hook", "remove"][..], &["hook", "remove", "--claude"]] {
        world.auraops(args).assert().code(2).stderr_eq(str![[r#"
error: only the user removes hooks: they are what agents' writes are judged by
hint: for the user to run: AURAOPS_AGENT=user auraops hook remove

"#]]);
    }
    world.auraops(["hook", "status"]).assert().success();
    world.set_agent(None);
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", tree.to_str().unwrap()]);
    let main = world.path("");
    world.set_cwd(&tree);
    world.auraops(["launch", "RENDER"]).assert().success();
    world.auraops(["hook", "remove"]).assert().code(2);
    let output = world.process(["init", "--force"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("this session is `RENDER`"), "{}", said(&output));
    world.set_cwd(&main);
    removal(&world).assert().success();
}
