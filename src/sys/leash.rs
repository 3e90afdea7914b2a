//! The programs that run for somebody who may have to stop all of them at once. They are in process groups of their own, so
//! that what they have started goes with them.

use std::sync::{Mutex, PoisonError};

static LEASH: Mutex<Leash> = Mutex::new(Leash::Loose);

/// The one of this process.
#[derive(Debug)]
enum Leash {
    /// Nobody will stop them.
    Loose,
    /// These run.
    Held(Vec<u32>),
    /// They were stopped, and none begins any more.
    Pulled,
}

/// A program that runs, until this is dropped.
#[derive(Debug)]
#[must_use = "the program counts as ended as soon as this is dropped"]
pub struct Leashed(u32);

/// Takes all that begin from now on.
pub fn hold() {
    with(|leash| *leash = Leash::Held(Vec::new()));
}

/// Lets go, and gives those that run.
pub fn pull() -> Vec<u32> {
    with(|leash| match std::mem::replace(leash, Leash::Pulled) {
        Leash::Held(running) => running,
        Leash::Loose | Leash::Pulled => Vec::new(),
    })
}

pub fn is_held() -> bool {
    with(|leash| !matches!(leash, Leash::Loose))
}

/// A program that has just begun; `None` where it came too late.
pub fn add(program: u32) -> Option<Leashed> {
    with(|leash| {
        match leash {
            Leash::Loose => {}
            Leash::Held(running) => running.push(program),
            Leash::Pulled => return None,
        }
        Some(Leashed(program))
    })
}

impl Drop for Leashed {
    fn drop(&mut self) {
        with(|leash| {
            if let Leash::Held(running) = leash {
                running.retain(|program| *program != self.0);
            }
        });
    }
}

fn with<T>(act: impl FnOnce(&mut Leash) -> T) -> T {
    act(&mut LEASH.lock().unwrap_or_else(PoisonError::into_inner))
}
