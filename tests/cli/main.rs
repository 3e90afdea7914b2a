//! The real binary on real repositories with the real git.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    dead_code,
    reason = "tests stand outside the house, and its helpers are for more than one of them"
)]

mod audit;
mod chat;
mod check_path;
mod day;
mod end;
mod inbox;
mod init;
mod launch;
mod map;
mod msg;
mod shared_day;
mod status;
mod world;
