//! What only the tests of the command line do with a world: look at it from elsewhere, double it, run beside it.

use std::ffi::OsStr;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::path::PathBuf;
use std::process::{Command, Output};

use snapbox::IntoData;

use super::auraops::Auraops;
use super::next::Ground;
use super::world::{World, real};

impl World {
    /// Another world that looks like this one.
    pub fn copy(&self) -> World {
        let dir = tempfile::tempdir().unwrap();
        copy_into(self.dir.path(), dir.path());
        let cwd = real(dir.path()).join("repo");
        let ground = Ground::new(dir.path());
        World { dir, cwd, agent: self.agent.clone(), now: self.now.clone(), ground }
    }

    /// The same world, seen from another directory of it.
    pub fn at(mut self, dir: impl AsRef<Path>) -> World {
        self.cwd = self.cwd.join(dir);
        self
    }

    pub fn agent(mut self, name: &str) -> World {
        self.agent = Some(name.to_owned());
        self
    }

    pub fn set_cwd(&mut self, dir: impl AsRef<Path>) {
        self.cwd = dir.as_ref().into();
    }

    pub fn now(&self) -> &str {
        &self.now
    }

    pub fn append(&self, path: impl AsRef<Path>, content: &str) -> &World {
        let old = std::fs::read_to_string(self.path(&path)).unwrap();
        self.write(path, old + content)
    }

    /// The binary as a process of its own, for what runs beside the test.
    pub fn process<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Process {
        let Auraops { ground, command, .. } = self.auraops(args);
        Process { ground, command }
    }
}

/// The binary as a process. Whoever asks for its output has the lines that it proposes run; whoever spawns it has not.
pub struct Process {
    ground: Ground,
    command: Command,
}

impl Process {
    pub fn output(&mut self) -> io::Result<Output> {
        self.ground.run(&mut self.command)
    }
}

impl Deref for Process {
    type Target = Command;

    fn deref(&self) -> &Command {
        &self.command
    }
}

impl DerefMut for Process {
    fn deref_mut(&mut self) -> &mut Command {
        &mut self.command
    }
}

impl Auraops {
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Auraops {
        self.command.env(name, value);
        self
    }

    pub fn stdin(mut self, text: impl IntoData) -> Auraops {
        self.stdin = Some(text.into_data());
        self
    }
}

fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_into(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Writes a program, such as a hook.
pub fn executable(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Where git and the binary under test are, and no real agent.
pub fn tools() -> Vec<PathBuf> {
    let auraops = snapbox::cmd::cargo_bin!("auraops").parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap();
    let agents = ["claude", "codex", "gemini", "cursor-agent", "copilot", "opencode"];
    let has_agent = |dir: &PathBuf| agents.iter().any(|name| dir.join(name).exists());
    std::iter::once(auraops).chain(std::env::split_paths(&path).filter(|dir| !has_agent(dir))).collect()
}
