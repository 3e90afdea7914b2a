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
mod append_only;
mod asked;
mod audit;
mod audit_odd;
mod bypass;
mod chained;
mod chat;
mod check_path;
mod corpus;
mod day;
mod doctor;
mod elsewhere;
mod end;
mod hook;
mod hooked;
mod inbox;
mod init;
mod init_codeowners;
mod launch;
mod managers;
mod map;
mod matrix;
mod msg;
mod pre_push;
mod range;
mod range_ci;
mod refs;
mod refs_borrowed;
mod refs_patches;
mod refs_ruleless;
mod remap;
mod shared_day;
mod ship;
mod ship_as_git;
mod ship_at_once;
mod ship_many;
mod ship_merge;
mod ship_paths;
mod ship_race;
mod ship_stopped;
mod staged;
mod staged_moves;
mod staged_paths;
mod staged_repos;
mod status;
mod tool;
mod tool_errors;
mod tool_mcp;
mod tool_session;
mod tool_settings;
mod tool_settings_kept;
mod tool_text;
mod trailer;
#[cfg(windows)]
mod windows;
mod world;
