//! Where the judge itself lies: whoever can write there decides what every hook says.

use std::path::Path;

use crate::sys::env;
use crate::ui::text::Plain;
use crate::workspace::Workspace;

/// That agents can replace the program which the hooks run, and what helps.
pub struct Warning {
    pub says: String,
    pub advice: &'static str,
}

/// What is to be said of the program that runs now, and of those that hooks name.
pub fn warning(workspace: &Workspace) -> Option<Warning> {
    let named = workspace.repo.hooks().map(|hooks| hooks.named_programs()).unwrap_or_default();
    let mut programs = env::program().into_iter().chain(named);
    let (place, program) = programs.find_map(|program| Some((place(workspace, &program)?, program)))?;
    Some(Warning {
        says: format!(
            "auraops runs from {place}, where agents write: any of them can replace `{}`, the program that judges it",
            Plain(&program.display().to_string())
        ),
        advice: "install it elsewhere (cargo install --path puts it into ~/.cargo/bin), then from there: auraops hook install",
    })
}

impl Warning {
    /// All of it as one line.
    pub fn note(&self) -> String {
        format!("{}; {}", self.says, self.advice)
    }
}

/// Which place that agents write to a program lies in.
fn place(workspace: &Workspace, program: &Path) -> Option<&'static str> {
    let program = program.canonicalize().ok()?;
    let trees = workspace.repo.worktrees().unwrap_or_default();
    let is_below = |dir: &Path| dir.canonicalize().is_ok_and(|dir| program.starts_with(dir));
    if is_below(&workspace.repo.root) || trees.iter().any(|tree| is_below(&tree.root)) {
        return Some("inside this repository");
    }
    is_below(&std::env::temp_dir()).then_some("the folder for temporary files")
}
