//! What git runs at its hooks here, in the end: the commands of the scripts, and of the files that these hand on to.
//!
//! Read, never run, and as text: a word in a script is taken for the program of that name. Files are looked at one step
//! deep, as far as they are ordinary ones of a modest size.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;

use super::file;
use super::hook::Hook;
use super::manager::HookManager;
use super::{husky, slot};
use crate::git::repo::Repo;
use crate::sys::file as files;

/// A script that is longer is a program.
const LONGEST: u64 = 256 * 1024;

/// Programs that read what they run from a file of the project: by what a script calls them, and where.
const SETTINGS: [(&[&str], &[&str]); 4] = [
    (
        &["lefthook"],
        &[
            "lefthook.yml",
            "lefthook.yaml",
            "lefthook.toml",
            "lefthook.json",
            ".lefthook.yml",
            ".lefthook.yaml",
            "lefthook-local.yml",
            ".lefthook-local.yml",
        ],
    ),
    (
        &["pre-commit hook-impl", "prek hook-impl", "pre-commit run", "prek run"],
        &[".pre-commit-config.yaml", "prek.toml"],
    ),
    (&["hk run"], &["hk.local.pkl", ".config/hk.local.pkl", "hk.pkl", ".config/hk.pkl"]),
    (&["grumphp"], &["grumphp.yml", "grumphp.yaml", "grumphp.yml.dist"]),
];

/// Where `package.json` has hooks for the older managers that read them from there.
const IN_PACKAGE: [(&str, &str); 3] =
    [("husky", "/husky/hooks"), ("yorkie", "/gitHooks"), ("node_modules/pre-commit", "/pre-commit")];

/// Programs that run the scripts of `package.json` by name.
const RUNNERS: [&str; 4] = ["npm", "pnpm", "yarn", "bun"];

impl Repo {
    /// The lines of everything that git runs at the hooks that are ours to answer, ours left out.
    pub fn hook_lines(&self) -> Result<Vec<String>> {
        let dir = self.hooks_dir()?;
        let mut lines = Vec::new();
        for hook in Hook::ALL {
            lines.extend(ran(&dir, hook)?.into_iter().flat_map(|text| commands(&text)));
        }
        let mut further = Vec::new();
        for line in &mut lines {
            further.extend(self.handed_on(line));
        }
        lines.append(&mut further);
        Ok(lines)
    }

    /// The lines of what a line hands on to. A script of `package.json` stands for the line that names it.
    fn handed_on(&self, line: &mut String) -> Vec<String> {
        let mut lines = Vec::new();
        for (names, places) in SETTINGS {
            if names.iter().any(|name| line.contains(name)) {
                lines.extend(places.iter().filter_map(|place| text(&self.root.join(place))));
            }
        }
        for (name, place) in IN_PACKAGE {
            if line.contains(name) {
                let hooks = self.package().and_then(|package| package.pointer(place).cloned());
                lines.extend(
                    hooks
                        .iter()
                        .flat_map(texts_in)
                        .map(|script| self.package_script(&script).unwrap_or(script)),
                );
            }
        }
        if let Some(script) = self.package_script(line) {
            *line = script;
        }
        let words = line.split_whitespace().map(|word| word.trim_matches(['"', '\'', ';']));
        let is_script = |word: &&str| word.contains('/') && !word.starts_with('/') && !word.contains("..");
        let scripts = words.filter(is_script).filter(|word| !word.contains("node_modules"));
        lines.extend(scripts.filter_map(|word| text(&self.root.join(word))));
        lines.iter().flat_map(|text| commands(text)).collect()
    }

    /// The script of `package.json` that a line runs by name.
    fn package_script(&self, line: &str) -> Option<String> {
        let mut words = line.split_whitespace().skip_while(|word| !RUNNERS.contains(word)).skip(1).peekable();
        words.peek()?;
        let package = self.package()?;
        let scripts = package.get("scripts")?;
        words.find_map(|word| scripts.get(word)?.as_str().map(str::to_owned))
    }

    fn package(&self) -> Option<Value> {
        serde_json::from_str(&text(&self.root.join("package.json"))?).ok()
    }
}

/// The texts in a value, however they are arranged.
fn texts_in(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts_in).collect(),
        Value::Object(fields) => fields.values().flat_map(texts_in).collect(),
        _ => Vec::new(),
    }
}

/// The texts that run when git calls a hook.
fn ran(dir: &Path, hook: Hook) -> Result<Vec<String>> {
    let at = dir.join(hook.name());
    if !file::is_executable(&at) {
        return Ok(Vec::new());
    }
    if dir.file_name().is_some_and(|name| name == "_") && husky::runs(hook) {
        return Ok(text(&dir.with_file_name(hook.name())).into_iter().collect());
    }
    let legacy = dir.join(format!("{}.legacy", hook.name()));
    let mut running = vec![at];
    let runs_legacy = file::manager(&running[0])?.is_some_and(HookManager::runs_legacy);
    if runs_legacy && file::is_executable(&legacy) {
        running.push(legacy);
    }
    let mut texts = Vec::new();
    for path in running {
        if file::manager(&path)? == Some(HookManager::Auraops) {
            let chained = (slot::Slot { dir, hook }).run_by_ours()?;
            texts.extend(chained.iter().filter_map(|path| script(path)));
        } else {
            texts.extend(script(&path));
        }
    }
    Ok(texts)
}

/// What a hook file says, or comes down to where a manager made it.
fn script(path: &Path) -> Option<String> {
    Some(match file::manager(path).ok()?? {
        HookManager::PreCommit => "pre-commit hook-impl".to_owned(),
        HookManager::Prek => "prek hook-impl".to_owned(),
        HookManager::Lefthook => "lefthook run".to_owned(),
        HookManager::Auraops | HookManager::Other => text(path)?,
    })
}

fn text(path: &Path) -> Option<String> {
    let is_text = path.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= LONGEST);
    if !is_text {
        return None;
    }
    let bytes = files::read(path).ok()??;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines that do something: no comments, and nothing that is only said.
fn commands(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    let says = |line: &str| {
        line.starts_with("echo ") && !["&&", "||", ";", "|"].iter().any(|word| line.contains(word))
    };
    let does = |line: &&str| !line.starts_with('#') && !line.starts_with("//") && !says(line);
    lines.filter(|line| !line.is_empty()).filter(does).map(str::to_owned).collect()
}
