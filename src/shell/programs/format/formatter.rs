//! A formatter as the table has it, and what one call of it would rewrite.

use std::path::Path;

use crate::shell::effect::{Effect, Rewritten};
use crate::shell::machine::Machine;
use crate::shell::value::Value;

/// A row of the table.
#[derive(Clone, Copy)]
pub struct Formatter {
    pub names: &'static [&'static str],
    /// Words of which one comes first, where the program does other things, too.
    pub command: &'static [&'static str],
    /// Flags of which one makes it write; it always does where there are none.
    pub writes: &'static [&'static str],
    /// Flags of which one keeps it from that.
    pub checks: &'static [&'static str],
    /// Flags whose value is the next argument.
    pub valued: &'static [&'static str],
    /// How the names of its files end; any do where there are none.
    pub files: &'static [&'static str],
    pub without: Without,
    /// Flags of which one makes it go into directories; it always does where there are none.
    pub deep: &'static [&'static str],
}

/// What it takes that is given no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// What comes in.
    Nothing,
    /// Everything here.
    Here,
    /// The same, and whatever it is given does not matter.
    Whole,
}

/// A call of a formatter that writes.
pub struct Rewrite {
    /// What it is given to rewrite.
    pub targets: Vec<Value>,
    /// Its words without those.
    pub words: Vec<String>,
    pub is_deep: bool,
}

impl Formatter {
    /// Whether a call is one of it.
    pub fn takes(&self, name: &str, args: &[Value]) -> bool {
        let first = || args.iter().flatten().find(|text| !text.starts_with('-'));
        self.names.contains(&name)
            && (self.command.is_empty()
                || first().is_some_and(|first| self.command.contains(&first.as_str())))
    }

    /// What a call rewrites; `None` where it only looks.
    pub fn rewrite(&self, name: &str, args: &[Value]) -> Option<Rewrite> {
        let mut rewrite =
            Rewrite { targets: Vec::new(), words: vec![name.to_owned()], is_deep: self.deep.is_empty() };
        let mut writes = self.writes.is_empty();
        let mut is_command = self.command.is_empty();
        let mut is_behind = false;
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let text = arg.as_deref().unwrap_or_default();
            if text == "--" {
                is_behind = true;
            } else if !is_behind && text.len() > 1 && text.starts_with('-') {
                if has(self.checks, text) || matches!(text, "--help" | "--version" | "-h") {
                    return None;
                }
                writes |= has(self.writes, text);
                rewrite.is_deep |= has(self.deep, text);
                rewrite.words.push(text.to_owned());
                if self.valued.contains(&text.trim_start_matches('-')) {
                    rewrite.words.extend(args.next().cloned().flatten());
                }
            } else if !is_command {
                is_command = true;
                rewrite.words.push(text.to_owned());
            } else if text != "-" {
                rewrite.targets.push(arg.clone());
            }
        }
        match self.without {
            Without::Whole => rewrite.targets = vec![Some(".".to_owned())],
            Without::Here if rewrite.targets.is_empty() => rewrite.targets = vec![Some(".".to_owned())],
            _ => {}
        }
        writes.then_some(rewrite)
    }
}

/// Whether an argument is one of these flags: `-w`, `--write`, `-write`, `--write=…`, or the `w` of `-sw`.
fn has(flags: &[&str], text: &str) -> bool {
    let name = text.trim_start_matches('-');
    let is_short =
        !text.starts_with("--") && name.len() <= 4 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    flags.iter().any(|flag| match (*flag, name.split_once('=')) {
        (flag, _) if flag == name => true,
        (flag, Some((name, "true"))) => flag == name,
        (flag, _) => flag.len() == 1 && is_short && name.contains(flag),
    })
}

/// Rewrites every file of a kind beneath a directory.
pub fn below(
    machine: &mut Machine,
    dir: &Path,
    endings: &'static [&'static str],
    words: &[String],
    is_deep: bool,
) {
    let rewritten = Rewritten { dir: dir.to_owned(), endings, is_deep, words: words.to_vec() };
    machine.defer(Effect::Rewrite(rewritten));
    machine.run_other();
}
