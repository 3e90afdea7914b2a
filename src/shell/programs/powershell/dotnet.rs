//! Methods of .NET's types that write files: `[IO.File]::WriteAllText(…)`.

use super::super::program::Invocation;
use super::arguments::list;
use crate::shell::effect::{How, Removal};
use crate::shell::machine::Machine;
use crate::shell::value::Value;

fn arg(call: &Invocation, at: usize) -> Value {
    list(call.args().get(at).cloned().flatten()).pop().flatten()
}

pub fn file(machine: &mut Machine, call: &mut Invocation) {
    let method = call.name().rsplit("::").next().unwrap_or_default().to_lowercase();
    let how = match method.as_str() {
        "delete" => {
            if let Some(path) = machine.target(&arg(call, 0)) {
                machine.remove(&path, Removal::Name);
            }
            return;
        }
        "move" => {
            if let Some(path) = machine.target(&arg(call, 0)) {
                machine.remove(&path, Removal::Name);
            }
            machine.write_at(&arg(call, 1), How::Name);
            return;
        }
        "copy" | "replace" => {
            machine.write_at(&arg(call, 1), How::Content);
            return;
        }
        "open" => match call.args().get(1).cloned().flatten() {
            Some(mode) if mode.eq_ignore_ascii_case("open") => return,
            Some(mode) if mode.eq_ignore_ascii_case("append") => How::Append,
            Some(_) => How::Content,
            None => return machine.not_understood(),
        },
        name if name.starts_with("append") => How::Append,
        name if name.starts_with("set") => How::Append,
        name if name.starts_with("write") || name.starts_with("create") || name.starts_with("openwrite") => {
            How::Content
        }
        _ => return,
    };
    let path = machine.write_at(&arg(call, 0), how);
    if let (Some(path), Some(Some(text))) = (path, call.args().get(1)) {
        machine.gets(&path, text);
    }
}

pub fn directory(machine: &mut Machine, call: &mut Invocation) {
    let method = call.name().rsplit("::").next().unwrap_or_default().to_lowercase();
    let Some(path) = machine.target(&arg(call, 0)) else { return };
    match method.as_str() {
        "delete" => machine.write_tree(&path),
        "createdirectory" => machine.make_dir(&path),
        "move" => {
            if let Some(to) = machine.target(&arg(call, 1)) {
                machine.copy(&path, &to, How::Name);
            }
            machine.write_tree(&path);
        }
        "setcurrentdirectory" => machine.state_mut().go(Some(path)),
        _ => {}
    }
}

/// `[Environment]::SetEnvironmentVariable(name, value)`
pub fn environment(machine: &mut Machine, call: &mut Invocation) {
    if let Some(Some(name)) = call.args().first() {
        let value = call.args().get(1).cloned().flatten();
        machine.sets_agent(&name.to_uppercase(), &value);
    }
}

/// `New-Object IO.StreamWriter(path)`
pub fn new_object(machine: &mut Machine, call: &mut Invocation) {
    let args: Vec<Value> = call
        .args()
        .iter()
        .filter(|arg| arg.as_deref().is_none_or(|arg| !arg.starts_with('-')))
        .cloned()
        .collect();
    let kind = args.first().cloned().flatten().unwrap_or_default().to_lowercase();
    if matches!(kind.strip_prefix("system.").unwrap_or(&kind), "io.streamwriter" | "io.filestream") {
        let given = list(args.get(1).cloned().flatten());
        machine.write_at(&given.into_iter().next().flatten(), How::Content);
    }
}

/// `[IO.StreamWriter]::new(path)`
pub fn writer(machine: &mut Machine, call: &mut Invocation) {
    machine.write_at(&arg(call, 0), How::Content);
}
