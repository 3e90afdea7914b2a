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
        let at = self.at();
        if let HookState::RunBy { .. } = self.state()? {
            return self.write(&self.with_suffix("legacy"), program);
        }
        let mut changed = false;
        // Lefthook puts ours aside without running it, and a manager that left may have left ours: of no use there.
        for shim in self.moved_shims()? {
            file::delete(&shim)?;
            changed = true;
        }
        if let Some(manager) = file::manager(&at)?.filter(|&manager| manager != HookManager::Auraops) {
            file::rename(&at, &self.aside(manager)?)?;
            changed = true;
        }
        Ok(self.write(&at, program)? || changed)
    }

    pub fn remove(&self) -> Result<bool> {
        let at = self.at();
        let mut chained = self.chained()?;
        let mut changed = false;
        for shim in self.moved_shims()? {
            file::delete(&shim)?;
            changed = true;
            // The manager would have found that hook there without us.
            let Some(newest) = chained.pop() else { continue };
            if file::manager(&at)? == Some(HookManager::Auraops) {
                chained.push(newest);
            } else if self.is_superseded(&newest)? {
                file::delete(&newest.path)?;
            } else {
                file::rename(&newest.path, &shim)?;
            }
        }
        if file::manager(&at)? == Some(HookManager::Auraops) {
            file::delete(&at)?;
            changed = true;
        }
        let Some(newest) = chained.pop() else { return Ok(changed) };
        if file::manager(&at)?.is_none() {
            file::rename(&newest.path, &at)?;
        } else if self.is_superseded(&newest)? {
            file::delete(&newest.path)?;
        } else {
            return Ok(changed);
        }
        Ok(true)
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

    fn moved_shims(&self) -> Result<Vec<PathBuf>> {
        let mut shims = Vec::new();
        for path in MOVED.map(|suffix| self.with_suffix(suffix)) {
            if file::manager(&path)? == Some(HookManager::Auraops) {
                shims.push(path);
            }
        }
        Ok(shims)
    }

    /// The hooks that were put aside, the oldest first.
    fn chained(&self) -> Result<Vec<Chained>> {
        let mut chained = Vec::new();
        for at in 1..=MAX_CHAINED {
            let file = self.aside_name(at);
            let path = self.dir.join(&file);
            if let Some(manager) = file::manager(&path)? {
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
        let chained: Vec<(String, HookManager)> =
            self.chained()?.into_iter().map(|chained| (chained.file, chained.manager)).collect();
        let text = shim::script(self.hook, *program, &chained);
        if file::is_executable(path) && file::read(path)?.as_ref() == Some(&text) {
            return Ok(false);
        }
        file::write_script(path, &text)?;
        Ok(true)
    }
}
