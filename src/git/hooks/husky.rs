//! Husky 9: `core.hooksPath` is `.husky/_`, which it rewrites; each file there runs the tracked `.husky/<hook>`.
//!
//! It knows no `reference-transaction`, and leaves alone what it does not know: that one is a file of ours beside its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::file;
use super::hook::Hook;
use super::shim::{self, BLOCK, BLOCK_END, MADE};
use super::status::{HookState, HookStatus};
use crate::error::hinted;

/// Whether husky has a file that runs the tracked script of this hook.
pub fn runs(hook: Hook) -> bool {
    hook != Hook::ReferenceTransaction
}

/// How a hook stands that lies beside husky's own.
pub fn beside(dir: &Path, status: HookStatus) -> HookStatus {
    HookStatus { state: if dir.is_dir() { status.state } else { HookState::Idle }, ..status }
}

pub fn status(dir: &Path, hook: Hook) -> Result<HookStatus> {
    let text = read(&script(dir, hook)?)?.unwrap_or_default();
    let state = match cut(&text) {
        None => HookState::Missing,
        // The directory is not tracked: a fresh worktree lacks it until husky has run there.
        Some(_) if !dir.join(hook.name()).exists() => HookState::Idle,
        Some(_) => HookState::Installed,
    };
    Ok(HookStatus { hook, state, chained: Vec::new(), kept: Vec::new() })
}

pub fn install(dir: &Path, hook: Hook) -> Result<bool> {
    let path = script(dir, hook)?;
    let old = read(&path)?;
    let before = old.as_deref().unwrap_or_default();
    let (rest, made) = match cut(before) {
        Some(cut) => (cut.rest, cut.made_file),
        None => (before.to_owned(), old.is_none()),
    };
    let block = shim::block(hook, made);
    let at = if rest.starts_with("#!") { rest.find('\n').map_or(0, |end| end + 1) } else { 0 };
    let new = format!("{}{block}{}", &rest[..at], &rest[at..]);
    // The file may have come with other line endings: `core.autocrlf`.
    if old.is_some() && new.lines().eq(before.lines()) {
        return Ok(false);
    }
    file::edit(&path, new.as_bytes())?;
    Ok(true)
}

pub fn remove(dir: &Path, hook: Hook) -> Result<bool> {
    let path = script(dir, hook)?;
    let Some(cut) = read(&path)?.as_deref().and_then(cut) else { return Ok(false) };
    if cut.made_file && cut.rest.is_empty() {
        file::delete(&path)?;
    } else {
        file::edit(&path, cut.rest.as_bytes())?;
    }
    Ok(true)
}

/// A script without our block.
struct Cut {
    rest: String,
    /// Whether the block says that there was no file before it.
    made_file: bool,
}

fn cut(text: &str) -> Option<Cut> {
    let start = text.find(BLOCK).filter(|&start| start == 0 || text[..start].ends_with('\n'))?;
    let end = start + text[start..].find(BLOCK_END)? + BLOCK_END.len();
    let end = end + ["\n", "\r\n"].iter().find(|ending| text[end..].starts_with(**ending))?.len();
    let made_file = text[start..end].lines().next().is_some_and(|line| line.contains(MADE));
    Some(Cut { rest: format!("{}{}", &text[..start], &text[end..]), made_file })
}

fn script(dir: &Path, hook: Hook) -> Result<PathBuf> {
    let path = dir.parent().unwrap_or(dir).join(hook.name());
    if path.is_symlink() {
        return Err(hinted(
            format!("`{}` is a symlink, so no block can be added to it", path.display()),
            format!("add the line `auraops hook {} \"$@\"` to the script it points to", hook.name()),
        ));
    }
    Ok(path)
}

fn read(path: &Path) -> Result<Option<String>> {
    let Some(bytes) = file::read(path)? else { return Ok(None) };
    let text = String::from_utf8(bytes).with_context(|| format!("`{}` is not UTF-8 text", path.display()))?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_comes_back_byte_for_byte() {
        for text in [
            None,
            Some(""),
            Some("npm test\n"),
            Some("npm test"),
            Some("#!/bin/sh"),
            Some("#!/bin/sh\nnpm test\n"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("pre-commit");
            if let Some(text) = text {
                file::edit(&path, text.as_bytes()).unwrap();
            }
            let inner = dir.path().join("_");
            assert!(install(&inner, Hook::PreCommit).unwrap());
            assert!(!install(&inner, Hook::PreCommit).unwrap(), "twice is once");
            assert!(remove(&inner, Hook::PreCommit).unwrap());
            assert_eq!(read(&path).unwrap().as_deref(), text);
        }
    }

    #[test]
    fn a_block_that_was_checked_out_with_other_line_endings_is_known() {
        let dir = tempfile::tempdir().unwrap();
        let (path, inner) = (dir.path().join("pre-commit"), dir.path().join("_"));
        file::edit(&path, b"npm test\n").unwrap();
        install(&inner, Hook::PreCommit).unwrap();
        let text = read(&path).unwrap().unwrap().replace('\n', "\r\n");
        file::edit(&path, text.as_bytes()).unwrap();
        assert!(!install(&inner, Hook::PreCommit).unwrap());
        assert!(remove(&inner, Hook::PreCommit).unwrap());
        assert_eq!(read(&path).unwrap().as_deref(), Some("npm test\r\n"));
    }
}
