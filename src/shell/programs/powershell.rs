//! PowerShell's commands that write files, in the plain forms that agents use on Windows.

use std::path::Path;

use super::options::Options;
use super::program::Invocation;
use super::transfer::{Way, transfer};
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// Parameters that take a value.
const VALUED: [&str; 16] = [
    "path",
    "literalpath",
    "filepath",
    "destination",
    "newname",
    "name",
    "itemtype",
    "type",
    "value",
    "encoding",
    "filter",
    "include",
    "exclude",
    "target",
    "width",
    "inputobject",
];

/// A command's arguments by name and by place.
#[derive(Default)]
struct Arguments {
    by_name: Vec<(String, Value)>,
    by_place: Vec<Value>,
}

impl Arguments {
    fn parse(args: &[Value]) -> Arguments {
        let mut arguments = Arguments::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_deref().and_then(|text| text.strip_prefix('-')) {
                Some(name) => {
                    let name = name.to_lowercase();
                    let takes =
                        VALUED.iter().find(|known| name.len() > 2 && known.starts_with(name.as_str()));
                    let value = takes.and_then(|_| args.next().cloned()).flatten();
                    arguments.by_name.push((takes.map_or(name, |known| (*known).to_owned()), value));
                }
                None => arguments.by_place.push(arg.clone()),
            }
        }
        arguments
    }

    fn has(&self, name: &str) -> bool {
        self.by_name.iter().any(|(known, _)| known.starts_with(name))
    }

    /// The value of one of these parameters.
    fn value_of(&self, names: &[&str]) -> Option<Value> {
        self.by_name.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.clone())
    }

    /// The value of one of these parameters, else the next one that only its place tells.
    fn take(&mut self, names: &[&str]) -> Option<Value> {
        self.value_of(names).or_else(|| (!self.by_place.is_empty()).then(|| self.by_place.remove(0)))
    }
}

/// The paths of a call and its other arguments; none where it only says what it would do.
fn read(call: &Invocation) -> (Vec<Value>, Arguments) {
    let mut arguments = Arguments::parse(call.args());
    if arguments.has("whatif") {
        return (Vec::new(), arguments);
    }
    let paths = list(arguments.take(&["path", "literalpath", "filepath"]));
    (paths, arguments)
}

/// `a,b` is a list of two.
fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Some(text)) => text.split(',').map(|part| Some(part.trim().to_owned())).collect(),
        Some(None) => vec![None],
        None => Vec::new(),
    }
}

pub fn set_content(machine: &mut Machine, call: &mut Invocation) {
    let (paths, mut arguments) = read(call);
    let how = if arguments.has("append") { How::Append } else { How::Content };
    write(machine, &paths, &mut arguments, how);
}

pub fn add_content(machine: &mut Machine, call: &mut Invocation) {
    let (paths, mut arguments) = read(call);
    write(machine, &paths, &mut arguments, How::Append);
}

fn write(machine: &mut Machine, paths: &[Value], arguments: &mut Arguments, how: How) {
    let value = arguments.take(&["value", "inputobject"]).flatten();
    for path in paths {
        let file = machine.write_at(path, how);
        match (file, &value) {
            (Some(file), Some(text)) => machine.gets(&file, text),
            (Some(file), None) => machine.gets_what_was_printed(&file),
            (None, _) => {}
        }
    }
}

pub fn new_item(machine: &mut Machine, call: &mut Invocation) {
    let (paths, mut arguments) = read(call);
    let kind = arguments.take(&["itemtype", "type"]).flatten().unwrap_or_default();
    let is_dir = kind.eq_ignore_ascii_case("directory");
    make(machine, &paths, &arguments, is_dir);
}

/// `md`
pub fn new_dir(machine: &mut Machine, call: &mut Invocation) {
    let (paths, arguments) = read(call);
    make(machine, &paths, &arguments, true);
}

fn make(machine: &mut Machine, paths: &[Value], arguments: &Arguments, is_dir: bool) {
    let below = arguments.value_of(&["name"]).flatten();
    for path in paths {
        let Some(mut path) = machine.path(path) else { continue };
        path.extend(below.as_deref().map(Path::new));
        if is_dir { machine.make_dir(&path) } else { machine.write(&path, How::Content) }
    }
}

pub fn remove_item(machine: &mut Machine, call: &mut Invocation) {
    for path in &read(call).0 {
        if let Some(path) = machine.target(path) {
            machine.write_tree(&path);
        }
    }
}

pub fn copy_item(machine: &mut Machine, call: &mut Invocation) {
    let (paths, arguments) = read(call);
    let way = Way::Copy { trees: arguments.has("recurse") };
    bring(machine, way, paths, arguments);
}

pub fn move_item(machine: &mut Machine, call: &mut Invocation) {
    let (paths, arguments) = read(call);
    bring(machine, Way::Move, paths, arguments);
}

fn bring(machine: &mut Machine, way: Way, paths: Vec<Value>, mut arguments: Arguments) {
    let to = arguments.take(&["destination"]).unwrap_or(Some(".".to_owned()));
    let operands = paths.into_iter().chain([to]).collect();
    transfer(machine, way, &Options { operands, ..Options::default() });
}

pub fn rename_item(machine: &mut Machine, call: &mut Invocation) {
    let (paths, mut arguments) = read(call);
    let to = arguments.take(&["newname"]).flatten();
    for path in &paths {
        let Some(from) = machine.path(path) else { continue };
        let Some(to) = &to else {
            machine.not_understood();
            continue;
        };
        let to = from.parent().map_or_else(|| to.into(), |dir| dir.join(to));
        machine.write(&to, How::Name);
        machine.write_tree(&from);
    }
}
