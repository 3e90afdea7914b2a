//! What git and the agents' programs ask, and the hooks by which they do.
//!
//! A hook of git's returns a decision; [`guard`] asks it, closed for agents and open for people. A program's hook has no
//! error at all: every way out of [`tool`] is an answer in the program's own form.

pub mod commit_message;
pub mod decision;
pub mod fast_forward;
mod guard;
pub mod hooks_status;
pub mod install;
pub mod judge_place;
mod lost_commits;
pub mod pre_commit;
pub mod pre_push;
pub mod reference_transaction;
pub mod settings;
pub mod stashing;
pub mod switched_off;
pub mod tool;
pub mod unclear;
mod way_out;
