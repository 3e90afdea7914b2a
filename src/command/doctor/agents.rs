//! The agents' programs: which are here, whether our hook is in their settings, and whether they run it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::agent::Vendor;
use crate::agent::settings::SettingsState;
use crate::agent::trust::{Files, Trust, UserFile};
use crate::domain::next::Next;
use crate::hook::settings::{SettingsRow, status};
use crate::sys::env::{Env, on_path};
use crate::sys::file;
use crate::sys::ordinary::MIB;
use crate::sys::process::Process;
use crate::ui::doctor::{Check, Point};
use crate::workspace::Workspace;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(5);

pub fn checks(workspace: &Workspace) -> Vec<Check> {
    let root = &workspace.repo.root;
    let found: Vec<(SettingsRow, Vendor, PathBuf)> = status(workspace)
        .into_iter()
        .zip(Vendor::ALL)
        .filter_map(|(row, vendor)| Some((row, vendor, on_path(vendor.program())?)))
        .collect();
    let programs: Vec<PathBuf> = found.iter().map(|(_, _, program)| program.clone()).collect();
    let mut checks: Vec<Check> = Vec::new();
    let limits: Vec<Check> = found.iter().filter_map(|(_, vendor, _)| limit(*vendor)).collect();
    for ((row, vendor, _), version) in found.into_iter().zip(versions(&programs, root)) {
        let name = format!("{} {}", vendor.program(), version.unwrap_or_else(|| "(no version)".to_owned()));
        checks.push(AgentProgram { workspace, vendor, row }.check().of(name));
    }
    if let Some(program) = on_path("opencode") {
        let version = versions(&[program], root).pop().flatten().unwrap_or_default();
        let says = "auraops has no hook for it: git's hooks are the first to see what it does";
        checks.push(Check::cannot(Point::Agent, says).of(format!("opencode {version}").trim_end()));
    }
    checks.extend(limits);
    if checks.is_empty() {
        let names: Vec<&str> = Vendor::ALL.map(Vendor::program).into();
        checks.push(Check::unneeded(Point::Agent, format!("none of {} is on PATH", names.join(", "))));
    }
    checks
}

/// What the program's own means do not do here.
fn limit(vendor: Vendor) -> Option<Check> {
    let (says, needed) = vendor.limits()?;
    let missing: Vec<&str> = needed.iter().copied().filter(|name| on_path(name).is_none()).collect();
    let says = match missing[..] {
        [] => says.to_owned(),
        _ => format!("{says}; it needs {}, not found on PATH", missing.join(" and ")),
    };
    Some(Check::cannot(Point::Agent, says).of(vendor.program()))
}

/// What each says of its version, all asked at once.
fn versions(programs: &[PathBuf], dir: &Path) -> Vec<Option<String>> {
    std::thread::scope(|scope| {
        let ask = |program: &PathBuf| {
            let process = Process::new(program, dir).arg("--version");
            scope.spawn(move || process.line_within(PATIENCE))
        };
        let asked: Vec<_> = programs.iter().map(ask).collect();
        asked.into_iter().map(|asked| asked.join().ok().flatten().map(|said| number(&said))).collect()
    })
}

/// The version in a line such as `codex-cli 0.169.0` or `2.1.197 (Claude Code)`.
fn number(said: &str) -> String {
    let is_number = |word: &&str| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    said.split_whitespace().find(is_number).unwrap_or(said).chars().take(40).collect()
}

/// One agent's program that is here.
struct AgentProgram<'w> {
    workspace: &'w Workspace<'w>,
    vendor: Vendor,
    row: SettingsRow,
}

impl AgentProgram<'_> {
    fn check(&self) -> Check {
        let install = Next::auraops(format!("hook install --{}", self.vendor.name()));
        let file = self.row.file;
        if let Some(problem) = &self.row.problem {
            return Check::missing(Point::Agent, problem.as_str(), format!("fix {file}, then: {install}"));
        }
        let place = match self.row.state {
            SettingsState::Installed => file.to_owned(),
            SettingsState::Outdated => {
                let says =
                    format!("the hook in {file} is from another version, or calls auraops at another path");
                return Check::missing(Point::Agent, says, install);
            }
            SettingsState::Missing => match self.elsewhere() {
                Some(place) => place,
                None => return Check::missing(Point::Agent, format!("no hook in {file}"), install),
            },
        };
        let hook = format!("its hook is in {place}");
        match self.trust() {
            Trust::Given => Check::ok(Point::Agent, hook),
            Trust::Refused { why, next } => Check::missing(Point::Agent, format!("{hook}, but {why}"), next),
            Trust::Unseen(asks) => Check::ok(Point::Agent, format!("{hook} ({asks})")),
        }
    }

    /// A hook of ours in a file that others share.
    fn elsewhere(&self) -> Option<String> {
        let has = |(_, text): &&(String, String)| self.vendor.has_hook(text).unwrap_or(false);
        self.settings().iter().find(has).map(|(file, _)| file.clone())
    }

    fn trust(&self) -> Trust {
        let main = self.workspace.chat_root().unwrap_or_else(|_| self.workspace.repo.root.clone());
        let config = self.vendor.trust_file().and_then(|file| user_file(self.workspace.env, file));
        let config = config.and_then(|file| text(&file)).unwrap_or_default();
        let root = main.display().to_string();
        self.vendor.trust(&Files { root: &root, settings: &self.settings(), config: &config })
    }

    /// All settings that the program reads here, each with its name.
    fn settings(&self) -> Vec<(String, String)> {
        let ordinary = self.workspace.repo.ordinary();
        let (shared, users) = self.vendor.other_settings();
        let here = [Some(self.vendor.settings()), shared].into_iter().flatten();
        let mut files: Vec<(String, String)> = here
            .filter_map(|file| Some((file.to_owned(), ordinary.read(file, 4 * MIB).ok().flatten()?)))
            .map(|(file, bytes)| (file, String::from_utf8_lossy(&bytes).into_owned()))
            .collect();
        let users = user_file(self.workspace.env, users);
        files.extend(users.and_then(|file| Some((file.display().to_string(), text(&file)?))));
        files
    }
}

fn user_file(env: &Env, file: UserFile) -> Option<PathBuf> {
    let named = file.variable.and_then(|name| env.var(name)).map(PathBuf::from);
    let dir = match named {
        Some(dir) => dir,
        None => env.home()?.join(file.dir),
    };
    Some(dir.join(file.name))
}

fn text(file: &Path) -> Option<String> {
    file::read(file).ok().flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
