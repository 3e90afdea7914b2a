//! Programs that take a diff or a patch: `patch`, `apply_patch`, and what `git apply` has in common with them.

use std::path::{Path, PathBuf};

use super::program::Invocation;
use crate::shell::effect::{DiffFrame, Effect, How};
use crate::shell::machine::Machine;
use crate::shell::patch::{self, PatchAction};
use crate::shell::value::UNKNOWN;

pub fn patch(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    if options.has(&["dry-run", "C", "v", "version", "help"]) {
        return;
    }
    if let Some(out) = options.value(&["o", "output"]) {
        machine.write_at(&out, How::Content);
        return;
    }
    let dir = options.value(&["d", "directory"]).unwrap_or(Some(".".to_owned()));
    let Some(dir) = machine.path(&dir) else { return };
    if let Some(file) = options.operands.first() {
        if let Some(file) = file.as_deref().map(|file| machine.ground().disk().absolute(&dir, file)) {
            machine.write(&file, How::Merge);
        }
        return;
    }
    let strip =
        options.value(&["p", "strip"]).flatten().and_then(|count| count.trim_start_matches('=').parse().ok());
    let frame = DiffFrame { dir, strip, below: PathBuf::new() };
    match options.value(&["i", "input"]) {
        Some(file) => {
            if let Some(file) = machine.path(&file) {
                apply_file(machine, &file, &frame);
            }
        }
        None => apply_input(machine, call, &frame),
    }
}

/// Applies a diff that comes in.
pub fn apply_input(machine: &mut Machine, call: &Invocation, frame: &DiffFrame) {
    match (call.input(), call.input_file()) {
        (Some(Some(text)), _) => apply(machine, text, frame),
        (_, Some(file)) => apply_file(machine, file, frame),
        _ => machine.not_understood(),
    }
}

/// Applies a diff that lies in a file.
pub fn apply_file(machine: &mut Machine, file: &Path, frame: &DiffFrame) {
    match machine.ground().text(file).map(str::to_owned) {
        Some(text) => apply(machine, &text, frame),
        None => machine.defer(Effect::Diff { file: file.to_owned(), frame: frame.clone() }),
    }
}

fn apply(machine: &mut Machine, text: &str, frame: &DiffFrame) {
    for name in patch::diff_names(text, frame.strip) {
        if name.contains(UNKNOWN) {
            machine.not_understood();
            continue;
        }
        let path = machine.ground().disk().absolute(&frame.dir.join(&frame.below), &name);
        machine.write(&path, How::Merge);
    }
}

pub fn apply_patch(machine: &mut Machine, call: &mut Invocation) {
    let text = call.args().first().or(call.input()).cloned().flatten();
    let Some(text) = text else { return machine.not_understood() };
    for (action, name) in patch::names(&text) {
        let how = match action {
            PatchAction::Add => How::Content,
            PatchAction::Update => How::Append,
            PatchAction::Delete | PatchAction::MoveTo => How::Name,
        };
        machine.write_at(&Some(name), how);
    }
}
