//! The real binary on real repositories with the real git.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    reason = "tests stand outside the house, and snapshots of every content have the same quotes"
)]

mod alike;
mod audit;
mod chat;
mod check_path;
mod completions;
mod day;
mod doctor;
mod end;
mod help;
mod hook;
mod inbox;
mod init;
mod launch;
mod limits;
mod locks;
mod man;
mod map;
mod matrix;
mod missing;
mod msg;
mod names;
#[cfg(unix)]
mod next;
#[cfg(unix)]
mod ordinary;
mod pushes;
mod range;
mod refs;
mod remap;
mod ship;
mod staged;
mod status;
mod submodules;
#[path = "../support/mod.rs"]
mod support;
mod tool;
mod voice;
#[cfg(windows)]
mod windows;
mod words;
