//! Both agents at work in one checkout at the same time.

use std::thread;

use crate::agent::{Agent, installed, run_as};
use crate::claude::Claude;
use crate::codex::Codex;
use crate::model::{Model, say};
use crate::session::guarded;
use crate::world::World;

/// How often each ships.
const ROUNDS: usize = 4;

#[test]
fn claude_and_codex_ship_from_one_checkout_at_once() {
    if !installed::<Claude>() || !installed::<Codex>() {
        return;
    }
    let mut world = guarded(&[Claude::FLAG, Codex::FLAG]);
    for name in ["SENSOR", "RENDER"] {
        world.set_agent(Some(name));
        world.auraops(["launch", name]).assert().success();
    }
    world.set_agent(None);
    let (sensor, render) = thread::scope(|scope| {
        let sensor = scope.spawn(|| day::<Claude>(&world, "SENSOR", "src/telemetry", "src/render"));
        let render = scope.spawn(|| day::<Codex>(&world, "RENDER", "src/render", "src/telemetry"));
        (sensor.join().unwrap(), render.join().unwrap())
    });
    refused_by(&sensor, "RENDER");
    refused_by(&render, "SENSOR");
    for (name, own) in [("SENSOR", "src/telemetry"), ("RENDER", "src/render")] {
        let trailer = format!("--grep=Auraops-Agent: {name}");
        let shipped =
            ["log", "--format=", "--name-only", "--since=2026-02-14T00:00:00+01:00", &trailer, "--", "src"];
        let shipped = world.git_line(shipped);
        let shipped: Vec<&str> = shipped.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(shipped.len(), ROUNDS, "{shipped:?}");
        assert!(shipped.iter().all(|path| path.starts_with(own)), "{shipped:?}");
    }
    assert_eq!(world.git_line(["log", "--merges", "--format=%h"]), "", "the history is a line");
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(world.git_line(["status", "--short"]), "");
    world.auraops(["audit"]).assert().success();
}

/// A foreign write to begin with, then rounds of own work that is shipped, then the end.
fn day<A: Agent>(world: &World, name: &str, own: &str, foreign: &str) -> Model {
    let mut script = vec![A::create(world, &format!("{foreign}/intruder.rs"))];
    for round in 0..ROUNDS {
        script.push(A::create(world, &format!("{own}/round{round}.rs")));
        script.push(A::shell(&format!("auraops ship -m 'feat: round {round}'")));
    }
    script.push(A::shell("auraops end"));
    script.push(say("Shipped and ended."));
    run_as::<A>(world, name, script)
}

fn refused_by(model: &Model, owner: &str) {
    let answer = model.answer(1);
    assert!(answer.contains(&format!("{owner} owns it")), "{answer}");
}
