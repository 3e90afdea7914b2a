//! What the tests of the command line share: worlds to work in, and what often happens in them.

pub mod asked;
mod cli;
pub mod commands;
pub mod elsewhere;
pub mod hooked;
mod mapped;
pub mod settings;
pub mod shared_day;
mod world;

pub use cli::executable;
pub use mapped::MAP;
pub use world::{NOW, World, text};

/// Says that a test is left out, and why.
#[expect(clippy::print_stderr, reason = "the test's own output")]
pub fn skipped(why: impl std::fmt::Display) {
    eprintln!("skipped: {why}");
}
