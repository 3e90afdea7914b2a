//! Programs that remove: `rm`, `unlink`, `rmdir`.

use super::program::Invocation;
use crate::shell::effect::Removal;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

pub fn rm(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let is_tree = options.has(&["r", "R", "recursive", "d", "dir"]);
    all(machine, &options.operands, if is_tree { Removal::Tree } else { Removal::Name });
}

pub fn unlink(machine: &mut Machine, call: &mut Invocation) {
    all(machine, &call.options().operands, Removal::Name);
}

pub fn rmdir(machine: &mut Machine, call: &mut Invocation) {
    all(machine, &call.options().operands, Removal::Dir);
}

fn all(machine: &mut Machine, args: &[Value], what: Removal) {
    for arg in args {
        if let Some(path) = machine.target(arg) {
            machine.remove(&path, what);
        }
    }
}
