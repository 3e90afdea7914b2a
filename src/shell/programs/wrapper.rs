//! Programs that run another one: what is left for that when their own options are gone.

use super::options::{Options, Spec};
use super::program::Invocation;
use crate::domain::asker::VARIABLE;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::syntax::token::is_assignment;
use crate::shell::value::{Value, argument};

/// `nice -n 5 command`
pub fn plain(_: &mut Machine, call: &Invocation) -> Vec<Value> {
    call.options().operands
}

/// `timeout 5 command`
pub fn timeout(_: &mut Machine, call: &Invocation) -> Vec<Value> {
    call.options().operands.into_iter().skip(1).collect()
}

/// `command -v name` runs nothing.
pub fn command(_: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    if options.has(&["v", "V"]) { Vec::new() } else { options.operands }
}

/// `time -o file command`
pub fn time(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    if let Some(file) = options.value(&["o", "output"]) {
        machine.write_at(&file, How::Content);
    }
    options.operands
}

/// `env name=value command`, `env -S text`
pub fn env(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    if let Some(text) = options.value(&["S", "split-string"]) {
        machine.run_text(text);
        return Vec::new();
    }
    let takes_all = options.has(&["i", "ignore-environment"]);
    let unset = options.flags.iter().filter(|(flag, _)| flag == "u" || flag == "unset");
    for name in unset.filter_map(|(_, name)| name.as_deref()) {
        machine.takes_off(name);
    }
    if takes_all || options.operands.first().and_then(Option::as_deref) == Some("-") {
        machine.takes_off(VARIABLE);
    }
    let dir = options.value(&["C", "chdir"]);
    with_variables(machine, options, dir)
}

/// `exec -c command` runs it with no variable.
pub fn replacing(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    if options.has(&["c"]) {
        machine.takes_off(VARIABLE);
    }
    options.operands
}

/// `su user -c text`, which goes through the options behind the user as well.
pub fn su(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let spec = Spec::new("cgGsw", &["command", "group", "shell"]);
    if let Some(text) = Options::parse(call.args(), spec).value(&["c", "command"]) {
        machine.run_text(text);
    }
    Vec::new()
}

/// `sudo -u user name=value command`
pub fn sudo(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    let dir = options.value(&["D", "chdir"]);
    with_variables(machine, options, dir)
}

/// `doas name=value command`
pub fn doas(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    with_variables(machine, call.options(), None)
}

/// `npx command@1`, `uvx command`
pub fn package(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let options = call.options();
    if let Some(text) = options.value(&["c", "call"]) {
        machine.run_text(text);
        return Vec::new();
    }
    named(options.operands)
}

/// `direnv exec dir command`
pub fn direnv(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let operands = call.options().operands;
    if operands.first().and_then(Option::as_deref) == Some("exec") {
        return operands.into_iter().skip(2).collect();
    }
    machine.run_other();
    Vec::new()
}

/// `bundle exec command`, `mise exec -- command`
pub fn exec(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let operands = call.options().operands;
    if operands.first().and_then(Option::as_deref) == Some("exec") {
        return named(call.options_of(&operands[1..]).operands);
    }
    machine.run_other();
    Vec::new()
}

/// A command whose name may say a version, and whose package it is.
fn named(mut command: Vec<Value>) -> Vec<Value> {
    if let Some(Some(name)) = command.first_mut() {
        // `@biomejs/biome@2`: the name is behind the last slash.
        let plain = name.rsplit('/').next().unwrap_or_default();
        *name = plain.split('@').next().unwrap_or_default().to_owned();
    }
    command
}

/// `uv run command`, `poetry run command`
pub fn runner(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let operands = call.options().operands;
    if operands.first().and_then(Option::as_deref) != Some("run") {
        machine.run_other();
        return Vec::new();
    }
    call.options_of(&operands[1..]).operands
}

/// `flock file command`, `flock file -c text`, `lockf file command`
pub fn flock(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let mut rest = call.options().operands;
    let file = rest.drain(..rest.len().min(1)).next().flatten();
    if let Some(file) = file.and_then(|file| machine.at(&file)) {
        machine.lock(&file);
    }
    if let [Some(flag), text, ..] = &rest[..]
        && flag == "-c"
    {
        machine.run_text(text.clone());
        return Vec::new();
    }
    rest
}

/// What is left when variables are set, and the directory.
fn with_variables(machine: &mut Machine, options: Options, dir: Option<Value>) -> Vec<Value> {
    if let Some(dir) = dir {
        let dir = machine.path(&dir);
        machine.state_mut().go(dir);
    }
    let mut rest = options.operands;
    if rest.first().and_then(Option::as_deref) == Some("-") {
        rest.remove(0);
    }
    let count = rest.iter().take_while(|arg| arg.as_deref().is_some_and(is_assignment)).count();
    for arg in rest.drain(..count).flatten() {
        if let Some((name, value)) = arg.split_once('=') {
            let value = argument(value);
            machine.sets_agent(name, &value);
            machine.state_mut().set(name, value);
        }
    }
    rest
}
