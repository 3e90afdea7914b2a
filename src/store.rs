//! The state directory, `<git common dir>/auraops/`: one permanent lock file a resource, and small files that are
//! only ever replaced whole. Knows no command, and nothing in it is worth a backup: whoever deletes it loses unread marks.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::domain::id::fingerprint;
use crate::error::WithHint;
use crate::links::resolve;
use crate::windows;

/// Leaves room for a suffix within the 255 bytes that file systems allow.
const MAX_NAME: usize = 120;
/// How long somebody may keep a file open on Windows: 50 times 20 ms.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

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
    #[cfg(test)]
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
        read(&path).with_context(|| format!("reading `{}`", path.display()))
    }

    /// Puts `bytes` under `name`, all of them or none.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.create_dir()?;
        replace(&self.path(name), bytes)
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
                format!("cannot make the state directory `{}`", self.dir.display()),
                "make the git directory writable for yourself",
            ),
            _ => Ok(()),
        }
    }

    fn lock_hint(&self) -> String {
        format!("check that `{}` is writable and on a disk that can lock files", self.dir.display())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would do, were there no child between fork and exec that shares the descriptor.
        let _ = self.file.unlock();
    }
}

/// The bytes of a file, where there is one.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match patiently(|| fs::read(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts `bytes` at `path` so that a reader, or a crash at any instant, sees the old file or the new one.
/// Permissions stay as they are, and a symlink stays one: what it points to is replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let doing = || format!("writing `{}`", path.display());
    let target = resolve(path).with_context(doing)?;
    let permissions = match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => bail!("cannot write `{}`: a directory is there", path.display()),
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => None,
    };
    let temp = filled(&target, bytes, permissions).with_context(doing)?;
    persist(temp, &target).and_then(|()| sync_dir(&target)).with_context(doing)
}

/// Gives a temporary file its name, over the file that has it.
pub fn persist(temp: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut temp = Some(temp);
    patiently(|| match temp.take().map(|temp| temp.persist(path)) {
        Some(Err(error)) => {
            temp = Some(error.file);
            Err(error.error)
        }
        _ => Ok(()),
    })
}

/// Does it again for a while as long as Windows says that somebody has the file open, a virus scanner for one.
pub fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..TRIES {
        match attempt() {
            Err(error) if cfg!(windows) && windows::is_busy(&error) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
    attempt()
}

/// Puts `bytes` at `path` unless something is there, a dangling symlink included; says whether it did.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool> {
    let doing = || format!("writing `{}`", path.display());
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let temp = filled(path, bytes, None).with_context(doing)?;
    match temp.persist_noclobber(path) {
        Ok(_) => sync_dir(path).map(|()| true).with_context(doing),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error).with_context(doing),
    }
}

/// A temporary file beside `path` with the bytes safely in it. Gone again unless it is persisted.
fn filled(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".auraops-");
    #[cfg(unix)]
    let ordinary = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(ordinary);
    let mut temp = builder.tempfile_in(directory(path))?;
    temp.write_all(bytes)?;
    if let Some(permissions) = permissions {
        temp.as_file().set_permissions(permissions)?;
    }
    temp.as_file().sync_all()?;
    Ok(temp)
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Makes a rename outlive a power cut. Windows does so by itself, and has no way to ask.
fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory(path))?.sync_all() } else { Ok(()) }
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
        assert!(Store::new(&dir.path().join("absent")).lock("chat").is_err());
    }

    #[test]
    fn a_file_that_somebody_reads_is_replaced_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old").unwrap();
        let reader = File::open(&path).unwrap();
        let reading = std::thread::spawn(move || {
            std::thread::sleep(4 * PAUSE);
            drop(reader);
        });
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        reading.join().unwrap();
    }

    #[test]
    fn create_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        assert!(create(&path, b"one").unwrap());
        assert!(!create(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
        assert!(replace(dir.path(), b"").unwrap_err().to_string().contains("a directory is there"));
    }

    #[cfg(unix)]
    #[test]
    fn replace_keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link, dangling) = (dir.path().join("f"), dir.path().join("l"), dir.path().join("d"));
        create(&file, b"#!/bin/sh\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
        symlink("f", &link).unwrap();
        symlink("new", &dangling).unwrap();
        replace(&link, b"#!/bin/bash\n").unwrap();
        replace(&dangling, b"x").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"#!/bin/bash\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
        assert!(link.is_symlink() && dangling.is_symlink());
        assert_eq!(fs::read(dir.path().join("new")).unwrap(), b"x");
        assert!(!create(&dangling, b"y").unwrap());
        assert_ne!(fs::metadata(dir.path().join("new")).unwrap().permissions().mode() & 0o044, 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("b", dir.path().join("a")).unwrap();
        std::os::unix::fs::symlink("a", dir.path().join("b")).unwrap();
        assert!(replace(&dir.path().join("a"), b"").is_err());
    }
}
