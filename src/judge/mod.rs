//! Gathers what was touched, by a commit, in a work tree or by a tool call, and asks the rule. Judges by an
//! `Enforced` only: nobody here decides which map counts or who asks.

pub mod along;
pub mod append_only;
mod borrowed;
pub mod call;
pub mod commit;
pub mod forged;
pub mod history;
mod lineage;
mod maps;
pub mod pending;
pub mod range;
mod ruling;
pub mod staged;
pub mod submodules;
pub mod work_trees;
