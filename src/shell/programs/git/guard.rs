//! Git commands that take away what guards everybody's work: hooks, names, stashes.

use std::path::{Path, PathBuf};

use super::setting::{Setting, is_on};
use super::writes::writes;
use crate::shell::effect::{Effect, GitAction, GitCommand, How, Join};
use crate::shell::guards::Guard;
use crate::shell::machine::Machine;
use crate::shell::programs::options::{Options, Spec};
use crate::shell::programs::program::Invocation;
use crate::shell::value::Value;

/// Variables that name a whole file of settings.
const FILES: [&str; 3] = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG"];
const CONFIG: Spec = Spec::new("f", &["file", "blob", "type", "default", "comment", "value", "url"]);
const JOIN: Spec = Spec::new(
    "sXxmFS",
    &["strategy", "strategy-option", "exec", "onto", "message", "file", "depth", "upload-pack", "whitespace"],
);
/// What goes on with a rebase or a merge, or gives it up.
const GOES_ON: [&str; 6] = ["abort", "continue", "skip", "quit", "edit-todo", "show-current-patch"];

/// One git command, as far as guards go.
pub struct Guarded<'s> {
    pub setting: &'s Setting,
    pub command: &'s str,
    pub args: &'s [Value],
    /// A directory of the repository that it works on.
    pub place: PathBuf,
}

/// Notes the guards that a command takes away.
pub fn guard(machine: &mut Machine, call: &Invocation, setting: &Setting, command: &str, args: &[Value]) {
    let Some(place) = setting.place(machine) else { return };
    let git = Guarded { setting, command, args, place };
    if let Some(alias) = setting.of(&format!("alias.{command}")) {
        alias_runs(machine, alias, args, &git.place);
    }
    if writes(command, args) {
        git.unguarded(machine);
    }
    match command {
        "config" => git.config(machine),
        "stash" => git.stash(machine),
        "reflog" => git.reflog(machine),
        "update-ref" => git.update_ref(machine, call),
        "pull" | "rebase" | "merge" => git.join(machine),
        _ => {}
    }
}

impl Guarded<'_> {
    fn takes(&self, machine: &mut Machine, guard: Guard) {
        machine.takes(guard, Some(self.place.clone()));
    }

    /// A command that writes without hooks, or without a name.
    fn unguarded(&self, machine: &mut Machine) {
        let names_file = |name: &&str| {
            let file = machine.state().get(name).flatten();
            file.is_some_and(|file| !matches!(file.as_str(), "" | "/dev/null" | "NUL" | "nul"))
        };
        if self.setting.of("core.hookspath").is_some() || FILES.iter().any(names_file) {
            self.takes(machine, Guard::GitHooks);
        }
        if machine.is_nameless() {
            self.takes(machine, Guard::Name);
        }
    }

    /// `git config name value`, `git config set name value`, and what takes them out.
    fn config(&self, machine: &mut Machine) {
        let options = Options::parse(self.args, CONFIG);
        let Some((verb, rest)) = verb(&options) else { return };
        if let Some(file) = options.value(&["f", "file"]) {
            return machine.within(&self.place, |machine| drop(machine.write_at(&file, How::Content)));
        }
        let is_wide = options.has(&["global", "system"]);
        if is_wide && ["HOME", "GIT_CONFIG_GLOBAL"].iter().any(|name| machine.state().get(name).is_some()) {
            return;
        }
        let place = (!is_wide).then(|| self.place.clone());
        let Some(Some(name)) = rest.first() else { return machine.not_understood() };
        let name = name.to_lowercase();
        let value = rest.get(1).cloned().unwrap_or_default();
        match (verb, name.as_str()) {
            ("set" | "unset", "core.hookspath") | ("section", "core") => {
                machine.takes(Guard::GitHooks, place);
            }
            ("set", "rebase.autostash" | "merge.autostash") if is_on(&value) => {
                machine.takes(Guard::Autostash, place);
            }
            ("set", name) if name.starts_with("alias.") => alias_runs(machine, &value, &[], &self.place),
            _ => {}
        }
    }

    /// A stash of everything, and the end of all stashes. The others are judged by what is in them.
    fn stash(&self, machine: &mut Machine) {
        let first = self.args.first().map(|first| first.as_deref().unwrap_or_default());
        let rest = match first {
            None => &[],
            Some("push" | "save") => &self.args[1..],
            Some(text) if text.starts_with('-') => self.args,
            Some("clear") => return self.takes(machine, Guard::Stashes),
            Some(_) => return,
        };
        let options = Options::parse(rest, Spec::new("m", &["message", "pathspec-from-file"]));
        let has_paths = first != Some("save") && !options.operands.is_empty();
        if !has_paths && !options.has(&["pathspec-from-file", "p", "patch", "h", "help"]) {
            self.takes(machine, Guard::Files);
        }
    }

    /// `git reflog delete stash@{0}`
    fn reflog(&self, machine: &mut Machine) {
        let options = Options::parse(self.args, Spec::NONE);
        let [Some(verb), refs @ ..] = &options.operands[..] else { return };
        let is_stash = |name: &Value| name.as_deref().is_some_and(is_stash);
        let ends = matches!(verb.as_str(), "delete" | "expire" | "drop");
        if ends && !options.has(&["n", "dry-run"]) && (options.has(&["all"]) || refs.iter().any(is_stash)) {
            self.takes(machine, Guard::Stashes);
        }
    }

    /// `git update-ref -d refs/stash`
    fn update_ref(&self, machine: &mut Machine, call: &Invocation) {
        let options = Options::parse(self.args, Spec::new("m", &[]));
        let is_named = options.operands.first().and_then(Option::as_deref).is_some_and(is_stash);
        let reads = options.has(&["stdin"]).then(|| call.input().cloned().flatten()).flatten();
        if is_named || reads.is_some_and(|text| text.split_whitespace().any(is_stash)) {
            self.takes(machine, Guard::Stashes);
        }
    }

    /// `git pull`, `git rebase` and `git merge`, which may put everything aside.
    fn join(&self, machine: &mut Machine) {
        let options = Options::parse(self.args, JOIN);
        if options.has(&GOES_ON) {
            return;
        }
        let switch = options.flags.iter().rev().find_map(|(flag, _)| match flag.as_str() {
            "autostash" | "autostas" | "autosta" | "autost" => Some(true),
            "no-autostash" => Some(false),
            _ => None,
        });
        let rebases = match options.value(&["r", "rebase"]) {
            Some(value) => value.is_none_or(|value| is_on(&Some(value))),
            None => self.setting.switch("pull.rebase").unwrap_or(false),
        };
        let join = match self.command {
            "rebase" => Join::Rebase,
            "merge" => Join::Merge,
            _ if rebases => Join::Rebase,
            _ if options.has(&["no-rebase", "ff-only"]) => Join::Merge,
            _ => Join::Either,
        };
        let given = |name: &str| self.setting.switch(name);
        let set = match join {
            Join::Rebase => given("rebase.autostash"),
            Join::Merge => given("merge.autostash"),
            Join::Either => given("rebase.autostash").or(given("merge.autostash")),
        };
        match switch.or(set) {
            Some(true) => self.takes(machine, Guard::Autostash),
            Some(false) => {}
            None if self.setting.is_tied => {}
            None => {
                let action = GitAction::Join(join);
                machine.defer(Effect::Git(GitCommand { dir: self.place.clone(), action }));
            }
        }
    }
}

/// What `git config` is to do, where it writes: set, unset, or something with a whole section; and with what.
fn verb(options: &Options) -> Option<(&'static str, &[Value])> {
    let operands = &options.operands[..];
    let first = operands.first().and_then(Option::as_deref);
    let rest = operands.get(1..).unwrap_or_default();
    match first {
        Some("set") => return Some(("set", rest)),
        Some("unset") => return Some(("unset", rest)),
        Some("rename-section" | "remove-section") => return Some(("section", rest)),
        Some("get" | "list" | "edit") | None => return None,
        Some(_) => {}
    }
    let reads = ["get", "get-all", "get-regexp", "get-urlmatch", "get-color", "get-colorbool", "l", "list"];
    if options.has(&reads) {
        return None;
    }
    if options.has(&["unset", "unset-all"]) {
        return Some(("unset", operands));
    }
    if options.has(&["rename-section", "remove-section"]) {
        return Some(("section", operands));
    }
    (operands.len() > 1).then_some(("set", operands))
}

fn is_stash(name: &str) -> bool {
    let name = name.split("@{").next().unwrap_or(name);
    matches!(name, "stash" | "refs/stash")
}

/// Reads what an alias stands for as a command of its own.
fn alias_runs(machine: &mut Machine, alias: &Value, args: &[Value], place: &Path) {
    let Some(text) = alias else { return machine.not_understood() };
    let mut text = match text.strip_prefix('!') {
        Some(command) => command.to_owned(),
        None => format!("git {text}"),
    };
    for arg in args {
        let Some(arg) = arg else { return machine.not_understood() };
        text.extend([" '", &arg.replace('\'', r"'\''"), "'"]);
    }
    machine.within(place, |machine| machine.run_text(Some(text)));
}
