//! `sed -i`, `sed -i.bak`, BSD's `sed -i ''`, and the files that its script writes.

mod script;

use super::in_place::{behind_script, rewrite};
use super::program::Invocation;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

pub fn sed(machine: &mut Machine, call: &mut Invocation) {
    let mut args = call.args().to_vec();
    let suffix = take_suffix(&mut args);
    let options = call.options_of(&args);
    let has_script = options.has(&["e", "f", "expression", "file"]);
    let scripts: Vec<Value> = if has_script {
        let scripts = options.flags.iter().filter(|(flag, _)| matches!(flag.as_str(), "e" | "expression"));
        scripts.map(|(_, script)| script.clone()).collect()
    } else {
        options.operands.first().cloned().into_iter().collect()
    };
    for file in scripts.iter().flatten().flat_map(|script| script::files(script)) {
        machine.write_at(&Some(file), How::Content);
    }
    let Some(given) = options.value(&["i", "in-place", "I"]) else { return };
    let suffix = suffix.or(given).unwrap_or_default();
    rewrite(machine, behind_script(&options.operands, has_script), &suffix);
}

/// Takes BSD's suffix from the arguments. It is one of its own, GNU's never is: no script looks like one.
fn take_suffix(args: &mut Vec<Value>) -> Option<String> {
    let is_in_place = |text: &str| {
        text.starts_with('-')
            && !text.starts_with("--")
            && text.ends_with(['i', 'I'])
            && !text.contains(['e', 'f', 'l'])
    };
    let at = args.iter().position(|arg| arg.as_deref().is_some_and(is_in_place))?;
    let is_next = args.get(at + 1)?.as_deref().is_some_and(is_suffix);
    if is_next { args.remove(at + 1) } else { None }
}

/// A suffix for backups, as BSD's `sed` takes it.
fn is_suffix(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix('.').is_some_and(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_alphanumeric() || c == '~' || c == '_')
        })
}
