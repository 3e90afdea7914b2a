//! A file changed in its middle without becoming another file: whoever has it open for appending goes on writing into it.
//!
//! First the file grows by blank lines, which reserves the room and, because a write in append mode knows where it ended,
//! fixes the place behind which all lines of others come from then on. Then everything from the first byte that differs up
//! to that place is overwritten in one write. What stood there and what is to stand there are in a journal in the state
//! directory before that: whoever is stopped in between leaves it to the next one who holds the lock. The journal is believed
//! only where the file still has what it says, each byte the old or the new one.
//!
//! A file that becomes shorter has to be cut. Between a last look at its length and the cut, a writer who does not know our
//! lock can lose a line. Only taking lines out does that, in a window of a few microseconds.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::domain::id::fingerprint;
use crate::sys::file;
use crate::sys::state::Store;

/// A change under way: from `at` on stands `old`, and is to stand `new`. Where `new` is longer, the file is growing and
/// nothing is overwritten yet.
#[derive(Debug, PartialEq, Eq)]
struct Rewrite {
    at: usize,
    /// The fingerprint of what stands before.
    before: u64,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// Whether a change was left unfinished, as far as can be told without the lock.
pub fn is_unfinished(store: &Store, path: &Path) -> bool {
    store.path(&journal(path)).exists()
}

/// Finishes what somebody was stopped at. To be called by the holder of the lock.
pub fn finish(store: &Store, path: &Path) -> Result<()> {
    let name = journal(path);
    let Some(bytes) = store.read(&name)? else { return Ok(()) };
    if let Some(rewrite) = Rewrite::parse(&bytes)
        && let Ok(mut file) = open(path)
    {
        let doing = || format!("finishing what was being written to `{}`", path.display());
        if rewrite.is_growing() {
            rewrite.shrink(&mut file).with_context(doing)?;
        } else {
            rewrite.run(store, path, &mut file).with_context(doing)?;
        }
    }
    store.remove(&name)
}

/// Puts `new` in place of `old`, which was read from the file; what others have added since comes behind it. To be called
/// by the holder of the lock, who has finished what was left.
pub fn put(store: &Store, path: &Path, old: &[u8], new: &[u8]) -> Result<()> {
    let at = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    if at == old.len() {
        file::append(path, &new[at..])?;
        return Ok(());
    }
    let before = fingerprint(&old[..at]);
    let grown = new.len().saturating_sub(old.len());
    let growing = Rewrite { at, before, old: old[at..].to_vec(), new: new[at..].to_vec() };
    let start = if grown > 0 { Some(growing.grow(store, path, grown)?) } else { None };
    let mut file = open(path)?;
    let bytes = whole(&mut file)?;
    // All up to here is rewritten, and what others add from now on stays where it is.
    let end = start.map_or(bytes.len(), |start| start + grown);
    let is_known = bytes.starts_with(old) && start.is_none_or(|start| is_blank(&bytes, start..end));
    let Some(late) = bytes.get(old.len()..start.unwrap_or(end)).filter(|_| is_known) else {
        if let Some(start) = start {
            file::take_back(path, start as u64, &vec![b'\n'; grown])?;
        }
        store.remove(&journal(path))?;
        bail!("somebody else is rewriting `{}`", path.display())
    };
    let rewrite = Rewrite { at, before, old: bytes[at..end].to_vec(), new: [&new[at..], late].concat() };
    rewrite.save(store, path)?;
    let is_done = rewrite.run(store, path, &mut file)?;
    store.remove(&journal(path))?;
    ensure!(is_done, "somebody else is rewriting `{}`", path.display());
    Ok(())
}

impl Rewrite {
    fn is_growing(&self) -> bool {
        self.new.len() > self.old.len()
    }

    /// Makes the file longer by blank lines; says where they begin.
    fn grow(&self, store: &Store, path: &Path, by: usize) -> Result<usize> {
        self.save(store, path)?;
        match file::append(path, &vec![b'\n'; by]) {
            Ok(start) => Ok(usize::try_from(start)?),
            Err(error) => {
                store.remove(&journal(path))?;
                Err(error.into())
            }
        }
    }

    /// Overwrites what stands there, and cuts off what is too much; says `false` where it is another file by now.
    fn run(self, store: &Store, path: &Path, file: &mut File) -> Result<bool> {
        let mut rewrite = self;
        loop {
            let bytes = whole(file)?;
            if !rewrite.is_of(&bytes) {
                return Ok(false);
            }
            write_at(file, rewrite.at, &rewrite.new)?;
            let (end, too_much) = (rewrite.at + rewrite.new.len(), &rewrite.old[rewrite.new.len()..]);
            if too_much.is_empty() || !bytes[end..].starts_with(too_much) {
                return Ok(true);
            }
            let late = &bytes[rewrite.at + rewrite.old.len()..];
            if !late.is_empty() {
                let old = bytes[end..].to_vec();
                let new = late.to_vec();
                rewrite = Rewrite { at: end, before: rewrite.before_end(&bytes), old, new };
                rewrite.save(store, path)?;
            } else if file.metadata()?.len() == bytes.len() as u64 {
                file.set_len(end as u64)?;
                file.sync_data()?;
                return Ok(true);
            }
        }
    }

    /// The fingerprint of what stands before the end of the new part, once it is written.
    fn before_end(&self, bytes: &[u8]) -> u64 {
        fingerprint(&[&bytes[..self.at], &self.new].concat())
    }

    /// Takes back what a file has grown by, as far as it is still at its end.
    fn shrink(&self, file: &mut File) -> io::Result<()> {
        let bytes = whole(file)?;
        if bytes.get(..self.at).map(fingerprint) != Some(self.before)
            || !bytes[self.at..].starts_with(&self.old)
        {
            return Ok(());
        }
        let late = &bytes[self.at + self.old.len()..];
        let blank = late.iter().rev().take_while(|&&byte| byte == b'\n').count();
        // The line break of another's line is not ours.
        let ours = if blank == late.len() { blank } else { blank - 1 };
        let grown = ours.min(self.new.len() - self.old.len());
        if grown > 0 && file.metadata()?.len() == bytes.len() as u64 {
            file.set_len((bytes.len() - grown) as u64)?;
        }
        Ok(())
    }

    /// Whether the file is the one that was being rewritten, however far that went.
    fn is_of(&self, bytes: &[u8]) -> bool {
        let Some((before, rest)) = bytes.split_at_checked(self.at) else { return false };
        rest.len() >= self.new.len()
            && fingerprint(before) == self.before
            && rest.iter().zip(&self.new).zip(&self.old).all(|((is, new), old)| is == new || is == old)
    }

    fn save(&self, store: &Store, path: &Path) -> Result<()> {
        let Rewrite { at, before, old, new } = self;
        let mut bytes = format!("{at} {before:016x} {} {}\n", old.len(), new.len()).into_bytes();
        bytes.extend_from_slice(old);
        bytes.extend_from_slice(new);
        store.replace(&journal(path), &bytes)
    }

    fn parse(bytes: &[u8]) -> Option<Rewrite> {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let [at, before, old, new] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
        let (at, before) = (at.parse().ok()?, u64::from_str_radix(before, 16).ok()?);
        let (old, new): (usize, usize) = (old.parse().ok()?, new.parse().ok()?);
        let (old, rest) = bytes[end + 1..].split_at_checked(old)?;
        (rest.len() == new).then(|| Rewrite { at, before, old: old.to_vec(), new: rest.to_vec() })
    }
}

/// The name under which the journal of a file is kept.
fn journal(path: &Path) -> String {
    format!("rewrite-{:016x}", fingerprint(path.as_os_str().as_encoded_bytes()))
}

fn is_blank(bytes: &[u8], range: Range<usize>) -> bool {
    bytes.get(range).is_some_and(|bytes| bytes.iter().all(|&byte| byte == b'\n'))
}

fn open(path: &Path) -> io::Result<File> {
    file::open(path, File::options().read(true).write(true))
}

fn whole(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(file::MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > file::MOST { Err(file::too_large(file::MOST)) } else { Ok(bytes) }
}

fn write_at(file: &mut File, at: usize, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at as u64))?;
    file.write_all(bytes)?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Place {
        dir: tempfile::TempDir,
        store: Store,
        path: std::path::PathBuf,
    }

    fn place(text: &[u8]) -> Place {
        let dir = tempfile::tempdir().unwrap();
        let (store, path) = (Store::new(dir.path()), dir.path().join("chat"));
        file::create(&path, text).unwrap();
        Place { dir, store, path }
    }

    impl Place {
        fn text(&self) -> String {
            std::fs::read_to_string(&self.path).unwrap()
        }

        fn set(&self, text: &[u8]) {
            file::replace(&self.path, text).unwrap();
        }
    }

    /// A longer, a shorter and an equally long text for an old one.
    const CHANGES: [(&str, &str); 5] = [
        ("a\nb\nc\n", "a\nx\ny\nb\nc\n"),
        ("a\nb\nc\n", "a\nc\n"),
        ("a\nb\nc\n", "a\nx\nc\n"),
        ("a\nb\n", "x\n"),
        ("a\nunfinished", "a\nx\nunfinished"),
    ];

    #[test]
    fn a_writer_who_has_the_file_open_goes_on_writing_into_it() {
        for (old, new) in CHANGES {
            let here = place(old.as_bytes());
            let mut writer = File::options().append(true).open(&here.path).unwrap();
            writer.write_all(b"since\n").unwrap();
            put(&here.store, &here.path, old.as_bytes(), new.as_bytes()).unwrap();
            writer.write_all(b"later\n").unwrap();
            assert_eq!(here.text(), format!("{new}since\nlater\n"));
            assert!(!is_unfinished(&here.store, &here.path));
        }
    }

    #[test]
    fn whoever_is_stopped_while_overwriting_is_finished_by_the_next() {
        for (old, new) in CHANGES {
            for late in ["", "late\n", "\n"] {
                let grown = new.len().saturating_sub(old.len());
                let before = format!("{old}{}", "\n".repeat(grown));
                let at = 1;
                let rewrite = || Rewrite {
                    at,
                    before: fingerprint(&old.as_bytes()[..at]),
                    old: before.as_bytes()[at..].to_vec(),
                    new: new.as_bytes()[at..].to_vec(),
                };
                if !new.starts_with(&old[..at]) {
                    continue;
                }
                for written in 0..=new.len() - at {
                    let here = place(b"");
                    rewrite().save(&here.store, &here.path).unwrap();
                    here.set(format!("{}{}{late}", &new[..at + written], &before[at + written..]).as_bytes());
                    finish(&here.store, &here.path).unwrap();
                    assert_eq!(here.text(), format!("{new}{late}"), "{old:?}, stopped after {written}");
                    assert!(!is_unfinished(&here.store, &here.path));
                }
                // After the cut.
                let here = place(format!("{new}{late}").as_bytes());
                rewrite().save(&here.store, &here.path).unwrap();
                finish(&here.store, &here.path).unwrap();
                assert_eq!(here.text(), format!("{new}{late}"));
            }
        }
    }

    #[test]
    fn whoever_is_stopped_while_growing_leaves_no_blank_lines() {
        let rewrite = Rewrite {
            at: 1,
            before: fingerprint(b"a"),
            old: b"\nb\n".to_vec(),
            new: b"\nx\ny\nb\n".to_vec(),
        };
        for late in ["", "late\n"] {
            for blank in 0..=4 {
                let here = place(format!("a\nb\n{late}{}", "\n".repeat(blank)).as_bytes());
                rewrite.save(&here.store, &here.path).unwrap();
                finish(&here.store, &here.path).unwrap();
                assert_eq!(here.text(), format!("a\nb\n{late}"));
            }
        }
        let here = place(b"a\nb\n\n\n\n\nlater\n");
        rewrite.save(&here.store, &here.path).unwrap();
        finish(&here.store, &here.path).unwrap();
        assert_eq!(here.text(), "a\nb\n\n\n\n\nlater\n", "others have written behind them");
    }

    #[test]
    fn a_journal_of_another_file_than_the_one_that_is_there_changes_nothing() {
        let rewrite =
            Rewrite { at: 2, before: fingerprint(b"a\n"), old: b"b\nc\n".to_vec(), new: b"c\n".to_vec() };
        for text in ["", "a\n", "x\nb\nc\n", "a\nd\nc\n", "checked out anew\n"] {
            let here = place(text.as_bytes());
            rewrite.save(&here.store, &here.path).unwrap();
            finish(&here.store, &here.path).unwrap();
            assert_eq!(here.text(), text);
            assert!(!is_unfinished(&here.store, &here.path));
        }
        let here = place(b"a\n");
        for damaged in [&b""[..], b"1 2 3\n", b"1 0 9999999999999999999 1\n", b"99 0000000000000000 5 5\nab"]
        {
            here.store.replace(&journal(&here.path), damaged).unwrap();
            finish(&here.store, &here.path).unwrap();
            assert_eq!(here.text(), "a\n");
        }
        rewrite.save(&here.store, &here.path).unwrap();
        std::fs::remove_file(&here.path).unwrap();
        finish(&here.store, &here.path).unwrap();
        assert_eq!(here.dir.path().read_dir().unwrap().count(), 1, "the state directory alone");
    }

    #[test]
    fn a_file_that_somebody_else_rewrote_is_left_alone() {
        let here = place(b"a\nother\n");
        assert!(put(&here.store, &here.path, b"a\nb\n", b"a\nx\nb\n").is_err());
        assert_eq!(here.text(), "a\nother\n");
    }

    #[test]
    fn writers_who_know_no_lock_lose_nothing_while_lines_come_in() {
        let here = place(b"first\nlast\n");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let mut file = File::options().append(true).open(&here.path).unwrap();
                (0..2000).for_each(|count| file.write_all(format!("w{count}\n").as_bytes()).unwrap());
            });
            let mut count = 0;
            while !writer.is_finished() {
                let old = std::fs::read(&here.path).unwrap();
                let new = [b"first\n", format!("m{count}\n").as_bytes(), &old[6..]].concat();
                put(&here.store, &here.path, &old, &new).unwrap();
                count += 1;
            }
            let text = here.text();
            let of = |name: char| text.lines().filter(|line| line.starts_with(name)).collect::<Vec<_>>();
            assert_eq!(of('w'), (0..2000).map(|count| format!("w{count}")).collect::<Vec<_>>());
            assert_eq!(of('m'), (0..count).rev().map(|count| format!("m{count}")).collect::<Vec<_>>());
            assert_eq!(text.lines().count(), 2002 + count);
        });
    }
}
