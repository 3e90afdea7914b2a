//! The repository. The only room that imports git2 or runs git; everything it returns is a domain type.
//!
//! Single objects (a blob, HEAD, a setting) are read through libgit2, which costs no process. Lists (what is
//! staged, what a history changed, what is uncommitted) come from git itself: libgit2 reads the wrong index in a
//! hook, cannot read split and sparse indexes, and is slower from a few thousand files on. Only where the index names
//! the tree that is about to be committed, two trees are compared instead. Where libgit2 cannot open a repository at
//! all (reftable, SHA-256, somebody else's directory), git answers the small questions too.
#![expect(clippy::disallowed_types, reason = "this module is the wrapper")]

mod arrival;
mod automatic_merge;
pub mod brought;
pub mod calling_command;
pub mod changes;
pub mod commit;
pub mod commit_message;
pub mod destination;
mod diff_raw;
pub mod fast_forward;
pub mod history;
pub mod hooks;
mod ignored;
mod index;
mod listing;
mod locate;
mod lock_retry;
mod long;
pub mod merge;
mod moved_commits;
pub mod moved_files;
pub mod objects;
mod pathspec;
pub mod quote;
pub mod recorded;
pub mod refs;
mod refspec;
pub mod remotes;
mod repo;
mod scratch;
mod stale;
pub mod status;
pub mod submodule;
pub mod trailer;
mod trees;
mod worktrees;
mod would_touch;

pub use repo::Repo;
