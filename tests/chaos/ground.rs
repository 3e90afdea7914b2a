//! Where a run takes place: repositories side by side, cut off from the machine's settings, with a clock that goes one
//! second forward at each command. So the day of a run never ends, whenever it is run.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::scale::Scale;

/// What takes this long will never end.
const DEADLINE: Duration = Duration::from_mins(3);
/// The time of the first command, in seconds of the day, and after how many no day is left.
const MORNING: u64 = 6 * 60 * 60;
const EVENING: u64 = 22 * 60 * 60;

pub struct Ground {
    pub dir: PathBuf,
    temporary: Option<TempDir>,
    path: std::ffi::OsString,
    clock: AtomicU64,
}

/// One repository of them.
pub struct Checkout<'g> {
    pub ground: &'g Ground,
    pub dir: PathBuf,
}

/// How a command ended, and all that it said.
#[derive(Debug)]
pub struct Ran {
    pub status: ExitStatus,
    pub said: String,
}

impl Ran {
    pub fn is_done(&self) -> bool {
        self.status.success()
    }
}

impl Ground {
    pub fn new(scale: &Scale) -> Ground {
        let mut temporary = tempfile::Builder::new();
        temporary.prefix("chaos-");
        let temporary = match &scale.dir {
            Some(dir) => temporary.tempdir_in(dir),
            None => temporary.tempdir(),
        };
        let temporary = temporary.unwrap();
        let dir = temporary.path().canonicalize().unwrap();
        let binary = snapbox::cmd::cargo_bin!("auraops").parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(binary).chain(std::env::split_paths(&path))).unwrap();
        Ground { dir, temporary: Some(temporary), path, clock: AtomicU64::new(0) }
    }

    pub fn checkout(&self, name: &str) -> Checkout<'_> {
        Checkout { ground: self, dir: self.dir.join(name) }
    }

    /// Any program, about to run in `dir` for an agent.
    pub fn command(&self, program: impl AsRef<OsStr>, dir: &Path, agent: &str) -> Command {
        let now = self.now();
        let mut command = Command::new(program);
        command.current_dir(dir).env_clear().stdin(Stdio::null());
        command.env("PATH", &self.path).env("HOME", &self.dir).env("XDG_CONFIG_HOME", &self.dir);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "true");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.org");
            command.env(format!("GIT_{who}_DATE"), &now);
        }
        command.env("AURAOPS_NOW", &now).env("AURAOPS_AGENT", agent).env("NO_COLOR", "1");
        command
    }

    fn now(&self) -> String {
        let second = (MORNING + self.clock.fetch_add(1, Relaxed)).min(EVENING);
        let [hour, minute, second] = [second / 3600, second / 60 % 60, second % 60];
        format!("2026-02-14T{hour:02}:{minute:02}:{second:02}+01:00")
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(temporary) = self.temporary.take()
        {
            eprintln!("kept for you to look at: {}", temporary.keep().display());
        }
    }
}

impl Checkout<'_> {
    /// Runs git as the operator, which must succeed; gives back what it printed.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        let ran = self.try_git(args);
        assert!(ran.is_done(), "git {args:?} in {}: {}", self.dir.display(), ran.said);
        ran.said
    }

    pub fn try_git(&self, args: &[&str]) -> Ran {
        let mut git = self.ground.command("git", &self.dir, "user");
        git.args(args);
        run(git)
    }

    pub fn auraops(&self, agent: &str, args: &[&str]) -> Ran {
        run(self.command(agent, args))
    }

    /// Runs auraops, which must succeed; gives back what it said.
    #[track_caller]
    pub fn done(&self, agent: &str, args: &[&str]) -> String {
        let ran = self.auraops(agent, args);
        assert!(ran.is_done(), "auraops {args:?} by {agent}, {}: {}", ran.status, ran.said);
        ran.said
    }

    pub fn command(&self, agent: &str, args: &[&str]) -> Command {
        let mut command = self.ground.command("auraops", &self.dir, agent);
        command.args(args);
        command
    }
}

/// Runs a command to its end.
pub fn run(mut command: Command) -> Ran {
    let said = to_file(&mut command);
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > DEADLINE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{command:?} never ends: {}", text(said));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Ran { status, said: text(said) }
}

/// Has a command write into a file of its own: what it leaves behind would hold a pipe open.
pub fn to_file(command: &mut Command) -> File {
    let said = tempfile::tempfile().unwrap();
    command.stdout(said.try_clone().unwrap()).stderr(said.try_clone().unwrap());
    said
}

pub fn text(mut said: File) -> String {
    let mut bytes = Vec::new();
    said.rewind().unwrap();
    said.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
