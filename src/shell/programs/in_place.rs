//! Files that are rewritten where they are, as `sed -i`, `perl -i` and `awk -i inplace` do it.

use std::path::{Path, PathBuf};

use super::program::Invocation;
use crate::shell::effect::How;
use crate::shell::machine::Machine;
use crate::shell::value::{Value, replaced};

/// Rewrites each file, and keeps the old one by its name with a suffix.
pub fn rewrite(machine: &mut Machine, files: &[Value], suffix: &str) {
    for file in files {
        let Some(path) = machine.write_at(file, How::Name) else { continue };
        if !suffix.is_empty() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let backup =
                if suffix.contains('*') { replaced(suffix, "*", &name) } else { Some(name + suffix) };
            let Some(backup) = backup else { continue };
            let backup = path.parent().map_or_else(PathBuf::new, Path::to_owned).join(backup);
            machine.write(&backup, How::Name);
        }
    }
}

/// The operands behind the script, which is the first one unless an option gave it.
pub fn behind_script(operands: &[Value], has_script: bool) -> &[Value] {
    operands.get(usize::from(!has_script)..).unwrap_or_default()
}

/// `perl -pi -e`, `perl -i.bak -pe`: the files that come behind; false where it is another `perl`.
pub fn perl(machine: &mut Machine, call: &Invocation) -> bool {
    let options = call.options();
    let Some(suffix) = options.value(&["i"]) else { return false };
    let files = behind_script(&options.operands, options.has(&["e", "E"]));
    rewrite(machine, files, &suffix.unwrap_or_default());
    true
}
