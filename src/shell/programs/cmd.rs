//! Commands of Windows' `cmd`, and programs that come with it. Their options begin with `/`.

use super::builtin::may_fail;
use super::options::Options;
use super::program::Invocation;
use super::transfer::{Way, transfer};
use crate::shell::effect::{How, Removal};
use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::value::{UNKNOWN, Value};

/// What is given, without options, with the names that patterns stand for.
fn operands(machine: &mut Machine, call: &Invocation) -> Vec<Value> {
    let mut operands = Vec::new();
    for arg in call.args() {
        match arg.as_deref() {
            Some(text) if is_option(text) => {}
            Some(text) => {
                let text = text.replace('\\', "/");
                if text.contains(['*', '?']) && !text.contains(UNKNOWN) {
                    operands.extend(machine.matching(&text));
                } else {
                    operands.push(Some(text));
                }
            }
            None => operands.push(None),
        }
    }
    operands
}

/// `/s`, `/A:H`: a path there has more than one slash, or a longer name.
fn is_option(text: &str) -> bool {
    let Some(name) = text.strip_prefix('/') else { return false };
    let letters = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let (word, value) = name.split_at(letters);
    !name.contains('/') && (value.is_empty() && !word.is_empty() || value.starts_with([':', '-', '+']))
}

/// Whether an option of this name is given.
fn has(call: &Invocation, names: &[&str]) -> bool {
    let mut args = call.args().iter().flatten();
    args.any(|arg| names.iter().any(|name| arg.eq_ignore_ascii_case(name)))
}

pub fn cd(machine: &mut Machine, call: &mut Invocation) {
    if let Some(target) = target(machine, call) {
        machine.state_mut().go(target);
    }
}

pub fn pushd(machine: &mut Machine, call: &mut Invocation) {
    if let Some(target) = target(machine, call) {
        machine.state_mut().push(target);
    }
}

/// Where a `cd` leads; an outer `None` where it only shows where it is.
#[expect(clippy::option_option, reason = "no directory, and one that is not known, are different")]
fn target(machine: &mut Machine, call: &mut Invocation) -> Option<Option<std::path::PathBuf>> {
    let target = operands(machine, call).pop()?;
    let target = target.and_then(|text| machine.at(&text)).map(|target| lexical(&target));
    Some(may_fail(machine, call, target))
}

pub fn del(machine: &mut Machine, call: &mut Invocation) {
    for path in operands(machine, call) {
        if let Some(path) = machine.target(&path) {
            machine.remove(&path, if has(call, &["/s"]) { Removal::Tree } else { Removal::Name });
        }
    }
}

pub fn rd(machine: &mut Machine, call: &mut Invocation) {
    for path in operands(machine, call) {
        if let Some(path) = machine.target(&path) {
            machine.remove(&path, if has(call, &["/s"]) { Removal::Tree } else { Removal::Dir });
        }
    }
}

pub fn md(machine: &mut Machine, call: &mut Invocation) {
    for path in operands(machine, call) {
        if let Some(path) = machine.target(&path) {
            machine.make_dir(&path);
        }
    }
}

pub fn copy(machine: &mut Machine, call: &mut Invocation) {
    bring(machine, call, Way::Copy { trees: false });
}

pub fn transfer_move(machine: &mut Machine, call: &mut Invocation) {
    bring(machine, call, Way::Move);
}

pub fn xcopy(machine: &mut Machine, call: &mut Invocation) {
    if !has(call, &["/l"]) {
        bring(machine, call, Way::Copy { trees: has(call, &["/s", "/e"]) });
    }
}

fn bring(machine: &mut Machine, call: &Invocation, way: Way) {
    // `copy a + b c`
    let mut operands = operands(machine, call);
    operands.retain(|operand| operand.as_deref() != Some("+"));
    if operands.len() == 1 {
        operands.push(Some(".".to_owned()));
    }
    transfer(machine, way, &Options { operands, ..Options::default() });
}

/// `robocopy from to files`: what is in one directory comes into another.
pub fn robocopy(machine: &mut Machine, call: &mut Invocation) {
    if has(call, &["/l"]) {
        return;
    }
    let operands = operands(machine, call);
    let [from, to, ..] = &operands[..] else { return };
    let (Some(from), Some(to)) = (machine.path(from), machine.target(to)) else { return };
    if has(call, &["/mir", "/purge"]) {
        machine.write_tree(&to);
    }
    machine.copy(&from, &to, How::Content);
    if has(call, &["/move", "/mov"]) {
        machine.write_tree(&from);
    }
}

pub fn ren(machine: &mut Machine, call: &mut Invocation) {
    let operands = operands(machine, call);
    let Some((to, from)) = operands.split_last() else { return };
    for path in from {
        let Some(from) = machine.target(path) else { continue };
        let dir = from.parent().unwrap_or(&from).to_owned();
        match to.as_deref().filter(|to| !to.contains(UNKNOWN)) {
            Some(to) => machine.write(&dir.join(to), How::Name),
            None => machine.not_understood(),
        }
        machine.write_tree(&from);
    }
}

/// `mklink name target`
pub fn mklink(machine: &mut Machine, call: &mut Invocation) {
    let mut operands = operands(machine, call).into_iter();
    let (Some(name), Some(target)) = (operands.next(), operands.next()) else { return };
    let Some(name) = machine.target(&name) else { return };
    match target.and_then(|target| machine.at(&target)) {
        Some(target) => machine.link(&name, target),
        None => machine.write(&name, How::Name),
    }
}

/// `icacls path /grant …`, `attrib +r path`: who may do what with a file.
pub fn rights(machine: &mut Machine, call: &mut Invocation) {
    let mut args = call.args().iter();
    let is_change = |arg: &Value| {
        let text = arg.as_deref().unwrap_or_default().to_lowercase();
        text.starts_with(['+', '-'])
            || ["/grant", "/deny", "/remove", "/setowner", "/inheritance", "/reset", "/f"]
                .iter()
                .any(|option| text.starts_with(option))
    };
    if !call.args().iter().any(is_change) {
        return;
    }
    let path = args.find(|arg| arg.as_deref().is_none_or(|text| !text.starts_with(['+', '-', '/'])));
    let path = path.cloned().flatten().map(|path| path.replace('\\', "/"));
    let Some(path) = machine.target(&path) else { return };
    if has(call, &["/t", "/s", "/r"]) || machine.ground().is_dir(&path) {
        machine.write_tree(&path);
    } else {
        machine.write(&path, How::Append);
    }
}

/// `certutil -urlcache -f url file`, `certutil -decode from file`
pub fn certutil(machine: &mut Machine, call: &mut Invocation) {
    let does =
        has(call, &["-urlcache", "-decode", "-encode", "-decodehex", "/urlcache", "/decode", "/encode"]);
    if let Some(Some(file)) = call.args().last().filter(|_| does) {
        machine.write_at(&Some(file.replace('\\', "/")), How::Content);
    }
}
