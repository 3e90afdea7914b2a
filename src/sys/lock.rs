//! A lock that the kernel keeps, who has it, and how long it is waited for: never without a word, and never for ever.
//!
//! Who has it says so in the lock file, which is written in place and never unlinked. Windows lets nobody read what is
//! locked: there, the line stands in a file beside it. It is believed only while the lock is held, and is blank after.

use std::fmt::{self, Display};
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::domain::codename::{Codename, is_operator};

/// How long it is waited without a word, and how long at all.
pub const LIMITS: Limits = Limits { silence: Duration::from_secs(2), most: Duration::from_mins(1) };
/// How much longer nothing is said because the holder has not written its line yet.
const WRITING: Duration = Duration::from_millis(100);

/// The pauses between two tries grow with the time that was waited: what is held for microseconds is soon had, and what is
/// held for long costs nothing.
const SHORTEST: Duration = Duration::from_micros(50);
const LONGEST: Duration = Duration::from_millis(5);

/// How long the line is, filled up with blanks: a file system that is told to cut a file writes it out at once.
const LINE: usize = 128;

/// How somebody is told something while a command runs.
pub type Narrate = fn(&str);

/// How patiently a lock is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From when on it is said who is waited for.
    pub silence: Duration,
    pub most: Duration,
}

/// A resource that nobody else has. The kernel takes it back when the value is dropped or the process dies.
#[derive(Debug)]
#[must_use = "the resource is free again as soon as this is dropped"]
pub struct Lock {
    file: File,
    /// Where it stands who has it.
    line: Option<File>,
}

/// Who has a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A run of ours, for an agent, the user or nobody known.
    Run { pid: u32, who: Option<String> },
    /// Another program, or a run that had no time to say so.
    Unknown,
}

/// A lock that was not to be had.
#[derive(Debug)]
pub struct Busy {
    resource: String,
    file: PathBuf,
    holder: Holder,
    waited: Duration,
}

/// A lock file that is asked for.
pub struct Wanted<'a> {
    pub file: File,
    pub path: &'a Path,
    pub resource: &'a str,
    /// Who asks: a codename, `user` or `-`.
    pub who: &'a str,
}

impl Wanted<'_> {
    /// Takes it, or gives `None` when somebody has it.
    pub fn take(self) -> io::Result<Option<Lock>> {
        Ok(if is_had(self.file.try_lock())? { Some(self.held()) } else { None })
    }

    /// Waits for it.
    pub fn wait(self, limits: Limits, narrate: Narrate) -> io::Result<Result<Lock, Busy>> {
        let began = Instant::now();
        let mut told = false;
        let mut pause = SHORTEST;
        while !is_had(self.file.try_lock())? {
            let waited = began.elapsed();
            if waited >= limits.most {
                let (resource, file) = (self.resource.to_owned(), self.path.to_owned());
                return Ok(Err(Busy { resource, file, holder: Holder::of(self.path), waited }));
            }
            if !told && waited >= limits.silence {
                let holder = Holder::of(self.path);
                if holder != Holder::Unknown || waited >= limits.silence + WRITING {
                    narrate(&format!("waiting for `{}`, held by {holder}", self.resource));
                    told = true;
                }
            }
            sleep(pause);
            pause = (pause + pause / 2).min(LONGEST);
        }
        Ok(Ok(self.held()))
    }

    fn held(self) -> Lock {
        // What cannot be noted is not known, and no more.
        let line = if cfg!(windows) {
            File::options().create(true).write(true).truncate(false).open(line_file(self.path))
        } else {
            self.file.try_clone()
        };
        let line = line.ok().and_then(|mut line| {
            line.write_all(written(std::process::id(), self.who).as_bytes()).ok()?;
            Some(line)
        });
        Lock { file: self.file, line }
    }
}

/// Whether a try was a success.
fn is_had(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// A line of always the same length; whose name does not fit has none.
fn written(pid: u32, who: &str) -> String {
    let text = format!("{pid} {who}");
    let text = if text.len() < LINE { text } else { format!("{pid} -") };
    format!("{text}{:1$}\n", "", LINE - 1 - text.len())
}

fn line_file(lock: &Path) -> PathBuf {
    if cfg!(windows) { lock.with_extension("holder") } else { lock.to_owned() }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(line) = &mut self.line {
            drop(line.rewind().and_then(|()| line.write_all(&[b' '; LINE])));
        }
        // Closing would do, were there no child between fork and exec that shares the descriptor.
        drop(self.file.unlock());
    }
}

impl Holder {
    /// Whoever says in a lock file that is held that it is theirs, unless they have died: then it is another's.
    fn of(lock: &Path) -> Holder {
        let mut text = Vec::new();
        let read = File::open(line_file(lock)).and_then(|file| file.take(LINE as u64).read_to_end(&mut text));
        match read.ok().and_then(|_| Holder::parse(&text)) {
            Some(Holder::Run { pid, who }) if !is_gone(pid) => Holder::Run { pid, who },
            _ => Holder::Unknown,
        }
    }

    /// A line that is whole. Anybody may have written it.
    fn parse(text: &[u8]) -> Option<Holder> {
        let line = std::str::from_utf8(text).ok()?.strip_suffix('\n')?.trim_end_matches(' ');
        let (pid, who) = line.split_once(' ')?;
        let is_name = |who: &&str| is_operator(who) || Codename::parse(who).is_ok();
        let who = if who == "-" { None } else { Some(Some(who).filter(is_name)?.to_owned()) };
        Some(Holder::Run { pid: pid.parse().ok()?, who })
    }

    /// The command that shows more of it.
    fn shown_by(&self, lock: &Path) -> String {
        match self {
            Holder::Run { pid, .. } if cfg!(windows) => format!("tasklist /fi \"PID eq {pid}\""),
            Holder::Run { pid, .. } => format!("ps -f -p {pid}"),
            Holder::Unknown => format!("fuser -v '{}'", lock.display().to_string().escape_debug()),
        }
    }
}

/// Whether no process of that number runs, as far as the system shows that in files.
fn is_gone(pid: u32) -> bool {
    let processes = Path::new("/proc");
    processes.join("self").exists() && !processes.join(pid.to_string()).exists()
}

impl Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holder::Run { pid, who: Some(who) } => write!(f, "{who} (pid {pid})"),
            Holder::Run { pid, who: None } => write!(f, "auraops (pid {pid})"),
            Holder::Unknown => f.write_str("an unknown process"),
        }
    }
}

impl Busy {
    /// The command that shows who has it.
    pub fn shown_by(&self) -> String {
        self.holder.shown_by(&self.file)
    }
}

impl Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Busy { resource, holder, waited, .. } = self;
        write!(f, "gave up after {} seconds: `{resource}` is held by {holder}", waited.as_secs())
    }
}

impl std::error::Error for Busy {}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Limits = Limits { silence: Duration::from_millis(20), most: Duration::from_millis(300) };

    fn open(path: &Path) -> File {
        File::options().create(true).read(true).write(true).truncate(false).open(path).unwrap()
    }

    fn wanted(path: &Path) -> Wanted<'_> {
        Wanted { file: open(path), path, resource: "ship", who: "SENSOR" }
    }

    #[test]
    fn who_waits_in_vain_is_told_who_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ship.lock");
        let lock = wanted(&path).take().unwrap().unwrap();
        let busy = wanted(&path).wait(SHORT, |said| assert!(said.contains("SENSOR (pid "), "{said}"));
        let busy = busy.unwrap().unwrap_err();
        assert!(busy.to_string().contains("`ship` is held by SENSOR (pid "), "{busy}");
        drop(lock);
        drop(wanted(&path).wait(SHORT, |said| panic!("{said}")).unwrap().unwrap());
    }

    #[test]
    fn a_program_that_leaves_no_name_is_unknown() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ship.lock");
        // What was written before is not its name.
        drop(wanted(&path).take().unwrap());
        let other = open(&path);
        other.lock().unwrap();
        let busy = wanted(&path).wait(SHORT, |said| {
            assert_eq!(said, "waiting for `ship`, held by an unknown process");
        });
        assert!(busy.unwrap().unwrap_err().shown_by().contains("ship.lock"));
    }

    #[test]
    fn only_a_line_of_ours_names_somebody() {
        let who = |text: &str| Holder::parse(text.as_bytes()).map(|holder| holder.to_string());
        assert_eq!(who("12 SENSOR\n").as_deref(), Some("SENSOR (pid 12)"));
        assert_eq!(who("12 user\n").as_deref(), Some("user (pid 12)"));
        assert_eq!(who("12 -\n").as_deref(), Some("auraops (pid 12)"));
        assert_eq!(who(&written(12, "SENSOR")).as_deref(), Some("SENSOR (pid 12)"));
        for long in ["Ä".repeat(61), "A".repeat(900)] {
            let text = written(u32::MAX, &long);
            assert_eq!((text.len(), who(&text).as_deref()), (LINE, Some("auraops (pid 4294967295)")));
        }
        for text in ["", "12 SENSOR", "12\n", "x SENSOR\n", "12 \x1b[2J\n", "12 A B\n", "-1 A\n", "12 A\nB\n"]
        {
            assert_eq!(who(text), None, "{text:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_was_killed_holds_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ship.lock");
        open(&path).write_all(b"4194305 SENSOR\n").unwrap();
        assert_eq!(Holder::of(&path), Holder::Unknown, "no pid is so large");
    }
}
