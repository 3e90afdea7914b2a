//! The hooks directory of a repository: where git looks for hooks, who else has it, and ours put in and taken out.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::hook::Hook;
use super::status::HookStatus;
use super::{file, husky, shim, slot};
use crate::domain::next::Next;
use crate::error::hinted;
use crate::git::repo::Repo;
use crate::sys::env::{native, plain, program};
use crate::sys::sharing::Sharing;

/// Who may share what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// In a git directory: on this machine only, so that the path of this very program is right there.
    Private,
    /// In the work tree: likely tracked, so that the program has to be on PATH.
    Tracked,
    Husky,
}

/// The hooks directory of a repository.
#[derive(Debug)]
pub struct Hooks {
    pub dir: PathBuf,
    home: Home,
    program: PathBuf,
    sharing: Sharing,
}

impl Repo {
    /// The directory in which git looks for hooks here (`core.hooksPath`, shared by linked worktrees otherwise).
    pub fn hooks(&self) -> Result<Hooks> {
        let real = self.hooks_dir()?;
        let home = self.home(&real)?;
        Ok(Hooks { dir: real, home, program: program()?, sharing: self.sharing() })
    }

    /// Where that is, be it ours to write to or not.
    pub fn hooks_dir(&self) -> Result<PathBuf> {
        let dir = self.hooks_path()?;
        real(&dir).with_context(|| format!("finding the hooks directory `{}`", dir.display()))
    }

    fn hooks_path(&self) -> Result<PathBuf> {
        // Most have no such setting: that is worth no process, for every commit asks.
        let config = self.lib.as_ref().and_then(|lib| lib.config().ok());
        if config.is_some_and(|config| config.get_entry("core.hooksPath").is_err()) {
            return Ok(self.common_dir.join("hooks"));
        }
        let printed = self.git().args(["rev-parse", "--git-path", "hooks"]).stdout()?;
        let dir = native(printed.strip_suffix(b"\n").unwrap_or(&printed))?;
        Ok(self.root.join(dir))
    }

    /// The hooks that should judge a commit before its message is written, and that git does not run: `lefthook` puts
    /// ours aside whenever its settings change.
    pub fn missing_judges(&self) -> Result<Vec<Hook>> {
        let hooks = self.hooks()?;
        let mut missing = Vec::new();
        for hook in Hook::ALL.into_iter().filter(|hook| hook.is_judge()) {
            if !hooks.status(hook)?.is_live() {
                missing.push(hook);
            }
        }
        Ok(missing)
    }

    fn home(&self, dir: &Path) -> Result<Home> {
        if dir.starts_with(&self.common_dir) || dir.starts_with(&self.git_dir) {
            return Ok(Home::Private);
        }
        let inside = dir.starts_with(&self.root)
            || self.worktrees()?.iter().any(|worktree| dir.starts_with(&worktree.root));
        if !inside {
            return Err(hinted(
                format!(
                    "`core.hooksPath` points outside this repository, to `{}`: nothing is written there",
                    dir.display()
                ),
                Next::run(format!(
                    r#"git config core.hooksPath "{}""#,
                    self.common_dir.join("hooks").display()
                ))
                .because(r#"or call `auraops hook pre-commit "$@"` from the hooks there"#),
            ));
        }
        Ok(if dir.file_name().is_some_and(|name| name == "_") { Home::Husky } else { Home::Tracked })
    }
}

impl Hooks {
    /// Whether the files are part of the work tree, for everybody who has it.
    pub fn is_in_work_tree(&self) -> bool {
        self.home != Home::Private
    }

    pub fn are_huskys(&self) -> bool {
        self.home == Home::Husky
    }

    /// The directory whose files change when hooks are installed.
    pub fn edited(&self) -> &Path {
        match self.home {
            Home::Husky => self.dir.parent().unwrap_or(&self.dir),
            _ => &self.dir,
        }
    }

    pub fn status(&self, hook: Hook) -> Result<HookStatus> {
        match self.home {
            Home::Husky if husky::runs(hook) => husky::status(&self.dir, hook),
            Home::Husky => Ok(husky::beside(&self.dir, self.slot(hook).status()?)),
            _ => self.slot(hook).status(),
        }
    }

    /// Puts ours in its place; whether anything changed.
    pub fn install(&self, hook: Hook) -> Result<bool> {
        std::fs::create_dir_all(self.edited())
            .with_context(|| format!("creating the hooks directory `{}`", self.edited().display()))?;
        match self.home {
            Home::Husky if husky::runs(hook) => husky::install(&self.dir, hook),
            Home::Husky if !self.dir.is_dir() => Ok(false),
            Home::Private => {
                let changed = self.slot(hook).install(&self.program())?;
                self.sharing.let_in(&self.dir);
                self.sharing.let_in(&self.dir.join(hook.name()));
                Ok(changed)
            }
            _ => self.slot(hook).install(&self.program()),
        }
    }

    /// Takes ours away and puts back what was there; whether anything changed.
    pub fn remove(&self, hook: Hook) -> Result<bool> {
        match self.home {
            Home::Husky if husky::runs(hook) => husky::remove(&self.dir, hook),
            _ => self.slot(hook).remove(),
        }
    }

    /// The programs that hooks of ours run by their path.
    pub fn named_programs(&self) -> Vec<PathBuf> {
        let text = |hook: Hook| std::fs::read(self.dir.join(hook.name())).ok();
        let texts = Hook::ALL.into_iter().filter_map(text).filter(|text| shim::is_ours(text));
        let mut programs: Vec<PathBuf> = texts.filter_map(|text| shim::named_program(&text)).collect();
        programs.dedup();
        programs
    }

    /// Removes what killed runs left behind.
    pub fn sweep(&self) {
        file::sweep(&self.dir);
        file::sweep(self.edited());
    }

    /// Removes a directory that holds nothing any more: for git, that is the same as none.
    pub fn tidy(&self) {
        if self.home == Home::Private {
            // It stays where something is in it.
            drop(std::fs::remove_dir(&self.dir));
        }
    }

    fn slot(&self, hook: Hook) -> slot::Slot<'_> {
        slot::Slot { dir: &self.dir, hook }
    }

    fn program(&self) -> shim::Program<'_> {
        match self.home {
            // Husky's own directory ignores itself: what is in it stays on this machine.
            Home::Private | Home::Husky => shim::Program::At(&self.program),
            Home::Tracked => shim::Program::OnPath,
        }
    }
}

/// The real path of a directory that may not exist yet.
fn real(dir: &Path) -> Result<PathBuf> {
    let existing = dir.ancestors().find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    let (existing, real) = existing.context("no part of it exists")?;
    // Part by part: joining an empty rest would leave a `/` at the end.
    Ok(dir
        .strip_prefix(existing)
        .unwrap_or(Path::new(""))
        .iter()
        .fold(plain(real), |dir, part| dir.join(part)))
}
