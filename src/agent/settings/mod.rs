//! The agents' settings files: where each program looks for its hooks, and how ours get in there and out again.
//!
//! Claude Code has a file for one machine alone, so that ours names this very binary. The other programs share theirs
//! with everybody who has the repository: there the hook is `auraops` on PATH. A program that is not found is no
//! reason for any of them to keep from writing, so the command says itself what happens then: an agent is stopped.

mod edit;
pub mod entries;
#[cfg(test)]
mod tests;
pub mod undo;

use anyhow::Result;
use serde::Serialize;

use super::trust::UserFile;
use super::vendor::Vendor;
use crate::domain::path::RepoPath;
pub use entries::Program;

/// How our hook stands in a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingsState {
    Missing,
    Installed,
    /// There, but not as it would be written now: of another version, or at another place.
    Outdated,
}

impl Vendor {
    /// The file that our hook is written to, from the top of the work tree.
    pub fn settings(self) -> &'static str {
        self.profile().settings.file
    }

    /// Whether that file belongs to one machine, and in no commit.
    pub fn is_local(self) -> bool {
        self.profile().settings.is_local
    }

    /// Where else than in our own file a hook of ours may be: from the top of the work tree, and of the user.
    pub fn other_settings(self) -> (Option<&'static str>, UserFile) {
        let settings = &self.profile().settings;
        (settings.shared, settings.user)
    }

    /// Whether any hook in the text is ours.
    pub fn has_hook(self, text: &str) -> Result<bool> {
        edit::has(self.profile(), text)
    }

    /// The settings with our hook in them.
    pub fn with_hook(self, text: &str, program: &Program) -> Result<String> {
        edit::with(self.profile(), text, program)
    }

    /// The settings without it; `None` where nothing else is in them.
    pub fn without_hook(self, text: &str) -> Result<Option<String>> {
        edit::without(self.profile(), text)
    }

    /// How it stands there.
    pub fn hook_state(self, text: &str, program: &Program) -> Result<SettingsState> {
        Ok(if !edit::has(self.profile(), text)? {
            SettingsState::Missing
        } else if edit::with(self.profile(), text, program)? == text {
            SettingsState::Installed
        } else {
            SettingsState::Outdated
        })
    }
}

/// Whether an agent's program reads its hooks from there.
pub fn is_settings(path: &RepoPath) -> bool {
    let path = String::from_utf8_lossy(path.as_bytes()).to_lowercase();
    Vendor::ALL.iter().any(|vendor| path.starts_with(vendor.profile().settings.guarded))
}
