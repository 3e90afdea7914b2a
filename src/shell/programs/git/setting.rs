//! What stands before git's command, and around it: where it runs, and what is set for it alone.

use std::path::{Path, PathBuf};

use crate::shell::machine::Machine;
use crate::shell::programs::program::Invocation;
use crate::shell::value::Value;

/// Variables that tie git to another repository or index.
const TIES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];
/// How many settings of variables are looked at.
const MOST_SETTINGS: usize = 64;

pub struct Setting {
    pub dir: Option<PathBuf>,
    /// It works on another repository or index than that of its directory.
    pub is_tied: bool,
    git_dir: Option<Value>,
    /// `-c name=value`, the names in lower case.
    config: Vec<(String, Value)>,
}

impl Setting {
    pub fn new(machine: &Machine, call: &Invocation) -> Setting {
        let state = machine.state();
        Setting {
            dir: state.cwd().map(Path::to_owned),
            is_tied: call.sets(&TIES) || TIES.iter().any(|name| state.get(name).is_some()),
            git_dir: state.get("GIT_DIR"),
            config: from_variables(machine),
        }
    }

    /// Takes in an option, and its value where that is an argument of its own.
    pub fn option<'a>(&mut self, machine: &Machine, text: &str, args: &mut impl Iterator<Item = &'a Value>) {
        match text {
            "-C" => {
                let to = args.next().cloned().flatten();
                self.dir = match (self.dir.take(), to) {
                    (Some(dir), Some(to)) => Some(machine.ground().disk().absolute(&dir, &to)),
                    (None, Some(to)) => machine.at(&to),
                    _ => None,
                };
            }
            "-c" | "--config-env" => {
                self.config.extend(args.next().into_iter().flatten().map(|text| pair(text)));
            }
            "--namespace" | "--exec-path" | "--super-prefix" | "--attr-source" => {
                args.next();
            }
            "--git-dir" | "--work-tree" => {
                self.is_tied = true;
                let value = args.next().cloned().flatten();
                if text == "--git-dir" {
                    self.git_dir = Some(value);
                }
            }
            _ => {
                if let Some(text) = text.strip_prefix("--config-env=") {
                    self.config.push(pair(text));
                }
                if let Some(dir) = text.strip_prefix("--git-dir=") {
                    self.git_dir = Some(Some(dir.to_owned()));
                }
                self.is_tied |= text.starts_with("--git-dir=") || text.starts_with("--work-tree=");
            }
        }
    }

    /// A directory of the repository that it works on, where that is known.
    pub fn place(&self, machine: &Machine) -> Option<PathBuf> {
        match (&self.git_dir, &self.dir) {
            (None, dir) => dir.clone(),
            (Some(Some(git_dir)), Some(dir)) => Some(machine.ground().disk().absolute(dir, git_dir)),
            (Some(git_dir), _) => machine.at(git_dir.as_deref()?),
        }
    }

    /// What is set for this call alone by this name, in lower case.
    pub fn of(&self, name: &str) -> Option<&Value> {
        self.config.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The same as a switch.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.of(name).map(is_on)
    }
}

/// Whether the value of a setting switches something on.
pub fn is_on(value: &Value) -> bool {
    let text = value.as_deref().unwrap_or_default().to_lowercase();
    !matches!(text.as_str(), "false" | "no" | "off" | "0" | "")
}

fn pair(text: &str) -> (String, Value) {
    let (name, value) = text.split_once('=').unwrap_or((text, "true"));
    (name.to_lowercase(), Some(value.to_owned()))
}

/// `GIT_CONFIG_COUNT` with its kin, and `GIT_CONFIG_PARAMETERS`.
fn from_variables(machine: &Machine) -> Vec<(String, Value)> {
    let get = |name: &str| machine.state().get(name);
    let known = |name: &str| get(name).flatten();
    let words = known("GIT_CONFIG_PARAMETERS").unwrap_or_default().replace('\'', "");
    let mut config: Vec<(String, Value)> = words.split_whitespace().map(pair).collect();
    if let Some(count) = get("GIT_CONFIG_COUNT") {
        let count = count.and_then(|count| count.parse().ok()).unwrap_or(MOST_SETTINGS).min(MOST_SETTINGS);
        for at in 0..count {
            if let Some(key) = known(&format!("GIT_CONFIG_KEY_{at}")) {
                config.push((key.to_lowercase(), known(&format!("GIT_CONFIG_VALUE_{at}"))));
            }
        }
    }
    config
}
