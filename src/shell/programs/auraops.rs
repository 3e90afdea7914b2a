//! auraops itself, where it takes guards away or writes in nobody's name.

use super::options::{Options, Spec};
use super::program::Invocation;
use crate::shell::guards::Guard;
use crate::shell::machine::Machine;

/// The commands that write in a session's name.
const WRITERS: [&str; 5] = ["init", "launch", "msg", "ship", "end"];

pub fn auraops(machine: &mut Machine, call: &mut Invocation) {
    let options = Options::parse(call.args(), Spec::new("", &["color"]));
    let words: Vec<&str> = options.operands.iter().map(|word| word.as_deref().unwrap_or_default()).collect();
    let Some(place) = machine.state().cwd().map(ToOwned::to_owned) else { return };
    if options.has(&["help", "h", "version", "V"]) {
        return;
    }
    let takes = match words[..] {
        ["hook", "remove", ..] => true,
        ["init", ..] | ["hook", "install", ..] => options.has(&["force"]),
        _ => false,
    };
    if takes {
        machine.takes(Guard::Auraops, Some(place));
    } else if machine.is_nameless() && words.first().is_some_and(|word| WRITERS.contains(word)) {
        machine.takes(Guard::Name, Some(place));
    }
}
