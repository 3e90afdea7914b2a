//! Arguments as paths, and what else a program may look at.

use std::path::{Path, PathBuf};

use super::{Ground, Machine, ShellState};
use crate::shell::budget::LONGEST_PATH;
use crate::shell::effect::How;
use crate::shell::value::{UNKNOWN, Value, known_dir};

impl<'d> Machine<'d> {
    /// What is there.
    pub fn ground(&self) -> &Ground<'d> {
        &self.ground
    }

    /// The text of a file, as the text or the disk has it.
    pub fn file(&self, path: &Path) -> Option<String> {
        self.ground.text(path).map(str::to_owned).or_else(|| self.ground.disk().text(path))
    }

    /// Pays for a text of so many bytes; false where that is more than is made.
    pub fn pays(&self, bytes: usize) -> bool {
        self.budget.make(bytes)
    }

    /// The shell that the program runs in.
    pub fn state(&self) -> &ShellState {
        &self.state
    }

    /// The shell for its own commands, which change it.
    pub fn state_mut(&mut self) -> &mut ShellState {
        &mut self.state
    }

    /// The top of the work tree.
    pub fn root(&self) -> &'d Path {
        self.root
    }

    /// Whether another command or a `$(…)` reads what this one prints.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Whether what is not there really is not: nothing ran that may have made it.
    pub fn is_ground_certain(&self) -> bool {
        !self.ran_other && self.reading.unclear == 0
    }
}

impl Machine<'_> {
    /// A path as seen from the current directory, which may not be known.
    pub fn at(&self, text: &str) -> Option<PathBuf> {
        if text.is_empty() || text.contains(UNKNOWN) {
            return None;
        }
        let length = self.state.cwd().map_or(0, |cwd| cwd.as_os_str().len()) + text.len();
        if length > LONGEST_PATH {
            self.budget.exceed();
            return None;
        }
        match self.state.cwd() {
            Some(cwd) => Some(self.ground.disk().absolute(cwd, text)),
            None => Some(self.ground.disk().absolute(Path::new(""), text)).filter(|path| path.has_root()),
        }
    }

    /// The path of an argument; an unknown one is counted.
    pub fn path(&mut self, arg: &Value) -> Option<PathBuf> {
        let path = arg.as_deref().and_then(|text| self.at(text));
        if path.is_none() && arg.as_deref() != Some("") {
            self.not_understood();
        }
        path
    }

    /// The path of an argument that is written. Where only its directory is known, that is noted.
    pub fn target(&mut self, arg: &Value) -> Option<PathBuf> {
        let path = self.path(arg);
        if path.is_none()
            && let Some(dir) = arg.as_deref().and_then(known_dir).and_then(|dir| self.at(dir))
        {
            self.write(&dir, How::Below);
        }
        path
    }

    pub fn variable(&self, name: &str) -> Value {
        if let Some(value) = self.state.get(name) {
            return value;
        }
        match name {
            "PWD" => Some(self.state.cwd()?.to_str()?.to_owned()),
            "OLDPWD" => Some(self.state.old()?.to_str()?.to_owned()),
            "HOME" => Some(self.home?.to_str()?.to_owned()),
            "@" | "*" => {
                let args: Option<Vec<&str>> =
                    self.state.args()?.iter().skip(1).map(Option::as_deref).collect();
                Some(args?.join(" "))
            }
            _ => self.state.args()?.get(name.parse::<usize>().ok()?)?.clone(),
        }
    }
}
