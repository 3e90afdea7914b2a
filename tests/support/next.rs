//! Every command that auraops prints can be pasted as it stands: after each run, each `next:` line of what was said is
//! run verbatim, in the very world in which it was said, by who was told.
//!
//! The test sees nothing of it. The world is put aside and a copy of it stands in its place for each line, so that all
//! paths are the same and the repository, its remotes and its worktrees are afterwards what they were. What is spawned and
//! waited for elsewhere is not asked: no line may find a command of the test beside it.
//!
//! Lines are those of a POSIX shell; where there is none, nothing is run.

use std::ffi::OsString;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use super::expected::EXPECTED;
use super::world::text;

/// What takes this long waits for an answer that nobody gives.
const PATIENCE: Duration = Duration::from_mins(2);

/// The files of a copy have inodes and times of their own, by which git would take all of them for changed.
const AS_FRESH: [(&str, &str); 5] = [
    ("GIT_CONFIG_COUNT", "2"),
    ("GIT_CONFIG_KEY_0", "core.checkStat"),
    ("GIT_CONFIG_VALUE_0", "minimal"),
    ("GIT_CONFIG_KEY_1", "core.trustCtime"),
    ("GIT_CONFIG_VALUE_1", "false"),
];

/// A world's directory. Commands share it; a line has it for itself.
#[derive(Clone)]
pub struct Ground {
    dir: PathBuf,
    in_use: Arc<RwLock<()>>,
}

impl Ground {
    pub fn new(dir: &Path) -> Ground {
        Ground { dir: dir.to_owned(), in_use: Arc::default() }
    }

    /// Runs a command, and then each line that it says.
    pub fn run(&self, command: &mut Command) -> io::Result<Output> {
        self.watch(&Place::of(command), || command.output())
    }

    /// The same for whatever runs a command in a place.
    pub fn watch(&self, place: &Place, run: impl FnOnce() -> io::Result<Output>) -> io::Result<Output> {
        let output = {
            let _shared = self.in_use.read().unwrap();
            run()?
        };
        if cfg!(unix) {
            self.paste(place, &lines(&output));
        }
        Ok(output)
    }

    /// Runs each line by itself.
    fn paste(&self, place: &Place, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let _alone = self.in_use.write().unwrap();
        for line in lines {
            let (status, said) = {
                let _copy = Copy::of(&self.dir);
                place.run(line)
            };
            let is_known = EXPECTED.iter().any(|one| one.is(line, &said));
            assert!(status.success() || is_known, "`{line}` was printed, and fails: {status}\n{said}");
        }
    }
}

/// From where a command is run, and with which settings.
pub struct Place {
    cwd: PathBuf,
    variables: Vec<(OsString, Option<OsString>)>,
}

impl Place {
    pub fn of(command: &Command) -> Place {
        let cwd = command.get_current_dir().unwrap().to_owned();
        let own = |(name, value): (&std::ffi::OsStr, Option<&std::ffi::OsStr>)| {
            (name.to_owned(), value.map(ToOwned::to_owned))
        };
        Place { cwd, variables: command.get_envs().map(own).collect() }
    }

    /// Runs a line as a shell does; gives back how it ended and all that was said.
    fn run(&self, line: &str) -> (ExitStatus, String) {
        // No pipe: a child that stays behind would hold it open.
        let mut said = tempfile::tempfile().unwrap();
        // Names that no terminal shows are quoted as every shell but the smallest reads them.
        let mut shell = Command::new(if line.contains("$'") { "bash" } else { "/bin/sh" });
        shell.args(["-c", line]).current_dir(&self.cwd).stdin(Stdio::null());
        shell.stdout(said.try_clone().unwrap()).stderr(said.try_clone().unwrap());
        for (name, value) in &self.variables {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell.envs(AS_FRESH);
        let mut child = shell.spawn().unwrap();
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("`{line}` was printed, and never ends");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let mut bytes = Vec::new();
        said.rewind().unwrap();
        said.read_to_end(&mut bytes).unwrap();
        (status, text(&bytes).into_owned())
    }
}

/// A copy of a directory, which stands in its place as long as this lives.
struct Copy<'d> {
    dir: &'d Path,
    aside: PathBuf,
}

impl Copy<'_> {
    fn of(dir: &Path) -> Copy<'_> {
        let aside = dir.with_extension("aside");
        std::fs::rename(dir, &aside).unwrap();
        let copy = Copy { dir, aside };
        copy_all(&copy.aside, dir).unwrap();
        copy
    }
}

impl Drop for Copy<'_> {
    fn drop(&mut self) {
        if std::fs::remove_dir_all(self.dir).is_err() {
            // A directory in which nobody may write.
            drop(Command::new("chmod").args(["-R", "u+rwX"]).arg(self.dir).status());
            std::fs::remove_dir_all(self.dir).unwrap();
        }
        std::fs::rename(&self.aside, self.dir).unwrap();
    }
}

/// Copies a directory with modes and times. Sockets and pipes stay behind, and the examples that `git init` makes.
fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir(to)?;
    if from.ends_with("objects") && from.with_file_name("HEAD").exists() {
        // What git has it reads where it is, and what is new it writes here.
        std::fs::create_dir(to.join("info"))?;
        return std::fs::write(to.join("info/alternates"), format!("{}\n", from.display()));
    }
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (from, to, kind) = (entry.path(), to.join(entry.file_name()), entry.file_type()?);
        if kind.is_dir() {
            copy_all(&from, &to)?;
        } else if kind.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(std::fs::read_link(from)?, to)?;
        } else if kind.is_file() && from.extension().is_none_or(|extension| extension != "sample") {
            std::fs::copy(&from, &to)?;
            let modified = entry.metadata()?.modified()?;
            std::fs::File::open(&to)?.set_modified(modified)?;
        }
    }
    std::fs::set_permissions(to, std::fs::metadata(from)?.permissions())
}

/// The commands that were proposed.
fn lines(output: &Output) -> Vec<String> {
    let mut texts = vec![text(&output.stderr).into_owned()];
    match serde_json::from_slice(&output.stdout) {
        Ok(json) => strings(json, &mut texts),
        Err(_) => texts.push(text(&output.stdout).into_owned()),
    }
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.filter_map(|line| line.trim_start().strip_prefix("next: ")).map(str::to_owned).collect()
}

/// Every text in an answer to a program.
fn strings(json: serde_json::Value, texts: &mut Vec<String>) {
    match json {
        serde_json::Value::String(text) => texts.push(text),
        serde_json::Value::Array(values) => values.into_iter().for_each(|value| strings(value, texts)),
        serde_json::Value::Object(fields) => {
            fields.into_iter().for_each(|(_, value)| strings(value, texts));
        }
        _ => {}
    }
}
