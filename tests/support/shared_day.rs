//! Days of several agents in one shared checkout with a bare remote, written out so that audit and end can be seen
//! on them. `day.rs` has whole days through launch and the hooks.

use super::World;

/// A remote, a pushed map and two agents whose sessions began at nine.
pub fn begun() -> World {
    let mut world = World::new();
    world.set_now("2026-02-14T09:00:00+01:00");
    world.remote();
    world.append("groupchat.md", "START | 2026-02-14 09:00:00 +01:00 | SENSOR | branch: main\n");
    world.append("groupchat.md", "START | 2026-02-14 09:00:00 +01:00 | RENDER | branch: main\n");
    world.set_now("2026-02-14T12:00:00+01:00");
    world
}

/// Both have committed work with their trailer, pushed it and ended.
pub fn ended() -> World {
    let world = begun();
    work(&world, "SENSOR", "src/telemetry/a.rs");
    work(&world, "RENDER", "src/render/a.rs");
    world.git(["push", "-q"]);
    for agent in ["SENSOR", "RENDER"] {
        world.auraops(["end", "--agent", agent]).assert().success();
    }
    world
}

/// A commit of one path in the name of an agent.
pub fn work(world: &World, agent: &str, path: &str) {
    world.write(path, format!("{path} at {}\n", world.now()));
    world.git(["add", path]);
    let trailer = format!("Auraops-Agent: {agent}");
    world.git(["commit", "-q", "--no-verify", "-m", "feat: work", "--trailer", &trailer, "--", path]);
}
