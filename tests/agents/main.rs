//! The real coding agents, Codex and Claude Code, in a repository that auraops guards. The model they speak to is a
//! script on loopback, so that no account, no network and no luck is needed.
//!
//! Where a program is not installed its tests say so and pass; with `AURAOPS_REQUIRE_AGENTS` set they fail. The
//! scripts are written for a POSIX shell.

#![cfg(unix)]
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests stand outside the house"
)]

mod agent;
mod anthropic;
#[path = "../support/auraops.rs"]
mod auraops;
mod claude;
mod codex;
#[path = "../support/expected.rs"]
mod expected;
mod http;
#[path = "../support/mapped.rs"]
mod mapped;
mod model;
#[path = "../support/next.rs"]
mod next;
mod openai;
mod session;
mod together;
#[path = "../support/world.rs"]
mod world;
