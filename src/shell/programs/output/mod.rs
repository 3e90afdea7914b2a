//! Programs that write what an option or an operand names: compilers, packers, what downloads, what generates.
//!
//! A new one is one row in `table` and one line in the table of `tests/outputs.rs`.

mod row;
mod table;

use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::Value;
use row::{Operands, Output};

/// Arguments in their parts.
#[derive(Default)]
struct Parts {
    files: Vec<Value>,
    dirs: Vec<Value>,
    operands: Vec<Value>,
    is_in_place: bool,
}

/// Does what such a program does; false where the command is none.
pub fn run(machine: &mut Machine, name: &str, args: &[Value]) -> bool {
    let Some(output) = table::OUTPUTS.iter().find(|output| output.takes(name, args)) else { return false };
    if let Some(parts) = output.parts(args) {
        for file in &parts.files {
            write(machine, file);
        }
        for dir in &parts.dirs {
            fill(machine, dir);
        }
        operands(machine, output.operands, &parts);
    }
    machine.run_other();
    true
}

impl Output {
    fn takes(&self, name: &str, args: &[Value]) -> bool {
        let first = || {
            args.iter().flatten().find(|text| !text.starts_with('-') || self.command.contains(&text.as_str()))
        };
        self.names.contains(&name)
            && (self.command.is_empty()
                || first().is_some_and(|first| self.command.contains(&first.as_str())))
    }

    /// The arguments in their parts; `None` where nothing is written.
    fn parts(&self, args: &[Value]) -> Option<Parts> {
        let mut parts = Parts::default();
        let mut is_command = self.command.is_empty();
        let mut args = args.iter().peekable();
        while let Some(arg) = args.next() {
            let text = arg.as_deref().unwrap_or_default();
            if text == "--" {
                parts.operands.extend(args.cloned());
                break;
            }
            if text.len() < 2 || !text.starts_with('-') {
                match is_command {
                    true if self.checks.contains(&text) => return None,
                    true => parts.operands.push(arg.clone()),
                    false => is_command = true,
                }
                continue;
            }
            let name = text.trim_start_matches('-');
            let (name, value) =
                name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
            let is_cluster = !text.starts_with("--")
                && name.len() <= 4
                && name.bytes().all(|byte| byte.is_ascii_alphabetic());
            let is_check =
                |check: &&str| *check == name || is_cluster && check.len() == 1 && name.contains(*check);
            if self.checks.iter().any(is_check) {
                return None;
            }
            parts.is_in_place |= matches!(name, "i" | "in-place" | "inplace" | "L" | "overwrite_original");
            let is = |flags: &[&str], name: &str| {
                flags
                    .iter()
                    .any(|flag| flag.strip_prefix('*').map_or(*flag == name, |end| name.ends_with(end)))
            };
            // `-ofile`, `-Idir`, and the `o` of `-qo file`.
            let is_short = !text.starts_with("--");
            let (name, value) =
                match (is(self.files, name) || is(self.dirs, name) || is(self.valued, name), is_short) {
                    (false, true) if name.len() > 1 && name.is_ascii() => {
                        let one = |at: usize| {
                            is(self.files, &name[at..=at])
                                || is(self.dirs, &name[at..=at])
                                || is(self.valued, &name[at..=at])
                        };
                        let at = (0..name.len().min(4)).find(|at| one(*at)).unwrap_or(0);
                        let rest = &text[text.len().min(at + 2)..];
                        (&name[at..=at], Some(rest).filter(|rest| !rest.is_empty()))
                    }
                    _ => (name, value),
                };
            let (is_file, is_dir) = (is(self.files, name), is(self.dirs, name));
            if !is_file && !is_dir && !is(self.valued, name) {
                continue;
            }
            let value = match value {
                Some(value) => Some(value.to_owned()),
                None => args.next().cloned().flatten(),
            };
            match (is_file, is_dir) {
                // Where the report goes is behind its kind.
                (true, _) if name == "cov-report" => {
                    parts.dirs.extend(
                        value
                            .and_then(|value| Some(value.split_once(':')?.1.to_owned()))
                            .filter(|file| file.contains(['/', '.']))
                            .map(Some),
                    );
                }
                (true, _) => parts.files.push(value),
                (_, true) => parts.dirs.push(value),
                _ => {}
            }
        }
        Some(parts)
    }
}

fn operands(machine: &mut Machine, which: Operands, parts: &Parts) {
    let operands = &parts.operands[..];
    let mut each = |operands: &[Value]| operands.iter().for_each(|operand| write(machine, operand));
    match which {
        Operands::All | Operands::Beside => each(operands),
        Operands::First => each(operands.get(..1).unwrap_or_default()),
        Operands::Second => each(operands.get(1..2).unwrap_or_default()),
        Operands::Last => each(operands.last().map(std::slice::from_ref).unwrap_or_default()),
        Operands::From(at) => each(operands.get(at..).unwrap_or_default()),
        Operands::InPlace if parts.is_in_place => {
            each(operands.last().map(std::slice::from_ref).unwrap_or_default());
        }
        Operands::LastDir => {
            if let Some(dir) = operands.last() {
                fill(machine, dir);
            }
        }
        Operands::Transfer => {
            if let Some(last) = operands.last().filter(|last| operands.len() > 1 && !is_elsewhere(last)) {
                write(machine, last);
            }
        }
        Operands::Fixed(names) => {
            for name in names {
                write(machine, &Some((*name).to_owned()));
            }
        }
        Operands::FixedIfAny(names) if !operands.is_empty() => {
            for name in names {
                write(machine, &Some((*name).to_owned()));
            }
        }
        Operands::None | Operands::InPlace | Operands::FixedIfAny(_) => {}
    }
}

/// A place on another machine, or in a container.
fn is_elsewhere(place: &Value) -> bool {
    place.as_deref().is_none_or(|text| {
        text.split('/').next().is_some_and(|first| (first.len() > 2 || !cfg!(windows)) && first.contains(':'))
    })
}

/// Writes a file, or something in a directory.
fn write(machine: &mut Machine, file: &Value) {
    if file.as_deref() == Some("-") {
        return;
    }
    let Some(path) = machine.target(file) else { return };
    let how = if machine.ground().is_dir(&path) { How::Dir } else { How::Content };
    machine.write(&path, how);
}

/// Puts something of unknown name into a directory, which may be new.
fn fill(machine: &mut Machine, dir: &Value) {
    let Some(path) = machine.target(dir) else { return };
    if machine.ground().is_dir(&path) {
        machine.write(&path, How::Dir);
    } else {
        machine.make_dir(&path);
    }
}
