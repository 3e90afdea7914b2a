//! A text from its first character to its effects.

use super::budget::LONGEST_TEXT;
use super::disk::Surroundings;
use super::effect::ShellReading;
use super::machine::Machine;
use super::programs::{dialect, dispatch};

/// Reads a text as a shell would.
pub fn read(text: &str, around: Surroundings) -> ShellReading {
    if text.len() > LONGEST_TEXT {
        return ShellReading { unclear: 1, is_beyond: true, ..ShellReading::default() };
    }
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
    let text = dialect::translate(&text).unwrap_or(text);
    Machine::new(around, dispatch::run).read(&text)
}
