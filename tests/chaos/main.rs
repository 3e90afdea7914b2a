//! Several agents at work at once, with real processes: in one checkout, while runs are killed at any instant and a second
//! clone pushes, and in clones of their own that all push to one remote.
//!
//! What happens when is left to chance, and the seed is printed; what must hold afterwards is not. CONTRIBUTING.md says
//! how to run this for long.

#![cfg(unix)]
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests stand outside the house"
)]

mod aftermath;
mod agent;
mod bystanders;
mod chat;
mod clones;
mod disk;
mod elsewhere;
mod files;
mod ground;
mod hand;
mod janitor;
mod killing;
mod random;
mod remote;
mod scale;
mod yard;

use scale::Scale;
use yard::Yard;

#[test]
fn nothing_of_anybodys_is_lost_where_runs_are_killed() {
    let scale = Scale::of_this_run();
    let yard = Yard::new(&scale);
    let work = yard.work();
    aftermath::check(&yard, work);
}

#[test]
fn every_ship_of_many_clones_arrives() {
    clones::run(&Scale::of_this_run());
}
