//! The only printer: answers on standard output, narration and errors on standard error.

pub mod along;
pub mod annotation;
mod answer;
pub mod borrowed;
pub mod chat;
pub mod doctor;
pub mod error;
pub mod finding;
pub mod judgement;
pub mod map;
pub mod missing;
pub mod next;
pub mod nowhere;
mod printer;
pub mod push;
mod sieve;
pub mod status;
pub mod submodule;
pub mod text;
pub mod verdict;
pub mod when;

pub use answer::{Answer, Exit, SCHEMA, document};
pub use printer::{Format, Ui, narrate};
