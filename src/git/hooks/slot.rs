//! One hook's files in a hooks directory: ours, and those that stood there before or came after.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::file;
use super::hook::Hook;
use super::manager::HookManager;
use super::shim::{self, Program};
use super::status::{HookState, HookStatus};

/// Where managers put the hook that they found: pre-commit and prek (which run it), and lefthook (which does not).
const MOVED: [&str; 2] = ["legacy", "old"];

/// How many hooks that came one after the other are kept.
const MAX_CHAINED: usize = 9;

/// One hook's place in a hooks directory.
pub struct Slot<'a> {
    pub dir: &'a Path,
    pub hook: Hook,
}

/// A hook that ours runs.
struct Chained {
    path: PathBuf,
    file: String,
    manager: HookManager,
}

impl Slot<'_> {
    pub fn status(&self) -> Result<HookStatus> {
        let chained = self.chained()?;
        let state = self.state()?;
        let is_ours = matches!(state, HookState::Installed | HookState::RunBy { .. } | HookState::Idle);
        let (chained, kept) = if is_ours {
            let run = |chained: &&Chained| {
                let twice = matches!(state, HookState::RunBy { .. }) && chained.manager.runs_legacy();
                file::is_executable(&chained.path) && !twice
            };
            (chained.iter().filter(run).map(|chained| chained.manager).collect(), Vec::new())
        } else {
            (Vec::new(), chained.into_iter().map(|chained| chained.file).collect())
        };
        Ok(HookStatus { hook: self.hook, state, chained, kept })
    }

    pub fn install(&self, program: &Program) -> Result<bool> {
        let (at, runs_ours) = (self.at(), matches!(self.state()?, HookState::RunBy { .. }));
        let mut changed = false;
        if runs_ours {
            changed |= self.write(&self.with_suffix("legacy"), program)?;
        } else if let Some(manager) = file::manager(&at)?.filter(|&manager| manager != HookManager::Auraops) {
            let aside = self.aside(manager)?;
            file::write_over(&at, &self.script(program, Some((&aside, manager)))?, &aside)?;
            changed = true;
        } else {
            changed |= self.write(&at, program)?;
        }
        for shim in self.moved_shims()? {
            changed |= match shim {
                Moved::Run(path) if runs_ours && path == self.with_suffix("legacy") => false,
                Moved::Run(path) | Moved::Kept(path) => file::delete(&path).map(|()| true)?,
                Moved::Unknown(path) => write(&path, &shim::script(self.hook, *program, &[]))?,
            };
        }
        Ok(changed)
    }

    /// Every step leaves each hook of somebody's under one name at least, and what is left for whoever comes next.
    pub fn remove(&self) -> Result<bool> {
        let at = self.at();
        let mut chained = self.chained()?;
        let mut changed = false;
        for shim in self.moved_shims()? {
            changed = true;
            let (Moved::Run(path) | Moved::Unknown(path)) = shim else {
                file::delete(shim.path())?;
                continue;
            };
            // The manager would have found that hook there without us.
            let manager = file::manager(&at)?;
            match chained.pop() {
                Some(newest) if manager.is_none() || manager == Some(HookManager::Auraops) => {
                    chained.push(newest);
                    file::delete(&path)?;
                }
                Some(newest) if !self.is_superseded(&newest)? => file::rename(&newest.path, &path)?,
                Some(newest) => {
                    file::delete(&newest.path)?;
                    file::delete(&path)?;
                }
                None => file::delete(&path)?,
            }
        }
        let standing = file::manager(&at)?;
        match chained.pop() {
            Some(newest) if standing.is_none() || standing == Some(HookManager::Auraops) => {
                file::rename(&newest.path, &at)?;
            }
            Some(newest) if self.is_superseded(&newest)? => file::delete(&newest.path)?,
            None if standing == Some(HookManager::Auraops) => file::delete(&at)?,
            Some(_) | None => return Ok(changed),
        }
        Ok(true)
    }

    /// The files that ours runs.
    pub fn run_by_ours(&self) -> Result<Vec<PathBuf>> {
        let run = self.chained()?.into_iter().map(|chained| chained.path);
        Ok(run.filter(|path| file::is_executable(path)).collect())
    }

    fn at(&self) -> PathBuf {
        self.dir.join(self.hook.name())
    }

    fn with_suffix(&self, suffix: &str) -> PathBuf {
        self.dir.join(format!("{}.{suffix}", self.hook.name()))
    }

    fn state(&self) -> Result<HookState> {
        let (at, legacy) = (self.at(), self.with_suffix("legacy"));
        Ok(match file::manager(&at)? {
            None => HookState::Missing,
            Some(HookManager::Auraops) if file::is_executable(&at) => HookState::Installed,
            Some(HookManager::Auraops) => HookState::Idle,
            Some(manager)
                if manager.runs_legacy() && file::manager(&legacy)? == Some(HookManager::Auraops) =>
            {
                HookState::RunBy { manager }
            }
            Some(manager) => HookState::Replaced { manager },
        })
    }

    /// Ours, wherever else it is: by its text, whatever its name and version.
    fn moved_shims(&self) -> Result<Vec<Moved>> {
        let mut shims = Vec::new();
        let Ok(entries) = std::fs::read_dir(self.dir) else { return Ok(shims) };
        let kept: Vec<PathBuf> = (1..=MAX_CHAINED).map(|at| self.dir.join(self.aside_name(at))).collect();
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(suffix) = name.strip_prefix(self.hook.name()).filter(|suffix| !suffix.is_empty()) else {
                continue;
            };
            if file::manager(&path)? != Some(HookManager::Auraops) {
                continue;
            }
            let is_known = suffix.strip_prefix('.').is_some_and(|suffix| MOVED.contains(&suffix));
            shims.push(match is_known {
                true => Moved::Run(path),
                false if kept.contains(&path) => Moved::Kept(path),
                false => Moved::Unknown(path),
            });
        }
        Ok(shims)
    }

    /// The hooks that were put aside, the oldest first.
    fn chained(&self) -> Result<Vec<Chained>> {
        let mut chained = Vec::new();
        for at in 1..=MAX_CHAINED {
            let file = self.aside_name(at);
            let path = self.dir.join(&file);
            // Never our own: run from there it would run itself.
            if let Some(manager) = file::manager(&path)?.filter(|&manager| manager != HookManager::Auraops) {
                chained.push(Chained { path, file, manager });
            }
        }
        Ok(chained)
    }

    fn aside_name(&self, at: usize) -> String {
        let name = self.hook.name();
        if at == 1 { format!("{name}.before-auraops") } else { format!("{name}.before-auraops-{at}") }
    }

    /// Where the hook that stands in our place goes: over the same manager's older one, else beside all others.
    fn aside(&self, manager: HookManager) -> Result<PathBuf> {
        let chained = self.chained()?;
        for older in &chained {
            if older.manager == manager && self.is_superseded(older)? {
                return Ok(older.path.clone());
            }
        }
        let free = (1..=MAX_CHAINED).map(|at| self.dir.join(self.aside_name(at)));
        match free.into_iter().find(|path| path.symlink_metadata().is_err()) {
            Some(path) => Ok(path),
            None => bail!("{MAX_CHAINED} hooks have already been set aside as `{}*`", self.aside_name(1)),
        }
    }

    /// Whether the hook that stands in our place is the same one again, or the same manager's newer one.
    fn is_superseded(&self, chained: &Chained) -> Result<bool> {
        let at = self.at();
        let same_manager =
            chained.manager != HookManager::Other && file::manager(&at)? == Some(chained.manager);
        Ok(same_manager || file::read(&at)? == file::read(&chained.path)?)
    }

    fn write(&self, path: &Path, program: &Program) -> Result<bool> {
        write(path, &self.script(program, None)?)
    }

    /// The text of ours, which runs those that were put aside, and the one that is about to be.
    fn script(&self, program: &Program, aside: Option<(&Path, HookManager)>) -> Result<Vec<u8>> {
        let mut chained: Vec<(String, HookManager)> =
            self.chained()?.into_iter().map(|chained| (chained.file, chained.manager)).collect();
        if let Some((path, manager)) = aside {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            chained.retain(|(file, _)| *file != name);
            chained.push((name, manager));
            chained.sort_by_key(|(file, _)| (1..=MAX_CHAINED).find(|&at| self.aside_name(at) == *file));
        }
        Ok(shim::script(self.hook, *program, &chained))
    }
}

/// Ours under another name.
enum Moved {
    /// Where a manager that is known puts what it finds.
    Run(PathBuf),
    /// Where we put others' hooks: it was taken for one.
    Kept(PathBuf),
    /// Somebody moved it, and may run it.
    Unknown(PathBuf),
}

impl Moved {
    fn path(&self) -> &Path {
        match self {
            Moved::Run(path) | Moved::Kept(path) | Moved::Unknown(path) => path,
        }
    }
}

fn write(path: &Path, text: &[u8]) -> Result<bool> {
    if file::is_executable(path) && file::read(path)?.as_deref() == Some(text) {
        return Ok(false);
    }
    file::write_script(path, text)?;
    Ok(true)
}
