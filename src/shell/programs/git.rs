//! What a git command would do to the work tree. Which files those are git itself is asked later.

use std::path::{Path, PathBuf};

use super::options::{Options, Spec};
use crate::shell::effect::{DiffFrame, Effect, GitAction, GitCommand};
use crate::shell::machine::Machine;
use crate::shell::machine::Stream;
use crate::shell::path::lexical;
use crate::shell::value::{UNKNOWN, Value};

const fn spec(short: &'static str, long: &'static [&'static str]) -> Spec {
    Spec { short, long, attached: "", stops: false }
}

/// Variables that tie git to another repository or index.
const TIES: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];

impl Machine<'_> {
    pub fn git(&mut self, args: &[Value], env: &[String], stream: &Stream) {
        let mut is_tied = env.iter().any(|name| TIES.contains(&name.as_str()))
            || TIES.iter().any(|name| self.state().get(name).is_some());
        let mut dir = self.state().cwd().map(Path::to_owned);
        let mut args = args.iter();
        let command = loop {
            let Some(arg) = args.next() else { return };
            let Some(text) = arg.as_deref() else {
                self.not_understood();
                return;
            };
            match text {
                "-C" => {
                    let to = args.next().cloned().flatten();
                    dir = match (dir, to) {
                        (Some(dir), Some(to)) => Some(self.ground().disk().absolute(&dir, &to)),
                        (None, Some(to)) => self.at(&to),
                        _ => None,
                    };
                }
                "-c" | "--namespace" | "--config-env" | "--exec-path" | "--super-prefix"
                | "--attr-source" => drop(args.next()),
                "--git-dir" | "--work-tree" => {
                    is_tied = true;
                    args.next();
                }
                "--help" | "--version" | "-h" | "-v" | "--html-path" | "--man-path" => return,
                text if text.starts_with("--git-dir=") || text.starts_with("--work-tree=") => is_tied = true,
                text if text.starts_with('-') => {}
                text => break text.to_owned(),
            }
        };
        let rest: Vec<Value> = args.cloned().collect();
        if command == "rev-parse" {
            let is_top = matches!(&rest[..], [Some(flag)] if flag == "--show-toplevel");
            let is_here = dir.as_deref().is_some_and(|dir| lexical(dir).starts_with(self.root()));
            self.print(
                (is_top && is_here && !is_tied).then(|| self.root().to_string_lossy().into_owned()),
                None,
            );
            return;
        }
        if !matches!(
            command.as_str(),
            "checkout" | "restore" | "switch" | "reset" | "clean" | "stash" | "rm" | "mv" | "apply"
        ) {
            if !matches!(command.as_str(), "add" | "commit" | "status" | "diff" | "log" | "show" | "push") {
                self.run_other();
            }
            return;
        }
        let Some(dir) = dir.filter(|_| !is_tied) else {
            self.not_understood();
            return;
        };
        match self.actions(&command, &rest, &dir, stream) {
            Some(actions) => {
                for action in actions {
                    self.defer(Effect::Git(GitCommand { dir: dir.clone(), action }));
                }
            }
            None => self.not_understood(),
        }
    }

    /// What it does; `None` where that cannot be told.
    fn actions(
        &mut self,
        command: &str,
        args: &[Value],
        dir: &Path,
        stream: &Stream,
    ) -> Option<Vec<GitAction>> {
        match command {
            "mv" => {
                let options = Options::parse(args, Spec::default());
                if !options.has(&["n", "dry-run"]) {
                    let mut plain = vec![Some("--".to_owned())];
                    plain.extend(options.operands);
                    self.within(dir, |machine| machine.transfer("mv", &plain));
                }
                Some(Vec::new())
            }
            "apply" => self.git_apply(args, dir, stream),
            "checkout" => checkout(args),
            "restore" => restore(args),
            "switch" => switch(args),
            "reset" => reset(args),
            "clean" => clean(args),
            "stash" => stash(args),
            _ => {
                let options = Options::parse(args, spec("", &["pathspec-from-file"]));
                if options.has(&["n", "dry-run"]) {
                    return Some(Vec::new());
                }
                Some(vec![GitAction::Remove(paths(&options)?)])
            }
        }
    }

    fn git_apply(&mut self, args: &[Value], dir: &Path, stream: &Stream) -> Option<Vec<GitAction>> {
        let options = Options::parse(
            args,
            spec("pC", &["directory", "exclude", "include", "whitespace", "build-fake-ancestor"]),
        );
        let only_looks = ["check", "stat", "numstat", "summary", "cached"];
        if options.has(&only_looks) && !options.has(&["apply"]) {
            return Some(Vec::new());
        }
        let strip = match options.value(&["p"]) {
            Some(count) => count?.parse().ok()?,
            None => 1,
        };
        // Seen from the top, wherever git runs in it.
        let top = if lexical(dir).starts_with(self.root()) { self.root().to_owned() } else { dir.to_owned() };
        let here = lexical(dir).strip_prefix(&top).map(PathBuf::from).unwrap_or_default();
        let below = here.join(options.value(&["directory"]).map_or(Some(String::new()), |dir| dir)?);
        let frame = DiffFrame { dir: top, strip: Some(strip), below };
        let files: Vec<&Value> =
            options.operands.iter().filter(|file| file.as_deref() != Some("-")).collect();
        if files.is_empty() {
            self.diff_input(stream, &frame);
        }
        for file in files {
            let file = self.ground().disk().absolute(dir, file.as_deref()?);
            self.diff_file(file, frame.clone());
        }
        Some(Vec::new())
    }
}

/// The operands as they are, all of them known.
fn paths(options: &Options) -> Option<Vec<String>> {
    if options.has(&["pathspec-from-file"]) {
        return None;
    }
    known(&options.operands)
}

/// Arguments for git itself, every one of which is known.
fn known(args: &[Value]) -> Option<Vec<String>> {
    args.iter().map(|arg| arg.clone().filter(|text| !text.contains(UNKNOWN))).collect()
}

fn checkout(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, spec("bB", &["orphan", "conflict", "pathspec-from-file"]));
    let is_forced = options.has(&["f", "force"]);
    if options.has(&["b", "B"]) {
        let start: Vec<String> = paths(&options)?;
        return Some(match &start[..] {
            [start, ..] if is_forced => vec![GitAction::Reset(start.clone())],
            [start, ..] => vec![GitAction::Switch(start.clone())],
            [] => Vec::new(),
        });
    }
    if options.has(&["orphan", "p", "patch"]) {
        return if options.has(&["orphan"]) { Some(Vec::new()) } else { None };
    }
    let operands = paths(&options)?;
    let Some(dashes) = args.iter().position(|arg| arg.as_deref() == Some("--")) else {
        if operands.is_empty() && is_forced {
            return Some(vec![GitAction::Reset("HEAD".to_owned())]);
        }
        return Some(vec![GitAction::Checkout { operands, is_forced }]);
    };
    let behind: Vec<String> = known(&args[dashes + 1..])?;
    let before = operands.len() - behind.len();
    let from = operands.first().filter(|_| before > 0).cloned();
    if behind.is_empty() {
        return Some(vec![GitAction::Checkout { operands, is_forced }]);
    }
    Some(vec![GitAction::Restore { from, paths: behind, keeps_added: true }])
}

fn restore(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, spec("s", &["source", "conflict", "pathspec-from-file"]));
    if options.has(&["p", "patch"]) {
        return None;
    }
    if options.has(&["S", "staged"]) && !options.has(&["W", "worktree"]) {
        return Some(Vec::new());
    }
    let from = match options.value(&["s", "source"]) {
        Some(source) => Some(source?),
        None if options.has(&["S", "staged"]) => Some("HEAD".to_owned()),
        None => None,
    };
    let keeps_added = options.has(&["overlay"]);
    Some(vec![GitAction::Restore { from, paths: paths(&options)?, keeps_added }])
}

fn switch(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, spec("cC", &["create", "force-create", "orphan", "conflict"]));
    if options.has(&["orphan"]) {
        return None;
    }
    let is_new = options.has(&["c", "C", "create", "force-create"]);
    let is_forced = options.has(&["f", "force", "discard-changes"]);
    let operands = paths(&options)?;
    Some(match &operands[..] {
        [] if is_new => Vec::new(),
        [] => return None,
        [revision, ..] if is_forced => vec![GitAction::Reset(revision.clone())],
        [revision, ..] => vec![GitAction::Switch(revision.clone())],
    })
}

fn reset(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, spec("U", &["pathspec-from-file"]));
    if !options.has(&["hard", "merge", "keep"]) {
        return Some(Vec::new());
    }
    let revision = match options.operands.first() {
        Some(revision) => revision.clone()?,
        None => "HEAD".to_owned(),
    };
    Some(vec![if options.has(&["keep"]) { GitAction::Switch(revision) } else { GitAction::Reset(revision) }])
}

fn clean(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, spec("e", &["exclude"]));
    if options.has(&["n", "dry-run"]) || !options.has(&["f", "force", "i", "interactive"]) {
        return Some(Vec::new());
    }
    if options.has(&["i", "interactive"]) {
        return None;
    }
    Some(vec![GitAction::Clean(known(args)?)])
}

fn stash(args: &[Value]) -> Option<Vec<GitAction>> {
    let word = match args.first() {
        None => "push",
        Some(first) => first.as_deref()?,
    };
    let rest = args.get(1..).unwrap_or_default();
    let (is_push, rest) = match word {
        "push" => (true, rest),
        "save" => (false, rest),
        word if word.starts_with('-') => (true, args),
        "pop" | "apply" | "branch" => {
            let operands = Options::parse(rest, Spec::default()).operands;
            let which = match operands.into_iter().nth(usize::from(word == "branch")) {
                Some(which) => which?,
                None => "0".to_owned(),
            };
            let which = if which.bytes().all(|byte| byte.is_ascii_digit()) {
                format!("stash@{{{which}}}")
            } else {
                which
            };
            return Some(vec![GitAction::Pop(which)]);
        }
        _ => return Some(Vec::new()),
    };
    let options = Options::parse(rest, spec("m", &["message", "pathspec-from-file"]));
    if options.has(&["p", "patch"]) {
        return None;
    }
    let untracked = options.has(&["u", "a", "include-untracked", "all"]);
    let paths = if is_push { paths(&options)? } else { Vec::new() };
    // `--staged` takes what is staged, which is a part of what differs from HEAD.
    Some(vec![GitAction::Stash { untracked, paths }])
}
