//! That the work tree lacks a file of the chat, or the map: what is shown instead, and what brings it back.

use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::ui::text::{Plain, quoted, quoted_dir, quoted_path};
use crate::workspace::chat::{Missing, RecordedIn, Skip};

/// That what is shown comes from git.
pub fn shown(missing: &Missing) -> String {
    format!("{}: this is what {} has", lacks(missing, "is"), from(missing))
}

/// That an entry was added to what git has.
pub fn brought_back(missing: &Missing) -> String {
    format!("{}: it is back, as {} has it and with this entry", lacks(missing, "was"), from(missing))
}

/// That the work tree lacks a file, and by whose word.
fn lacks(missing: &Missing, is: &str) -> String {
    let path = missing.path.to_string();
    let path = Plain(&path);
    match missing.place {
        RecordedIn::Index => format!("{path} {is} missing from the work tree"),
        RecordedIn::Skipped(Skip::Cone | Skip::Patterns) => {
            format!("{path} {is} outside this sparse checkout")
        }
        RecordedIn::Skipped(Skip::Mark) => {
            format!("{path} {is} missing from the work tree, by `--skip-worktree`")
        }
        RecordedIn::Head => format!("{path} {is} missing from the work tree, and its deletion is staged"),
    }
}

fn from(missing: &Missing) -> &'static str {
    if missing.place == RecordedIn::Head { "HEAD" } else { "the index" }
}

/// What brings the file into the work tree.
pub fn restore(missing: &Missing) -> Next {
    let Missing { path, place, elsewhere, up } = missing;
    let git = match elsewhere {
        Some(root) => format!("git -C {}", quoted_dir(root)),
        None => "git".to_owned(),
    };
    let up = if elsewhere.is_some() { "" } else { up };
    let arg = format!("{up}{}", quoted_path(path));
    Next::run(match place {
        RecordedIn::Index => format!("{git} restore -- {arg}"),
        RecordedIn::Head => format!("{git} restore --staged --worktree -- {arg}"),
        RecordedIn::Skipped(Skip::Mark) => {
            format!("{git} update-index --no-skip-worktree -- {arg} && {git} restore -- {arg}")
        }
        RecordedIn::Skipped(Skip::Cone) => format!("{git} sparse-checkout add {}", quoted(&directory(path))),
        RecordedIn::Skipped(Skip::Patterns) => {
            format!("{git} sparse-checkout add {}", quoted(&format!("/{path}")))
        }
    })
}

/// A sparse checkout has whole directories, named from the root wherever one stands.
fn directory(path: &RepoPath) -> String {
    let path = path.to_string();
    path.rsplit_once('/').map_or_else(|| ".".to_owned(), |(dir, _)| dir.to_owned())
}
