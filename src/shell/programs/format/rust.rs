//! `cargo fmt`, `cargo fix` and `rustfmt`, which go from file to file by the modules that these name.

use std::path::{Path, PathBuf};

use super::formatter::below;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::programs::options::{Options, Spec};
use crate::shell::value::Value;

const RUST: &[&str] = &["rs"];
const CARGO: Spec =
    Spec::new("pFj", &["package", "manifest-path", "message-format", "features", "target", "bin", "config"]);
const RUSTFMT: Spec =
    Spec::new("", &["config-path", "edition", "config", "emit", "color", "style-edition", "print-config"]);

/// Does what one of them does; false where it is none.
pub fn run(machine: &mut Machine, name: &str, args: &[Value]) -> bool {
    let mut args = args;
    if let ("cargo", Some(Some(first))) = (name, args.first())
        && first.starts_with('+')
    {
        args = &args[1..];
    }
    let command = args.first().and_then(Option::as_deref).unwrap_or_default();
    match (name, command) {
        ("cargo", "fmt" | "fix") => cargo(machine, &args[1..], true),
        ("cargo", "clippy") => cargo(machine, &args[1..], false),
        ("rustfmt", _) => rustfmt(machine, args),
        _ => return false,
    }
    true
}

/// Everything of the packages here; `clippy` only where it is told to.
fn cargo(machine: &mut Machine, args: &[Value], always: bool) {
    let has = |flag: &str| args.iter().any(|arg| arg.as_deref() == Some(flag));
    if has("--check") || has("--help") || has("-h") || !always && !has("--fix") {
        return machine.run_other();
    }
    let options = Options::parse(args, CARGO);
    if options.has(&["p", "package"]) {
        // Where a package lies is not in its name.
        return machine.not_understood();
    }
    let manifest = match options.value(&["manifest-path"]) {
        Some(file) => machine.path(&file),
        None => machine.at(".").and_then(|here| manifest(machine, &here)),
    };
    let Some(dir) = manifest.as_deref().and_then(Path::parent) else { return machine.not_understood() };
    below(machine, dir, RUST, &["cargo".to_owned(), "fmt".to_owned()], true);
}

/// The manifest that cargo would find.
fn manifest(machine: &Machine, here: &Path) -> Option<PathBuf> {
    let here = crate::shell::path::lexical(here);
    let disk = machine.ground().disk();
    let dirs = here.ancestors().take_while(|dir| dir.starts_with(machine.root()));
    dirs.map(|dir| dir.join("Cargo.toml")).find(|file| disk.exists(file))
}

/// Files, and those of the modules that they name.
fn rustfmt(machine: &mut Machine, args: &[Value]) {
    let options = Options::parse(args, RUSTFMT);
    let is_printed = options.value(&["emit"]).flatten().is_some_and(|to| to != "files");
    if options.has(&["check", "help", "version", "h", "V", "print-config"]) || is_printed {
        return;
    }
    for file in &options.operands {
        let Some(path) = machine.write_at(file, How::Content) else { continue };
        let is_root =
            path.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs" || name == "main.rs");
        let dir = if is_root { path.parent().map(Path::to_owned) } else { Some(path.with_extension("")) };
        if let Some(dir) = dir.filter(|dir| machine.ground().is_dir(dir)) {
            below(machine, &dir, RUST, &["rustfmt".to_owned()], true);
        }
    }
}
