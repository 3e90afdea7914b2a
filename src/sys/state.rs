//! The state directory, `<git common dir>/auraops/`: one permanent lock file a resource, and small files that are
//! only ever replaced whole. Knows no command, and nothing in it is worth a backup: whoever deletes it loses unread marks.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::file;
use crate::domain::id::fingerprint;
use crate::error::WithHint;

/// What everybody has who is replacing something.
const WRITING: &str = "writing";

/// Leaves room for a suffix within the 255 bytes that file systems allow.
const MAX_NAME: usize = 120;

/// What auraops remembers of one repository, shared by all its work trees.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
}

/// A resource that nobody else has. The kernel takes it back when the value is dropped or the process dies.
#[derive(Debug)]
#[must_use = "the resource is free again as soon as this is dropped"]
pub struct Lock {
    file: File,
}

impl Store {
    /// The store of the repository whose git common directory this is. Touches nothing yet.
    pub fn new(common_dir: &Path) -> Store {
        Store { dir: common_dir.join("auraops") }
    }

    /// Waits until nobody else has `resource`, and takes it.
    pub fn lock(&self, resource: &str) -> Result<Lock> {
        let file = self.lock_file(resource)?;
        // A signal may end the wait early without having said no.
        while let Err(error) = file.lock() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error).hint(format!("cannot lock `{resource}`"), self.lock_hint());
            }
        }
        Ok(Lock { file })
    }

    /// Takes `resource`, or gives `None` when somebody has it.
    pub fn try_lock(&self, resource: &str) -> Result<Option<Lock>> {
        let file = self.lock_file(resource)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => {
                Err(error).hint(format!("cannot lock `{resource}`"), self.lock_hint())
            }
        }
    }

    /// The bytes that were last put under `name`.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.path(name);
        file::read(&path).with_context(|| format!("reading `{}`", path.display()))
    }

    /// Puts `bytes` under `name`, all of them or none.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let writing = Lock { file: self.lock_file(WRITING)? };
        // Where it cannot be had, a temporary file may be taken for one that a killed run left: then this fails.
        let _ = writing.file.lock_shared();
        file::replace(&self.path(name), bytes)
    }

    /// Removes what runs left that were killed while they replaced something, unless somebody does so right now.
    pub fn clear_scratch(&self) -> Result<()> {
        let Some(_nobody_writes) = self.try_lock(WRITING)? else { return Ok(()) };
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(file::TEMPORARY) {
                // What cannot be removed now is removed later.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    /// Forgets what is under `name`.
    pub fn remove(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        match file::patiently(|| fs::remove_file(&path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("removing `{}`", path.display()))
            }
            _ => Ok(()),
        }
    }

    /// Puts nothing under `name`, where there is something.
    pub fn clear(&self, name: &str) -> Result<()> {
        match self.read(name)? {
            Some(bytes) if !bytes.is_empty() => self.replace(name, b""),
            _ => Ok(()),
        }
    }

    /// The file that holds `name`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(file_name(name))
    }

    fn lock_file(&self, resource: &str) -> Result<File> {
        let path = self.dir.join(format!("{}.lock", file_name(resource)));
        self.create_dir()?;
        // Never unlinked: removing a lock file lets two holders lock two different inodes.
        let open = || File::options().create(true).write(true).truncate(false).open(&path);
        let file = match open() {
            // Somebody deleted the directory in between, as anybody may.
            Err(error) if error.kind() == ErrorKind::NotFound => self.create_dir().map(|()| open())?,
            file => file,
        };
        file.hint(format!("cannot open the lock file `{}`", path.display()), self.lock_hint())
    }

    /// Makes the directory, but not the git directory around it: where that is missing, something else is wrong.
    fn create_dir(&self) -> Result<()> {
        match fs::create_dir(&self.dir) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error).hint(
                format!("cannot create the state directory `{}`", self.dir.display()),
                "make the git directory writable",
            ),
            _ => Ok(()),
        }
    }

    fn lock_hint(&self) -> String {
        format!("check that `{}` is writable and on a file system that can lock files", self.dir.display())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would do, were there no child between fork and exec that shares the descriptor.
        let _ = self.file.unlock();
    }
}

/// A file name for any name at all: letters, digits, `-`, `_` and inner dots stay, the rest is escaped, and what would be
/// too long is cut and told apart by its hash.
fn file_name(name: &str) -> String {
    let mut escaped = String::new();
    for (index, byte) in name.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => escaped.push(char::from(byte)),
            b'.' if index > 0 && index + 1 < name.len() => escaped.push('.'),
            _ => _ = write!(escaped, "%{byte:02x}"),
        }
    }
    if escaped.len() > MAX_NAME {
        escaped.truncate(MAX_NAME);
        _ = write!(escaped, "%{:016x}", fingerprint(name.as_bytes()));
    }
    // `nul`, `con.lock` and the like are devices on Windows, in any directory; the empty name is one nowhere.
    let stem = escaped.split('.').next().unwrap_or_default();
    let numbered = |device| stem.strip_prefix(device).is_some_and(|rest: &str| rest.len() == 1);
    if matches!(stem, "" | "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        escaped.insert(0, '%');
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_directory_or_meets_another() {
        let long = "x".repeat(300);
        let names =
            ["a", "A", "..", ".", "", "a/b", "a%2fb", "../a", "a\\b", "nul", "com1", "ü", "a\0", &long];
        let files: std::collections::BTreeSet<_> = names.iter().map(|name| file_name(name)).collect();
        assert_eq!(files.len(), names.len(), "{files:?}");
        for file in files {
            assert!(
                !file.is_empty() && !file.contains(['/', '\\', '\0']) && !file.starts_with('.'),
                "{file}"
            );
            assert!(file.len() < 200 && file != "nul", "{file}");
        }
    }

    #[test]
    fn a_lock_is_had_by_one_and_free_after() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let lock = store.lock("chat").unwrap();
        assert!(store.try_lock("chat").unwrap().is_none());
        assert!(store.try_lock("other").unwrap().is_some());
        drop(lock);
        assert!(store.try_lock("chat").unwrap().is_some());
    }

    #[test]
    fn what_was_put_is_read_and_what_was_not_is_absent() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        assert_eq!(store.read("marks").unwrap(), None);
        store.replace("marks", b"one").unwrap();
        store.replace("marks", b"two").unwrap();
        assert_eq!(store.read("marks").unwrap().as_deref(), Some(&b"two"[..]));
        for _ in 0..2 {
            store.remove("marks").unwrap();
            assert_eq!(store.read("marks").unwrap(), None);
        }
        assert!(Store::new(&dir.path().join("absent")).lock("chat").is_err());
    }

    #[test]
    fn what_a_killed_writer_left_goes_unless_somebody_writes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        store.replace("kept", b"bytes").unwrap();
        let left = store.dir.join(".auraops-left");
        file::replace(&left, b"half").unwrap();
        let writer = store.lock_file(WRITING).unwrap();
        writer.lock_shared().unwrap();
        store.clear_scratch().unwrap();
        assert!(left.exists());
        writer.unlock().unwrap();
        store.clear_scratch().unwrap();
        assert!(!left.exists());
        assert_eq!(store.read("kept").unwrap().as_deref(), Some(&b"bytes"[..]));
    }
}
