//! What the agents' programs are told before a tool runs, and how they come to ask.

#[cfg(unix)]
mod bounds;
mod corpus;
mod deadline;
mod errors;
mod forged;
mod guards;
mod mcp;
mod paths;
mod session;
mod settings;
mod settings_kept;
mod text;
mod windows;
