//! What the agents' programs are told before a tool runs.

use snapbox::{assert_data_eq, str};

use crate::asked::{answer, ask, denial, fixture, may, may_not, write};
use crate::world::{MAP, World, text};

fn sensor() -> World {
    World::new().agent("SENSOR")
}

#[test]
fn own_paths_are_written_and_others_paths_are_not() {
    let world = sensor();
    may(&world, "src/telemetry/a.rs");
    may(&world, "src/telemetry/new/deep/a.rs");
    may(&world, world.path("src/telemetry/a.rs").to_str().unwrap());
    may(&world, "Cargo.lock");
    assert_data_eq!(
        may_not(&world, "src/render/b.rs"),
        str![[r#"
auraops: SENSOR may not write src/render/b.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/b.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "src/telemetry/../render/new/b.rs"),
        str![[r#"
auraops: SENSOR may not write src/render/new/b.rs: RENDER owns it (src/render/**). Ask: auraops msg "…" --to RENDER --type request --locks src/render/new/b.rs
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "README.md"),
        str![[r#"
auraops: SENSOR may not write README.md: nobody owns it: only the user changes it. Ask: auraops msg "…" --to user --type request --locks README.md
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, "auraops.toml"),
        str![[r#"
auraops: SENSOR may not write auraops.toml: nobody owns it: only the user changes it. Ask: auraops msg "…" --to user --type request --locks auraops.toml
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
    assert_data_eq!(
        may_not(&world, ".git/config"),
        str![[r#"
auraops: SENSOR may not write .git/config: outside the repository.
Go on with your own paths (src/telemetry/** tests/test_telemetry/**); do not try another way.
"#]]
    );
}

#[test]
fn nobody_and_the_operator_are_not_asked_anything() {
    let mut world = World::new();
    may(&world, "src/render/b.rs");
    world.set_agent(Some("USER"));
    may(&world, "src/render/b.rs");
    world.set_agent(Some("NEMO"));
    assert_data_eq!(
        may_not(&world, "src/render/b.rs"),
        str![[r#"
auraops could not judge this call: no agent `NEMO` in the map
next: use one of: SENSOR, RENDER
"#]]
    );
}

#[test]
fn without_a_map_there_are_no_rules() {
    may(&World::empty().agent("SENSOR"), "src/render/b.rs");
}
