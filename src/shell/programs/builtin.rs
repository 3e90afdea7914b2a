//! Commands of the shell itself.

use std::path::{Path, PathBuf};

use super::program::Invocation;
use crate::shell::dialect::Dialect;
use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::syntax::token::is_name;
use crate::shell::value::Value;

pub fn cd(machine: &mut Machine, call: &mut Invocation) {
    let target = target(machine, call);
    machine.state_mut().go(target);
}

pub fn pushd(machine: &mut Machine, call: &mut Invocation) {
    if call.options().operands.is_empty() {
        return machine.state_mut().swap();
    }
    let target = target(machine, call);
    machine.state_mut().push(target);
}

pub fn popd(machine: &mut Machine, _: &mut Invocation) {
    machine.state_mut().pop();
}

/// Where a `cd` leads; notes that it may fail.
fn target(machine: &Machine, call: &mut Invocation) -> Option<PathBuf> {
    let options = call.options();
    let target = match options.operands.first() {
        None => machine.variable("HOME").map(PathBuf::from),
        Some(Some(text)) if text == "-" => machine.state().old().map(Path::to_owned),
        Some(Some(text)) => in_search_path(machine, text).or_else(|| machine.at(text)),
        Some(None) => None,
    };
    // The shell goes by names: `link/..` is where the link is.
    let target = target.map(|target| if options.has(&["P"]) { target } else { lexical(&target) });
    may_fail(machine, call, target)
}

/// The same directory; notes that going there may fail.
pub fn may_fail(machine: &Machine, call: &mut Invocation, target: Option<PathBuf>) -> Option<PathBuf> {
    let is_there = target.as_deref().is_none_or(|target| machine.ground().is_dir(target));
    // Something else may have made it meanwhile.
    if !is_there && machine.is_ground_certain() {
        call.on_failure(machine.state().clone());
    }
    target
}

/// A directory that `CDPATH` leads to.
fn in_search_path(machine: &Machine, text: &str) -> Option<PathBuf> {
    let dirs = machine.state().get("CDPATH").flatten()?;
    let is_elsewhere = text.starts_with(['/', '~']) || matches!(text.split('/').next(), Some("." | ".."));
    let found = |dir: &str| machine.at(&format!("{dir}/{text}")).filter(|dir| machine.ground().is_dir(dir));
    if is_elsewhere { None } else { dirs.split(':').find_map(found) }
}

/// `exit`, and `return`, which ends what is followed of a function.
pub fn exit(machine: &mut Machine, call: &mut Invocation) {
    // One that may not run leaves nothing certain.
    if call.is_certain() { machine.state_mut().leave() } else { machine.run_other() }
}

/// `read a b`: what comes in is not known.
pub fn read(machine: &mut Machine, call: &mut Invocation) {
    for name in call.args().iter().flatten().filter(|name| is_name(name)) {
        machine.state_mut().set(name, None);
    }
}

pub fn unset(machine: &mut Machine, call: &mut Invocation) {
    for name in call.args().iter().flatten() {
        machine.state_mut().set(name, Some(String::new()));
    }
}

pub fn eval(machine: &mut Machine, call: &mut Invocation) {
    machine.run_text_here(call.texts().map(|words| words.join(" ")), Dialect::Posix);
}

/// `trap text EXIT`, and `trap - EXIT`, which takes it back.
pub fn trap(machine: &mut Machine, call: &mut Invocation) {
    let text: Option<Value> = call.args().first().cloned();
    machine.run_at_end(text.filter(|text| text.as_deref() != Some("-")));
}
