//! `rsync`

use super::program::Invocation;
use super::transfer::base;
use crate::shell::effect::How;
use crate::shell::machine::Machine;

pub fn rsync(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    if options.has(&["n", "dry-run", "list-only"]) {
        return;
    }
    let mut sources = options.operands.clone();
    let Some(dest) = sources.pop().filter(|_| !sources.is_empty()) else { return };
    if dest.as_deref().is_some_and(is_remote) {
        if options.has(&["remove-source-files"]) {
            for from in sources.iter().filter_map(|source| machine.path(source)).collect::<Vec<_>>() {
                machine.write_tree(&from);
            }
        }
        return;
    }
    let Some(to) = machine.target(&dest) else { return };
    let has_filters = options.has(&["exclude", "include", "filter", "f", "files-from", "exclude-from", "C"]);
    let is_tree = options.has(&["a", "r", "archive", "recursive"]);
    if options.has(&["delete", "del", "delete-after", "delete-before", "delete-excluded"]) && !has_filters {
        machine.write_tree(&to);
    }
    let is_dir = sources.len() > 1
        || dest.as_deref().is_some_and(|dest| dest.ends_with('/'))
        || machine.ground().is_dir(&to);
    let takes = options.has(&["remove-source-files"]);
    for source in &sources {
        let Some(text) = source.as_deref().filter(|text| !is_remote(text)) else {
            machine.not_understood();
            continue;
        };
        let Some(from) = machine.path(source) else { continue };
        if takes {
            machine.write_tree(&from);
        }
        let is_tree = is_tree && machine.ground().is_dir(&from);
        if is_tree && has_filters {
            machine.not_understood();
        } else if is_tree {
            let to = match base(text) {
                Some(name) if !text.ends_with('/') => to.join(name),
                _ => to.clone(),
            };
            machine.copy(&from, &to, How::Name);
        } else if let Some(name) = base(text).filter(|_| !machine.ground().is_dir(&from)) {
            machine.write(&if is_dir { to.join(name) } else { to.clone() }, How::Name);
        }
    }
}

/// `host:path`, but not `C:\path`.
fn is_remote(text: &str) -> bool {
    text.find(':').is_some_and(|at| at > 1 && !text[..at].contains('/'))
}
