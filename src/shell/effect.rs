//! What the commands of a text do to files, as far as the text alone tells it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::guards::Taken;

/// What a text would do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ShellReading {
    pub effects: Vec<Effect>,
    /// Parts that were not understood.
    pub unclear: usize,
    /// It is too long, too deep, or makes too much to be read.
    pub is_beyond: bool,
}

/// One path that would be written: absolute, as written, with its symlinks and `..` not followed yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathWrite {
    pub path: PathBuf,
    pub how: How,
}

/// What of a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Other content: a symlink in the last place is followed.
    Content,
    /// What was there stays, and at most more comes behind it. Symlinks as with other content.
    Append,
    /// The name itself (removed, moved, replaced): every symlink is followed but one in the last place.
    Name,
    /// What is no file, such as a pipe, takes this name.
    Special,
    /// Content that comes to this name by a merge or a diff, so that much of the old may stay. Symlinks as with names.
    Merge,
    /// A new entry of unknown name in this directory, or the directory itself.
    Dir,
    /// Something beneath this directory, of a name that only running the text tells.
    Below,
}

/// What of a path goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// The name alone.
    Name,
    /// An empty directory.
    Dir,
    /// Everything beneath it, or one file.
    Tree,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Write(PathWrite),
    /// A directory is made, where there is none.
    Make(PathBuf),
    /// Everything beneath a directory goes, or one file.
    Tree(PathBuf),
    /// Everything beneath `from` is written at its place beneath `to`.
    Copy {
        from: PathBuf,
        to: PathBuf,
    },
    Git(GitCommand),
    Rewrite(Rewritten),
    /// Commands run as the session of this name.
    SetsAgent(String),
    /// Commands are told another time than it is.
    SetsClock,
    /// A guard of everybody's work goes.
    Takes(Taken),
    /// A file is locked, for as long as somebody likes.
    Lock(PathBuf),
    /// Lines in columns (`a | b`) that a file gets, as far as they are known, with marks where they are not; said beside the
    /// write.
    Text {
        file: PathBuf,
        text: String,
    },
    /// A diff that lies in a file.
    Diff {
        file: PathBuf,
        frame: DiffFrame,
    },
}

/// Every file of a kind beneath a directory, unless git ignores it, is rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    pub dir: PathBuf,
    /// How their names end; any do where there are none.
    pub endings: &'static [&'static str],
    /// Directories in it, too.
    pub is_deep: bool,
    /// The command without its targets.
    pub words: Vec<String>,
}

impl Rewritten {
    /// Whether a file is one of them.
    pub fn takes(&self, file: &Path) -> bool {
        let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let is_of = |ending: &&str| {
            name == *ending || name.strip_suffix(*ending).is_some_and(|stem| stem.ends_with('.'))
        };
        (self.is_deep || file.parent() == Some(&self.dir))
            && (self.endings.is_empty() || self.endings.iter().any(is_of))
    }
}

/// Where the names of a diff are seen from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffFrame {
    pub dir: PathBuf,
    /// How many leading components are dropped; `None` where the base name alone counts.
    pub strip: Option<usize>,
    /// `git apply --directory`, below `dir`.
    pub below: PathBuf,
}

/// What git is asked to do, in the directory where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitCommand {
    pub dir: PathBuf,
    pub action: GitAction,
}

/// What it does there, in paths and revisions as the text spells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitAction {
    /// The paths get the content of the index, or of a revision.
    /// With `keeps_added`, tracked paths that the revision does not have stay.
    Restore {
        from: Option<String>,
        paths: Vec<String>,
        keeps_added: bool,
    },
    /// `git checkout X …`, where the first operand is a revision or a path.
    Checkout {
        operands: Vec<String>,
        is_forced: bool,
    },
    /// Every tracked path that differs from a revision gets its content.
    Reset(String),
    /// HEAD moves and takes along what is clean.
    Switch(String),
    /// `git clean` with these arguments.
    Clean(Vec<String>),
    /// Tracked paths go.
    Remove(Vec<String>),
    Stash {
        untracked: bool,
        paths: Vec<String>,
    },
    /// A stash comes back.
    Pop(String),
    /// A stash goes.
    Drop(String),
    /// What is staged gets the content of a revision, of the paths or of all.
    Unstage {
        /// A revision, or paths.
        operands: Vec<String>,
        paths: Vec<String>,
    },
    /// What is staged goes with its files, and HEAD moves as with `Switch`.
    ResetMerge(String),
    /// A rebase or a merge, which the configuration may have put everything aside for.
    Join(Join),
}

/// How lines of work are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    Rebase,
    Merge,
    /// `git pull`: as the configuration has it.
    Either,
}
