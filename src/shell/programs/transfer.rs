//! Programs that bring something from one place to another: `cp`, `mv`, `install`, `ln`.

use std::path::Path;

use super::options::Options;
use super::program::Invocation;
use crate::shell::effect::{How, Removal};
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value};

/// What is done with each source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Copy { trees: bool },
    Move,
    Install,
    Link { symbolic: bool },
}

/// Where the sources go.
struct Destination<'p> {
    path: &'p Path,
    /// They go into it, each by its own name.
    is_dir: bool,
    /// With the directories that their names hold.
    keeps_parents: bool,
}

pub fn cp(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let way = if options.has(&["s", "symbolic-link"]) {
        Way::Link { symbolic: true }
    } else {
        Way::Copy { trees: options.has(&["r", "R", "a", "recursive", "archive"]) }
    };
    transfer(machine, way, &options);
}

pub fn mv(machine: &mut Machine, call: &mut Invocation) {
    transfer(machine, Way::Move, &call.options());
}

pub fn ln(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    transfer(machine, Way::Link { symbolic: options.has(&["s", "symbolic"]) }, &options);
}

pub fn install(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    if !options.has(&["d", "directory"]) {
        return transfer(machine, Way::Install, &options);
    }
    for dir in &options.operands {
        if let Some(dir) = machine.path(dir) {
            machine.make_dir(&dir);
        }
    }
}

/// Brings each source to the destination, which is the last operand unless an option gives it.
pub fn transfer(machine: &mut Machine, way: Way, options: &Options) {
    let mut sources = options.operands.clone();
    let target = options.value(&["t", "target-directory"]);
    let is_given = target.is_some();
    let dest = match target {
        Some(dest) => dest,
        // `ln target`: a link of that name here.
        None if sources.len() == 1 && matches!(way, Way::Link { .. }) => Some(".".to_owned()),
        None => match sources.pop() {
            Some(dest) if !sources.is_empty() => dest,
            _ => return,
        },
    };
    let Some(path) = machine.target(&dest) else { return leave(machine, way, &sources) };
    let is_plain = options.has(&["T", "no-target-directory"])
        || matches!(way, Way::Link { .. })
            && options.has(&["n", "h", "no-dereference"])
            && is_link(machine, &path);
    let is_dir = !is_plain
        && (is_given
            || sources.len() > 1
            || dest.as_deref().is_some_and(|dest| dest.ends_with('/'))
            || machine.ground().is_dir(&path));
    let to = Destination { path: &path, is_dir, keeps_parents: options.has(&["parents"]) };
    for source in &sources {
        bring(machine, way, source, &to);
    }
}

/// Whether the text itself or the disk has a link there, which `ln -n` replaces.
fn is_link(machine: &Machine, path: &Path) -> bool {
    let ground = machine.ground();
    ground.follow(path, true) != ground.follow(path, false)
        || !ground.disk().is_dir(path)
        || ground.disk().is_link(path)
}

/// Where the destination is not known, what is moved still goes.
fn leave(machine: &mut Machine, way: Way, sources: &[Value]) {
    if way == Way::Move {
        for source in sources {
            if let Some(source) = machine.target(source) {
                machine.write_tree(&source);
            }
        }
    }
}

fn bring(machine: &mut Machine, way: Way, source: &Value, dest: &Destination) {
    let Some(text) = source.as_deref().filter(|text| !text.contains(UNKNOWN)) else {
        return bring_unknown(machine, way, source, dest);
    };
    let Some(from) = machine.path(source) else { return };
    let to = match base(text) {
        _ if !dest.is_dir => dest.path.to_owned(),
        Some(_) if dest.keeps_parents => dest.path.join(text.trim_start_matches('/')),
        Some(name) => dest.path.join(name),
        // `cp -r a/. b`: what is in it.
        None => dest.path.to_owned(),
    };
    match way {
        Way::Link { symbolic } => {
            let target = if symbolic { to.parent().unwrap_or(&to).join(text) } else { from };
            machine.link(&to, target);
        }
        Way::Install => machine.write(&to, How::Name),
        Way::Move => {
            machine.copy(&from, &to, How::Name);
            machine.remove(&from, Removal::Tree);
        }
        Way::Copy { trees: true } => machine.copy(&from, &to, How::Content),
        Way::Copy { trees: false } => machine.write(&to, How::Content),
    }
}

fn bring_unknown(machine: &mut Machine, way: Way, source: &Value, dest: &Destination) {
    machine.not_understood();
    if way == Way::Move {
        machine.target(source);
    }
    match way {
        // What comes may be a tree whose files are somewhere beneath.
        Way::Copy { trees: true } | Way::Move => {}
        _ if dest.is_dir => machine.write(dest.path, How::Dir),
        _ => machine.write(dest.path, How::Content),
    }
}

/// The last name of a path, unless that is no name.
pub fn base(text: &str) -> Option<&str> {
    let name = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    (!matches!(name, "" | "." | "..")).then_some(name)
}
