//! What a tool call would do.

use std::path::PathBuf;

use crate::agent::Content;
use crate::shell::{Guard, How, PathWrite};

/// Everything that a call would do, as far as it can be told without running it.
#[derive(Debug, Default)]
pub struct Effects {
    /// Each path once.
    pub writes: Vec<CallWrite>,
    /// Parts that nobody understood: allowed, and counted.
    pub unclear: usize,
    /// It is too long, too deep, or does too much to be judged.
    pub is_beyond: bool,
    /// Of which agents' sessions its commands are told to be.
    pub agents: Vec<String>,
    /// What it would take away of everybody's guards.
    pub guards: Vec<GuardTaken>,
    /// Its commands are told another time than it is.
    pub sets_clock: bool,
    /// Its commands that rewrite all of a kind beneath a directory, without their targets.
    pub rewriters: Vec<Vec<String>>,
}

/// A guard that a call takes away.
#[derive(Debug)]
pub struct GuardTaken {
    pub guard: Guard,
    /// The files that it loses; only where others may have them does it matter. `None` where it matters at any rate.
    pub of: Option<Vec<PathBuf>>,
}

/// One path, and what is known of what it will hold.
#[derive(Debug)]
pub struct CallWrite {
    pub path: PathBuf,
    pub how: How,
    pub proof: Proof,
}

/// What is known of the content that a write leaves.
#[derive(Debug, Clone)]
pub enum Proof {
    None,
    /// What comes to a file, as far as the text of a command tells; what was there is not said.
    Added(String),
    Edit(Content),
    /// A whole patch, of which the write is a part.
    Patch(String),
}

impl CallWrite {
    pub fn new(write: PathWrite, proof: Proof) -> CallWrite {
        CallWrite { path: write.path, how: write.how, proof }
    }
}
