//! What the remote has more, brought into a checkout in which others work: all of it where it harms nobody, else later.

use super::at_work;
use crate::support::World;
use crate::support::elsewhere::Elsewhere;
use crate::support::hooked::said;

/// SENSOR ships, and what it is told.
fn shipped(world: &World) -> String {
    let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.git_line(["show", "origin/main:src/telemetry/a.rs"]), "ours");
    said(&output)
}

/// The user commits a file and pushes it.
fn of_user(world: &World, path: &str, content: &str) {
    world.write(path, content).git(["add", path]);
    let commit = world
        .program("git")
        .env("AURAOPS_AGENT", "user")
        .args(["commit", "-qm", "user's", "--", path])
        .output();
    assert!(commit.as_ref().unwrap().status.success(), "{}", said(&commit.unwrap()));
    world.git(["push", "-q"]);
}

fn is_behind(world: &World) -> bool {
    world.git_line(["rev-parse", "HEAD"]) != world.git_line(["rev-parse", "origin/main"])
}

#[test]
fn what_somebody_changed_here_waits_and_hinders_nobody() {
    for (path, content) in [("src/render/a.rs", "RENDER's\n"), ("src/render/new.rs", "RENDER's, untracked\n")]
    {
        let mut world = at_work();
        Elsewhere::of(&world).change(path, "theirs\n").change("src/render/c.rs", "theirs\n").push();
        world.write(path, content);
        let told = shipped(&world);
        assert!(told.contains(&format!("not brought in yet: 2 files of origin/main; {path} here")), "{told}");
        assert_eq!(world.read(path), content);
        assert!(!world.path("src/render/c.rs").exists() && is_behind(&world));
        // SENSOR goes on, and can end.
        world.write("src/telemetry/b.rs", "more\n");
        world.auraops(["ship", "-m", "feat: more"]).assert().success();
        assert_eq!(world.git_line(["show", "origin/main:src/telemetry/b.rs"]), "more");
        world.auraops(["end"]).assert().success();
        // RENDER takes its own away: the next command of anybody brings everything in.
        if path.ends_with("new.rs") {
            std::fs::remove_file(world.path(path)).unwrap();
        } else {
            world.git(["checkout", "-q", "--", path]);
        }
        world.set_agent(None);
        world.auraops(["status"]).assert().success();
        assert_eq!(world.read(path), "theirs\n");
        assert!(!is_behind(&world));
        assert_eq!(world.git_line(["status", "--short"]), "");
    }
}

#[test]
fn what_is_staged_with_other_content_waits() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").push();
    world.write("src/render/a.rs", "staged\n").git(["add", "src/render/a.rs"]);
    shipped(&world);
    assert_eq!(world.git_line(["status", "--short"]), "M  src/render/a.rs");
    assert_eq!(world.read("src/render/a.rs"), "staged\n");
}

#[test]
fn what_is_there_already_counts_as_brought_in() {
    for staged in [true, false] {
        let world = at_work();
        let elsewhere = Elsewhere::of(&world);
        elsewhere.change("src/render/a.rs", "theirs\n").change("src/render/new.rs", "theirs\n");
        elsewhere.git(&["rm", "-q", "README.md"]).git(&["commit", "-qm", "less"]).push();
        world.write("src/render/a.rs", "theirs\n").write("src/render/new.rs", "theirs\n");
        std::fs::remove_file(world.path("README.md")).unwrap();
        if staged {
            world.git(["add", "-A", "src/render", "README.md"]);
        }
        shipped(&world);
        assert!(!is_behind(&world));
        assert_eq!(world.git_line(["status", "--short"]), "");
    }
}

#[test]
fn nothing_that_git_ignores_is_in_danger() {
    let world = at_work();
    world.write(".git/info/exclude", "*.env\n/local\n/out/\n/vendor/\n/trees/\n");
    let elsewhere = Elsewhere::of(&world);
    elsewhere.change("src/render/local.env", "theirs\n").change("local/in.rs", "theirs\n");
    elsewhere.change("out", "theirs\n").change("vendor", "theirs\n").change("trees", "theirs\n").push();
    world.write("src/render/local.env", "a secret\n").write("local", "a secret\n");
    world.write("out/deep/er/keep", "built\n");
    world.git(["init", "-q", "vendor"]);
    world.git(["worktree", "add", "-q", "-b", "other", "trees/render"]);
    world.write("trees/render/src/render/wip.rs", "wip\n");
    let told = shipped(&world);
    for path in ["local", "out/deep/er/keep", "src/render/local.env", "trees/render", "vendor"] {
        assert!(told.contains(path), "{path} is named: {told}");
    }
    assert_eq!(world.read("src/render/local.env") + &world.read("local"), "a secret\na secret\n");
    assert_eq!(world.read("out/deep/er/keep"), "built\n");
    assert!(world.path("vendor/.git").is_dir());
    assert_eq!(world.read("trees/render/src/render/wip.rs"), "wip\n");
}

#[test]
fn files_become_directories_and_directories_files() {
    for empty in ["src/render/dir/empty", "src/render"] {
        let world = at_work();
        of_user(&world, "src/render/dir/deep/in.rs", "in\n");
        let elsewhere = Elsewhere::of(&world);
        elsewhere.git(&["rm", "-qr", "src/render/dir", "src/render/a.rs"]).git(&["commit", "-qm", "away"]);
        elsewhere
            .change("src/render/dir", "a file\n")
            .change("src/render/a.rs/in.rs", "a directory\n")
            .push();
        std::fs::create_dir_all(world.path(empty)).unwrap();
        shipped(&world);
        let (file, inner) = (world.read("src/render/dir"), world.read("src/render/a.rs/in.rs"));
        assert_eq!((file.as_str(), inner.as_str()), ("a file\n", "a directory\n"));
        assert_eq!(world.git_line(["status", "--short"]), "");
        assert!(!is_behind(&world));
    }
}

#[test]
fn files_that_git_is_told_not_to_look_at_stay_and_are_named() {
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let world = at_work();
        Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").change("README.md", "theirs\n").push();
        world.git(["update-index", flag, "src/render/a.rs"]).write("src/render/a.rs", "my own settings\n");
        let told = shipped(&world);
        assert!(told.contains("git is told not to look at them: src/render/a.rs"), "{told}");
        assert_eq!(world.read("src/render/a.rs"), "my own settings\n");
        assert_eq!(world.read("README.md"), "theirs\n");
        assert!(!is_behind(&world));
        assert_eq!(world.git_line(["status", "--short"]), "", "{flag} is kept");
        let listed = world.git_line(["ls-files", "-v", "src/render/a.rs"]);
        assert!(listed.starts_with(['S', 'h']), "{listed}");
    }
}

#[test]
fn a_sparse_checkout_stays_sparse() {
    let world = at_work();
    Elsewhere::of(&world)
        .change("src/render/a.rs", "theirs\n")
        .change("src/render/new.rs", "theirs\n")
        .push();
    world.git(["sparse-checkout", "set", "src/telemetry"]);
    world.write("src/telemetry/a.rs", "ours\n");
    shipped(&world);
    assert!(!world.path("src/render/new.rs").exists() && !world.path("src/render/a.rs").exists());
    assert!(!is_behind(&world));
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn a_filter_that_fails_is_met_before_anything_is_touched() {
    let world = at_work();
    Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").change("src/render/b.rs", "theirs\n").push();
    world.git(["config", "filter.broken.smudge", "exit 1"]).git(["config", "filter.broken.required", "true"]);
    world.write(".git/info/attributes", "src/render/b.rs filter=broken\n");
    let told = shipped(&world);
    assert!(told.contains("not brought in yet: 2 files of origin/main; they cannot be written"), "{told}");
    assert_eq!(world.read("src/render/a.rs"), "a\n");
    assert_eq!(world.git_line(["status", "--short"]), "");
    world.git(["config", "--remove-section", "filter.broken"]);
    world.auraops(["inbox"]).assert().success();
    assert_eq!(world.read("src/render/a.rs") + &world.read("src/render/b.rs"), "theirs\ntheirs\n");
    assert!(!is_behind(&world));
}

#[test]
fn a_commit_that_is_made_while_files_are_brought_in_is_not_lost() {
    let world = at_work();
    let once = world.beside("once");
    let other = "git update-ref refs/heads/main $(git commit-tree -m between -p HEAD HEAD^{tree})";
    // Git runs it while it writes the file.
    let smudge = format!("sh -c '[ -e \"$0\" ] || {{ touch \"$0\"; {other}; }}; cat' '{}'", once.display());
    Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").append("groupchat.md", "theirs\n").push();
    world.git(["config", "filter.race.smudge", &smudge.replace('\\', "/")]);
    world.write(".git/info/attributes", "src/render/a.rs filter=race\n");
    assert!(shipped(&world).contains("somebody was committing here"));
    assert!(once.exists(), "somebody committed in between");
    assert_eq!(world.git_line(["log", "-1", "--format=%s"]), "between");
    assert_eq!(world.git_line(["status", "--short"]), "");
    world.write("src/telemetry/b.rs", "more\n");
    world.auraops(["ship", "-m", "feat: more"]).assert().success();
    let log = world.git_line(["log", "--format=%s", "--first-parent", "-3"]);
    assert_eq!(log, "Merge origin/main\nfeat: more\nbetween");
    assert_eq!(world.git_line(["status", "--short"]), "");
    assert_eq!(world.read("src/render/a.rs") + &world.read("groupchat.md"), "theirs\n# chat\ntheirs\n");
}

#[test]
fn a_rewritten_remote_is_the_users_to_decide() {
    for related in [true, false] {
        let world = at_work();
        of_user(&world, "README.md", "to be rewritten\n");
        let elsewhere = Elsewhere::of(&world);
        if related {
            elsewhere.git(&["reset", "-q", "--hard", "HEAD~1"]).change("README.md", "other\n");
        } else {
            elsewhere.git(&["checkout", "-q", "--orphan", "new"]).git(&["commit", "-qm", "anew"]);
            elsewhere.git(&["branch", "-qM", "main"]);
        }
        elsewhere.git(&["push", "-q", "--force", "origin", "main"]);
        let before = elsewhere.line(&["rev-parse", "HEAD"]);
        for _ in 0..2 {
            let output = world.process(["ship", "-m", "feat: ours"]).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("origin/main was rewritten"), "{}", said(&output));
            assert!(said(&output).contains("--to user --type request"), "{}", said(&output));
        }
        assert_eq!(
            world.git_line(["ls-remote", "origin", "refs/heads/main"]).split('\t').next(),
            Some(&*before)
        );
    }
}
