//! `auraops ship`: one agent's changes, committed and pushed, whatever else goes on beside it.

mod as_git;
mod at_once;
mod changes;
mod forward;
mod many;
mod merge;
mod paths;
mod race;
mod stopped;
