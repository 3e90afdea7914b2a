//! A text from its first character to its effects.

use super::budget::LONGEST_TEXT;
use super::dialect::Dialect;
use super::disk::Surroundings;
use super::effect::ShellReading;
use super::machine::Machine;
use super::programs::dispatch;

/// Reads a text as the shell would that it is meant for.
pub fn read(text: &str, dialect: Dialect, around: Surroundings) -> ShellReading {
    if text.len() > LONGEST_TEXT {
        return ShellReading { unclear: 1, is_beyond: true, ..ShellReading::default() };
    }
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
    Machine::new(around, dispatch::run).read(&text, dialect.of(&text))
}
