use snapbox::str;

use crate::world::World;

#[test]
fn another_agents_path_is_refused() {
    World::new()
        .auraops(["check-path", "src/render/gauge.rs", "--agent", "SENSOR"])
        .assert()
        .code(1)
        .stdout_eq(str![[r#"
refused: SENSOR may not touch this path
  src/render/gauge.rs  RENDER owns it (src/render/**)
next: auraops msg "…" --to RENDER --type request --locks src/render/gauge.rs --agent SENSOR

"#]]);
}

#[test]
fn an_agents_own_path_is_allowed() {
    World::new()
        .agent("sensor")
        .auraops(["check-path", "src/telemetry/a.rs", "groupchat.md", "Cargo.lock"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
src/telemetry/a.rs  SENSOR owns it (src/telemetry/**)
groupchat.md        shared: any agent adds lines at the end
Cargo.lock          shared: any agent changes it

"#]]);
}

#[test]
fn paths_are_taken_from_the_current_directory() {
    let world = World::new();
    world.write("src/render/a.rs", "");
    let world = world.at("src/render");
    world
        .auraops(["check-path", "--who", "a.rs", "../telemetry/b.rs", "../../README.md", "."])
        .assert()
        .success()
        .stdout_eq(str![[r#"
src/render/a.rs     RENDER owns it (src/render/**)
src/telemetry/b.rs  SENSOR owns it (src/telemetry/**)
README.md           nobody owns it
src/render          RENDER owns it (src/render/**)

"#]]);
}
