//! What only the tests of the command line do with a world: look at it from elsewhere, double it, run beside it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use super::world::{World, real};

impl World {
    /// Another world that looks like this one.
    pub fn copy(&self) -> World {
        let dir = tempfile::tempdir().unwrap();
        copy_into(self.dir.path(), dir.path());
        let cwd = real(dir.path()).join("repo");
        World { dir, cwd, agent: self.agent.clone(), now: self.now.clone() }
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
    pub fn process<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = self.program(snapbox::cmd::cargo_bin!("auraops"));
        command.args(args);
        command
    }

    /// Any program, about to run in this world.
    pub fn program(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.cwd);
        for (name, value) in self.variables() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
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
