//! The README's console blocks, run as they stand, one after the other, in a repository as the README tells of it.
// The blocks are those of a Unix shell.
#![cfg(unix)]
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests stand outside the house"
)]

#[path = "support/auraops.rs"]
mod auraops;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/next.rs"]
mod next;
#[path = "support/world.rs"]
mod world;

use world::World;

/// The git on PATH.
fn git() -> std::path::PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|dir| dir.join(&name)).find(|git| git.is_file()).unwrap()
}

#[test]
fn the_readme_tells_the_truth() {
    if std::env::var_os("AURAOPS_AGENT").is_some() {
        // An agent runs the tests. The README's commands say themselves who they are, and trycmd cannot unset.
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        assert!(again.env_remove("AURAOPS_AGENT").status().unwrap().success());
        return;
    }
    let mut world = World::empty();
    world.set_now("2026-02-14T08:00:00+01:00");
    for folder in ["telemetry", "render", "shell", "runtime"] {
        world.write(format!("src/{folder}/lib.rs"), "// code\n");
    }
    world.git(["add", "."]).git(["commit", "-qm", "code"]);
    world.auraops(["init"]).assert().success();
    world.write("auraops.toml", world.read("auraops.toml").replace("\"local\"", "\"+01:00\""));
    world.git(["add", "."]).git(["commit", "-qm", "Set up auraops"]);
    world.remote();
    world.write("src/telemetry/gyro.rs", "// degrees\n").write("src/render/gauge.rs", "// half\n");
    world.write("src/render/needle.rs", "// finished\n");
    world.set_now("2026-02-14T18:22:12+01:00");

    let readme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::env::set_current_dir(world.path("")).unwrap();
    let cases = trycmd::TestCases::new();
    cases.case(readme).register_bin("auraops", snapbox::cmd::cargo_bin!("auraops").to_path_buf());
    cases.register_bin("git", git());
    for (name, value) in world.variables() {
        if let Some(value) = value {
            cases.env(name, value);
        }
    }
    cases.run();
}
