//! The surroundings of one run: directory, variables, clock, standard input. Read once, here, so that no
//! rule depends on when or where it is asked.
#![expect(clippy::disallowed_methods, reason = "this module is the wrapper")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset, Local};

use crate::error::Hint;

/// What a command may know of the world outside the repository.
#[derive(Debug)]
pub struct Env {
    pub cwd: PathBuf,
    /// The time of this run, in the machine's own zone.
    pub now: DateTime<FixedOffset>,
    vars: BTreeMap<OsString, OsString>,
}

impl Env {
    pub fn read() -> Result<Env> {
        let cwd =
            std::env::current_dir().hint("cannot tell the current directory", "cd to one that exists")?;
        let vars: BTreeMap<_, _> = std::env::vars_os().collect();
        let now = match vars.get(std::ffi::OsStr::new("AURAOPS_NOW")) {
            Some(text) => DateTime::parse_from_rfc3339(&text.to_string_lossy())
                .hint("`AURAOPS_NOW` is no RFC 3339 time", "unset AURAOPS_NOW")?,
            None => Local::now().fixed_offset(),
        };
        Ok(Env { cwd, now, vars })
    }

    /// The value of a variable; unset and empty are the same.
    pub fn var(&self, name: &str) -> Option<String> {
        let value = self.vars.get(std::ffi::OsStr::new(name))?;
        (!value.is_empty()).then(|| value.to_string_lossy().into_owned())
    }

    /// The names of the variables that start with `prefix`, without it.
    pub fn suffixes(&self, prefix: &str) -> Vec<String> {
        let names = self.vars.keys().filter_map(|name| name.to_str());
        names.filter_map(|name| name.strip_prefix(prefix)).map(str::to_owned).collect()
    }

    /// `path` as seen from the current directory.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd.join(path)
    }
}

/// Everything on standard input, to its end.
pub fn stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
    Ok(bytes)
}

/// Whether this process's arguments have these in a row; for a command line that could not be parsed.
pub fn args_have(row: &[&str]) -> bool {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    args.windows(row.len()).any(|args| args.iter().zip(row).all(|(arg, wanted)| arg == wanted))
}

/// The path of this very program, for hooks that have to find it again.
pub fn program() -> Result<PathBuf> {
    std::env::current_exe().context("finding the path of auraops itself")
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
        Ok(text) => Ok(OsString::from(text)),
        Err(_) => anyhow::bail!("the name `{}` is not UTF-8", bytes.escape_ascii()),
    }
}
