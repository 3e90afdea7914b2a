//! Waiting for entries. Asks the system to be woken, so that it costs nothing while the chat is silent.
//!
//! The file may be replaced under us (a pull, an editor) or cut short. What stands before the mark is therefore known
//! by its last bytes: where they differ, everything is read again and what was shown already is left out.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Chat, LastLine, Log, Mark};
use crate::domain::chat::Post;
use crate::domain::id::{Id, fingerprint};
use crate::error::WithHint;
use crate::sys::env::plain;
use crate::sys::file;

/// How often a file system that cannot tell of changes is looked at.
const POLL: Duration = Duration::from_secs(1);
/// How many bytes before the mark are compared.
const TAIL: u64 = 4096;

/// Entries as they are added to a chat.
pub struct Follow {
    chat: Chat,
    mark: Mark,
    /// The fingerprint of what stands before the mark.
    tail: u64,
    seen: HashSet<Id>,
    changes: Receiver<()>,
    _watcher: Box<dyn Watcher>,
}

impl Chat {
    /// Follows the chat: tells of entries that `log`, which was read from it, does not have.
    pub fn follow(&self, log: &Log) -> Result<Follow> {
        let (sender, changes) = sync_channel(1);
        let watcher = watch(&self.path, &sender)?;
        let seen = log.posts.iter().map(|post| post.entry.id).collect();
        // From the top, not from where the log ends: the file may have been replaced since it was read.
        let (chat, mark, tail) = (self.clone(), Mark::default(), fingerprint(b""));
        Ok(Follow { chat, mark, tail, seen, changes, _watcher: watcher })
    }
}

impl Follow {
    /// Waits for the next entries; never gives an empty list. `None` when nobody can tell of changes any more.
    pub fn next(&mut self) -> Result<Option<Vec<Post>>> {
        loop {
            let posts = self.added()?;
            if !posts.is_empty() {
                return Ok(Some(posts));
            }
            if self.changes.recv().is_err() {
                return Ok(None);
            }
        }
    }

    /// What was added since the last time, without waiting.
    pub fn added(&mut self) -> Result<Vec<Post>> {
        let Some(mut file) = self.open()? else { return Ok(Vec::new()) };
        let chat = &self.chat;
        if tail(&mut file, self.mark).with_context(|| chat.reading())? != self.tail {
            self.mark = Mark::default();
        }
        file.seek(SeekFrom::Start(self.mark.bytes)).with_context(|| chat.reading())?;
        let mut log = Log { mark: self.mark, ..Log::default() };
        chat.scan(&file, LastLine::AwaitsItsEnd, &mut log)?;
        self.mark = log.mark;
        self.tail = tail(&mut file, self.mark).with_context(|| chat.reading())?;
        log.posts.retain(|post| self.seen.insert(post.entry.id));
        Ok(log.posts)
    }

    /// The file, unless it is gone, as it is for a moment while somebody replaces it.
    fn open(&self) -> Result<Option<File>> {
        self.chat.refuse_what_is_no_file()?;
        match file::open(&self.chat.path, File::options().read(true)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| self.chat.reading()),
        }
    }
}

/// The fingerprint of the last bytes before the mark; that of fewer bytes where the file is shorter.
fn tail(file: &mut File, mark: Mark) -> std::io::Result<u64> {
    let start = mark.bytes.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(mark.bytes - start).read_to_end(&mut bytes)?;
    Ok(fingerprint(&bytes))
}

/// Watches the directory of the file, since a file that is replaced takes its watch with it.
fn watch(path: &Path, sender: &SyncSender<()>) -> Result<Box<dyn Watcher>> {
    let mut watched = vec![path.to_owned()];
    // Behind a symlink the file changes elsewhere.
    watched.extend(fs::canonicalize(path).ok().map(plain).filter(|real| real != path));
    let names: Vec<OsString> = watched.iter().filter_map(|path| path.file_name()).map(Into::into).collect();
    let mut directories: Vec<PathBuf> =
        watched.iter().filter_map(|path| path.parent()).map(Into::into).collect();
    directories.dedup();
    let config = Config::default().with_poll_interval(POLL);
    started::<RecommendedWatcher>(&names, &directories, sender, config)
        .or_else(|_| started::<PollWatcher>(&names, &directories, sender, config))
        .hint(format!("cannot watch the chat `{}`", path.display()), "check that its directory exists")
}

fn started<W: Watcher + 'static>(
    names: &[OsString],
    directories: &[PathBuf],
    sender: &SyncSender<()>,
    config: Config,
) -> notify::Result<Box<dyn Watcher>> {
    let (names, sender) = (names.to_vec(), sender.clone());
    let wake = move |event: notify::Result<Event>| {
        if event.map_or(true, |event| concerns(&event, &names)) {
            // Full means that the reader will look anyway.
            let _ = sender.try_send(());
        }
    };
    let mut watcher = W::new(wake, config)?;
    for directory in directories {
        watcher.watch(directory, RecursiveMode::NonRecursive)?;
    }
    Ok(Box::new(watcher))
}

/// Whether an event can mean new lines. Reading is an event too, and ours must not wake us.
fn concerns(event: &Event, names: &[OsString]) -> bool {
    let ours = |path: &PathBuf| path.file_name().is_some_and(|name| names.iter().any(|known| known == name));
    let about_us = event.paths.is_empty() || event.paths.iter().any(ours);
    event.need_rescan() || (about_us && !matches!(event.kind, EventKind::Access(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::state::Store;

    fn line(note: &str) -> String {
        format!("MSG | 2026-02-14 18:22:12 | A | note:{note}")
    }

    fn notes(posts: &[Post]) -> Vec<(usize, &str)> {
        posts.iter().filter_map(|post| Some((post.line, post.entry.msg()?.note.as_str()))).collect()
    }

    #[test]
    fn entries_are_told_as_they_come() {
        let dir = tempfile::tempdir().unwrap();
        let (store, chat) = (Store::new(dir.path()), Chat::new(dir.path().join("c"), "c"));
        chat.append(&store, &line("old")).unwrap();
        let log = chat.read().unwrap();
        chat.append(&store, &line("between")).unwrap();
        let mut follow = chat.follow(&log).unwrap();
        assert_eq!(notes(&follow.next().unwrap().unwrap()), [(2, "between")]);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(100));
                chat.append(&store, &line("later")).unwrap();
            });
            assert_eq!(notes(&follow.next().unwrap().unwrap()), [(3, "later")]);
        });
    }

    #[test]
    fn a_file_that_is_replaced_cut_or_gone_is_followed_on() {
        let dir = tempfile::tempdir().unwrap();
        let chat = Chat::new(dir.path().join("c"), "c");
        let put = |lines: &[&str]| {
            let lines: Vec<_> = lines.iter().map(|note| line(note)).collect();
            file::replace(&chat.path, lines.join("\n").as_bytes()).unwrap();
        };
        let mut follow = chat.follow(&chat.read().unwrap()).unwrap();
        assert!(follow.added().unwrap().is_empty());
        put(&["a", "b", ""]);
        assert_eq!(notes(&follow.added().unwrap()), [(1, "a"), (2, "b")]);
        put(&["a", "x", "b", "c", "unfinished"]);
        assert_eq!(notes(&follow.added().unwrap()), [(2, "x"), (4, "c")]);
        put(&["a", ""]);
        assert!(follow.added().unwrap().is_empty());
        put(&["a", "unfinished", "d", ""]);
        assert_eq!(notes(&follow.added().unwrap()), [(2, "unfinished"), (3, "d")]);
        fs::remove_file(&chat.path).unwrap();
        assert!(follow.added().unwrap().is_empty());
        put(&["e", ""]);
        assert_eq!(notes(&follow.added().unwrap()), [(1, "e")]);
    }

    #[test]
    fn a_replaced_file_wakes_and_reading_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let chat = Chat::new(dir.path().join("c"), "c");
        file::create(&chat.path, b"").unwrap();
        let mut follow = chat.follow(&chat.read().unwrap()).unwrap();
        for _ in 0..3 {
            follow.added().unwrap();
            fs::read(&chat.path).unwrap();
        }
        assert!(follow.changes.recv_timeout(Duration::from_millis(200)).is_err());
        file::replace(&chat.path, (line("new") + "\n").as_bytes()).unwrap();
        assert_eq!(notes(&follow.next().unwrap().unwrap()), [(1, "new")]);
    }
}
