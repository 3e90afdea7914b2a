//! Starts other programs: `git`, and what the map's `verify` lists. The only user of `std::process::Command`.
#![expect(clippy::disallowed_types, reason = "this module is the wrapper")]

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use super::env::program_file;
use super::leash::{self, Leashed};
use crate::error::WithHint;

/// The variables with which git ties a child to one repository, index and object store
/// (`git rev-parse --local-env-vars`).
const LOCAL: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

/// What could show git another history than the one that is there: other objects in place of these, other parents, other
/// attributes, other meanings of a path.
const STRAIGHT: [(&str, Option<&str>); 9] = [
    ("GIT_NO_REPLACE_OBJECTS", Some("1")),
    // A file that cannot be: where there is one, git advises against it each time.
    ("GIT_GRAFT_FILE", Some("/dev/null/none")),
    ("GIT_SHALLOW_FILE", None),
    ("GIT_ATTR_SOURCE", None),
    ("GIT_NAMESPACE", None),
    ("GIT_LITERAL_PATHSPECS", None),
    ("GIT_GLOB_PATHSPECS", None),
    ("GIT_NOGLOB_PATHSPECS", None),
    ("GIT_ICASE_PATHSPECS", None),
];

/// How much is read of a program that is asked for one line.
const MOST: u64 = 64 * 1024;
/// How often it is looked whether a program with a limit has ended, at first and later.
const SHORTEST: Duration = Duration::from_micros(200);
const PAUSE: Duration = Duration::from_millis(5);

/// `CREATE_NEW_PROCESS_GROUP`
/// (<https://learn.microsoft.com/windows/win32/procthread/process-creation-flags>).
#[cfg(windows)]
const NEW_PROCESS_GROUP: u32 = 0x200;

/// A program about to be run.
#[derive(Debug)]
pub struct Process {
    command: Command,
    shown: String,
    input: Vec<u8>,
    is_git: bool,
    is_of_own: bool,
}

/// How a program ended and what it printed.
#[derive(Debug)]
pub struct Output {
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Output {
    /// The last words of a program that failed: its standard error, or its output where that is empty.
    pub fn complaint(&self) -> String {
        let error = self.stderr.trim();
        if error.is_empty() {
            String::from_utf8_lossy(&self.stdout).trim().to_owned()
        } else {
            error.to_owned()
        }
    }
}

/// Has every program that is started from now on stopped by [`stop_all`].
pub fn hold_all() {
    leash::hold();
}

/// Stops the programs that run, and what they have started. No other begins any more.
pub fn stop_all() {
    leash::pull().into_iter().for_each(stop);
}

/// Puts the program in a process group of its own.
fn apart(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(command, NEW_PROCESS_GROUP);
}

/// Stops one that is in a group of its own. One that has ended by itself is no matter.
#[cfg(unix)]
fn stop(program: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = i32::try_from(program).ok().and_then(Pid::from_raw);
    let _ = group.map(|group| kill_process_group(group, Signal::KILL));
}

#[cfg(not(unix))]
fn stop(program: u32) {
    let mut command = Command::new("taskkill");
    command.args(["/F", "/T", "/PID", &program.to_string()]);
    drop(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status());
}

impl Process {
    /// Any program, started in `dir`.
    pub fn new(program: impl AsRef<OsStr>, dir: &Path) -> Process {
        let shown = program.as_ref().to_string_lossy().into_owned();
        let mut command = match program_file(program.as_ref(), dir) {
            Some(file) => Command::new(file),
            None => Command::new(program),
        };
        command.current_dir(dir);
        Process { command, shown, input: Vec::new(), is_git: false, is_of_own: false }
    }

    /// `git` in `dir`, in the repository that the environment names (as a hook must), in plain English.
    pub fn git(dir: &Path) -> Process {
        let mut git = Process::new("git", dir);
        // LANGUAGE outranks LC_ALL in gettext.
        git.command.env("LC_ALL", "C").env("LANGUAGE", "C").env("GIT_OPTIONAL_LOCKS", "0");
        git.is_git = true;
        git.straight()
    }

    fn straight(mut self) -> Process {
        for (name, value) in STRAIGHT {
            match value {
                Some(value) => self.command.env(name, value),
                None => self.command.env_remove(name),
            };
        }
        self
    }

    /// Forgets the repository that the environment names: for a child that works in another one.
    pub fn elsewhere(mut self) -> Process {
        for name in LOCAL {
            self.command.env_remove(name);
        }
        if self.is_git { self.straight() } else { self }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Process {
        self.shown.push(' ');
        self.shown.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Process {
        args.into_iter().fold(self, Process::arg)
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Process {
        self.command.env(name, value.into());
        self
    }

    /// Lets the program run on where this one's process group is interrupted or killed, or this one has no time left.
    pub fn own_group(mut self) -> Process {
        self.is_of_own = true;
        apart(&mut self.command);
        self
    }

    pub fn input(mut self, bytes: Vec<u8>) -> Process {
        self.input = bytes;
        self
    }

    /// Starts the program, which is stopped by [`stop_all`] unless it is in a group of its own.
    fn start(&mut self) -> Result<(Child, Option<Leashed>)> {
        let is_leashed = leash::is_held() && !self.is_of_own;
        if is_leashed {
            apart(&mut self.command);
        }
        let mut child = self
            .command
            .spawn()
            .hint(format!("cannot start `{}`", self.shown), "install the program or put it on PATH")?;
        if !is_leashed {
            return Ok((child, None));
        }
        let leashed = leash::add(child.id());
        if leashed.is_none() {
            stop(child.id());
            drop(child.wait());
            bail!("there is no time left for `{}`", self.shown);
        }
        Ok((child, leashed))
    }

    /// Runs to the end and keeps what it printed; an exit status other than 0 is no error.
    pub fn output(mut self) -> Result<Output> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.stdin(if self.input.is_empty() { Stdio::null() } else { Stdio::piped() });
        let (mut child, _leashed) = self.start()?;
        let stdin = child.stdin.take();
        let input = std::mem::take(&mut self.input);
        // A thread of its own: a child that prints before it has read everything would wait for us for ever.
        let feeder = std::thread::spawn(move || {
            if let Some(mut pipe) = stdin {
                // A child that closes its input early has decided; its exit status says how.
                drop(pipe.write_all(&input));
            }
        });
        let output = child.wait_with_output().with_context(|| format!("waiting for `{}`", self.shown))?;
        feeder.join().map_err(|_| anyhow!("feeding `{}` failed", self.shown))?;
        Ok(Output {
            status: output.status,
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// As [`Process::output`] where it comes to an end in time; `None` where it does not, and was stopped. Takes no input.
    pub fn output_within(self, limit: Duration) -> Result<Option<Output>> {
        let began = Instant::now();
        self.output_while(|_| began.elapsed() <= limit)
    }

    /// As [`Process::output`] for as long as it may go on, having printed nothing for a while; `None` where it was stopped.
    /// Takes no input.
    pub fn output_while(mut self, mut may_go_on: impl FnMut(Duration) -> bool) -> Result<Option<Output>> {
        // Files, no pipes: what the program leaves behind may hold those for ever.
        let shown = self.shown.clone();
        let doing = || format!("running `{shown}`");
        let (mut stdout, mut stderr) =
            (tempfile::tempfile().with_context(doing)?, tempfile::tempfile().with_context(doing)?);
        self.command.stdin(Stdio::null()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
        let (mut child, _leashed) = self.start()?;
        let (mut printed, mut last, mut pause) = (0, Instant::now(), SHORTEST);
        let status = loop {
            if let Some(status) = child.try_wait().with_context(doing)? {
                break status;
            }
            let size = stdout.metadata()?.len() + stderr.metadata()?.len();
            if size != printed {
                (printed, last) = (size, Instant::now());
            }
            if !may_go_on(last.elapsed()) {
                drop(child.kill());
                drop(child.wait());
                return Ok(None);
            }
            std::thread::sleep(pause);
            pause = (2 * pause).min(PAUSE);
        };
        let read = |file: &mut File| {
            let mut bytes = Vec::new();
            file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map(|_| bytes)
        };
        let (stdout, stderr) = (read(&mut stdout)?, read(&mut stderr)?);
        Ok(Some(Output { status, stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() }))
    }

    /// The first line that the program prints, where it comes to an end in time.
    pub fn line_within(mut self, limit: Duration) -> Option<String> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let (mut child, _leashed) = self.start().ok()?;
        let mut stdout = child.stdout.take()?;
        // A thread of its own: what the program leaves behind may hold the pipe for ever.
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            drop(stdout.by_ref().take(MOST).read_to_end(&mut text));
            drop(sender.send(text));
        });
        let text = receiver.recv_timeout(limit).ok();
        // It has said what it had to say, or had the time to.
        drop(child.kill());
        drop(child.wait());
        let text = String::from_utf8_lossy(&text?).into_owned();
        text.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
    }

    /// What the program prints; an exit status other than 0 is an error that quotes its complaint.
    pub fn stdout(self) -> Result<Vec<u8>> {
        let shown = self.shown.clone();
        let output = self.output()?;
        if !output.status.success() {
            bail!("`{shown}` failed: {}", output.complaint());
        }
        Ok(output.stdout)
    }

    /// The first line that the program prints, or nothing where it exits with another status than 0.
    pub fn line(self) -> Result<Option<String>> {
        let output = self.output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned()))
    }
}
