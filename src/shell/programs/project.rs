//! Programs that run what a project's own file says: `npm run name`, `make target`.

use std::path::{Path, PathBuf};

use super::options::{Options, Spec};
use super::program::Invocation;
use crate::shell::machine::Machine;
use crate::shell::value::{UNKNOWN, Value, replaced};

/// How many targets of a make file are gone through for one.
const MOST_TARGETS: usize = 32;
pub const NPM: Spec = Spec::new("Cw", &["prefix", "cwd", "dir", "workspace", "filter"]).stopping();
pub const MAKE: Spec = Spec::new("Cfj", &["directory", "file", "makefile", "jobs"]);
/// What the package managers do themselves.
const OWN: [&str; 24] = [
    "install", "i", "ci", "add", "remove", "update", "upgrade", "audit", "outdated", "publish", "pack",
    "view", "info", "config", "list", "ls", "why", "link", "cache", "login", "whoami", "help", "create",
    "init",
];

/// `npm run name`, `yarn name`, `pnpm exec command`
pub fn npm(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    let elsewhere = options.value(&["C", "prefix", "cwd", "dir"]);
    let dir = elsewhere.unwrap_or_else(|| Some(".".to_owned()));
    let Some(dir) = machine.path(&dir) else { return };
    let mut operands = options.operands.into_iter();
    let word = operands.next().flatten().unwrap_or_default();
    let behind: Vec<Value> = operands.collect();
    let rest = Options::parse(&behind, NPM);
    // `npm run build --prefix dir`
    let anywhere = Options::parse(&behind, Spec { stops: false, ..NPM });
    let dir = match anywhere.value(&["prefix", "cwd", "dir"]) {
        Some(dir) => machine.path(&dir),
        None => Some(dir),
    };
    let Some(dir) = dir else { return };
    match word.as_str() {
        "exec" | "x" | "dlx" => machine.within(&dir, |machine| machine.run_command(rest.operands)),
        "run" | "run-script" => script(machine, &dir, &rest.operands),
        "test" | "start" | "t" => script(machine, &dir, &[Some(word)]),
        "" => machine.run_other(),
        word if OWN.contains(&word) => machine.run_other(),
        // `yarn build`, and `yarn prettier`, which is a program.
        word => {
            let command: Vec<Value> = std::iter::once(Some(word.to_owned())).chain(behind).collect();
            script(machine, &dir, &command);
        }
    }
}

/// Runs a script of a package, or else the program of that name.
fn script(machine: &mut Machine, dir: &Path, command: &[Value]) {
    machine.run_other();
    let Some(Some(name)) = command.first() else { return };
    let text = machine.file(&dir.join("package.json"));
    let package = text.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let script = package.as_ref().and_then(|package| package.get("scripts")?.get(name)?.as_str());
    match script {
        Some(script) => machine.within(dir, |machine| machine.run_text(Some(script.to_owned()))),
        None if package.is_some() => machine.within(dir, |machine| machine.run_command(command.to_vec())),
        None => {}
    }
}

/// `make target`, `make -C dir`
pub fn make(machine: &mut Machine, call: &mut Invocation) {
    let options = call.options();
    machine.run_other();
    if options.has(&["n", "just-print", "dry-run", "q", "question", "p", "version", "v", "help", "h"]) {
        return;
    }
    let dir = options.value(&["C", "directory"]).unwrap_or_else(|| Some(".".to_owned()));
    let Some(dir) = machine.path(&dir) else { return };
    let files: Vec<PathBuf> = match options.value(&["f", "file", "makefile"]) {
        Some(file) => file.into_iter().map(|file| dir.join(file)).collect(),
        None => ["GNUmakefile", "makefile", "Makefile"].into_iter().map(|name| dir.join(name)).collect(),
    };
    let Some(text) = files.iter().find_map(|file| machine.file(file)) else { return };
    let rules = Rules::read(&text);
    let targets: Vec<String> =
        options.operands.into_iter().flatten().filter(|target| !target.contains('=')).collect();
    let targets = if targets.is_empty() { rules.first() } else { targets };
    for recipe in rules.recipes(targets) {
        machine.within(&dir, |machine| machine.run_text(Some(recipe)));
    }
}

/// The rules of a make file: target, what it needs, and its lines.
struct Rules {
    rules: Vec<(String, Vec<String>, Vec<String>)>,
    variables: Vec<(String, String)>,
}

impl Rules {
    fn read(text: &str) -> Rules {
        let mut rules = Rules { rules: Vec::new(), variables: vec![("MAKE".to_owned(), "make".to_owned())] };
        for line in text.replace("\\\n", " ").lines() {
            if let Some(recipe) = line.strip_prefix('\t') {
                if let Some((_, _, lines)) = rules.rules.last_mut() {
                    lines.push(recipe.trim_start_matches(['@', '-', '+', ' ']).to_owned());
                }
                continue;
            }
            let assignment = line
                .split_once('=')
                .filter(|(name, _)| !name.trim_end_matches([':', '?', '+', ' ']).contains([':', ' ']));
            if let Some((name, value)) = assignment {
                let name = name.trim_end_matches([':', '?', '+', ' ']).trim();
                rules.variables.push((name.to_owned(), value.trim().to_owned()));
            } else if let Some((targets, needs)) =
                line.split_once(':').filter(|_| !line.starts_with(['#', ' ', '.']))
            {
                let needs: Vec<String> = needs.split_whitespace().map(str::to_owned).collect();
                for target in targets.split_whitespace() {
                    rules.rules.push((target.to_owned(), needs.clone(), Vec::new()));
                }
            }
        }
        rules
    }

    fn first(&self) -> Vec<String> {
        self.rules.first().map(|(target, ..)| target.clone()).into_iter().collect()
    }

    /// What is run for targets and for what they need, a line each.
    fn recipes(&self, targets: Vec<String>) -> Vec<String> {
        let (mut open, mut seen, mut lines) = (targets, Vec::new(), Vec::new());
        while let Some(target) = open.pop() {
            if seen.contains(&target) || seen.len() >= MOST_TARGETS {
                continue;
            }
            for (_, needs, recipe) in self.rules.iter().filter(|(name, ..)| *name == target) {
                open.extend(needs.iter().cloned());
                lines.extend(recipe.iter().map(|line| self.filled(line)));
            }
            seen.push(target);
        }
        lines
    }

    /// A line with its variables replaced, and with a mark for those that nobody knows.
    fn filled(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (name, value) in &self.variables {
            for form in [format!("$({name})"), format!("${{{name}}}")] {
                line = replaced(&line, &form, value).unwrap_or(line);
            }
        }
        let mut text = String::new();
        let mut rest = line.as_str();
        while let Some((before, behind)) = rest.split_once('$') {
            text.push_str(before);
            rest = match behind.chars().next() {
                // The shell's own.
                Some('$') => {
                    text.push('$');
                    &behind[1..]
                }
                Some('(') => {
                    text.push(UNKNOWN);
                    behind.split_once(')').map_or("", |(_, rest)| rest)
                }
                Some('{') => {
                    text.push(UNKNOWN);
                    behind.split_once('}').map_or("", |(_, rest)| rest)
                }
                Some(c) => {
                    text.push(UNKNOWN);
                    &behind[c.len_utf8()..]
                }
                None => "",
            };
        }
        text + rest
    }
}
