//! Every kind of repository that the installed git makes: where libgit2 cannot follow, the answer is the same.

use crate::support::hooked::{allowed, hooked, hooked_in, refused, trailers};
use crate::support::{MAP, World, skipped, text};

/// The same question in each: a foreign change is refused, an own one goes through with its trailer.
fn judged(world: &World) {
    world.write("src/render/a.rs", "changed\n");
    refused(world, &["commit", "-am", "foreign"]);
    world.write("src/telemetry/a.rs", "changed\n");
    refused(world, &["commit", "-am", "both"]);
    allowed(world, &["commit", "-qm", "own", "--", "src/telemetry"]);
    assert_eq!(trailers(world), "SENSOR");
    refused(world, &["commit", "-a", "--amend", "--no-edit"]);
    allowed(world, &["commit", "--amend", "--no-edit"]);
    world.append("groupchat.md", "MSG | one\n");
    allowed(world, &["commit", "-qm", "say", "--", "groupchat.md"]);
    world.write("groupchat.md", "forged\n");
    refused(world, &["commit", "-qm", "forge", "--", "groupchat.md"]);
    world.git(["checkout", "-q", "--", "."]);
}

fn made_with(options: &[&str]) -> Option<World> {
    let probe = World::empty();
    let output = probe.try_git(["init", "-q"].iter().chain(options).chain(&["probe"]));
    if !output.status.success() {
        skipped(format!("this git makes no repository with {options:?}: {}", text(&output.stderr)));
        return None;
    }
    let world = World::made_with(options);
    world.write("auraops.toml", MAP).write("groupchat.md", "# chat\n");
    world.git(["add", "."]).git(["commit", "-qm", "map"]);
    Some(hooked_in(world))
}

#[test]
fn an_index_of_version_4() {
    let world = hooked();
    world.git(["update-index", "--index-version", "4"]).git(["config", "index.version", "4"]);
    judged(&world);
}

#[test]
fn a_split_index() {
    let world = hooked();
    world.git(["config", "core.splitIndex", "true"]).git(["update-index", "--split-index"]);
    judged(&world);
}

#[test]
fn a_sparse_index() {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.write("far/away/x", "").git(["add", "far"]).git(["commit", "-qm", "far"]);
    world.set_agent(Some("SENSOR"));
    world.git(["sparse-checkout", "set", "--cone", "--sparse-index", "src", "tests"]);
    judged(&world);
    let tree = world.git_line(["rev-parse", "HEAD:far/away/x"]);
    world.git(["update-index", "--add", "--cacheinfo", &format!("100644,{tree},src/render/far.rs")]);
    refused(&world, &["commit", "-m", "far"]);
}

#[test]
fn a_sparse_checkout_does_not_hide_a_foreign_change() {
    let world = hooked();
    let blob = world.git_line(["rev-parse", "HEAD:README.md"]);
    world.git(["sparse-checkout", "set", "--cone", "--sparse-index", "src/telemetry"]);
    world.git(["update-index", "--add", "--cacheinfo", &format!("100644,{blob},src/render/a.rs")]);
    refused(&world, &["commit", "-m", "unseen"]);
}

#[test]
fn a_file_system_monitor() {
    let world = hooked();
    world.write(".git/monitor", "#!/bin/sh\nprintf 'token\\0/\\0'\n");
    #[cfg(unix)]
    std::fs::set_permissions(world.path(".git/monitor"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    world.git(["config", "core.fsmonitor", ".git/monitor"]).git(["config", "core.untrackedCache", "true"]);
    judged(&world);
}

#[test]
fn settings_that_change_what_git_prints() {
    let world = hooked();
    for (key, value) in [
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
        ("diff.orderFile", "order"),
        ("diff.external", "false"),
        ("core.quotePath", "false"),
        ("color.ui", "always"),
        ("log.showSignature", "true"),
        ("core.abbrev", "4"),
        ("index.skipHash", "true"),
        ("feature.manyFiles", "true"),
    ] {
        world.git(["config", key, value]);
    }
    world.write("order", "src/telemetry/*\n");
    judged(&world);
}

#[test]
fn a_sha256_repository() {
    if let Some(world) = made_with(&["--object-format=sha256"]) {
        judged(&world);
    }
}

#[test]
fn a_reftable_repository() {
    if let Some(world) = made_with(&["--ref-format=reftable"]) {
        judged(&world);
    }
}

#[test]
fn a_partial_clone() {
    let mut world = hooked();
    world.git(["config", "uploadpack.allowFilter", "true"]);
    let (from, to) = (world.path(""), world.beside("partial"));
    world.git([
        "clone",
        "-q",
        "--filter=blob:none",
        &format!("file://{}", from.display()),
        to.to_str().unwrap(),
    ]);
    world.set_cwd(&to);
    world.auraops(["hook", "install"]).assert().success();
    judged(&world);
}

#[test]
fn a_git_directory_elsewhere() {
    let mut world = World::empty();
    let elsewhere = world.beside("elsewhere.git");
    let tree = world.beside("tree");
    std::fs::create_dir(&tree).unwrap();
    world.set_cwd(&tree);
    world.git(["init", "-q", "-b", "main", "--separate-git-dir", elsewhere.to_str().unwrap()]);
    world.write("auraops.toml", MAP).write("groupchat.md", "# chat\n");
    world.git(["add", "."]).git(["commit", "-qm", "map"]);
    judged(&hooked_in(world));
}

#[test]
fn what_the_index_says_itself_needs_no_git() {
    let world = hooked();
    world.write("src/render/b.rs", "b\n").write("src/telemetry/b.rs", "b\n").git(["add", "."]);
    let judged = |world: &World, path: Option<&str>| {
        let mut command = world.process(["check-path", "--staged"]);
        let output = match path {
            Some(path) => command.env("PATH", path).output().unwrap(),
            None => command.output().unwrap(),
        };
        assert_eq!(output.status.code(), Some(1));
        text(&output.stdout).into_owned()
    };
    let by_git = judged(&world, None);
    // As git does before it calls a hook.
    world.git(["write-tree"]);
    assert_eq!(judged(&world, Some("")), by_git);
    assert!(by_git.contains("src/render/b.rs  RENDER owns it"), "{by_git}");
}
