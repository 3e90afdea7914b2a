//! The real coding agents, Codex and Claude Code, in a repository that auraops guards. The model they speak to is a
//! script on loopback, so that no account, no network and no luck is needed.
//!
//! Where a program is not installed its tests say so and pass; with `AURAOPS_REQUIRE_AGENTS` set they fail. The
//! scripts are written for a POSIX shell.

#![cfg(unix)]
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    clippy::print_stderr,
    dead_code,
    reason = "tests stand outside the house, and its helpers are for more than one of them"
)]

mod agent;
mod anthropic;
mod claude;
mod codex;
mod http;
mod model;
mod openai;
mod session;
mod together;
#[path = "../support/world.rs"]
mod world;
