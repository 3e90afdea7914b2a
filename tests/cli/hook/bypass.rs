//! `-c core.hooksPath=/dev/null`: no hook sees the commit, and every later point names it.

use crate::support::World;
use crate::support::hooked::{hooked, said};

/// What an agent can do with the hooks switched off, and the words that name it later.
const BREACHES: [(&str, &str, &str); 4] = [
    ("src/render/a.rs", "foreign\n", "src/render/a.rs"),
    ("README.md", "unowned\n", "README.md"),
    ("groupchat.md", "# rewritten\n", "groupchat.md"),
    ("auraops.toml", "", "auraops.toml"),
];

fn unhooked(world: &World, args: &[&str]) {
    world.git(["-c", "core.hooksPath=/dev/null"].iter().chain(args));
}

/// An agent's commit that gives it everything, made with the hooks off.
fn bypassed(path: &str, content: &str, trailer: &[&str]) -> World {
    let mut world = hooked();
    world.set_agent(Some("user"));
    world.remote();
    world.set_agent(Some("SENSOR"));
    let content = match path {
        "auraops.toml" => world.read(path).replace(r#"["src/render/**"]"#, r#"["src/r/**"]"#),
        _ => content.to_owned(),
    };
    world.write(path, content);
    let args: Vec<&str> = ["commit", "-qam", "past the hooks"].iter().chain(trailer).copied().collect();
    unhooked(&world, &args);
    world
}

#[test]
fn with_the_hooks_switched_off_a_commit_is_made_and_named_at_every_later_point() {
    for (path, content, named) in BREACHES {
        let mut world = bypassed(path, content, &["--trailer", "Auraops-Agent: SENSOR"]);
        let short = world.git_line(["rev-parse", "--short=7", "HEAD"]);
        let names = |said: &str| said.contains(&short) && said.contains(named);
        for agent in [Some("SENSOR"), None] {
            world.set_agent(agent);
            let push = world.try_git(["push", "-q"]);
            assert!(!push.status.success() && names(&said(&push)), "{path}: {}", said(&push));
        }
        let range = world.process(["check-path", "--range", "origin/main..HEAD"]).output().unwrap();
        assert!(range.status.code() == Some(1) && names(&said(&range)), "{path}: {}", said(&range));
        let audit = world.process(["audit"]).output().unwrap();
        assert!(audit.status.code() == Some(1) && names(&said(&audit)), "{path}: {}", said(&audit));
        // Even what was pushed with the hooks off stays a finding of the day.
        unhooked(&world, &["push", "-q"]);
        let audit = world.process(["audit"]).output().unwrap();
        assert!(audit.status.code() == Some(1) && names(&said(&audit)), "{path}: {}", said(&audit));
    }
}

#[test]
fn a_sweep_that_nobody_signed_is_named_as_well() {
    let world = hooked();
    let mut world = world;
    world.set_agent(Some("user"));
    world.remote();
    world.set_agent(Some("SENSOR"));
    world.write("src/render/a.rs", "swept\n").write("src/telemetry/a.rs", "swept\n");
    unhooked(&world, &["commit", "-qam", "sweep"]);
    let short = world.git_line(["rev-parse", "--short=7", "HEAD"]);
    let push = world.try_git(["push", "-q"]);
    assert!(!push.status.success() && said(&push).contains(&short), "{}", said(&push));
    for args in [&["check-path", "--range", "origin/main..HEAD"][..], &["audit"]] {
        let output = world.process(args).output().unwrap();
        assert!(output.status.code() == Some(1) && said(&output).contains(&short), "{}", said(&output));
    }
}

#[test]
fn a_map_that_was_widened_past_the_hooks_widens_nothing_for_that_commit() {
    let world = bypassed("auraops.toml", "", &["--trailer", "Auraops-Agent: SENSOR"]);
    // In HEAD it counts from now on; the commit that brought it is judged by the one before.
    world.auraops(["check-path", "--range", "origin/main..HEAD"]).assert().code(1);
    world.git(["checkout", "-q", "HEAD~1"]);
    world.write("auraops.toml", "[agents.SENSOR]\nowns = [\"**\"]\n");
    for args in [&["commit", "-qam", "wider"][..], &["commit", "-nqam", "wider"]] {
        let output = world.try_git(args);
        assert!(!output.status.success(), "{args:?}");
        assert!(
            said(&output).contains("auraops.toml  nobody owns it: only the user may change it"),
            "{}",
            said(&output)
        );
    }
}

#[test]
fn a_map_that_gives_an_agent_the_map_lets_it_change_it() {
    let mut world = World::empty();
    let map = "[agents.SENSOR]\nowns = [\"src/telemetry/**\", \"auraops.toml\"]\n";
    world.write("auraops.toml", map).git(["add", "."]).git(["commit", "-qm", "map"]);
    world.auraops(["hook", "install"]).assert().success();
    world.set_agent(Some("SENSOR"));
    let wider = map.replace("telemetry", "*");
    // Wider only from the next commit on.
    world.write("auraops.toml", &wider).write("src/render/a.rs", "").git(["add", "."]);
    assert!(!world.try_git(["commit", "-nqm", "both"]).status.success());
    world.git(["commit", "-qm", "the map", "--", "auraops.toml"]).git(["commit", "-qm", "mine now"]);
    world.auraops(["check-path", "--range", "HEAD~2..HEAD"]).assert().success();
}
