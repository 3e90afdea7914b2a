//! Sessions of each agent from START to END, with the hooks that `auraops hook install` makes and nothing else.

use crate::agent::{Agent, resume, run};
use crate::model::{Model, say};
use crate::world::{NOW, World};

/// For what has no part in the day that is audited.
const THE_DAY_BEFORE: &str = "2026-02-13T17:00:00+01:00";

const QUESTION: &str = "which unit is the gauge in?";

/// The same stories for every agent.
macro_rules! told_of {
    ($($agent:ident: $vendor:ty),*; $stories:tt) => { $(mod $agent { told_of!(@ $vendor, $stories); })* };
    (@ $vendor:ty, [$($story:ident),* $(,)?]) => { $(
        #[test]
        fn $story() {
            if crate::agent::installed::<$vendor>() {
                super::$story::<$vendor>();
            }
        }
    )* };
}

told_of!(
    claude: crate::claude::Claude,
    codex: crate::codex::Codex,
    codex_in_code: crate::codex::CodexInCode;
    [
    foreign_writes_are_refused_and_own_work_is_shipped_and_ended,
    what_no_tool_hook_can_see_is_refused_at_commit_and_not_shipped,
    the_model_is_told_its_scope_and_what_it_has_not_read,
    a_resumed_session_is_told_only_what_is_new,
    an_agent_that_stops_with_work_left_is_reminded_once,
    an_unreadable_map_blocks_a_known_agent,
    an_unreadable_map_does_not_block_a_person,
    an_auraops_that_is_gone_blocks_a_known_agent,
    ]
);

fn foreign_writes_are_refused_and_own_work_is_shipped_and_ended<A: Agent>() {
    let world = launched::<A>();
    let model = run::<A>(
        &world,
        [
            A::create(&world, "src/telemetry/probe.rs"),
            A::create(&world, "src/render/tool.rs"),
            A::shell("echo x > src/render/redirected.rs"),
            A::shell("cd src/render && echo x > gauge.rs"),
            A::shell("auraops ship -m 'feat: probe'"),
            A::shell("auraops end"),
            say("Shipped and ended."),
        ],
    );
    for refused in 2..=4 {
        refused_in(&model, refused);
    }
    assert_eq!(world.read("src/render/gauge.rs"), "theirs\n");
    assert_eq!(world.git_line(["status", "--short"]), "", "{}", model.answer(5));
    assert_eq!(
        world.git_line(["log", "-2", "--format=%s"]),
        "END SENSOR\nfeat: probe",
        "{}",
        model.answer(6)
    );
    assert_eq!(
        world.git_line(["show", "--format=", "--name-only", "HEAD^", "--", "src"]),
        "src/telemetry/probe.rs"
    );
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), world.git_line(["rev-parse", "origin/main"]));
    assert_eq!(model.turns(), 7, "nothing is left to be reminded of: {}", model.read(model.turns()));
    world.auraops(["audit"]).assert().success();
}

fn what_no_tool_hook_can_see_is_refused_at_commit_and_not_shipped<A: Agent>() {
    let world = launched::<A>();
    world.write("src/telemetry/tool.sh", "echo x > src/render/hidden.rs\n");
    let model = run::<A>(
        &world,
        [
            A::shell("sh src/telemetry/tool.sh"),
            A::shell("git add -A && git commit -m 'feat: everything'"),
            A::shell("git commit --no-verify -m 'feat: everything'"),
            A::shell("auraops ship -m 'feat: tool'"),
            A::shell("auraops end"),
            say("Shipped and ended."),
        ],
    );
    assert_eq!(world.read("src/render/hidden.rs"), "x\n", "{}", model.answer(1));
    for commit in 2..=3 {
        assert!(model.answer(commit).contains("RENDER owns it"), "{}", model.answer(commit));
    }
    let subjects = world.git_line(["log", "-3", "--format=%s"]);
    assert_eq!(subjects, "END SENSOR\nfeat: tool\nhooks of the agents", "{}", model.answer(5));
    let files = world.git_line(["show", "--format=", "--name-only", "HEAD^", "--", "src"]);
    assert_eq!(files, "src/telemetry/tool.sh");
    assert_eq!(world.git_line(["status", "--short"]), "A  src/render/hidden.rs");
}

fn the_model_is_told_its_scope_and_what_it_has_not_read<A: Agent>() {
    let world = launched::<A>();
    let model = run::<A>(&world, [say("Understood.")]);
    let told = model.read(1);
    for part in ["SENSOR", "src/telemetry/**", QUESTION] {
        assert!(told.contains(part), "`{part}` is missing in what the model was told");
    }
}

fn a_resumed_session_is_told_only_what_is_new<A: Agent>() {
    let mut world = launched::<A>();
    run::<A>(&world, [say("Understood.")]);
    message(&mut world, "the gauge is round");
    let model = resume::<A>(&world, [say("Understood.")]);
    let told = model.read(1);
    for (text, times) in [("the gauge is round", 1), (QUESTION, 1)] {
        assert_eq!(told.matches(text).count(), times, "`{text}`");
    }
}

fn an_agent_that_stops_with_work_left_is_reminded_once<A: Agent>() {
    let world = launched::<A>();
    let script = [A::create(&world, "src/telemetry/probe.rs"), say("That is it."), say("No, really.")];
    let model = run::<A>(&world, script);
    assert_eq!(model.turns(), 3);
    let (before, reminded) = (model.read(2), model.read(3));
    assert!(reminded.matches("auraops ship").count() > before.matches("auraops ship").count(), "{reminded}");
}

fn an_unreadable_map_blocks_a_known_agent<A: Agent>() {
    let world = with_an_unreadable_map::<A>("SENSOR");
    let model = run::<A>(
        &world,
        [
            A::create(&world, "src/telemetry/probe.rs"),
            A::shell("echo x > src/telemetry/redirected.rs"),
            say("I cannot write."),
        ],
    );
    for blocked in 1..=2 {
        let answer = model.answer(blocked);
        assert!(answer.contains("auraops.toml"), "{answer}");
    }
    assert_eq!(world.git_line(["status", "--short"]), "");
}

fn an_unreadable_map_does_not_block_a_person<A: Agent>() {
    let mut world = with_an_unreadable_map::<A>("SENSOR");
    world.set_agent(None);
    run::<A>(&world, [A::create(&world, "src/telemetry/probe.rs"), say("Written.")]);
    assert_eq!(world.read("src/telemetry/probe.rs"), "x\n");
}

fn an_auraops_that_is_gone_blocks_a_known_agent<A: Agent>() {
    let world = launched::<A>();
    let settings = world.read(A::SETTINGS);
    let binary = snapbox::cmd::cargo_bin!("auraops");
    let gone = settings.replace(binary.to_str().unwrap(), "auraops").replace("auraops hook", "gone hook");
    assert!(gone.contains("gone hook"), "{settings}");
    world.write(A::SETTINGS, gone);
    run::<A>(&world, [A::create(&world, "src/telemetry/probe.rs"), say("I cannot write.")]);
    assert!(!world.path("src/telemetry/probe.rs").exists());
}

/// SENSOR has started in a guarded repository and has a message unread.
pub fn launched<A: Agent>() -> World {
    let mut world = guarded(&[A::FLAG]);
    message(&mut world, QUESTION);
    world.auraops(["launch", "SENSOR"]).assert().success();
    world
}

/// RENDER has asked SENSOR something, who is asking from now on.
fn message(world: &mut World, note: &str) {
    world.set_now(THE_DAY_BEFORE);
    world.set_agent(Some("RENDER"));
    let request = ["msg", note, "--to", "SENSOR", "--type", "request", "--locks", "none"];
    world.auraops(request).assert().success();
    world.set_now(NOW);
    world.set_agent(Some("SENSOR"));
}

/// A pushed repository with files of SENSOR and RENDER, with git's hooks and those of the agents with these flags.
pub fn guarded(flags: &[&str]) -> World {
    let mut world = World::new();
    world.set_now(THE_DAY_BEFORE);
    world.write("src/telemetry/sensor.rs", "ours\n").write("src/render/gauge.rs", "theirs\n");
    world.git(["add", "."]).git(["commit", "-qm", "files"]);
    world.auraops(["hook", "install"].iter().chain(flags)).assert().success();
    world.set_agent(Some("user"));
    world.git(["add", "."]).git(["commit", "-qm", "hooks of the agents"]).remote();
    world.set_now(NOW);
    world
}

fn with_an_unreadable_map<A: Agent>(agent: &str) -> World {
    let mut world = World::new();
    world.auraops(["hook", "install", A::FLAG]).assert().success();
    world.write("auraops.toml", "[agents.SENSOR\n");
    world.git(["add", "."]).git(["commit", "-qm", "a broken map", "--no-verify"]);
    world.set_agent(Some(agent));
    world
}

/// The call of that turn was refused, and the model reads whose the path is and how to ask.
pub fn refused_in(model: &Model, turn: usize) {
    let answer = model.answer(turn);
    for part in ["RENDER", "auraops msg"] {
        assert!(answer.contains(part), "turn {turn}, without `{part}`: {answer}");
    }
}
