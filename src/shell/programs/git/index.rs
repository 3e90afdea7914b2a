//! Git commands that go from the index to the work tree, and back, below those that people use.

use std::path::Path;

use crate::shell::effect::{GitAction, How};
use crate::shell::machine::Machine;
use crate::shell::programs::options::{Options, Spec};
use crate::shell::value::Value;

/// `git read-tree`
pub fn read_tree(args: &[Value]) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("", &["index-output", "prefix", "exclude-per-directory"]));
    if options.has(&["n", "dry-run", "index-output"]) {
        return Some(Vec::new());
    }
    let all = GitAction::Unstage { operands: Vec::new(), paths: Vec::new() };
    if !options.has(&["u"]) {
        return Some(if options.has(&["prefix"]) { Vec::new() } else { vec![all] });
    }
    let to = options.operands.last().cloned().flatten()?;
    Some(vec![if options.has(&["reset"]) { GitAction::Reset(to) } else { GitAction::Switch(to) }])
}

/// `git checkout-index -f -a`
pub fn checkout_index(machine: &mut Machine, args: &[Value], dir: &Path) -> Option<Vec<GitAction>> {
    let options = Options::parse(args, Spec::new("", &["prefix", "stage"]));
    if let Some(prefix) = options.value(&["prefix"]) {
        machine.within(dir, |machine| drop(machine.write_at(&prefix, How::Below)));
        return Some(Vec::new());
    }
    if !options.has(&["f", "force"]) || options.has(&["temp"]) {
        return Some(Vec::new());
    }
    if options.has(&["stdin"]) {
        return None;
    }
    let paths = if options.has(&["a", "all"]) {
        vec![".".to_owned()]
    } else {
        options.operands.into_iter().collect::<Option<Vec<String>>>()?
    };
    if paths.is_empty() {
        return Some(Vec::new());
    }
    Some(vec![GitAction::Restore { from: None, paths, keeps_added: false }])
}
