//! What is noted once the answer is out: a message that stays unread is shown twice, a text that is not counted is one
//! fewer. Neither is worth a wait, nor a failure.

use crate::domain::codename::Codename;
use crate::hook::unclear;
use crate::session::reply::ToMark;
use crate::sys::state::Store;

#[derive(Debug, Clone)]
pub enum Afterwards {
    /// Messages that were shown.
    Mark(ToMark),
    /// A shell text that nobody understood.
    Count { store: Store, agent: Codename },
}

impl Afterwards {
    pub fn note(self) {
        match self {
            Afterwards::Mark(to_mark) => drop(to_mark.mark()),
            Afterwards::Count { store, agent } => drop(unclear::count(&store, &agent)),
        }
    }
}
