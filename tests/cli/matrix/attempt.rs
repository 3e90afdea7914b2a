//! One cell of the matrix: a repository, a command, and what git says of the hooks that it ran.

use std::process::Output;

use super::{Asker, Content, Fate, Way};
use crate::support::hooked::said;
use crate::support::{World, text};

/// A repository with everybody's files, and git telling which hooks it runs.
pub fn template() -> World {
    let world = World::made_with(&["--template="]);
    world.write("auraops.toml", crate::support::MAP).write("groupchat.md", "# chat\nfirst\n");
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n").write("README.md", "# readme\n");
    world.write("Cargo.lock", "1\n").git(["add", "."]).git(["commit", "-qm", "files"]);
    world.auraops(["hook", "install"]).assert().success();
    world
}

/// Runs git without any hook, as somebody whom nobody stops.
fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

fn write(world: &World, content: Content) {
    for (path, text) in content.files() {
        world.write(path, text);
    }
}

/// A commit that anybody may make, on the branch that is checked out.
fn neutral(world: &World) {
    world.write("Cargo.lock", "2\n").git(["commit", "-qam", "neutral"]);
}

/// Everything up to the command that is tried.
fn prepare(world: &mut World, way: Way, asker: Asker, content: Content) {
    let name = match asker {
        Asker::Agent => Some("SENSOR"),
        Asker::Operator => Some("user"),
        Asker::Nobody => None,
    };
    world.set_agent(name);
    if way == Way::Worktree {
        let tree = world.beside("tree");
        world.git(["worktree", "add", "-q", "-b", "other", tree.to_str().unwrap()]);
        world.set_cwd(&tree);
        if asker == Asker::Agent {
            // The worktree's own record says who it is, as `launch` writes it.
            world.set_agent(None);
            let git_dir = world.git_line(["rev-parse", "--absolute-git-dir"]);
            world.write(std::path::Path::new(&git_dir).join("auraops-agent"), "SENSOR\n");
        }
    }
    if way.needs_commit() {
        if way != Way::Revert {
            unhooked(world, &["checkout", "-qb", "side"]);
        }
        write(world, content);
        unhooked(world, &["commit", "-qam", "somebody's"]);
        if way != Way::Revert {
            unhooked(world, &["checkout", "-q", "main"]);
        }
    }
    match way {
        Way::Amend | Way::Rebase | Way::Merge => neutral(world),
        Way::ChangedMerge => {
            unhooked(world, &["checkout", "-qb", "side"]);
            neutral(world);
            unhooked(world, &["checkout", "-q", "main"]);
        }
        _ => {}
    }
    if way == Way::Rebase {
        world.git(["-c", "sequence.editor=sed -i -e s/^pick/edit/", "rebase", "-qi", "HEAD~1"]);
    }
    if way == Way::ChangedMerge {
        world.git(["merge", "-q", "--no-commit", "--no-ff", "side"]);
    }
    if !way.needs_commit() {
        write(world, content);
    }
}

/// The command that is tried.
fn attempt(world: &World, way: Way, content: Content) -> Output {
    match way {
        Way::Commit | Way::Worktree => world.git(["add", "-A"]).try_git(["commit", "-qm", "it"]),
        Way::CommitAll => world.try_git(["commit", "-qam", "it"]),
        Way::CommitPaths => {
            let paths = content.files().into_iter().map(|(path, _)| path);
            world.try_git(["commit", "-qm", "it", "--"].into_iter().chain(paths))
        }
        Way::Amend => world.git(["add", "-A"]).try_git(["commit", "-q", "--amend", "--no-edit"]),
        Way::NoVerify => world.git(["add", "-A"]).try_git(["commit", "-q", "--no-verify", "-m", "it"]),
        Way::Plumbing => {
            let tree = world.git(["add", "-A"]).git_line(["write-tree"]);
            let commit = world.git_line(["commit-tree", &tree, "-p", "HEAD", "-m", "it"]);
            world.try_git(["update-ref", "refs/heads/main", &commit])
        }
        Way::Rebase => world.git(["add", "-A"]).try_git(["rebase", "--continue"]),
        Way::CherryPick => world.try_git(["cherry-pick", "side"]),
        Way::Merge => world.try_git(["merge", "-q", "--no-edit", "side"]),
        Way::ChangedMerge => world.git(["add", "-A"]).try_git(["commit", "-q", "--no-edit"]),
        Way::Revert => world.try_git(["revert", "--no-edit", "HEAD"]),
    }
}

/// The hook that stopped git, by git's own account.
fn stopped_by(events: &str) -> Option<String> {
    let events: Vec<serde_json::Value> =
        events.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let failed = events.iter().find(|event| {
        event["event"] == "child_exit" && event["code"] != 0 && {
            let start = started(&events, event);
            start.is_some_and(|start| start["child_class"] == "hook")
        }
    })?;
    Some(started(&events, failed)?["hook_name"].as_str()?.to_owned())
}

fn started<'e>(events: &'e [serde_json::Value], exit: &serde_json::Value) -> Option<&'e serde_json::Value> {
    let same = |event: &&serde_json::Value| {
        event["event"] == "child_start"
            && event["sid"] == exit["sid"]
            && event["child_id"] == exit["child_id"]
    };
    events.iter().find(same)
}

/// What becomes of one commit.
pub fn tried(template: &World, way: Way, asker: Asker, content: Content) -> Fate {
    let mut world = template.copy();
    prepare(&mut world, way, asker, content);
    let tips = |world: &World| world.git_line(["rev-parse", "HEAD", "main"]);
    let before = tips(&world);
    let events = world.beside("events");
    let settings = format!("[trace2]\n\teventTarget = {}\n", events.display().to_string().replace('\\', "/"));
    std::fs::write(world.beside(".gitconfig"), settings).unwrap();
    let output = attempt(&world, way, content);
    std::fs::remove_file(world.beside(".gitconfig")).unwrap();
    let point = stopped_by(&std::fs::read_to_string(events).unwrap());
    if !output.status.success() {
        let said = said(&output);
        assert!(said.contains("refused"), "{way:?} {asker:?} {content:?} failed for another reason: {said}");
        assert_eq!(before, tips(&world), "{way:?} {asker:?} {content:?} moved a branch: {said}");
        let points = ["pre-commit", "pre-merge-commit", "prepare-commit-msg", "reference-transaction"];
        let point = points.into_iter().find(|name| Some(*name) == point.as_deref());
        return Fate::Stopped(point.unwrap_or_else(|| panic!("no hook of ours stopped it: {said}")));
    }
    assert_ne!(before, tips(&world), "{way:?} {asker:?} {content:?} did nothing: {}", said(&output));
    assert_eq!(point, None);
    world.set_agent(None);
    let base = before.lines().next().unwrap();
    let is_named = is_named_in_range(&world, base);
    // Where hooks were gone around, the audit must say the same.
    if matches!(way, Way::NoVerify | Way::Plumbing | Way::Rebase | Way::Merge) {
        assert_eq!(is_named, is_named_in_audit(&world, base), "{way:?} {asker:?} {content:?}");
    }
    if is_named { Fate::Named } else { Fate::Made }
}

/// Whether CI would name the commit that was made.
fn is_named_in_range(world: &World, base: &str) -> bool {
    let range = world.process(["check-path", "--range", &format!("{base}..HEAD")]).output().unwrap();
    assert_ne!(range.status.code(), Some(2), "{}", said(&range));
    range.status.code() == Some(1)
}

fn is_named_in_audit(world: &World, base: &str) -> bool {
    let new = world.git_line(["rev-list", "--abbrev-commit", "--abbrev=7", &format!("{base}..HEAD")]);
    let audit = world.process(["audit"]).output().unwrap();
    let breaches = ["collision:", "touches what is not", "was changed or removed in"];
    let breaks = |line: &str| breaches.iter().any(|breach| line.contains(breach));
    let names = |line: &str| breaks(line) && new.lines().any(|oid| line.contains(oid));
    text(&audit.stdout).lines().any(names)
}
