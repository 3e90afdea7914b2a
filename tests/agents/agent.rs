//! What the tests ask of a coding agent, and how one is run: looked up, started without input, killed when it hangs.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::model::{Model, Turn};
use crate::world::World;

pub trait Agent {
    /// Its program on PATH.
    const PROGRAM: &str;
    /// Its npm package; `package.json` has the version that these tests were written against.
    const PACKAGE: &str;
    /// The flag of `auraops hook install`.
    const FLAG: &str;
    /// Where that puts its hook.
    const SETTINGS: &str;

    /// The edit tool makes a file of one line.
    fn create(world: &World, path: &str) -> Turn;
    /// The shell tool runs a command.
    fn shell(command: &str) -> Turn;
    /// The program in the world, about to work off a prompt with this model and end.
    fn session(world: &World, program: &Path, model: &Model, begin: Begin) -> Command;
}

/// How a session comes about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    Anew,
    /// The last one of this world goes on.
    Again,
}

/// Longer than any script takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// Whether the agent is here; if not, says so once, or fails where `AURAOPS_REQUIRE_AGENTS` is set.
pub fn installed<A: Agent>() -> bool {
    let there = program::<A>().is_some();
    if !there {
        let pinned: serde_json::Value = serde_json::from_str(include_str!("package.json")).unwrap();
        let version = pinned["dependencies"][A::PACKAGE].as_str().unwrap();
        let missing = format!("{} is not installed: npm install -g {}@{version}", A::PROGRAM, A::PACKAGE);
        assert!(std::env::var_os("AURAOPS_REQUIRE_AGENTS").is_none(), "{missing}");
        skip(missing);
    }
    there
}

/// Written past the harness, which keeps what a passing test prints to itself.
fn skip(missing: String) {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut said = SAID.lock().unwrap();
    if !said.contains(&missing) {
        std::io::stderr().write_all(format!("skipped: {missing}\n").as_bytes()).unwrap();
        said.push(missing);
    }
}

pub fn program<A: Agent>() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join(A::PROGRAM)).find(|file| file.is_file())
}

/// Lets the agent work off the script to its end, which must be a good one; gives back the model, to be asked what it
/// was told.
pub fn run<A: Agent>(world: &World, script: impl IntoIterator<Item = Turn>) -> Model {
    work_off::<A>(world, Model::play(script), Begin::Anew, |_| ())
}

/// The same with the last session, which goes on.
pub fn resume<A: Agent>(world: &World, script: impl IntoIterator<Item = Turn>) -> Model {
    work_off::<A>(world, Model::play(script), Begin::Again, |_| ())
}

/// The same with a codename of its own, for several at once in one world.
pub fn run_as<A: Agent>(world: &World, name: &str, script: impl IntoIterator<Item = Turn>) -> Model {
    work_off::<A>(world, Model::play(script), Begin::Anew, |command| _ = command.env("AURAOPS_AGENT", name))
}

fn work_off<A: Agent>(world: &World, model: Model, begin: Begin, change: impl Fn(&mut Command)) -> Model {
    let program = program::<A>().unwrap();
    let mut command = A::session(world, &program, &model, begin);
    change(&mut command);
    // Files: a pipe would be kept open by whatever the agent leaves running.
    let [out, err] = ["out", "err"].map(|end| world.beside(&format!("{}.{end}", A::PROGRAM)));
    command.stdin(Stdio::null()).stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
    let outcome = watch(command.process_group(0).spawn().unwrap());
    let printed = |path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let report = format!("{outcome}\n{}\n{}\n{}", printed(&out), printed(&err), model.log());
    assert!(outcome == "ended well", "{} {report}", A::PROGRAM);
    model
}

fn watch(mut child: Child) -> &'static str {
    let begun = Instant::now();
    loop {
        match child.try_wait().unwrap() {
            Some(status) if status.success() => return "ended well",
            Some(_) => return "failed",
            None if begun.elapsed() < PATIENCE => sleep(Duration::from_millis(20)),
            None => break,
        }
    }
    // With its shells: they are in its group.
    let group = format!("-{}", child.id());
    Command::new("kill").args(["-KILL", "--", &group]).status().unwrap();
    child.wait().unwrap();
    "hung and was killed"
}

/// A program with the world's variables and directory, and with none of the accounts, models and proxies that its
/// user may have set.
pub fn command(world: &World, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(world.path(""));
    for name in std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()) {
        let of_agents =
            ["ANTHROPIC", "CLAUDE", "OPENAI", "CODEX"].iter().any(|vendor| name.starts_with(vendor));
        if of_agents || name.to_ascii_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    for (name, value) in world.variables() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}
