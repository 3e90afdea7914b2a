//! HEAD → its remote branch: pushed, and where the remote has moved, its commits merged in first. What came of it is data:
//! the words for it are the printer's.
//!
//! Never by force, and nobody's commits are rewritten: others in this checkout stand on them. Callers hold
//! [`Workspace::turn`], so that one session pushes at a time.
//!
//! [`Workspace::turn`]: crate::workspace::Workspace::turn

mod merge;
mod outcome;
mod pusher;
mod union;
mod write;

pub use outcome::{Blocked, Merge, Nowhere, PushOutcome};
pub use pusher::Pusher;
