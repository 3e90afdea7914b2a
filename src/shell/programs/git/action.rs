//! Which paths and revisions a git command works on; `None` where that cannot be told.

use crate::shell::effect::GitAction;
use crate::shell::programs::options::{Options, Spec};
use crate::shell::value::{UNKNOWN, Value};

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

/// `git checkout`
pub fn checkout(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("bB", &["orphan", "conflict", "pathspec-from-file"]));
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

/// `git restore`
pub fn restore(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("s", &["source", "conflict", "pathspec-from-file"]));
    if options.has(&["p", "patch"]) {
        return None;
    }
    if options.has(&["S", "staged"]) && !options.has(&["W", "worktree"]) {
        return Some(vec![GitAction::Unstage { operands: Vec::new(), paths: paths(&options)? }]);
    }
    let from = match options.value(&["s", "source"]) {
        Some(source) => Some(source?),
        None if options.has(&["S", "staged"]) => Some("HEAD".to_owned()),
        None => None,
    };
    let keeps_added = options.has(&["overlay"]);
    Some(vec![GitAction::Restore { from, paths: paths(&options)?, keeps_added }])
}

/// `git switch`
pub fn switch(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("cC", &["create", "force-create", "orphan", "conflict"]));
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

/// `git reset`
pub fn reset(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("U", &["pathspec-from-file"]));
    if options.has(&["p", "patch"]) {
        return None;
    }
    let way = options.flags.iter().rev().find_map(|(flag, _)| {
        let is = |name: &str| flag.len() > 1 && name.starts_with(flag.as_str());
        ["hard", "merge", "keep", "soft"].into_iter().find(|name| is(name))
    });
    let Some(way) = way else { return Some(vec![unstage(args, &options)?]) };
    let revision = match options.operands.first() {
        Some(revision) => revision.clone()?,
        None => "HEAD".to_owned(),
    };
    Some(match way {
        "hard" => vec![GitAction::Reset(revision)],
        "merge" => vec![GitAction::ResetMerge(revision)],
        "keep" => vec![GitAction::Switch(revision)],
        _ => Vec::new(),
    })
}

/// `git reset`, `git reset revision -- paths`
fn unstage(args: &[Value], options: &Options) -> Option<GitAction> {
    let mut operands = paths(options)?;
    let behind = args.iter().position(|arg| arg.as_deref() == Some("--")).map_or(0, |at| args.len() - at - 1);
    let paths = operands.split_off(operands.len() - behind);
    Some(GitAction::Unstage { operands, paths })
}

/// `git clean`
pub fn clean(args: &[Value], is_forced: bool) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("e", &["exclude"]));
    let has = |names: [&str; 2]| {
        options
            .flags
            .iter()
            .any(|(flag, _)| flag == names[0] || flag.len() > 1 && names[1].starts_with(flag.as_str()))
    };
    if has(["n", "dry-run"]) || !is_forced && !has(["f", "force"]) && !has(["i", "interactive"]) {
        return Some(Vec::new());
    }
    if has(["i", "interactive"]) {
        return None;
    }
    // Asked what it would do, it must not be told to be quiet.
    let mut asked = Vec::new();
    for (flag, value) in &options.flags {
        match (flag.as_str(), value) {
            ("q" | "quiet" | "qui" | "quie" | "qu", _) => {}
            ("e" | "exclude", value) => asked.push(format!("--exclude={}", value.as_deref()?)),
            (flag, _) if flag.len() == 1 => asked.push(format!("-{flag}")),
            (flag, _) => asked.push(format!("--{flag}")),
        }
    }
    asked.push("--".to_owned());
    asked.extend(paths(&options)?);
    Some(vec![GitAction::Clean(asked)])
}

/// `git stash`
pub fn stash(args: &[Value]) -> Option<Vec<GitAction>> {
    let word = match args.first() {
        None => "push",
        Some(first) => first.as_deref()?,
    };
    let rest = args.get(1..).unwrap_or_default();
    let (is_push, rest) = match word {
        "push" => (true, rest),
        "save" => (false, rest),
        word if word.starts_with('-') => (true, args),
        "pop" | "apply" | "branch" | "drop" => {
            let operands = Options::parse(rest, Spec::NONE).operands;
            let which = match operands.into_iter().nth(usize::from(word == "branch")) {
                Some(which) => which?,
                None => "0".to_owned(),
            };
            let which = if which.bytes().all(|byte| byte.is_ascii_digit()) {
                format!("stash@{{{which}}}")
            } else {
                which
            };
            return Some(vec![if word == "drop" { GitAction::Drop(which) } else { GitAction::Pop(which) }]);
        }
        _ => return Some(Vec::new()),
    };
    let options = Options::parse(rest, Spec::new("m", &["message", "pathspec-from-file"]));
    if options.has(&["p", "patch"]) {
        return None;
    }
    let untracked = options.has(&["u", "a", "include-untracked", "all"]);
    let paths = if is_push { paths(&options)? } else { Vec::new() };
    // `--staged` takes what is staged, which is a part of what differs from HEAD.
    Some(vec![GitAction::Stash { untracked, paths }])
}

/// `git rm`
pub fn rm(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("", &["pathspec-from-file"]));
    if options.has(&["n", "dry-run"]) {
        return Some(Vec::new());
    }
    Some(vec![GitAction::Remove(paths(&options)?)])
}
