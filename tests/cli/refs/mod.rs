//! `reference-transaction`: what git is told before a branch moves.

mod borrowed;
mod branches;
mod hidden;
mod kept;
mod patches;
mod ruleless;
mod symbolic;
