//! Patterns that stand for names.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::budget::Budget;
use super::disk::Disk;

/// How many names a pattern may stand for, and how long it may be.
const MOST_NAMES: usize = 20_000;
const LONGEST: usize = 1024;

/// A pattern of the shell, in which `\` takes away the meaning of what follows; `None` where it is not understood.
pub fn matcher(pattern: &str) -> Option<GlobMatcher> {
    if pattern.len() > LONGEST || pattern.contains("[:") {
        return None;
    }
    let mut glob = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => glob.extend(['\\', chars.next().unwrap_or('\\')]),
            // `**` means no more than `*`, unless somebody has switched that on.
            '*' if glob.ends_with('*') && !glob.ends_with("\\*") => {}
            '{' | '}' => glob.extend(['\\', c]),
            c => glob.push(c),
        }
    }
    let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build().ok()?;
    Some(glob.compile_matcher())
}

/// The paths that a pattern stands for, as the text would spell them; none where nothing matches, `None` where too much
/// does or the pattern is not understood.
pub fn expand(dir: &Path, pattern: &str, disk: &dyn Disk, budget: &Budget) -> Option<Vec<String>> {
    let mut found = vec![String::new()];
    let mut rest = pattern;
    // Names that were put together behind a pattern may be of nothing.
    let mut is_sure = true;
    while !rest.is_empty() {
        let end = component(rest);
        let (part, tail) = rest.split_at(end);
        let slashes = tail.len() - tail.trim_start_matches('/').len();
        let separator = &tail[..slashes];
        rest = &tail[slashes..];
        let is_last = rest.is_empty();
        if !has_glob(part) {
            let name = unescape(part);
            is_sure &=
                found.iter().all(String::is_empty) || !has_glob(&pattern[..pattern.len() - rest.len()]);
            if !budget.make(found.len() * (name.len() + separator.len())) {
                return None;
            }
            for path in &mut found {
                path.extend([name.as_str(), separator]);
            }
            continue;
        }
        let matcher = matcher(part)?;
        let mut next = Vec::new();
        for path in &found {
            let at: PathBuf = disk.absolute(dir, path);
            for name in disk.names(if path.is_empty() { dir } else { &at }) {
                if name.starts_with('.') && !part.starts_with('.') || !matcher.is_match(&name) {
                    continue;
                }
                if !budget.make(path.len() + name.len()) {
                    return None;
                }
                let full = format!("{path}{name}{separator}");
                if is_last && separator.is_empty() || disk.is_dir(&disk.absolute(dir, &full)) {
                    next.push(full);
                }
            }
            if next.len() > MOST_NAMES {
                return None;
            }
        }
        next.sort();
        found = next;
    }
    if !is_sure {
        found.retain(|path| disk.exists(&disk.absolute(dir, path)));
    }
    Some(found)
}

/// Where the first component of a pattern ends.
fn component(pattern: &str) -> usize {
    pattern.find('/').unwrap_or(pattern.len())
}

fn has_glob(part: &str) -> bool {
    let mut chars = part.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '*' | '?' => return true,
            // Nothing closes a lone `[`, which is a command after all.
            '[' if chars.as_str().contains(']') => return true,
            _ => {}
        }
    }
    false
}

fn unescape(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut chars = part.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    text
}
