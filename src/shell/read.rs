//! A text from its first character to its effects.

use std::rc::Rc;

use super::disk::Surroundings;
use super::effect::Reading;
use super::machine::Machine;
use super::powershell;
use super::syntax::lex;

/// Reads a text as a shell would.
pub fn read(text: &str, around: Surroundings) -> Reading {
    let text = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.to_owned() };
    let text = powershell::translated(&text).unwrap_or(text);
    let script = Rc::new(lex::script(&text, 0));
    let mut machine = Machine::new(around);
    machine.steps += script.tokens.len();
    machine.unclear += usize::from(script.is_broken);
    machine.run(&script, 0, false);
    machine.end();
    Reading { effects: machine.effects, unclear: machine.unclear }
}
