//! The state directory, `<git common dir>/auraops/`: one permanent lock file a resource, and small files that are
//! only ever replaced whole. Knows no command, and nothing in it is worth a backup: whoever deletes it loses unread marks.
//! Nobody else may look into it unless the repository is shared.

use std::fmt::Write;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::file;
pub use super::lock::Lock;
use super::lock::{LIMITS, Limits, Narrate, Wanted};
use super::sharing::{Sharing, permissions};
use crate::domain::id::fingerprint;
use crate::error::WithHint;

/// What everybody has who is replacing something.
const WRITING: &str = "writing";
/// How often it is tried to have that too, and the pause in between.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(5);

/// Leaves room for a suffix within the 255 bytes that file systems allow.
const MAX_NAME: usize = 120;

/// As many users may have left a directory that only they can remove.
const MAX_LEFT: usize = 100;

/// What auraops remembers of one repository, shared by all its work trees.
#[derive(Debug, Clone)]
pub struct Store {
    dir: PathBuf,
    sharing: Sharing,
    who: String,
    narrate: Narrate,
}

/// How bytes get to their place.
type Put = fn(&Path, &[u8], Option<fs::Permissions>) -> Result<()>;

impl Store {
    /// The store of the repository whose git common directory this is. Touches nothing yet.
    pub fn new(common_dir: &Path) -> Store {
        let (dir, who) = (common_dir.join("auraops"), "-".to_owned());
        Store { dir, sharing: Sharing::Private, who, narrate: |_| {} }
    }

    /// For those who share the repository.
    #[must_use]
    pub fn shared(self, sharing: Sharing) -> Store {
        Store { sharing, ..self }
    }

    /// Asked by somebody, who is told what is waited for.
    #[must_use]
    pub fn asked_by(self, who: String, narrate: Narrate) -> Store {
        Store { who, narrate, ..self }
    }

    /// Waits until nobody else has `resource`, and takes it. Where somebody has it for too long, the error is a [`Busy`].
    ///
    /// [`Busy`]: super::lock::Busy
    pub fn lock(&self, resource: &str) -> Result<Lock> {
        let path = self.lock_path(resource);
        let waited = self.wanted(&path, resource)?.wait(LIMITS, self.narrate);
        let taken = waited.hint(format!("cannot lock `{resource}`"), self.lock_hint())?;
        Ok(taken?)
    }

    /// Waits shortly until nobody else has `resource`; `None` where somebody still has it then.
    pub fn lock_within(&self, resource: &str, most: Duration) -> Result<Option<Lock>> {
        let path = self.lock_path(resource);
        let waited = self.wanted(&path, resource)?.wait(Limits { most, ..LIMITS }, self.narrate);
        Ok(waited.hint(format!("cannot lock `{resource}`"), self.lock_hint())?.ok())
    }

    /// Takes `resource`, or gives `None` when somebody has it.
    pub fn try_lock(&self, resource: &str) -> Result<Option<Lock>> {
        let path = self.lock_path(resource);
        let taken = self.wanted(&path, resource)?.take();
        taken.hint(format!("cannot lock `{resource}`"), self.lock_hint())
    }

    /// The bytes that were last put under `name`.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let path = self.path(name);
        file::read(&path).with_context(|| format!("reading `{}`", path.display()))
    }

    /// Puts `bytes` under `name`, all of them or none.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.put(name, bytes, file::replace_as)
    }

    /// The same without waiting for the disk: for what is worth nothing after a power cut.
    pub fn jot(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.put(name, bytes, file::jot_as)
    }

    fn put(&self, name: &str, bytes: &[u8], put: Put) -> Result<()> {
        let writing = self.lock_file(&self.lock_path(WRITING))?;
        // Where it cannot be had, a temporary file may be taken for one that a killed run left: then this fails.
        for _ in 0..TRIES {
            let Err(TryLockError::WouldBlock) = writing.try_lock_shared() else { break };
            sleep(PAUSE);
        }
        let done = put(&self.path(name), bytes, permissions(self.sharing.file()));
        drop(writing.unlock());
        done
    }

    /// Makes an empty directory for whoever has the lock for it. What a killed run left there goes; where it is another
    /// user's and stays, another name is taken.
    pub fn empty_dir(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(name);
        let mut last = None;
        for at in 0..MAX_LEFT {
            let path = if at == 0 { path.clone() } else { path.with_extension(at.to_string()) };
            match fs::remove_dir_all(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => last = Some(error),
                _ => {
                    fs::create_dir(&path).with_context(|| format!("creating `{}`", path.display()))?;
                    self.sharing.bring_in_order(&path);
                    return Ok(path);
                }
            }
        }
        let last = last.unwrap_or_else(|| ErrorKind::PermissionDenied.into());
        Err(last).with_context(|| format!("removing `{}`", path.display()))
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

    fn lock_path(&self, resource: &str) -> PathBuf {
        self.dir.join(format!("{}.lock", file_name(resource)))
    }

    fn wanted<'a>(&'a self, path: &'a Path, resource: &'a str) -> Result<Wanted<'a>> {
        Ok(Wanted { file: self.lock_file(path)?, path, resource, who: &self.who })
    }

    fn lock_file(&self, path: &Path) -> Result<File> {
        let doing = || format!("cannot create the state directory `{}`", self.dir.display());
        self.create_dir().hint(doing(), self.hint("make the git directory writable"))?;
        let file = match open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => self.make_lock_file(path),
            // Another user made it before the repository was shared. Readers may lock, too.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => File::open(path).map_err(|_| error),
            file => file,
        };
        self.sharing.bring_in_order(path);
        file.hint(format!("cannot open the lock file `{}`", path.display()), self.lock_hint())
    }

    /// Makes a lock file, which has its mode before anybody finds it.
    fn make_lock_file(&self, path: &Path) -> io::Result<File> {
        let attempt = || {
            self.create_dir()?;
            let made = tempfile::Builder::new().prefix(file::TEMPORARY).tempfile_in(&self.dir)?;
            self.sharing.bring_in_order(made.path());
            // Never unlinked: removing a lock file lets two holders lock two different inodes.
            match made.persist_noclobber(path) {
                Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
                _ => open(path),
            }
        };
        match attempt() {
            // Somebody deleted the directory in between, as anybody may, or took the new file for what a killed run left.
            Err(error) if error.kind() == ErrorKind::NotFound => attempt(),
            made => made,
        }
    }

    /// Makes the directory, but not the git directory around it: where that is missing, something else is wrong.
    fn create_dir(&self) -> io::Result<()> {
        if self.dir.symlink_metadata().is_ok() {
            // Made with another setting, or by an older version: then so was what is in it.
            if self.sharing.bring_in_order(&self.dir) {
                for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
                    self.sharing.bring_in_order(&entry.path());
                }
            }
            return Ok(());
        }
        let around = self.dir.parent().unwrap_or(&self.dir);
        let mut builder = tempfile::Builder::new();
        if let Some(ordinary) = permissions(Some(0o777)).filter(|_| self.sharing == Sharing::Umask) {
            builder.permissions(ordinary);
        }
        let made = builder.prefix("auraops-").tempdir_in(around)?;
        self.sharing.bring_in_order(made.path());
        match fs::rename(made.path(), &self.dir) {
            Ok(()) => _ = made.keep(),
            // Somebody else was faster.
            Err(error) if !self.dir.is_dir() => return Err(error),
            Err(_) => {}
        }
        Ok(())
    }

    fn lock_hint(&self) -> String {
        let dir = self.dir.display();
        self.hint(&format!("check that `{dir}` is writable and on a file system that can lock files"))
    }

    /// What to do, and what its owner can do where several users work here.
    fn hint(&self, what: &str) -> String {
        match self.sharing {
            Sharing::Private => {
                format!(
                    "{what}; where several users share this repository: git config core.sharedRepository group"
                )
            }
            _ => what.to_owned(),
        }
    }
}

fn open(lock: &Path) -> io::Result<File> {
    File::options().read(true).write(true).open(lock)
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
        let writer = store.lock_file(&store.lock_path(WRITING)).unwrap();
        writer.lock_shared().unwrap();
        store.clear_scratch().unwrap();
        assert!(left.exists());
        writer.unlock().unwrap();
        store.clear_scratch().unwrap();
        assert!(!left.exists());
        assert_eq!(store.read("kept").unwrap().as_deref(), Some(&b"bytes"[..]));
    }

    #[cfg(unix)]
    #[test]
    fn modes_are_as_the_setting_says_whoever_made_them_before() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let modes = |store: &Store| {
            let paths = [store.dir.clone(), store.lock_path("chat"), store.path("marks")];
            paths.map(|path| fs::metadata(path).unwrap().permissions().mode() & 0o7777)
        };
        let use_it = |store: &Store| {
            drop(store.lock("chat").unwrap());
            store.replace("marks", b"one").unwrap();
        };
        use_it(&store);
        assert_eq!(modes(&store), [0o700, 0o600, 0o600]);
        let shared = store.clone().shared(Sharing::With(0o660));
        drop(shared.lock("other").unwrap());
        assert_eq!(modes(&store), [0o2770, 0o660, 0o660], "what is there follows");
        use_it(&shared);
        assert_eq!(modes(&store), [0o2770, 0o660, 0o660]);
        fs::set_permissions(&store.dir, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(store.path("marks"), fs::Permissions::from_mode(0o644)).unwrap();
        drop(store.lock("other").unwrap());
        assert_eq!(modes(&store), [0o700, 0o600, 0o600], "as older versions made it");
    }

    #[test]
    fn a_directory_is_empty_for_whoever_takes_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        drop(store.lock("checkout").unwrap());
        let taken = store.empty_dir("incoming").unwrap();
        fs::create_dir(taken.join("left")).unwrap();
        assert_eq!(store.empty_dir("incoming").unwrap(), taken);
        assert_eq!(fs::read_dir(&taken).unwrap().count(), 0);
        fs::remove_dir(&taken).unwrap();
        file::create(&taken, b"what cannot be removed as a directory").unwrap();
        assert_ne!(store.empty_dir("incoming").unwrap(), taken);
    }
}
