//! The agents' settings files in the work tree: our hook put in, taken out, looked at.
//!
//! What stood there before is remembered in the state as the way back, so that taking out leaves the very bytes; where
//! that is lost or somebody has changed the file since, our hook alone is taken out of what is there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::agent::Vendor;
use crate::agent::settings::undo::Undo;
use crate::agent::settings::{Program, SettingsState};
use crate::domain::id::fingerprint;
use crate::error::{WithHint, causes};
use crate::sys::env;
use crate::sys::file;
use crate::sys::ordinary::MIB;
use crate::sys::state::Store;
use crate::ui::text::quoted_dir;
use crate::workspace::Workspace;

/// How our hook stands in one agent's settings.
#[derive(Debug, Serialize)]
pub struct SettingsRow {
    pub agent: &'static str,
    pub file: &'static str,
    pub state: SettingsState,
    pub changed: bool,
    /// Why the file could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What was there before our hook came.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    undo: Undo,
    /// Whether there was a file at all.
    existed: bool,
    /// The directories that were made for it, outermost first.
    made: Vec<PathBuf>,
}

/// One agent's settings file in this work tree.
pub struct Settings<'w> {
    workspace: &'w Workspace<'w>,
    vendor: Vendor,
    file: PathBuf,
    program: Program,
    store: Store,
}

impl<'w> Settings<'w> {
    /// Refuses a file that a symlink leads out of the work tree.
    pub fn new(workspace: &'w Workspace<'w>, vendor: Vendor) -> Result<Settings<'w>> {
        let file = workspace.repo.ordinary().place(vendor.settings())?;
        let program =
            if vendor.is_local() { Program::At(quoted_dir(&env::program()?)) } else { Program::OnPath };
        Ok(Settings { workspace, vendor, file, program, store: workspace.store() })
    }

    /// Puts the hook in, in the place of an older one.
    pub fn install(&self) -> Result<SettingsRow> {
        let _lock = self.store.lock("settings")?;
        let old = self.text()?;
        let new = self.vendor.with_hook(old.as_deref().unwrap_or_default(), &self.program);
        let new = new.hint(self.reading(), "fix the file, then run this again")?;
        if old.as_ref() == Some(&new) {
            return Ok(self.row(SettingsState::Installed, false));
        }
        let (before, made) = self.before(old.as_deref())?;
        let made = made.into_iter().chain(self.missing_directories()).collect();
        let undo = Undo::new(before.as_deref().unwrap_or_default(), &new);
        let before = Before { undo, existed: before.is_some(), made };
        self.store.replace(&self.name(), &serde_json::to_vec(&before)?)?;
        self.workspace.repo.ordinary().replace(self.vendor.settings(), new.as_bytes())?;
        Ok(SettingsRow { notes: self.notes()?, ..self.row(SettingsState::Installed, true) })
    }

    /// Takes the hook out.
    pub fn remove(&self) -> Result<SettingsRow> {
        let _lock = self.store.lock("settings")?;
        let Some(text) = self.text()? else { return Ok(self.row(SettingsState::Missing, false)) };
        let state = self.vendor.hook_state(&text, &self.program).with_context(|| self.reading())?;
        if state == SettingsState::Missing {
            return Ok(self.row(state, false));
        }
        let (before, made) = self.before(Some(&text))?;
        match before {
            Some(before) => file::replace(&self.file, before.as_bytes())?,
            None => fs::remove_file(&self.file)
                .with_context(|| format!("deleting `{}`", self.vendor.settings()))?,
        }
        for dir in made.iter().rev() {
            // Somebody else may have put something there.
            drop(fs::remove_dir(self.workspace.repo.root.join(dir)));
        }
        drop(fs::remove_file(self.store.path(&self.name())));
        Ok(self.row(SettingsState::Missing, true))
    }

    /// How the hook stands.
    pub fn status(&self) -> Result<SettingsRow> {
        let state = match self.text()? {
            None => SettingsState::Missing,
            Some(text) => self.vendor.hook_state(&text, &self.program).with_context(|| self.reading())?,
        };
        Ok(self.row(state, false))
    }

    fn text(&self) -> Result<Option<String>> {
        let bytes = self.workspace.repo.ordinary().read(self.vendor.settings(), 4 * MIB)?;
        bytes.map(|bytes| String::from_utf8(bytes).with_context(|| self.reading())).transpose()
    }

    /// The file without our hook, and the directories that were made for it.
    fn before(&self, text: Option<&str>) -> Result<(Option<String>, Vec<PathBuf>)> {
        let Some(text) = text else { return Ok((None, Vec::new())) };
        let bytes = self.store.read(&self.name())?;
        // What is damaged is as good as gone.
        let known: Option<Before> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let way_back = known.as_ref().and_then(|known| known.undo.apply(text));
        let made = known.as_ref().map(|known| known.made.clone()).unwrap_or_default();
        Ok(match (way_back, known) {
            (Some(before), Some(known)) => (known.existed.then_some(before), made),
            _ if self.vendor.hook_state(text, &self.program)? == SettingsState::Missing => {
                (Some(text.to_owned()), made)
            }
            _ => (self.vendor.without_hook(text).with_context(|| self.reading())?, made),
        })
    }

    /// The directories on the way to the file that are not there yet, from the root, outermost first.
    fn missing_directories(&self) -> Vec<PathBuf> {
        let dirs = Path::new(self.vendor.settings()).ancestors().skip(1);
        let mut missing: Vec<PathBuf> = dirs
            .filter(|dir| *dir != Path::new("") && !self.workspace.repo.root.join(dir).exists())
            .map(Path::to_owned)
            .collect();
        missing.reverse();
        missing
    }

    fn notes(&self) -> Result<Vec<String>> {
        let (file, repo) = (self.vendor.settings(), &self.workspace.repo);
        let ignored = repo.is_ignored(file)?;
        let name = self.vendor.name();
        let mut notes = match (self.vendor.is_local(), ignored) {
            (true, true) => Vec::new(),
            (true, false) => {
                vec![format!("{name}: `{file}` names this machine's auraops: add it to .gitignore")]
            }
            (false, true) => {
                vec![format!("{name}: git ignores `{file}`: other clones need their own hook")]
            }
            (false, false) => {
                vec![format!(
                    "{name}: commit `{file}` yourself, and have auraops on PATH wherever {name} runs"
                )]
            }
        };
        notes.extend(self.vendor.asks().map(|asks| format!("{name}: {asks}")));
        Ok(notes)
    }

    fn row(&self, state: SettingsState, changed: bool) -> SettingsRow {
        SettingsRow {
            agent: self.vendor.name(),
            file: self.vendor.settings(),
            state,
            changed,
            problem: None,
            notes: Vec::new(),
        }
    }

    /// Each work tree has files of its own.
    fn name(&self) -> String {
        let root = fingerprint(self.workspace.repo.root.as_os_str().as_encoded_bytes());
        format!("settings-{}-{root:016x}", self.vendor.name())
    }

    fn reading(&self) -> String {
        format!("reading `{}`", self.vendor.settings())
    }
}

/// How every agent's hook stands; one that cannot be told is a row that says so.
pub fn status(workspace: &Workspace) -> Vec<SettingsRow> {
    let row = |vendor: Vendor| {
        Settings::new(workspace, vendor).and_then(|settings| settings.status()).unwrap_or_else(|error| {
            SettingsRow {
                agent: vendor.name(),
                file: vendor.settings(),
                state: SettingsState::Missing,
                changed: false,
                problem: Some(causes(&error)),
                notes: Vec::new(),
            }
        })
    };
    Vendor::ALL.into_iter().map(row).collect()
}
