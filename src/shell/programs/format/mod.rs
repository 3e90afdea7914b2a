//! Formatters and codemods: they rewrite what they are given, and everything of their kind beneath a directory.
//!
//! A new one is one row in `table` and one line in the table of `tests/formats.rs`.

mod formatter;
mod rust;
mod table;

use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;
use formatter::{Formatter, below};

/// Does what a formatter does; false where the command is none.
pub fn run(machine: &mut Machine, name: &str, args: &[Value]) -> bool {
    if rust::run(machine, name, args) {
        return true;
    }
    let Some(formatter) = table::FORMATTERS.iter().find(|formatter| formatter.takes(name, args)) else {
        return false;
    };
    match formatter.rewrite(name, args) {
        Some(rewrite) => {
            for target in &rewrite.targets {
                rewrite_target(machine, formatter, target, &rewrite.words, rewrite.is_deep);
            }
        }
        None => machine.run_other(),
    }
    true
}

fn rewrite_target(
    machine: &mut Machine,
    formatter: &Formatter,
    target: &Value,
    words: &[String],
    is_deep: bool,
) {
    let Some(text) = target.as_deref() else { return machine.not_understood() };
    // `./...` is Go's name for everything beneath.
    let text = text.strip_suffix("/...").unwrap_or(text);
    // A pattern that no shell has expanded is the program's own.
    let known = match text.find(['*', '?', '[', '{']) {
        None => text,
        Some(at) => text[..at].rsplit_once('/').map_or(".", |(dir, _)| dir),
    };
    let Some(path) = machine.target(&Some(known.to_owned())) else { return };
    if machine.ground().is_dir(&path) {
        below(machine, &path, formatter.files, words, is_deep);
    } else {
        machine.write(&path, How::Content);
    }
}
