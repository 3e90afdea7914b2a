//! `auraops ship`: one agent's changes, committed and pushed, whatever else goes on beside it.

mod as_git;
mod at_once;
mod changes;
mod forward;
mod many;
mod merge;
mod paths;
mod race;
mod stopped;
mod unanswered;

use crate::support::World;
use crate::support::hooked::hooked_in;

/// SENSOR has one change to ship, and there is a remote.
fn at_work() -> World {
    let world = hooked_in(World::new());
    world.remote();
    world.write("src/telemetry/a.rs", "ours\n");
    world
}
