//! The real binary on real repositories with the real git.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    clippy::duration_suboptimal_units,
    clippy::too_many_lines,
    clippy::print_stderr,
    dead_code,
    reason = "tests stand outside the house, and its helpers are for more than one of them"
)]

mod alike;
mod audit;
mod chat;
mod check_path;
mod day;
mod doctor;
mod end;
mod hook;
mod inbox;
mod init;
mod launch;
mod map;
mod matrix;
mod msg;
mod range;
mod refs;
mod remap;
mod ship;
mod staged;
mod status;
#[path = "../support/mod.rs"]
mod support;
mod tool;
#[cfg(windows)]
mod windows;
