//! What the tests of the command line share: worlds to work in, and what often happens in them.

pub mod asked;
mod auraops;
mod cli;
pub mod commands;
pub mod elsewhere;
mod expected;
pub mod hooked;
mod mapped;
mod next;
pub mod settings;
pub mod shared_day;
mod world;

pub use auraops::Auraops;
pub use cli::{executable, tools};
pub use mapped::MAP;
pub use world::{NOW, World, text};

/// Says that a test is left out, and why.
#[expect(clippy::print_stderr, reason = "the test's own output")]
pub fn skipped(why: impl std::fmt::Display) {
    eprintln!("skipped: {why}");
}

/// Whether a program is on PATH; where it is not, says that what needs it is left out.
///
/// It is looked up and not tried: husky takes `--version` for a directory, and sets up the repository that it is in.
pub fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|dir| dir.join(program).is_file());
    if !found {
        skipped(format!("{program} is not installed"));
    }
    found
}
