//! One hook's files in a hooks directory: ours, and those that stood there before or came after.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::file;
use super::hook::Hook;
use super::manager::Maker;
use super::shim::{self, Program};
use super::status::{Place, State};

/// Where managers put the hook that they found: pre-commit and prek (which run it), and lefthook (which does not).
const MOVED: [&str; 2] = ["legacy", "old"];

/// How many hooks that came one after the other are kept.
const MAX_CHAINED: usize = 9;

/// The place of one hook.
pub struct Slot<'a> {
    pub dir: &'a Path,
    pub hook: Hook,
}

/// A hook that ours runs.
struct Chained {
    path: PathBuf,
    file: String,
    maker: Maker,
}

impl Slot<'_> {
    pub fn state(&self) -> Result<State> {
        let chained = self.chained()?;
        let place = self.place()?;
        let is_ours = matches!(place, Place::Installed | Place::RunBy { .. } | Place::Idle);
        let (chained, kept) = if is_ours {
            let run = |chained: &&Chained| {
                let twice = matches!(place, Place::RunBy { .. }) && chained.maker.runs_legacy();
                file::is_executable(&chained.path) && !twice
            };
            (chained.iter().filter(run).map(|chained| chained.maker).collect(), Vec::new())
        } else {
            (Vec::new(), chained.into_iter().map(|chained| chained.file).collect())
        };
        Ok(State { hook: self.hook, place, chained, kept })
    }

    pub fn install(&self, program: &Program) -> Result<bool> {
        let at = self.at();
        if let Place::RunBy { .. } = self.place()? {
            return self.write(&self.moved("legacy"), program);
        }
        let mut changed = false;
        // Lefthook puts ours aside without running it, and a manager that left may have left ours: of no use there.
        for moved in self.moved_shims()? {
            file::delete(&moved)?;
            changed = true;
        }
        if let Some(maker) = file::maker(&at)?.filter(|&maker| maker != Maker::Auraops) {
            file::rename(&at, &self.aside(maker)?)?;
            changed = true;
        }
        Ok(self.write(&at, program)? || changed)
    }

    pub fn remove(&self) -> Result<bool> {
        let at = self.at();
        let mut chained = self.chained()?;
        let mut changed = false;
        for moved in self.moved_shims()? {
            file::delete(&moved)?;
            changed = true;
            // The manager would have found that hook there without us.
            let Some(newest) = chained.pop() else { continue };
            if file::maker(&at)? == Some(Maker::Auraops) {
                chained.push(newest);
            } else if self.is_superseded(&newest)? {
                file::delete(&newest.path)?;
            } else {
                file::rename(&newest.path, &moved)?;
            }
        }
        if file::maker(&at)? == Some(Maker::Auraops) {
            file::delete(&at)?;
            changed = true;
        }
        let Some(newest) = chained.pop() else { return Ok(changed) };
        if file::maker(&at)?.is_none() {
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

    fn moved(&self, suffix: &str) -> PathBuf {
        self.dir.join(format!("{}.{suffix}", self.hook.name()))
    }

    fn place(&self) -> Result<Place> {
        let (at, legacy) = (self.at(), self.moved("legacy"));
        Ok(match file::maker(&at)? {
            None => Place::Missing,
            Some(Maker::Auraops) if file::is_executable(&at) => Place::Installed,
            Some(Maker::Auraops) => Place::Idle,
            Some(maker) if maker.runs_legacy() && file::maker(&legacy)? == Some(Maker::Auraops) => {
                Place::RunBy { maker }
            }
            Some(maker) => Place::Replaced { maker },
        })
    }

    fn moved_shims(&self) -> Result<Vec<PathBuf>> {
        let mut shims = Vec::new();
        for path in MOVED.map(|suffix| self.moved(suffix)) {
            if file::maker(&path)? == Some(Maker::Auraops) {
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
            if let Some(maker) = file::maker(&path)? {
                chained.push(Chained { path, file, maker });
            }
        }
        Ok(chained)
    }

    fn aside_name(&self, at: usize) -> String {
        let name = self.hook.name();
        if at == 1 { format!("{name}.before-auraops") } else { format!("{name}.before-auraops-{at}") }
    }

    /// Where the hook that stands in our place goes: over the same manager's older one, else beside all others.
    fn aside(&self, maker: Maker) -> Result<PathBuf> {
        let chained = self.chained()?;
        for older in &chained {
            if older.maker == maker && self.is_superseded(older)? {
                return Ok(older.path.clone());
            }
        }
        let free = (1..=MAX_CHAINED).map(|at| self.dir.join(self.aside_name(at)));
        match free.into_iter().find(|path| path.symlink_metadata().is_err()) {
            Some(path) => Ok(path),
            None => bail!("{MAX_CHAINED} hooks were put aside as `{}*` already", self.aside_name(1)),
        }
    }

    /// Whether the hook that stands in our place is the same one again, or the same manager's newer one.
    fn is_superseded(&self, chained: &Chained) -> Result<bool> {
        let at = self.at();
        let same_manager = chained.maker != Maker::Other && file::maker(&at)? == Some(chained.maker);
        Ok(same_manager || file::read(&at)? == file::read(&chained.path)?)
    }

    fn write(&self, path: &Path, program: &Program) -> Result<bool> {
        let chained: Vec<(String, Maker)> =
            self.chained()?.into_iter().map(|chained| (chained.file, chained.maker)).collect();
        let text = shim::script(self.hook, *program, &chained);
        if file::is_executable(path) && file::read(path)?.as_ref() == Some(&text) {
            return Ok(false);
        }
        file::write_script(path, &text)?;
        Ok(true)
    }
}
