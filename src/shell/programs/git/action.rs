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
    if !options.has(&["hard", "merge", "keep"]) {
        return Some(Vec::new());
    }
    let revision = match options.operands.first() {
        Some(revision) => revision.clone()?,
        None => "HEAD".to_owned(),
    };
    Some(vec![if options.has(&["keep", "merge"]) {
        GitAction::Switch(revision)
    } else {
        GitAction::Reset(revision)
    }])
}

/// `git clean`
pub fn clean(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("e", &["exclude"]));
    if options.has(&["n", "dry-run"]) || !options.has(&["f", "force", "i", "interactive"]) {
        return Some(Vec::new());
    }
    if options.has(&["i", "interactive"]) {
        return None;
    }
    Some(vec![GitAction::Clean(known(args)?)])
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
        "pop" | "apply" | "branch" => {
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
            return Some(vec![GitAction::Pop(which)]);
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

/// `git checkout-index -a -f`
pub fn checkout_index(args: &[Value]) -> Vec<GitAction> {
    let options = Options::parse(args, Spec::NONE);
    let is_all = options.has(&["a", "all"]) && options.has(&["f", "force"]) && !options.has(&["prefix"]);
    let all = GitAction::Restore { from: None, paths: vec![".".to_owned()], keeps_added: false };
    if is_all { vec![all] } else { Vec::new() }
}

/// `git read-tree -u --reset tree`
pub fn read_tree(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("", &["prefix", "index-output"]));
    if !options.has(&["u"]) || !options.has(&["reset", "m"]) || options.has(&["n", "dry-run"]) {
        return Some(Vec::new());
    }
    let tree = options.operands.last()?.clone()?;
    Some(vec![if options.has(&["reset"]) { GitAction::Reset(tree) } else { GitAction::Switch(tree) }])
}

/// `--autostash` takes everything that nobody has committed out of the work tree for a while.
pub fn autostash(args: &[Value]) -> Vec<GitAction> {
    let is_given = Options::parse(args, Spec::NONE).has(&["autostash"]);
    let all = GitAction::Stash { untracked: false, paths: Vec::new() };
    if is_given { vec![all] } else { Vec::new() }
}
