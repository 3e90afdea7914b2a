//! Programs that write the files that they are given.

use super::program::Invocation;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// `touch`: what was there stays.
pub fn touch(machine: &mut Machine, call: &mut Invocation) {
    for file in call.options().operands {
        machine.write_at(&file, How::Append);
    }
}

/// `truncate`, `shred`
pub fn overwrite(machine: &mut Machine, call: &mut Invocation) {
    for file in call.options().operands {
        machine.write_at(&file, How::Content);
    }
}

pub fn sponge(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let how = if options.has(&["a", "append"]) { How::Append } else { How::Content };
    for file in options.operands {
        machine.write_at(&file, how);
    }
}

pub fn tee(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let how = if options.has(&["a", "append"]) { How::Append } else { How::Content };
    for file in options.operands {
        let file = machine.write_at(&file, how);
        match (file, call.input()) {
            (Some(file), Some(Some(text))) => machine.keep_text(&file, text.clone()),
            (Some(file), _) => machine.gets_what_was_printed(&file),
            (None, _) => {}
        }
    }
}

pub fn mkdir(machine: &mut Machine, call: &mut Invocation) {
    for dir in call.options().operands {
        if let Some(dir) = machine.target(&dir) {
            machine.make_dir(&dir);
        }
    }
}

pub fn mkfifo(machine: &mut Machine, call: &mut Invocation) {
    for name in call.options().operands {
        machine.write_at(&name, How::Special);
    }
}

/// `mknod name p`
pub fn mknod(machine: &mut Machine, call: &mut Invocation) {
    if let Some(name) = call.options().operands.first() {
        machine.write_at(name, How::Special);
    }
}

pub fn dd(machine: &mut Machine, call: &mut Invocation) {
    let args = call.args().iter().flatten();
    let appends = args.clone().any(|arg| arg.starts_with("oflag=append"));
    let how = if appends { How::Append } else { How::Content };
    for file in args.filter_map(|arg| arg.strip_prefix("of=")) {
        machine.write_at(&Some(file.to_owned()), how);
    }
}

pub fn chmod(machine: &mut Machine, call: &mut Invocation) {
    // `chmod -x file`: a mode, not an option.
    let is_mode = |text: &str| {
        text.len() > 1 && text.starts_with('-') && text[1..].chars().all(|c| "rwxXstugoa,+=-".contains(c))
    };
    let mut args = call.args().to_vec();
    let mode = args.iter().position(|arg| arg.as_deref().is_some_and(is_mode));
    if let Some(mode) = mode {
        args.remove(mode);
    }
    let options = call.options_of(&args);
    let skip = usize::from(mode.is_none() && !options.has(&["reference"]));
    let is_tree = options.has(&["R", "recursive"]);
    for arg in options.operands.iter().skip(skip) {
        let Some(path) = machine.target(arg) else { continue };
        if is_tree { machine.write_tree(&path) } else { machine.write(&path, How::Append) }
    }
}

/// `sort -o file`
pub fn output(machine: &mut Machine, call: &mut Invocation) {
    write_option(machine, call, &["o", "output"]);
}

/// `curl -o file`, `curl -O`, which takes the name from the address
pub fn curl(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let dir = options.value(&["output-dir"]);
    if options.has(&["O", "remote-name", "remote-name-all"]) {
        let dir = dir.unwrap_or_else(|| Some(".".to_owned()));
        machine.write_at(&dir, How::Dir);
        return;
    }
    match (options.value(&["o", "output"]).flatten(), dir) {
        (Some(file), Some(dir)) if file != "-" => {
            machine.write_at(&dir.map(|dir| format!("{dir}/{file}")), How::Content);
        }
        _ => write_option(machine, call, &["o", "output"]),
    }
    write_option(machine, call, &["c", "cookie-jar"]);
    write_option(machine, call, &["D", "dump-header"]);
}

/// `wget -O file`, or else into a directory by the name in the address
pub fn wget(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    if options.has(&["O", "output-document"]) {
        return write_option(machine, call, &["O", "output-document"]);
    }
    let is_idle = options.has(&["spider", "version", "help", "V", "h"]);
    if !is_idle && (!options.operands.is_empty() || options.has(&["i", "input-file"])) {
        let dir = options.value(&["P", "directory-prefix"]).unwrap_or_else(|| Some(".".to_owned()));
        machine.write_at(&dir, How::Dir);
    }
}

fn write_option(machine: &mut Machine, call: &Invocation, flags: &[&str]) {
    if let Some(file) = call.options().value(flags)
        && file.as_deref() != Some("-")
    {
        machine.write_at(&file, How::Content);
    }
}

pub fn tar(machine: &mut Machine, call: &mut Invocation) {
    let mut args = call.args().to_vec();
    // `tar xf a.tar`: the first argument needs no dash.
    if let Some(Some(first)) = args.first_mut()
        && !first.starts_with('-')
    {
        first.insert(0, '-');
    }
    let options = call.options_of(&args);
    if options.has(&["c", "create", "r", "u", "append", "update"]) {
        if let Some(file) = options.value(&["f", "file"])
            && file.as_deref() != Some("-")
        {
            machine.write_at(&file, How::Content);
        }
    } else if options.has(&["x", "extract", "get"]) {
        let dir = options.value(&["C", "directory"]);
        unpack(machine, dir);
    }
}

/// `uniq from to`
pub fn second(machine: &mut Machine, call: &mut Invocation) {
    if let Some(file) = call.options().operands.get(1) {
        machine.write_at(file, How::Content);
    }
}

/// `unzip archive -d dir`
pub fn unzip(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    if !options.has(&["l", "v", "t", "p", "c", "z", "Z", "h"]) {
        unpack(machine, options.value(&["d"]));
    }
}

/// What is in an archive only the archive knows, but not where that goes.
fn unpack(machine: &mut Machine, dir: Option<Value>) {
    machine.not_understood();
    let dir = dir.unwrap_or_else(|| Some(".".to_owned()));
    if let Some(dir) = machine.target(&dir) {
        machine.write(&dir, How::Below);
    }
}
