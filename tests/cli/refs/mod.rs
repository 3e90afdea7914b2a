//! `reference-transaction`: what git is told before a branch moves.

mod borrowed;
mod branches;
mod patches;
mod ruleless;
