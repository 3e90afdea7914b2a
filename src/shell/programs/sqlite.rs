//! `sqlite3`

use super::program::Invocation;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// Words with which a statement, or a command of the shell's own, writes.
const WRITERS: [&str; 13] = [
    "insert", "update", "delete", "create", "drop", "alter", "replace", "vacuum", "reindex", "attach",
    ".import", ".restore", ".read",
];

/// `sqlite3 file statement`: the file is written where a statement says so.
pub fn sqlite3(machine: &mut Machine, call: &mut Invocation) {
    // Its long options have one dash.
    let is_option = |arg: &&Value| arg.as_deref().is_some_and(|text| text.starts_with('-'));
    let (options, operands): (Vec<&Value>, Vec<&Value>) = call.args().iter().partition(is_option);
    if options.iter().any(|option| matches!(option.as_deref(), Some("-readonly" | "--readonly"))) {
        return;
    }
    let Some((file, statements)) = operands.split_first() else { return };
    let mut texts: Vec<&Value> = statements.to_vec();
    texts.extend(call.input());
    if texts.is_empty() || texts.iter().any(|text| text.is_none()) {
        return machine.not_understood();
    }
    let text = texts.into_iter().flatten().map(|text| text.to_lowercase()).collect::<Vec<String>>().join(" ");
    let writes =
        text.split(|c: char| !c.is_ascii_alphabetic() && c != '.').any(|word| WRITERS.contains(&word));
    if writes && file.as_deref() != Some(":memory:") {
        machine.write_at(file, How::Content);
    }
}
