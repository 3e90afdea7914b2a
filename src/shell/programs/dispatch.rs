//! From a command's name to its row in the table.

use super::program::{ArgumentStyle, Behavior, Invocation};
use super::{format, output, table};
use crate::shell::machine::{Machine, ShellState, SimpleCommand};
use crate::shell::value::{LIST, UNKNOWN, Value, argument};

/// How many programs may run one another.
const MOST_WRAPPERS: usize = 16;

/// Those that run another command in the shell itself.
const IN_SHELL: [&str; 3] = ["command", "builtin", "exec"];

/// Runs a command whose arguments are known as far as they can be.
pub fn run(machine: &mut Machine, command: SimpleCommand) {
    let mut outer = None;
    unwrap(machine, command, &mut outer);
    if let Some(outer) = outer {
        *machine.state_mut() = outer;
    }
}

/// The same; `outer` is the shell as it was before a process of its own ran the command.
fn unwrap(machine: &mut Machine, command: SimpleCommand, outer: &mut Option<ShellState>) {
    let SimpleCommand { mut args, env, stream } = command;
    for turn in 0.. {
        let Some(first) = args.first() else { return };
        let Some(name) = first.as_deref().map(base_name).filter(|name| !name.contains(UNKNOWN)) else {
            return machine.not_understood();
        };
        let name = name.to_owned();
        if machine.has_function(&name) {
            return machine.run_function(&name, args);
        }
        if format::run(machine, &name, &args[1..]) || output::run(machine, &name, &args[1..]) {
            return;
        }
        let Some(program) = table::row(&name) else { return machine.run_other() };
        if let ArgumentStyle::Unix(_) = program.style {
            args = single(args);
        }
        let mut call = Invocation::new(program, &args, env, stream);
        args = match program.behavior {
            Behavior::Does(run) => return run(machine, &mut call),
            Behavior::Wraps(rest) => {
                if !IN_SHELL.contains(&name.as_str()) {
                    outer.get_or_insert_with(|| machine.state().clone());
                }
                rest(machine, &call)
            }
        };
        if turn == MOST_WRAPPERS {
            return machine.give_up();
        }
    }
}

/// The name of a program without its directory.
fn base_name(text: &str) -> &str {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// The items of lists, each as an argument of its own.
fn single(args: Vec<Value>) -> Vec<Value> {
    if !args.iter().flatten().any(|arg| arg.contains(LIST)) {
        return args;
    }
    let items = |arg: Value| -> Vec<Value> {
        match arg {
            Some(text) => text.split(LIST).map(argument).collect(),
            None => vec![None],
        }
    };
    args.into_iter().flat_map(items).collect()
}
