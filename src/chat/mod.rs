//! The only reader and writer of chat files.
//!
//! Any number of processes append at once, and others that know nothing of us may too. So an entry goes out in one write
//! to a handle in append mode, under a lock that is on a file of its own: on Windows a lock on the chat itself would keep
//! its readers out. An entry that cannot be written whole, on a full disk, is taken back. What is there is never rewritten,
//! only a missing last newline is added; a merge alone brings lines into the middle.

pub mod follow;
mod lines;
mod log;
pub mod merge;
pub mod read_marks;
mod rewrite;
pub mod written;

use std::fs::{self, File};
use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};

use crate::domain::chat::Post;
use crate::domain::entry::{self, MAX_LINE, Reading};
use crate::error::{WithHint, hinted};
use crate::sys::file;
use crate::sys::links::resolve;
use crate::sys::state::Store;
use lines::Lines;
use log::Mark;
pub use log::{Log, Unreadable};

/// The lock that writers hold; one a repository, as there is one chat.
const RESOURCE: &str = "chat";
/// How much is looked at in one step, and in all, to find the last line ending.
const STEP: u64 = 4096;
const STEPS: u64 = 16;

/// A chat file, or a journal, which is one that is never written.
#[derive(Debug, Clone)]
pub struct Chat {
    path: PathBuf,
    name: Arc<str>,
    /// What is read where there is no file, and with which a new one begins.
    recorded: Option<Vec<u8>>,
}

impl Chat {
    /// The chat at `path`, which people know as `name`. Touches nothing yet.
    pub fn new(path: PathBuf, name: &str) -> Chat {
        Chat { path, name: name.into(), recorded: None }
    }

    /// The same chat, read as `recorded` where there is no file, and never begun without it.
    #[must_use]
    pub fn instead_of_none(self, recorded: Vec<u8>) -> Chat {
        Chat { recorded: Some(recorded), ..self }
    }

    /// Adds a line at the end, safe on the disk when this returns. Waits for others who write.
    pub fn append(&self, store: &Store, line: &str) -> Result<()> {
        ensure!(!line.contains(['\n', '\r']), "an entry with a line break would become two");
        let _lock = store.lock(RESOURCE)?;
        self.refuse_what_is_no_file()?;
        let doing = || format!("cannot write to the chat `{}`", self.path.display());
        let next = || "check that its directory exists and that you may write there";
        rewrite::finish(store, &self.path)?;
        written::note(store, line)?;
        let mut file = match file::open(&self.path, File::options().read(true).append(true)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.begin(line).hint(doing(), next())? {
                    return Ok(());
                }
                // Somebody else was faster.
                file::open(&self.path, File::options().read(true).append(true)).hint(doing(), next())?
            }
            file => file.hint(doing(), next())?,
        };
        let (unfinished, ending) = last_ending(&mut file).with_context(doing)?;
        let healing = if unfinished { ending } else { "" };
        // One buffer, one write: `writeln!` would be several, and another writer's line could get between.
        file::append(&self.path, format!("{healing}{line}{ending}").as_bytes()).with_context(doing)?;
        Ok(())
    }

    /// Makes the file, with a first line behind what git has of it; whole, or not at all. Says `false` where there is one.
    fn begin(&self, line: &str) -> Result<bool> {
        let mut text = self.recorded.clone().unwrap_or_default();
        let (unfinished, ending) = last_ending(&mut Cursor::new(&text))?;
        let healing = if unfinished { ending } else { "" };
        text.extend_from_slice(format!("{healing}{line}{ending}").as_bytes());
        let path = resolve(&self.path)?;
        if let (Some(_), Some(dir)) = (&self.recorded, path.parent()) {
            fs::create_dir_all(dir)?;
        }
        file::create(&path, &text)
    }

    /// Finishes a change of the file that somebody was stopped at, so that what is read next is whole.
    pub fn finish(&self, store: &Store) -> Result<()> {
        if !rewrite::is_unfinished(store, &self.path) {
            return Ok(());
        }
        let _lock = store.lock(RESOURCE)?;
        rewrite::finish(store, &self.path)
    }

    /// How many bytes there are to read.
    pub fn size(&self) -> u64 {
        let recorded = || self.recorded.as_ref().map_or(0, |text| text.len() as u64);
        fs::metadata(&self.path).map_or_else(|_| recorded(), |metadata| metadata.len())
    }

    /// Everything in the file; nothing where there is none.
    pub fn read(&self) -> Result<Log> {
        self.refuse_what_is_no_file()?;
        let mut log = Log::default();
        match file::open(&self.path, File::options().read(true)) {
            Ok(file) => self.scan(file, LastLine::Taken, &mut log)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.scan(self.recorded.as_deref().unwrap_or_default(), LastLine::Taken, &mut log)?;
            }
            Err(error) => return Err(error).with_context(|| self.reading()),
        }
        Ok(log)
    }

    /// Reads lines from where the log's mark is, and moves the mark.
    fn scan(&self, file: impl Read, last: LastLine, log: &mut Log) -> Result<()> {
        let mut lines = Lines::new(file);
        let mut number = log.mark.lines;
        while let Some(line) = lines.next().with_context(|| self.reading())? {
            if !line.is_whole && matches!(last, LastLine::AwaitsItsEnd) {
                return Ok(());
            }
            number += 1;
            if line.is_whole {
                log.mark = Mark { bytes: log.mark.bytes + line.length, lines: number };
            }
            let reading = if line.is_too_long() {
                Reading::Unreadable(format!("it is longer than {MAX_LINE} bytes"))
            } else {
                entry::read(line.text)
            };
            let file = Arc::clone(&self.name);
            match reading {
                Reading::Entry(entry) => log.add(Post { entry: *entry, file, line: number }),
                Reading::Unreadable(reason) => log.skip(Unreadable { file, line: number, reason }),
                Reading::Other => {}
            }
        }
        Ok(())
    }

    /// Whether the file has this line.
    pub fn has(&self, line: &str) -> Result<bool> {
        self.refuse_what_is_no_file()?;
        let file = match file::open(&self.path, File::options().read(true)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            file => file.with_context(|| self.reading())?,
        };
        let mut lines = Lines::new(file);
        while let Some(said) = lines.next().with_context(|| self.reading())? {
            if said.text.trim_ascii_end() == line.as_bytes() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What nobody can write lines to, or read them from, said with the place where the file is named.
    fn refuse_what_is_no_file(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(metadata) if metadata.is_dir() => bail!(hinted(
                format!("the chat `{}` is a directory", self.path.display()),
                "name a file under [chat] in auraops.toml"
            )),
            Ok(metadata) if !metadata.is_file() => bail!(hinted(
                format!("the chat `{}` is not a regular file", self.path.display()),
                "name another one under [chat] in auraops.toml"
            )),
            _ => Ok(()),
        }
    }

    fn reading(&self) -> String {
        format!("reading the chat `{}`", self.path.display())
    }
}

/// What to make of a last line without a newline.
#[derive(Debug, Clone, Copy)]
enum LastLine {
    Taken,
    /// Somebody may still be writing it.
    AwaitsItsEnd,
}

/// Whether the last line has no newline, and the ending that lines have: that of the last one which has any, as far as
/// the end of the file tells.
fn last_ending(file: &mut (impl Read + Seek)) -> std::io::Result<(bool, &'static str)> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut unfinished = false;
    let mut end = length;
    let mut chunk = Vec::new();
    while end > length.saturating_sub(STEPS * STEP) {
        let start = end.saturating_sub(STEP);
        // One byte more than looked at, so that a `\r` is seen though its `\n` begins the chunk.
        let from = start.saturating_sub(1);
        file.seek(SeekFrom::Start(from))?;
        chunk.clear();
        file.by_ref().take(end - from).read_to_end(&mut chunk)?;
        if end == length {
            unfinished = !chunk.ends_with(b"\n");
        }
        if let Some(at) = chunk.iter().rposition(|&byte| byte == b'\n') {
            let crlf = at > 0 && chunk[at - 1] == b'\r';
            let cut = at == 0 && from > 0;
            if !cut {
                return Ok((unfinished, if crlf { "\r\n" } else { "\n" }));
            }
        }
        end = start;
    }
    Ok((unfinished, "\n"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    struct Place {
        dir: tempfile::TempDir,
        store: Store,
        chat: Chat,
    }

    fn place() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let chat = Chat::new(dir.path().join("chat.md"), "chat.md");
        Place { dir, store, chat }
    }

    #[test]
    fn appending_heals_and_keeps_line_endings() {
        let long = "x".repeat(10_000);
        for (before, added) in [
            ("", "new\n"),
            ("a\n", "new\n"),
            ("a", "\nnew\n"),
            ("a\r\n", "new\r\n"),
            ("a\r\nb", "\r\nnew\r\n"),
            ("a\r\nb\n", "new\n"),
            ("\n", "new\n"),
            ("\r\n", "new\r\n"),
            (&format!("a\r\n{long}"), "\r\nnew\r\n"),
            (&long, "\nnew\n"),
        ] {
            let Place { dir: _dir, store, chat } = place();
            crate::sys::file::create(&chat.path, before.as_bytes()).unwrap();
            chat.append(&store, "new").unwrap();
            let after = fs::read_to_string(&chat.path).unwrap();
            assert_eq!(after.strip_prefix(before), Some(added), "{} bytes", before.len());
        }
    }

    #[test]
    fn the_last_ending_is_found_wherever_a_step_cuts() {
        for tail in 4090..4100 {
            for ending in ["\n", "\r\n"] {
                let text = format!("a{ending}{}", "y".repeat(tail));
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(text.as_bytes()).unwrap();
                assert_eq!(last_ending(&mut file).unwrap(), (true, ending), "{tail} {ending:?}");
            }
        }
    }

    #[test]
    fn many_writers_lose_no_line_and_tear_none() {
        let Place { dir: _dir, store, chat } = place();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let (store, chat) = (&store, &chat);
                scope.spawn(move || {
                    for count in 0..200 {
                        let note = "x".repeat(count);
                        let line = format!("MSG | 2026-02-14 18:22:12 | W{writer} | note:{count} {note}");
                        chat.append(store, &line).unwrap();
                    }
                });
            }
        });
        let log = chat.read().unwrap();
        assert_eq!((log.posts.len(), log.unreadable.len(), log.mark.lines), (1600, 0, 1600));
        let mut next = std::collections::HashMap::new();
        for post in &log.posts {
            let count: &mut usize = next.entry(post.entry.who.as_str()).or_default();
            assert_eq!(post.entry.msg().unwrap().note, format!("{count} {}", "x".repeat(*count)).trim());
            *count += 1;
        }
    }

    #[test]
    fn everything_is_read_and_what_cannot_be_is_told() {
        let Place { dir, chat, .. } = place();
        assert_eq!(chat.read().unwrap().posts.len(), 0, "there is no file yet");
        let text = b"# Chat\r\n\r\nMSG | <timestamp> | A | note:x\nSCOPE | a\nSTART | 2026-02-14 | A\r\n\xff\xfe | x\nMSG | 2026-02-14 | B | note:\xff";
        crate::sys::file::create(&chat.path, text).unwrap();
        let log = chat.read().unwrap();
        assert_eq!(log.posts.iter().map(|post| post.line).collect::<Vec<_>>(), [5, 7]);
        assert_eq!((log.unreadable.len(), log.unreadable[0].line), (1, 3));
        assert_eq!(log.mark.lines, 6);
        let directory = Chat::new(dir.path().to_owned(), "chat.md");
        assert!(directory.read().unwrap_err().to_string().ends_with("is a directory"));
    }

    #[test]
    fn a_chat_that_is_not_there_is_what_git_has_of_it() {
        for (recorded, after) in [
            ("# chat\n", "# chat\nnew\nmore\n"),
            (
                "# chat\r\nMSG | 2026-02-14 | A | note:x",
                "# chat\r\nMSG | 2026-02-14 | A | note:x\r\nnew\r\nmore\r\n",
            ),
            ("", "new\nmore\n"),
        ] {
            let Place { dir, store, .. } = place();
            let chat = Chat::new(dir.path().join("a/b/chat.md"), "chat.md")
                .instead_of_none(recorded.as_bytes().to_vec());
            assert_eq!(chat.read().unwrap().posts.len(), recorded.matches("MSG").count());
            assert!(!chat.path.exists(), "who reads writes nothing");
            chat.append(&store, "new").unwrap();
            chat.append(&store, "more").unwrap();
            assert_eq!(fs::read_to_string(&chat.path).unwrap(), after);
        }
    }

    #[test]
    fn what_cannot_be_a_chat_is_refused() {
        let Place { dir, store, chat } = place();
        assert!(chat.append(&store, "a\nb").is_err());
        assert!(!chat.path.exists());
        let directory = Chat::new(dir.path().to_owned(), "chat.md");
        assert!(directory.append(&store, "a").unwrap_err().to_string().ends_with("is a directory"));
        assert!(Chat::new(dir.path().join("no/chat.md"), "chat.md").append(&store, "a").is_err());
    }
}
