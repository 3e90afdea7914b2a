//! Places outside the work tree that everybody may write: devices, and the system's temporary directory but for what of
//! this repository lies in it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::sys::env::plain;
use crate::sys::links::resolve;
use crate::sys::windows;
use crate::workspace::Workspace;

const DEVICES: [&str; 5] = ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/full"];
const TEMPORARY: [&str; 3] = ["/tmp", "/var/tmp", "/private/tmp"];

/// Asks no more than is needed, and each thing once.
pub struct Outside<'w> {
    workspace: &'w Workspace<'w>,
    temporary: Option<Vec<PathBuf>>,
}

impl<'w> Outside<'w> {
    pub fn new(workspace: &'w Workspace<'w>) -> Outside<'w> {
        Outside { workspace, temporary: None }
    }

    /// Whether a path that is not in the work tree may be written all the same.
    pub fn allows(&mut self, path: &Path) -> Result<bool> {
        let given = self.workspace.env.absolute(path);
        if is_device(&given) {
            return Ok(true);
        }
        let real = resolve(&given)?;
        Ok((self.is_temporary(&real) || is_shells_temporary(&given)) && !self.is_of_repository(&real)?)
    }

    fn is_temporary(&mut self, real: &Path) -> bool {
        let env = self.workspace.env;
        let dirs = self.temporary.get_or_insert_with(|| {
            let named = ["TMPDIR", "TEMP", "TMP"].iter().filter_map(|name| env.var(name)).map(PathBuf::from);
            let dirs = named.chain(TEMPORARY.map(PathBuf::from)).filter(|dir| dir.is_absolute());
            // All of a disk is no place for what does not matter.
            dirs.filter_map(|dir| dir.canonicalize().map(plain).ok())
                .filter(|dir| dir.parent().is_some())
                .collect()
        });
        dirs.iter().any(|dir| real.starts_with(dir) && real != dir)
    }

    /// Whether this lies in one of the repository's git directories or work trees.
    fn is_of_repository(&self, real: &Path) -> Result<bool> {
        let repo = &self.workspace.repo;
        let own = [&repo.root, &repo.git_dir, &repo.common_dir];
        if own.iter().any(|dir| real.starts_with(dir)) {
            return Ok(true);
        }
        Ok(repo.worktrees()?.iter().any(|worktree| real.starts_with(&worktree.root)))
    }
}

/// What takes bytes and keeps none.
fn is_device(path: &Path) -> bool {
    let text = posix(path);
    let name = path.file_name().unwrap_or_default();
    DEVICES.contains(&text.as_str())
        || text.strip_prefix("/dev/fd/").is_some_and(|fd| fd.bytes().all(|byte| byte.is_ascii_digit()))
        || (cfg!(windows) && name.eq_ignore_ascii_case("nul"))
}

/// Whether a shell on Windows would write to its own `/tmp`, which is no directory of that name on a disk.
fn is_shells_temporary(path: &Path) -> bool {
    cfg!(windows) && posix(path).strip_prefix("/tmp/").is_some_and(|rest| !rest.contains(".."))
}

/// As a shell wrote it: on Windows a path that began with `/` has got the drive of the current directory.
fn posix(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        windows::slashed(&text[text.find(['/', '\\']).unwrap_or(0)..])
    } else {
        text.into_owned()
    }
}
