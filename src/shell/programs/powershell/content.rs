//! Commands that give files another content.

use super::super::program::Invocation;
use super::arguments::{Arguments, is_elsewhere, list};
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value};

pub fn set_content(machine: &mut Machine, call: &mut Invocation) {
    written(machine, call, How::Content);
}

pub fn add_content(machine: &mut Machine, call: &mut Invocation) {
    written(machine, call, How::Append);
}

pub fn clear_content(machine: &mut Machine, call: &mut Invocation) {
    written(machine, call, How::Content);
}

pub fn out_file(machine: &mut Machine, call: &mut Invocation) {
    let how = if Arguments::of(call).has("append") { How::Append } else { How::Content };
    written(machine, call, how);
}

pub fn export(machine: &mut Machine, call: &mut Invocation) {
    out_file(machine, call);
}

pub fn tee_object(machine: &mut Machine, call: &mut Invocation) {
    out_file(machine, call);
    let input = call.input().cloned().flatten();
    machine.print(input, call.output_file());
}

fn written(machine: &mut Machine, call: &Invocation, how: How) {
    let mut arguments = Arguments::of(call);
    if arguments.is_only_said() {
        return;
    }
    let paths = arguments.paths(machine);
    let text = arguments.take(&["value", "inputobject"]).flatten();
    let text = text.or_else(|| call.input().cloned().flatten());
    for path in paths {
        if is_elsewhere(&path) {
            set_variable(machine, &path, text.as_ref());
            continue;
        }
        match (machine.write_at(&path, how), &text) {
            (Some(file), Some(text)) => machine.gets(&file, text),
            (Some(file), None) => machine.gets_what_was_printed(&file),
            (None, _) => {}
        }
    }
}

/// `Set-Item env:NAME value`
pub fn set_variable(machine: &mut Machine, path: &Value, value: Option<&String>) {
    let Some((drive, name)) = path.as_deref().and_then(|path| path.split_once(':')) else { return };
    if drive.eq_ignore_ascii_case("env") {
        let name = name.trim_start_matches('/').to_uppercase();
        let value = value.map(|value| value.trim_end().to_owned());
        machine.sets_agent(&name, &value);
        machine.state_mut().set(&name, value);
    }
}

pub fn web_request(machine: &mut Machine, call: &mut Invocation) {
    named(machine, call, &["outfile", "o"]);
}

pub fn start_transcript(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    for path in arguments.paths(machine) {
        machine.write_at(&path, How::Content);
    }
}

pub fn compress_archive(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    arguments.paths(machine);
    let to = arguments.take(&["destinationpath", "destination"]);
    if !arguments.is_only_said() {
        write_all(machine, to);
    }
}

/// What is in an archive only that knows.
pub fn expand_archive(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    arguments.paths(machine);
    let to = arguments.take(&["destinationpath", "destination"]);
    if arguments.is_only_said() {
        return;
    }
    for dir in to.into_iter().flat_map(list) {
        if let Some(dir) = machine.path(&dir) {
            machine.write(&dir, How::Below);
        }
    }
    machine.not_understood();
}

fn named(machine: &mut Machine, call: &Invocation, names: &[&str]) {
    let arguments = Arguments::of(call);
    if !arguments.is_only_said() {
        write_all(machine, arguments.value_of(names));
    }
}

fn write_all(machine: &mut Machine, to: Option<Value>) {
    for file in to.into_iter().flat_map(list) {
        machine.write_at(&file, How::Content);
    }
}

/// What a file holds, where the text itself has written that.
pub fn get_content(machine: &mut Machine, call: &mut Invocation) {
    let paths = Arguments::of(call).paths(machine);
    let text = match &paths[..] {
        [Some(path)] if !path.contains(UNKNOWN) => {
            machine.at(path).and_then(|file| machine.ground().text(&file).map(str::to_owned))
        }
        _ => None,
    };
    machine.print(text, call.output_file());
}
