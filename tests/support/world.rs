//! A repository of its own for each test, cut off from the machine's settings: what every test binary needs of it.
//! `mapped` and `cli` have the rest, each for those that use it, so that nothing here is dead in one of them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::auraops::Auraops;
use super::next::Ground;

/// When the tests' runs take place, unless a test says otherwise.
pub const NOW: &str = "2026-02-14T18:22:12+01:00";

/// A repository in a temporary directory; `repo` is the main checkout.
pub struct World {
    pub(super) dir: TempDir,
    pub(super) cwd: PathBuf,
    pub(super) agent: Option<String>,
    pub(super) now: String,
    pub(super) ground: Ground,
}

impl World {
    /// A repository with no commit.
    pub fn empty() -> World {
        World::made_with(&[])
    }

    /// A repository made by `git init` with these options.
    pub fn made_with(options: &[&str]) -> World {
        let dir = tempfile::tempdir().unwrap();
        let cwd = real(dir.path()).join("repo");
        std::fs::create_dir(&cwd).unwrap();
        std::fs::create_dir(real(dir.path()).join("tmp")).unwrap();
        let ground = Ground::new(dir.path());
        let world = World { dir, cwd, agent: None, now: NOW.to_owned(), ground };
        world.git(["init", "-q", "-b", "main"].iter().chain(options));
        world
    }

    pub fn set_now(&mut self, now: &str) {
        self.now = now.into();
    }

    /// Makes a bare remote beside the repository and pushes `main` to it.
    pub fn remote(&self) -> &World {
        let remote = self.beside("remote.git");
        let remote = remote.to_str().unwrap();
        self.git(["init", "-q", "--bare", "-b", "main", remote]).git(["remote", "add", "origin", remote]);
        self.git(["push", "-q", "-u", "origin", "main"])
    }

    /// The directory in which commands run.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.cwd.join(relative)
    }

    /// A place beside the repository, for remotes and worktrees.
    pub fn beside(&self, name: &str) -> PathBuf {
        real(self.dir.path()).join(name)
    }

    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &World {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub fn read(&self, path: impl AsRef<Path>) -> String {
        String::from_utf8_lossy(&std::fs::read(self.path(path)).unwrap()).into_owned()
    }

    /// Runs git, which must succeed.
    pub fn git<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> &World {
        let output = self.try_git(args);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        self
    }

    /// Runs git and gives back how it ended.
    pub fn try_git<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Output {
        self.ground.run(self.program("git").args(args)).unwrap()
    }

    /// The binary, about to run in this world.
    pub fn auraops<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Auraops {
        let mut command = self.program(snapbox::cmd::cargo_bin!("auraops"));
        command.args(args);
        Auraops { ground: self.ground.clone(), command, stdin: None }
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

    /// Settings and identities of the machine stay outside; the binary under test comes first on PATH.
    pub fn variables(&self) -> Vec<(String, Option<String>)> {
        let binary = snapbox::cmd::cargo_bin!("auraops").parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(binary).chain(std::env::split_paths(&path));
        let home = self.dir.path().to_string_lossy().into_owned();
        let set = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()));
        let mut variables: Vec<(String, Option<String>)> = std::env::vars()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with("GIT_") || name.starts_with("AURAOPS_") || name == "COLUMNS")
            .map(|name| (name, None))
            .collect();
        variables.extend([
            set("PATH", std::env::join_paths(path).unwrap().to_str().unwrap()),
            set("HOME", &home),
            // The program that is tried may lie in the machine's own, where none should.
            set("TMPDIR", self.beside("tmp").to_str().unwrap()),
            set("XDG_CONFIG_HOME", &home),
            set("GIT_CONFIG_NOSYSTEM", "1"),
            set("GIT_AUTHOR_NAME", "Ada"),
            set("GIT_AUTHOR_EMAIL", "ada@example.org"),
            set("GIT_COMMITTER_NAME", "Ada"),
            set("GIT_COMMITTER_EMAIL", "ada@example.org"),
            set("GIT_AUTHOR_DATE", &self.now),
            set("GIT_COMMITTER_DATE", &self.now),
            set("GIT_MERGE_AUTOEDIT", "no"),
            set("GIT_EDITOR", "true"),
            set("GIT_TERMINAL_PROMPT", "0"),
            set("AURAOPS_NOW", &self.now),
            set("NO_COLOR", "1"),
        ]);
        variables.push(("AURAOPS_AGENT".to_owned(), self.agent.clone()));
        variables
    }
}

/// Symlinks resolved, and without the `\\?\` of Windows, which git does not take.
pub fn real(path: &Path) -> PathBuf {
    let real = path.canonicalize().unwrap();
    let plain = real.to_str().and_then(|text| text.strip_prefix(r"\\?\").map(PathBuf::from));
    plain.unwrap_or(real)
}

pub fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
