//! `ship` commits as `git commit` does: hooks, filters, signing, every kind of repository and state.

use std::path::Path;

use snapbox::str;

use crate::support::elsewhere::Elsewhere;
use crate::support::hooked::{hooked, hooked_in, said, trailers};
use crate::support::{World, executable};

/// Writes a program for `sh`.
fn script(path: &Path, lines: &str) {
    executable(path, &format!("#!/bin/sh\n{lines}\n"));
}

/// SENSOR's and RENDER's files are committed; no hook is in place.
fn bare_of_hooks() -> World {
    let world = World::new();
    world.write("src/telemetry/a.rs", "a\n").write("src/render/a.rs", "a\n");
    world.git(["add", "."]).git(["commit", "-qm", "files"]);
    world.agent("SENSOR")
}

fn message(world: &World) -> String {
    world.git_line(["log", "-1", "--format=%B"])
}

fn ship(world: &World) {
    world.auraops(["ship", "-m", "feat: x"]).assert().success();
    assert_eq!(world.git_line(["status", "--short"]), "");
}

#[test]
fn a_hook_that_says_no_leaves_the_index_as_it_was() {
    let world = bare_of_hooks();
    script(
        &world.path(".git/hooks/pre-commit"),
        "git diff --cached --name-only\necho 'line 3 is too long' >&2\nexit 1",
    );
    world.write("src/render/a.rs", "staged\n").git(["add", "src/render/a.rs"]);
    world.write("src/telemetry/new.rs", "new\n").write("src/telemetry/half.rs", "half\n");
    world.git(["add", "src/telemetry/half.rs"]).write("src/telemetry/half.rs", "whole\n");
    world.git(["rm", "-q", "src/telemetry/a.rs"]).write("src/telemetry/a.rs/b.rs", "below\n");
    let state = || world.git_line(["ls-files", "--stage"]) + &world.git_line(["status", "--short"]);
    let before = state();
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1).stdout_eq(str![[r#"
refused: src/telemetry/a.rs
  src/telemetry/a.rs/b.rs
  src/telemetry/half.rs
  src/telemetry/new.rs
  line 3 is too long

"#]]);
    assert_eq!(state(), before);
}

#[test]
fn a_hook_that_says_no_to_a_file_that_became_a_directory_leaves_the_index_as_it_was() {
    let world = bare_of_hooks();
    script(&world.path(".git/hooks/pre-commit"), "exit 1");
    std::fs::remove_file(world.path("src/telemetry/a.rs")).unwrap();
    world.write("src/telemetry/a.rs/b.rs", "below\n");
    let before = world.git_line(["ls-files", "--stage"]);
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1);
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
}

#[test]
fn hooks_see_what_is_committed_and_say_what_they_want_to() {
    let world = bare_of_hooks();
    script(&world.path(".git/hooks/pre-commit"), "git diff --cached --name-only > seen; echo fine");
    script(&world.path(".git/hooks/commit-msg"), "echo 'Checked: yes' >> \"$1\"");
    script(&world.path(".git/hooks/post-commit"), "echo \"$AURAOPS_AGENT\" > after");
    world.write("src/render/a.rs", "staged\n").git(["add", "src/render/a.rs"]);
    world.write("src/telemetry/new.rs", "new\n");
    world.auraops(["ship", "-m", "feat: x", "-m", "Because.\n\nIndeed."]).assert().success();
    assert_eq!(world.read("seen"), "src/telemetry/new.rs\n");
    assert_eq!(world.read("after"), "SENSOR\n");
    assert_eq!(message(&world), "feat: x\n\nBecause.\n\nIndeed.\n\nAuraops-Agent: SENSOR\nChecked: yes");
}

#[test]
fn a_hook_that_formats_code_leaves_nothing_staged() {
    let world = bare_of_hooks();
    let lines = "for file in $(git diff --cached --name-only -- '*.rs'); do\n\
                 echo formatted >> $file && git add $file\ndone";
    script(&world.path(".git/hooks/pre-commit"), lines);
    world.write("src/telemetry/a.rs", "1\n").write("src/telemetry/new.rs", "1\n");
    ship(&world);
    assert_eq!(world.git_line(["show", "HEAD:src/telemetry/new.rs"]), "1\nformatted");
}

#[test]
fn a_veto_at_the_branch_itself_is_a_refusal() {
    let world = bare_of_hooks();
    script(
        &world.path(".git/hooks/reference-transaction"),
        "[ \"$1\" != prepared ] || { echo no >&2; exit 1; }",
    );
    world.write("src/telemetry/a.rs", "1\n").write("src/telemetry/new.rs", "1\n");
    let before = world.git_line(["ls-files", "--stage"]);
    let output = world.process(["ship", "-m", "feat: x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).starts_with("refused: no\n"), "{}", said(&output));
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
}

#[test]
fn the_trailer_is_there_once_with_hooks_and_without() {
    for world in [bare_of_hooks(), hooked()] {
        world.write("src/telemetry/a.rs", "1\n");
        ship(&world);
        assert_eq!(message(&world), "feat: x\n\nAuraops-Agent: SENSOR");
        world.write("src/telemetry/a.rs", "2\n").write(".git/said", "feat: y\n\nauraops-agent: sensor\n");
        world.auraops(["ship", "-F", ".git/said"]).assert().success();
        assert_eq!(message(&world), "feat: y\n\nauraops-agent: sensor");
        world.write("src/telemetry/a.rs", "3\n");
        world.auraops(["ship", "-F", "-"]).stdin("feat: z\n").assert().success();
        assert_eq!(trailers(&world), "SENSOR");
    }
}

#[test]
fn line_endings_and_filters_are_gits() {
    let world = bare_of_hooks();
    world.git(["config", "core.autocrlf", "true"]).git(["config", "core.safecrlf", "false"]);
    world.write("src/telemetry/crlf.rs", "a\r\nb\r\n");
    ship(&world);
    assert_eq!(world.try_git(["cat-file", "blob", "HEAD:src/telemetry/crlf.rs"]).stdout, b"a\nb\n");
    world.git(["config", "filter.up.clean", "tr a-z A-Z"]).git(["config", "filter.up.smudge", "tr A-Z a-z"]);
    world
        .write("src/telemetry/.gitattributes", "*.big filter=up -text\n")
        .write("src/telemetry/x.big", "large\n");
    ship(&world);
    assert_eq!(world.git_line(["cat-file", "blob", "HEAD:src/telemetry/x.big"]), "LARGE");
    assert_eq!(world.read("src/telemetry/x.big"), "large\n");
}

#[test]
fn commits_are_signed_where_git_signs_them() {
    let world = bare_of_hooks();
    let program = world.beside("sign");
    script(&program, "cat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf 'signed\\n'");
    world.git(["config", "commit.gpgSign", "true"]).git(["config", "gpg.program", program.to_str().unwrap()]);
    world.write("src/telemetry/a.rs", "1\n");
    ship(&world);
    assert!(world.git_line(["cat-file", "commit", "HEAD"]).contains("gpgsig signed"));
    script(&program, "echo 'no key' >&2\nexit 1");
    world.write("src/telemetry/a.rs", "2\n").write("src/telemetry/new.rs", "new\n");
    let before = world.git_line(["ls-files", "--stage"]);
    let output = world.process(["ship", "-m", "feat: x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("no key"), "{}", said(&output));
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
}

#[test]
fn merges_are_signed_like_commits() {
    let world = bare_of_hooks();
    world.remote();
    let program = world.beside("sign");
    script(&program, "cat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf 'signed\\n'");
    Elsewhere::of(&world).change("src/render/a.rs", "theirs\n").push();
    world.git(["config", "commit.gpgSign", "true"]).git(["config", "gpg.program", program.to_str().unwrap()]);
    world.write("src/telemetry/a.rs", "1\n");
    ship(&world);
    let merge = world.git_line(["cat-file", "commit", "origin/main"]);
    assert!(merge.contains("gpgsig signed") && merge.contains("Merge origin/main"), "{merge}");
}

#[test]
fn a_template_and_an_editor_are_for_those_who_give_no_message() {
    let world = hooked();
    world.write(".git/template", "# say something\nTicket:\n").git([
        "config",
        "commit.template",
        ".git/template",
    ]);
    world.git(["config", "core.editor", "false"]).write("src/telemetry/a.rs", "1\n");
    ship(&world);
    assert_eq!(message(&world), "feat: x\n\nAuraops-Agent: SENSOR");
}

#[test]
fn git_commits_no_part_of_a_merge_and_neither_does_ship() {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.git(["checkout", "-q", "-b", "side"]).write("README.md", "side\n").git(["commit", "-qam", "side"]);
    world.git(["checkout", "-q", "main"]).write("README.md", "main\n").git(["commit", "-qam", "main"]);
    world.try_git(["merge", "side"]);
    world.set_agent(Some("SENSOR"));
    world.write("src/telemetry/a.rs", "1\n").write("src/telemetry/new.rs", "1\n");
    let before = world.git_line(["ls-files", "--stage"]);
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1).stdout_eq(str![[r#"
refused: a merge is in progress here, and git cannot commit part of it
next: git status   # whoever began it finishes it first

"#]]);
    assert_eq!(world.git_line(["ls-files", "--stage"]), before);
}

#[test]
fn without_a_branch_or_a_remote_the_commit_stays_here() {
    let world = hooked();
    world.write("src/telemetry/a.rs", "1\n");
    world.auraops(["ship", "-m", "feat: x"]).assert().success().stdout_eq(str![[r#"
SENSOR shipped ea3b265 feat: x (1 file)
not pushed: there is no remote to push to
hint: git remote add origin URL && git push -u origin HEAD

"#]]);
    world.remote();
    world.git(["checkout", "-q", "--detach"]).write("src/telemetry/a.rs", "2\n");
    world.auraops(["ship", "-m", "feat: x"]).assert().code(1).stdout_eq(str![[r#"
SENSOR shipped 9f9188e feat: x (1 file)
not pushed: no branch is checked out
next: auraops msg 'HEAD is detached in the main checkout: which branch is mine?' --to user --type request --locks none

"#]]);
}

#[test]
fn the_only_remote_is_pushed_to() {
    let world = hooked();
    world.remote();
    world.git(["checkout", "-q", "-b", "topic"]).write("src/telemetry/a.rs", "1\n");
    world.auraops(["ship", "-m", "feat: x", "--no-push"]).assert().success().stdout_eq(str![[r#"
SENSOR shipped ea3b265 feat: x (1 file)

"#]]);
    world.auraops(["ship", "-m", "feat: x"]).assert().success().stdout_eq(str![[r#"
SENSOR: nothing to commit
pushed: origin/topic

"#]]);
    assert_eq!(world.git_line(["rev-parse", "origin/topic"]), world.git_line(["rev-parse", "HEAD"]));
}

#[test]
fn a_pre_push_hook_is_asked() {
    let world = hooked();
    world.remote();
    script(&world.path(".git/hooks/pre-push"), "echo 'tests are red' >&2; exit 1");
    world.write("src/telemetry/a.rs", "1\n");
    let output = world.process(["ship", "-m", "feat: x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("not pushed: tests are red"), "{}", said(&output));
}

#[test]
fn a_linked_worktree_ships_its_own_branch() {
    let mut world = hooked();
    world.remote();
    let tree = world.beside("tree");
    world.git(["worktree", "add", "-q", "-b", "topic", tree.to_str().unwrap()]);
    world.write("src/telemetry/a.rs", "in the main checkout\n");
    world.set_cwd(&tree);
    world.write("src/telemetry/b.rs", "in the worktree\n");
    ship(&world);
    assert_eq!(world.git_line(["show", "--name-only", "--format=", "origin/topic"]), "src/telemetry/b.rs");
}

type Kind = (&'static str, fn() -> Option<World>);

#[test]
fn every_kind_of_index_and_repository_is_shipped_from() {
    let kinds: [Kind; 5] = [
        ("split index", || {
            let world = hooked();
            world.git(["update-index", "--split-index"]);
            Some(world)
        }),
        ("version 4", || {
            let world = hooked();
            world.git(["update-index", "--index-version", "4"]);
            Some(world)
        }),
        ("sparse", || {
            let world = hooked();
            world.git(["sparse-checkout", "set", "--cone", "--sparse-index", "src/telemetry"]);
            Some(world)
        }),
        ("sha256", || Some(hooked_in(made(&["--object-format=sha256"])))),
        ("reftable", || {
            let version = World::empty().git_line(["version"]);
            let minor: u32 = version.split('.').nth(1)?.parse().ok()?;
            (minor >= 45).then(|| hooked_in(made(&["--ref-format=reftable"])))
        }),
    ];
    for (name, world) in kinds {
        let Some(world) = world() else { continue };
        world.write("src/telemetry/a.rs", "1\n").write("src/telemetry/new.rs", "1\n");
        let output = world.process(["ship", "-m", "feat: x"]).output().unwrap();
        assert!(output.status.success(), "{name}: {}", said(&output));
        assert_eq!(world.git_line(["status", "--short"]), "", "{name}");
        assert_eq!(world.git_line(["show", "HEAD:src/telemetry/new.rs"]), "1", "{name}");
    }
}

/// A repository made with these options, with a map in its first commit.
fn made(options: &[&str]) -> World {
    let world = World::made_with(options);
    world.write("auraops.toml", crate::support::MAP).write("groupchat.md", "# chat\n");
    world.git(["add", "."]).git(["commit", "-qm", "map"]);
    world
}
