//! What the tests of the command line share: worlds to work in, and what often happens in them.

pub mod asked;
pub mod elsewhere;
pub mod hooked;
pub mod settings;
pub mod shared_day;
mod world;

pub use world::{MAP, NOW, World, executable, text};
