//! A text from its first character to its effects.

use super::disk::Surroundings;
use super::effect::Reading;
use super::machine::Machine;
use super::programs::{command, powershell};

/// Reads a text as a shell would.
pub fn read(text: &str, around: Surroundings) -> Reading {
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
    let text = powershell::translated(&text).unwrap_or(text);
    Machine::new(around, command::run).read(&text)
}
