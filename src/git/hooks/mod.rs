//! Git's hooks: where they live, and how ours stand beside those of others.
//!
//! A hook that is there already is renamed to `<hook>.before-auraops` and run after ours, so that it comes back byte
//! for byte when ours goes. Whoever installs or removes holds a lock for it; and each step by itself leaves every hook of
//! somebody's under one name at least, for runs that are killed and programs that know no lock. Husky rewrites its directory at every `npm install` and runs tracked scripts from it: there
//! ours is a marked block in the tracked script. Nothing is written outside the repository: a hooks directory that
//! serves all of a person's repositories is reported, and left alone.

mod active;
mod directory;
mod file;
mod hook;
mod husky;
mod manager;
mod shim;
mod slot;
mod stashing;
mod status;

pub use directory::Hooks;
pub use hook::Hook;
pub use manager::HookManager;
pub use status::{HookState, HookStatus};
