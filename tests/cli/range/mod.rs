//! `auraops check-path --range`: a history, commit by commit.

mod append_only;
mod ci;
mod commits;
mod own_map;
