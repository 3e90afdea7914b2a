//! What an edit would do to an append-only file, as far as the call shows it. What it does not show, the commit decides.

use std::path::Path;

use anyhow::{Context, Result};

use super::effects::{CallWrite, Proof};
use crate::agent::{Content, Swap};
use crate::domain::append::{Altered, What, only_adds};
use crate::domain::map::Map;
use crate::domain::verdict::Touched;
use crate::shell::How;
use crate::shell::patch::{self, PatchAction, PatchLine};
use crate::sys::file;
use crate::workspace::Workspace;

/// What a write touches, with the first line that it would take from an append-only file.
pub fn prove(workspace: &Workspace, map: &Map, touched: Touched, write: &CallWrite) -> Result<Touched> {
    let Some(path) = touched.place.path().filter(|path| map.is_append_only(path)) else { return Ok(touched) };
    let file = workspace.repo.file(path)?;
    let altered = match &write.proof {
        _ if write.how == How::Special => Some(Altered::file(What::Removed)),
        Proof::None | Proof::Added(_) if matches!(write.how, How::Content | How::Name) => {
            let holds = !read(&file)?.trim().is_empty();
            holds.then(|| Altered::file(What::Removed))
        }
        Proof::None | Proof::Added(_) | Proof::Edit(Content::Unknown) => None,
        Proof::Edit(content) => altered(&file, content)?,
        Proof::Patch(text) => patched(text, &write.path, &workspace.env.cwd, &read(&file)?),
    };
    Ok(Touched { altered, ..touched })
}

fn altered(file: &Path, content: &Content) -> Result<Option<Altered>> {
    let old = read(file)?;
    let new = match content {
        Content::Whole(text) => text.clone(),
        Content::Replaced(swaps) => match replaced(&old, swaps) {
            Some(text) => text,
            // The tool will not find it either.
            None => return Ok(None),
        },
        Content::Gone => return Ok(Some(Altered::file(What::Removed))),
        Content::Unknown => return Ok(None),
    };
    Ok(only_adds(old.as_bytes(), new.as_bytes()).err())
}

/// The text with every swap made; `None` where one of them finds nothing. Line endings count for nothing, as in the tools.
fn replaced(text: &str, swaps: &[Swap]) -> Option<String> {
    let plain = |text: &str| text.replace("\r\n", "\n");
    let mut text = plain(text);
    for swap in swaps {
        let (old, new) = (plain(&swap.old), plain(&swap.new));
        if old.is_empty() && !text.is_empty() || !text.contains(&old) {
            return None;
        }
        text = if swap.all { text.replace(&old, &new) } else { text.replacen(&old, &new, 1) };
    }
    Some(text)
}

/// What a patch takes from the file: a line that goes, or one that a new line is put before.
fn patched(text: &str, file: &Path, cwd: &Path, old: &str) -> Option<Altered> {
    let mut ours = false;
    let mut added = false;
    // A file that is added takes the place of the one that is there.
    let mut whole: Option<String> = None;
    for line in patch::lines(text) {
        let line = match line {
            PatchLine::Header(action, path) => {
                added = false;
                if action != PatchAction::MoveTo {
                    ours = cwd.join(path) == cwd.join(file);
                }
                if ours && action == PatchAction::Add {
                    whole = Some(String::new());
                }
                if ours && matches!(action, PatchAction::MoveTo | PatchAction::Delete) {
                    return Some(Altered::file(What::Removed));
                }
                continue;
            }
            PatchLine::Body(line) => line,
        };
        if let Some(whole) = whole.as_mut().filter(|_| ours) {
            whole.extend(line.strip_prefix('+').into_iter().flat_map(|line| [line, "\n"]));
            continue;
        }
        match line.chars().next().filter(|_| ours) {
            Some('+') => added = true,
            Some('-') => return Some(lost(line, old)),
            Some(' ') if added => return Some(lost(line, old)),
            Some('@') => added = false,
            _ => {}
        }
    }
    only_adds(old.as_bytes(), whole?.as_bytes()).err()
}

/// Which line of the file it is, the patch does not say.
fn lost(line: &str, old: &str) -> Altered {
    let text = line.get(1..).unwrap_or_default();
    let at = old.lines().position(|line| line == text).unwrap_or_default();
    Altered { what: What::Changed, line: at + 1, text: text.to_owned() }
}

pub fn read(file: &Path) -> Result<String> {
    let bytes = file::read_bounded(file).with_context(|| format!("reading `{}`", file.display()))?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swap(old: &str, new: &str, all: bool) -> Swap {
        Swap { old: old.into(), new: new.into(), all }
    }

    #[test]
    fn swaps_are_made_as_the_tools_make_them() {
        for (text, swaps, expected) in [
            ("a\nb\n", vec![swap("b", "b\nc", false)], Some("a\nb\nc\n")),
            ("a\r\nb\r\n", vec![swap("a\nb", "a\nb\nc", false)], Some("a\nb\nc\n")),
            ("a a", vec![swap("a", "b", false)], Some("b a")),
            ("a a", vec![swap("a", "b", true)], Some("b b")),
            ("a", vec![swap("a", "b", false), swap("b", "c", false)], Some("c")),
            ("a", vec![swap("x", "y", false)], None),
            ("", vec![swap("", "y", false)], Some("y")),
        ] {
            assert_eq!(replaced(text, &swaps).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_patch_of_a_log_may_only_add_at_its_end() {
        let file = Path::new("/r/log");
        let altered = |patch: &str| patched(patch, file, Path::new("/r"), "a\n").is_some();
        assert!(!altered("*** Begin Patch\n*** Update File: log\n@@\n a\n+b\n*** End Patch"));
        assert!(!altered("*** Begin Patch\n*** Update File: other\n@@\n-a\n+b\n*** End Patch"));
        assert!(altered("*** Begin Patch\n*** Update File: log\n@@\n-a\n+b\n*** End Patch"));
        assert!(altered("*** Begin Patch\n*** Update File: ./log \n@@\n+b\n a\n*** End Patch"));
        assert!(altered("*** Begin Patch\n*** Add File: log\n+b\n*** End Patch"));
        assert!(!altered("*** Begin Patch\n*** Add File: log\n+a\n+b\n*** End Patch"));
        assert!(altered("*** Begin Patch\n*** Delete File: /r/log\n*** End Patch"));
        assert!(altered("*** Begin Patch\n*** Update File: log\n*** Move to: x\n*** End Patch"));
    }
}
