//! The surroundings of one run: directory, variables, clock, standard input. Read once, here, so that no
//! rule depends on when or where it is asked.
#![expect(clippy::disallowed_methods, reason = "this module is the wrapper")]

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, FixedOffset, Local};

use super::lock::Narrate;
use super::windows;
use crate::domain::next::Next;
use crate::error::WithHint;

/// The variable that pins the time, for tests.
pub const CLOCK: &str = "AURAOPS_NOW";

/// What a command may know of the world outside the repository.
#[derive(Debug)]
pub struct Env {
    pub cwd: PathBuf,
    /// The time of this run, in the machine's own zone.
    pub now: DateTime<FixedOffset>,
    /// Tells whoever waits what is waited for.
    pub narrate: Narrate,
    /// Whom this run is for, as soon as that is known: a codename, or `user`.
    pub who: OnceCell<String>,
    vars: BTreeMap<OsString, OsString>,
}

impl Env {
    pub fn read() -> Result<Env> {
        let cwd = std::env::current_dir()
            .hint("cannot determine the current directory", "cd to one that exists")?;
        let env = Env::read_in(cwd);
        let now = env.pinned()?.unwrap_or_else(|| Local::now().fixed_offset());
        Ok(Env { now, ..env })
    }

    /// Reads the surroundings for those that must not fail: the current directory may be gone, the time that a test has
    /// pinned may be none.
    pub fn read_anywhere() -> Env {
        let env = Env::read_timeless();
        let now = env.pinned().ok().flatten().unwrap_or_else(|| Local::now().fixed_offset());
        Env { now, ..env }
    }

    /// As [`Env::read_anywhere`] where there is no time to ask for the time: of its zone a file may have to be read.
    pub fn read_timeless() -> Env {
        Env::read_in(std::env::current_dir().unwrap_or_else(|_| std::env::temp_dir()))
    }

    fn read_in(cwd: PathBuf) -> Env {
        let vars = std::env::vars_os().collect();
        Env { cwd, now: DateTime::default(), narrate: |_| {}, who: OnceCell::new(), vars }
    }

    /// The time of `AURAOPS_NOW`.
    fn pinned(&self) -> Result<Option<DateTime<FixedOffset>>> {
        let Some(text) = value(&self.vars, CLOCK) else { return Ok(None) };
        let time = DateTime::parse_from_rfc3339(&text.to_string_lossy());
        time.map(Some).hint("`AURAOPS_NOW` is not an RFC 3339 time", Next::run("unset AURAOPS_NOW"))
    }

    /// The time at this instant, which is that of the run where a test has pinned it.
    pub fn clock(&self) -> DateTime<FixedOffset> {
        if self.var(CLOCK).is_some() { self.now } else { Local::now().fixed_offset() }
    }

    /// These surroundings, seen from another directory.
    pub fn at(&self, dir: &Path) -> Env {
        Env { cwd: self.absolute(dir), who: self.who.clone(), vars: self.vars.clone(), ..*self }
    }

    /// The value of a variable; unset and empty are the same.
    pub fn var(&self, name: &str) -> Option<String> {
        let value = value(&self.vars, name)?;
        (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
    }

    /// The user's home directory.
    pub fn home(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        value(&self.vars, name).filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    /// The names of the variables that start with `prefix`, without it.
    pub fn suffixes(&self, prefix: &str) -> Vec<String> {
        let names = self.vars.keys().filter_map(|name| name.to_str());
        names.filter_map(|name| name.strip_prefix(prefix)).map(str::to_owned).collect()
    }

    /// `path` as seen from the current directory.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        match path.to_str().filter(|_| cfg!(windows)).and_then(windows::from_msys) {
            Some(path) => path.into(),
            None => self.cwd.join(path),
        }
    }
}

/// Windows has one variable whatever the case of its name: `$env:auraops_agent` in PowerShell is `AURAOPS_AGENT`.
fn value<'v>(vars: &'v BTreeMap<OsString, OsString>, name: &str) -> Option<&'v OsString> {
    if cfg!(windows) {
        return vars.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    }
    vars.get(OsStr::new(name))
}

/// Everything on standard input, to its end.
pub fn stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
    Ok(bytes)
}

/// Adds what is on standard input to `read` as it comes, to its end, so that whoever waits no longer has what came so far.
pub fn stdin_into(read: &Mutex<Vec<u8>>, most: usize) -> Result<()> {
    let mut stdin = std::io::stdin().lock();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let count = match stdin.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("reading standard input"),
        };
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(read.len() + count <= most, "standard input has more than {} MiB", most >> 20);
        read.extend_from_slice(&chunk[..count]);
    }
}

/// Whether this process's arguments have these in a row; for a command line that could not be parsed.
pub fn args_have(row: &[&str]) -> bool {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    args.windows(row.len()).any(|args| args.iter().zip(row).all(|(arg, wanted)| arg == wanted))
}

/// This process's arguments, for whoever is to run it again.
pub fn args() -> Vec<String> {
    std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect()
}

/// The path of this very program, for hooks that have to find it again.
pub fn program() -> Result<PathBuf> {
    std::env::current_exe().map(plain).context("finding the path of auraops itself")
}

/// The file that the name of a program stands for, where the system itself does not find it.
pub fn program_file(name: &OsStr, dir: &Path) -> Option<PathBuf> {
    if !cfg!(windows) {
        return None;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Never the current directory: anybody may have put a `git.exe` there.
    let path: Vec<PathBuf> = std::env::split_paths(&path).filter(|dir| dir.is_absolute()).collect();
    windows::programs(name.to_str()?, dir, &path).into_iter().find(|file| file.is_file())
}

/// The program of that name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    if cfg!(windows) {
        return program_file(OsStr::new(name), Path::new(""));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| is_program(file))
}

/// Whether a file may be run.
#[cfg(unix)]
pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Whether a file may be run.
#[cfg(not(unix))]
pub fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Without the `\\?\` that Windows' canonical paths begin with, which git does not understand.
pub fn plain(path: PathBuf) -> PathBuf {
    let plain = path.to_str().filter(|_| cfg!(windows)).and_then(windows::without_prefix);
    plain.map_or(path, PathBuf::from)
}

/// A file name of this platform from the bytes that git or standard input gave.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "elsewhere a name has to be text"))]
pub fn native(bytes: &[u8]) -> Result<OsString> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        Ok(OsString::from_vec(bytes.to_vec()))
    }
    #[cfg(not(unix))]
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(windows::from_msys(text).map_or_else(|| text.into(), OsString::from)),
        Err(_) => anyhow::bail!("the name `{}` is not UTF-8", bytes.escape_ascii()),
    }
}
