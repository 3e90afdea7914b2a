//! What a person has to do after git itself was killed: its lock files stay, and each later git gives up where one is.
//!
//! A file is removed only if every git that ran when it was first seen has ended, and it is still the same one: then
//! whoever made it is dead.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime};

const PAUSE: Duration = Duration::from_millis(100);
/// How long what was left behind may go on.
const DEADLINE: Duration = Duration::from_mins(2);

/// A line of `ps`.
pub struct Process {
    pub id: u32,
    pub parent: u32,
    name: String,
}

pub struct Janitor {
    ground: PathBuf,
    git_dirs: Vec<PathBuf>,
    /// How many of each name.
    removed: Mutex<BTreeMap<String, usize>>,
}

/// Tells one lock file from the next of the same name.
type Stamp = (u64, Option<SystemTime>);

impl Janitor {
    pub fn new(ground: &Path, git_dirs: Vec<PathBuf>) -> Janitor {
        Janitor { ground: ground.to_owned(), git_dirs, removed: Mutex::default() }
    }

    pub fn removed(&self) -> BTreeMap<String, usize> {
        self.removed.lock().unwrap().clone()
    }

    /// Removes lock files of dead processes until it is told to stop.
    pub fn sweep_until(&self, is_over: &AtomicBool) {
        let mut seen: BTreeMap<PathBuf, (Stamp, HashSet<u32>)> = BTreeMap::new();
        while !is_over.load(Relaxed) {
            self.sweep(&mut seen);
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until nothing runs here any more, then removes what is left.
    pub fn clear(&self) {
        let deadline = Instant::now() + DEADLINE;
        let mut seen = BTreeMap::new();
        loop {
            self.sweep(&mut seen);
            let running: Vec<String> =
                processes().into_iter().filter(|process| self.is_here(process)).map(|it| it.name).collect();
            if running.is_empty() && self.locks().is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "still there: {running:?} {:?}", self.locks());
            std::thread::sleep(PAUSE);
        }
    }

    fn sweep(&self, seen: &mut BTreeMap<PathBuf, (Stamp, HashSet<u32>)>) {
        let locks = self.locks();
        seen.retain(|path, (stamp, _)| locks.get(path) == Some(stamp));
        if locks.is_empty() {
            return;
        }
        let gits: HashSet<u32> = processes()
            .into_iter()
            .filter(|process| process.name.starts_with("git") && self.is_here(process))
            .map(|process| process.id)
            .collect();
        for (path, stamp) in locks {
            let (_, makers) = seen.entry(path.clone()).or_insert_with(|| (stamp, gits.clone()));
            makers.retain(|maker| gits.contains(maker));
            if makers.is_empty() && stamp_of(&path) == Some(stamp) && fs::remove_file(&path).is_ok() {
                let name = path.file_name().unwrap().to_string_lossy();
                // `next-index-17681.lock` has a process in it.
                let name =
                    name.trim_end_matches(|c: char| c.is_ascii_digit() || ".lock".contains(c)).to_owned();
                *self.removed.lock().unwrap().entry(name).or_default() += 1;
                seen.remove(&path);
            }
        }
    }

    fn locks(&self) -> BTreeMap<PathBuf, Stamp> {
        let mut locks = BTreeMap::new();
        for dir in &self.git_dirs {
            find(dir, &mut locks);
        }
        locks
    }

    /// Whether a process works in one of these repositories; where nothing tells, it may.
    fn is_here(&self, process: &Process) -> bool {
        if !["git", "auraops", "sh", "bash"].iter().any(|name| process.name.starts_with(name)) {
            return false;
        }
        if !Path::new("/proc/self/cwd").exists() {
            return !process.name.ends_with("sh");
        }
        let dir = fs::read_link(format!("/proc/{}/cwd", process.id));
        dir.is_ok_and(|dir| dir.starts_with(&self.ground))
    }
}

fn find(dir: &Path, locks: &mut BTreeMap<PathBuf, Stamp>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        // The locks of auraops are the kernel's: their files stay.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if name != "objects" && name != "auraops" && name != "logs" {
                find(&path, locks);
            }
        } else if path.extension().is_some_and(|extension| extension == "lock")
            && let Some(stamp) = stamp_of(&path)
        {
            locks.insert(path, stamp);
        }
    }
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    let metadata = fs::symlink_metadata(path).ok()?;
    Some((metadata.ino(), metadata.modified().ok()))
}

/// Every process of this machine.
pub fn processes() -> Vec<Process> {
    let output =
        Command::new("ps").args(["-A", "-o", "pid=", "-o", "ppid=", "-o", "comm="]).output().unwrap();
    let process = |line: &str| {
        let mut words = line.split_whitespace();
        let (id, parent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let name = words.next()?.rsplit('/').next()?.to_owned();
        Some(Process { id, parent, name })
    };
    String::from_utf8_lossy(&output.stdout).lines().filter_map(process).collect()
}
