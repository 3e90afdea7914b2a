//! What keeps everybody's work safe, and can be taken away by a command that writes no file of theirs.

use std::path::PathBuf;

/// What a command would take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Git's hooks: they are looked for elsewhere.
    GitHooks,
    /// Our hooks and our map: removed, or made anew.
    Auraops,
    /// The name of the session, taken off before something is written.
    Name,
    /// The uncommitted files of all: a stash of everything.
    Files,
    /// The same, while a rebase or merge runs.
    Autostash,
    /// What stashes hold, often the only copy.
    Stashes,
    /// What others have staged.
    Index,
    /// Git's own files, which a search of the tree comes to.
    GitDir,
}

/// A guard that a command takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub guard: Guard,
    /// Where it runs; `None` where that makes no difference.
    pub dir: Option<PathBuf>,
}
