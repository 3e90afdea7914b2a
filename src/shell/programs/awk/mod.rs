//! `awk`: the files that its program prints to, and `-i inplace`.

mod script;

use super::in_place::{behind_script, rewrite};
use super::program::Invocation;
use crate::shell::machine::Machine;

pub fn awk(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let has_script = options.has(&["f", "file"]);
    if let Some(Some(program)) = options.operands.first().filter(|_| !has_script) {
        for (file, how) in script::files(program) {
            machine.write_at(&file, how);
        }
    }
    if options.value(&["i", "include"]).flatten().as_deref() == Some("inplace") {
        rewrite(machine, behind_script(&options.operands, has_script), "");
    }
}
