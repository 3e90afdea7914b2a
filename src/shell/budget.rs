//! How much one text may ask for: how long it is, what is made of it, and how often the disk is asked.
//!
//! A few letters can stand for gigabytes (`x=$x$x`), and a hook that dies or is late lets the call through. So everything
//! that can grow is paid for out of one purse, about a nanosecond a unit. An empty one ends the reading, and what is asked
//! for then is [`exceeded`](Budget::is_exceeded): not merely unclear.

use std::cell::Cell;

/// How long a text may be: Linux takes no longer argument than 128 KiB.
pub const LONGEST_TEXT: usize = 160 << 10;
/// How long a path may be: the system takes no longer one.
pub const LONGEST_PATH: usize = 4096;
const MOST_WORK: usize = 24_000_000;
/// What a byte costs that is made, so that all of them together are a few megabytes.
const BYTE: usize = 8;
/// How often the disk is asked, each name that it has being one answer.
const MOST_QUESTIONS: usize = 100_000;

pub struct Budget {
    work: Cell<usize>,
    questions: Cell<usize>,
    is_exceeded: Cell<bool>,
}

impl Budget {
    pub fn new() -> Budget {
        Budget {
            work: Cell::new(MOST_WORK),
            questions: Cell::new(MOST_QUESTIONS),
            is_exceeded: Cell::new(false),
        }
    }

    /// Pays for so much work; false where there is not enough left.
    pub fn spend(&self, work: usize) -> bool {
        self.take(&self.work, work)
    }

    /// Pays for a text of so many bytes.
    pub fn make(&self, bytes: usize) -> bool {
        self.spend(bytes.saturating_mul(BYTE))
    }

    /// Pays for so many questions to the disk.
    pub fn ask(&self, questions: usize) -> bool {
        self.take(&self.questions, questions)
    }

    fn take(&self, purse: &Cell<usize>, amount: usize) -> bool {
        match purse.get().checked_sub(amount).filter(|_| !self.is_exceeded.get()) {
            Some(left) => purse.set(left),
            None => self.exceed(),
        }
        !self.is_exceeded.get()
    }

    /// The text asks for more than is read.
    pub fn exceed(&self) {
        self.is_exceeded.set(true);
    }

    pub fn is_exceeded(&self) -> bool {
        self.is_exceeded.get()
    }
}
