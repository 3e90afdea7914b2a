//! Commands that make, bring and remove files and directories, and that go to one.

use std::path::Path;

use super::super::builtin::may_fail;
use super::super::options::Options;
use super::super::program::Invocation;
use super::super::transfer::{Way, transfer};
use super::arguments::{Arguments, is_elsewhere, list};
use super::content::set_variable;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::value::{UNKNOWN, Value, argument};

pub fn new_item(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    let kind = arguments.value_of(&["itemtype", "type"]).flatten().unwrap_or_default();
    make(machine, &mut arguments, kind.eq_ignore_ascii_case("directory"));
}

/// `md`
pub fn new_dir(machine: &mut Machine, call: &mut Invocation) {
    make(machine, &mut Arguments::of(call), true);
}

fn make(machine: &mut Machine, arguments: &mut Arguments, is_dir: bool) {
    if arguments.is_only_said() {
        return;
    }
    let name = arguments.value_of(&["name"]);
    let is_named = name.is_some();
    let mut paths = arguments.paths(machine);
    if paths.is_empty() && is_named {
        paths.push(Some(".".to_owned()));
    }
    for path in paths {
        if is_elsewhere(&path) {
            set_variable(machine, &path, arguments.value_of(&["value"]).flatten().as_ref());
            continue;
        }
        for name in name.clone().map_or(vec![Some(String::new())], list) {
            let Some(mut target) = machine.path(&path) else { continue };
            match name {
                Some(name) if name.is_empty() => {}
                Some(name) => target.push(Path::new(&name)),
                None => {
                    machine.write(&target, How::Below);
                    continue;
                }
            }
            if is_dir { machine.make_dir(&target) } else { machine.write(&target, How::Content) }
        }
    }
}

pub fn remove_item(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    if arguments.is_only_said() {
        return;
    }
    let mut paths = arguments.paths(machine);
    paths.extend(arguments.others().iter().cloned().flat_map(list));
    if paths.is_empty() {
        paths = incoming(call);
    }
    for path in &paths {
        if is_elsewhere(path) {
            continue;
        }
        if let Some(path) = machine.target(path) {
            machine.write_tree(&path);
        }
    }
}

/// What comes from the command before: a path a line.
fn incoming(call: &Invocation) -> Vec<Value> {
    match call.input() {
        Some(Some(text)) => {
            text.lines().filter(|line| !line.is_empty()).flat_map(|line| list(argument(line))).collect()
        }
        Some(None) => vec![None],
        None => Vec::new(),
    }
}

pub fn copy_item(machine: &mut Machine, call: &mut Invocation) {
    let is_tree = Arguments::of(call).has("recurse");
    bring(machine, call, Way::Copy { trees: is_tree });
}

pub fn move_item(machine: &mut Machine, call: &mut Invocation) {
    bring(machine, call, Way::Move);
}

fn bring(machine: &mut Machine, call: &Invocation, way: Way) {
    let mut arguments = Arguments::of(call);
    if arguments.is_only_said() {
        return;
    }
    // What is read first, the source comes in, and the place is the destination.
    let has_source = call.input().is_none() || arguments.others().len() > 1;
    let mut paths = if has_source { arguments.paths(machine) } else { incoming(call) };
    let to = arguments.take(&["destination"]).unwrap_or(Some(".".to_owned()));
    paths.extend(list(to));
    transfer(machine, way, &Options { operands: paths, ..Options::default() });
}

pub fn rename_item(machine: &mut Machine, call: &mut Invocation) {
    let mut arguments = Arguments::of(call);
    if arguments.is_only_said() {
        return;
    }
    let mut paths = arguments.paths(machine);
    if paths.is_empty() {
        paths = incoming(call);
    }
    let to = arguments.take(&["newname"]).flatten();
    for path in &paths {
        let Some(from) = machine.path(path) else { continue };
        let dir = from.parent().unwrap_or(&from).to_owned();
        match to.as_deref().filter(|to| !to.contains(UNKNOWN)) {
            Some(to) => machine.write(&dir.join(to.replace('\\', "/")), How::Name),
            None => machine.not_understood(),
        }
        machine.write_tree(&from);
    }
}

/// The paths that are there, one a line, for the command that reads them.
pub fn get_item(machine: &mut Machine, call: &mut Invocation) {
    if !machine.is_read() {
        return;
    }
    let arguments = Arguments::of(call);
    let is_deep = arguments.has("recurse");
    let filter = arguments.value_of(&["filter", "include"]);
    let has_pattern = |path: &Value| path.as_deref().is_some_and(|path| path.contains(['*', '?', '[']));
    let mut given = arguments.value_of(&["path", "literalpath", "lp"]).map_or(Vec::new(), list);
    given.extend(arguments.others().first().cloned().into_iter().flat_map(list));
    if given.is_empty() {
        given.push(Some(".".to_owned()));
    }
    let mut text = String::new();
    for path in given {
        let Some(path) = path.filter(|path| !path.contains(UNKNOWN)) else {
            return machine.print(None, call.output_file());
        };
        let is_dir = machine.at(&path).is_some_and(|dir| machine.ground().is_dir(&dir));
        let inner = if is_dir { path.trim_end_matches('/').to_owned() + "/" } else { String::new() };
        let lines = match &filter {
            _ if is_deep && is_dir => vec![Some(format!("{inner}{UNKNOWN}"))],
            Some(Some(filter)) if is_dir => machine.matching(&format!("{inner}{filter}")),
            Some(None) => vec![None],
            _ if has_pattern(&Some(path.clone())) => machine.matching(&path),
            _ if is_dir && call_lists(call) => machine.matching(&format!("{inner}*")),
            _ => vec![Some(path)],
        };
        for line in lines {
            let Some(line) = line.filter(|line| machine.pays(line.len())) else {
                return machine.print(None, call.output_file());
            };
            text.extend([line.as_str(), "\n"]);
        }
    }
    machine.print(Some(text), call.output_file());
}

/// `Sort-Object`: all that comes in.
pub fn sort_object(machine: &mut Machine, call: &mut Invocation) {
    machine.print(call.input().cloned().flatten(), call.output_file());
}

/// `Where-Object`, `Select-Object`: some of what comes in, of which the directory may be known.
pub fn some_objects(machine: &mut Machine, call: &mut Invocation) {
    let text = call.input().cloned().flatten().and_then(|text| {
        let mut dirs = text.lines().map(|line| line.rsplit_once('/').map(|(dir, _)| dir));
        let dir = dirs.next()??;
        dirs.all(|other| other == Some(dir)).then(|| format!("{dir}/{UNKNOWN}\n"))
    });
    machine.print(text, call.output_file());
}

/// Whether it shows what is in a directory.
fn call_lists(call: &Invocation) -> bool {
    call.is_named("get-childitem")
}

pub fn set_location(machine: &mut Machine, call: &mut Invocation) {
    let target = destination(machine, call);
    machine.state_mut().go(target);
}

pub fn push_location(machine: &mut Machine, call: &mut Invocation) {
    let target = destination(machine, call);
    machine.state_mut().push(target);
}

pub fn pop_location(machine: &mut Machine, _: &mut Invocation) {
    machine.state_mut().pop();
}

fn destination(machine: &mut Machine, call: &mut Invocation) -> Option<std::path::PathBuf> {
    let mut arguments = Arguments::of(call);
    let given = arguments.take(&["path", "literalpath", "lp"]);
    let target = match given.map_or(Vec::new(), list).pop() {
        None => machine.state().cwd().map(Path::to_owned),
        Some(Some(text)) if text == "-" => machine.state().old().map(Path::to_owned),
        Some(Some(text)) => machine.at(&text),
        Some(None) => None,
    };
    may_fail(machine, call, target.map(|target| lexical(&target)))
}
