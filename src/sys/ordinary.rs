//! The files of a work tree that a stranger may have filled: read and written only where they are ordinary ones.
//!
//! A name there may be a symlink to somebody's secrets, or into a git directory, where files are programs; a pipe, on which
//! whoever opens it waits for ever; a device, which never ends. So a name is followed first and then opened at the place
//! where it leads, without waiting, and read up to a limit. What is said of a file that is none never holds what is in it.

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use super::file;
use super::links::resolve;
use crate::error::hinted;

pub const MIB: u64 = 1 << 20;

/// The ordinary files of one work tree.
#[derive(Debug, Clone, Copy)]
pub struct Ordinary<'r> {
    /// The top of the work tree, symlinks resolved.
    pub root: &'r Path,
    pub git_dirs: [&'r Path; 2],
}

impl Ordinary<'_> {
    /// The real place of a name, where a file is or may be made: in the work tree and in no git directory.
    pub fn place(&self, name: &str) -> Result<PathBuf> {
        let real = resolve(&self.root.join(name))?;
        let leads = match real.strip_prefix(self.root) {
            Err(_) => "outside the repository",
            Ok(inside) if self.is_gits(inside) => "into a git directory",
            Ok(_) => return Ok(real),
        };
        Err(hinted(
            format!("`{name}` points {leads}, to `{}`", real.display()),
            "put an ordinary file, or a directory, in the place of the symlink",
        ))
    }

    /// The bytes of the file that a name leads to, where there is one; of at most `most` bytes.
    pub fn read(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
        match file::read_up_to(&self.place(name)?, most) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_none(&error) => Ok(None),
            Err(error) => {
                Err(hinted(format!("`{name}` cannot be read: {error}"), "put an ordinary file in its place"))
            }
        }
    }

    /// As [`Ordinary::read`] where the name itself has to be the file: a symlink is none.
    pub fn read_unlinked(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>> {
        if self.root.join(name).is_symlink() {
            return Err(hinted(
                format!("`{name}` is a symlink, and only an ordinary file is read"),
                "put the file itself in the place of the symlink",
            ));
        }
        self.read(name, most)
    }

    /// Puts `bytes` in the place where a name leads.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        file::replace(&self.place_for_writing(name)?, bytes)
    }

    /// Makes a file of that name unless something is there, a dangling symlink included; says whether it did.
    pub fn create(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        if self.root.join(name).symlink_metadata().is_ok() {
            return Ok(false);
        }
        file::create(&self.place_for_writing(name)?, bytes)
    }

    /// With the directories that it needs.
    fn place_for_writing(&self, name: &str) -> Result<PathBuf> {
        let place = self.place(name)?;
        if let Some(dir) = place.parent() {
            std::fs::create_dir_all(dir).with_context(|| format!("creating the directory of `{name}`"))?;
        }
        Ok(place)
    }

    /// Whether a path from the root lies in a git directory: this repository's, one of that name, or one of any name.
    fn is_gits(&self, inside: &Path) -> bool {
        let is_named = |part: Component| part.as_os_str().eq_ignore_ascii_case(".git");
        let real = self.root.join(inside);
        let dirs = inside.ancestors().skip(1).filter(|dir| *dir != Path::new(""));
        inside.components().any(is_named)
            || self.git_dirs.iter().any(|dir| real.starts_with(dir))
            || dirs.map(|dir| self.root.join(dir)).any(|dir| is_git_dir(&dir))
    }
}

/// What git takes for a repository, whatever it is called.
fn is_git_dir(dir: &Path) -> bool {
    dir.join("HEAD").is_file() && dir.join("objects").is_dir() && dir.join("refs").is_dir()
}

fn is_none(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Place {
            let dir = tempfile::tempdir().unwrap();
            for made in
                ["tree/.git/hooks", "tree/sub/.GIT", "tree/gitdata", "tree/bare/objects", "tree/bare/refs"]
            {
                std::fs::create_dir_all(dir.path().join(made)).unwrap();
            }
            for file in ["secret", "tree/file", "tree/.git/config", "tree/gitdata/x", "tree/bare/HEAD"] {
                file::create(&dir.path().join(file), b"hunter2").unwrap();
            }
            for (link, to) in [
                ("out", "../secret"),
                ("absolute", "/etc/passwd"),
                ("git", ".git/config"),
                ("hooks", ".git/hooks"),
                ("data", "gitdata"),
                ("inside", "file"),
                ("dangling", "new"),
                ("loop", "loop"),
                ("zero", "/dev/zero"),
                ("far", "../new"),
            ] {
                symlink(to, dir.path().join("tree").join(link)).unwrap();
            }
            Place(dir)
        }

        fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
            self.with(|files| files.read(name, 7))
        }

        fn with<T>(&self, ask: impl FnOnce(Ordinary) -> T) -> T {
            let root = self.0.path().canonicalize().unwrap().join("tree");
            let (git, data) = (root.join(".git"), root.join("gitdata"));
            ask(Ordinary { root: &root, git_dirs: [&git, &data] })
        }
    }

    #[test]
    fn what_is_no_ordinary_file_is_neither_read_nor_written() {
        let here = Place::new();
        let odd = [
            "out",
            "absolute",
            "git",
            "hooks/x",
            "data/x",
            "loop",
            "zero",
            "far",
            ".git/config",
            "sub/.GIT/x",
        ];
        for name in odd.into_iter().chain(["bare/HEAD", "../secret"]) {
            let error = format!("{:#}", here.read(name).unwrap_err());
            assert!(!error.contains("hunter2"), "{error}");
            here.with(|files| files.replace(name, b"x")).unwrap_err();
        }
        assert!(here.read("hooks").is_err(), "a directory");
        assert_eq!(std::fs::read(here.0.path().join("secret")).unwrap(), b"hunter2");
        assert!(!here.0.path().join("new").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let here = Place::new();
        let pipe = here.0.path().join("tree/pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let error = format!("{:#}", here.read("pipe").unwrap_err());
        assert!(error == "`pipe` cannot be read: a pipe is no ordinary file", "{error}");
    }

    #[test]
    fn a_link_that_stays_in_the_work_tree_is_followed_where_it_may_be() {
        let here = Place::new();
        assert_eq!(here.read("inside").unwrap().as_deref(), Some(&b"hunter2"[..]));
        assert_eq!(here.read("dangling").unwrap(), None);
        assert_eq!(here.read("absent/x").unwrap(), None);
        assert_eq!(here.read("file/x").unwrap(), None);
        for name in ["inside", "dangling"] {
            assert!(here.with(|files| files.read_unlinked(name, 7)).is_err());
        }
        assert!(here.with(|files| files.read_unlinked("file", 7)).unwrap().is_some());
        here.with(|files| files.replace("dangling", b"x")).unwrap();
        assert!(here.0.path().join("tree/new").is_file());
        assert!(!here.with(|files| files.create("far", b"x")).unwrap());
        assert!(here.with(|files| files.create("a/b/c", b"x")).unwrap());
    }

    #[test]
    fn a_file_that_is_too_large_is_said_to_be() {
        let here = Place::new();
        let error = here.with(|files| files.read("file", 6)).unwrap_err();
        assert_eq!(format!("{error:#}"), "`file` cannot be read: it is larger than 6 bytes");
    }
}
