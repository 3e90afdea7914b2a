//! The real binary on real repositories with the real git.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    clippy::print_stderr,
    dead_code,
    reason = "tests stand outside the house, and its helpers are for more than one of them"
)]

mod check_path;
mod hook;
mod hooked;
mod managers;
mod staged;
mod staged_moves;
mod staged_paths;
mod staged_repos;
mod trailer;
mod world;
