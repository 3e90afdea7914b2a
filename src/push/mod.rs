//! HEAD → its remote branch: pushed first, from memory where the remote has moved, and only then brought into the checkout,
//! where that harms nobody. What came of it is data: the words for it are the printer's.
//!
//! Never by force, and nobody's commits are rewritten: others in this checkout stand on them. Callers hold
//! [`Workspace::turn`]; it is given up while git talks to the remote, so that a remote that does not answer holds nobody
//! else.
//!
//! [`Workspace::turn`]: crate::workspace::Workspace::turn

mod apart;
mod conflicts;
pub mod forward;
mod merge;
mod outcome;
mod pusher;
mod union;

pub use conflicts::unresolved;
pub use outcome::{Blocked, Merge, Nowhere, PushOutcome, Pushed};
pub use pusher::Pusher;
