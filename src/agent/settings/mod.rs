//! The agents' settings files: where each program looks for its hooks, and how ours get in there and out again.
//!
//! Claude Code has a file for one machine alone, so that ours names this very binary. The other programs share theirs
//! with everybody who has the repository: there the hook is `auraops` on PATH. A program that is not found is no
//! reason for any of them to keep from writing, so the command says itself what happens then: an agent is stopped.

mod edit;
mod entries;
#[cfg(test)]
mod tests;
pub mod undo;

use anyhow::Result;
use serde::Serialize;

use super::Vendor;
use crate::domain::path::RepoPath;
pub use entries::Program;

/// What of each vendor's files names hooks; in lower case.
const GUARDED: [&str; 5] =
    [".claude/settings", ".codex/", ".gemini/settings", ".cursor/hooks", ".github/hooks/"];

/// How our hook stands in a settings file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Missing,
    Installed,
    /// There, but not as it would be written now: of another version, or at another place.
    Outdated,
}

impl Vendor {
    /// The file that our hook is written to, from the top of the work tree.
    pub fn settings(self) -> &'static str {
        match self {
            Vendor::Claude => ".claude/settings.local.json",
            Vendor::Codex => ".codex/hooks.json",
            Vendor::Gemini => ".gemini/settings.json",
            Vendor::Cursor => ".cursor/hooks.json",
            Vendor::Copilot => ".github/hooks/auraops.json",
        }
    }

    /// Whether that file belongs to one machine, and in no commit.
    pub fn is_local(self) -> bool {
        self == Vendor::Claude
    }

    /// What the user has to do before the program runs the hook.
    pub fn asks(self) -> Option<&'static str> {
        match self {
            Vendor::Codex => Some("start codex here once: trust the project, and the hooks under /hooks"),
            Vendor::Gemini => Some("start gemini here once and trust the folder"),
            Vendor::Copilot => Some("with `copilot -p`, set GITHUB_COPILOT_PROMPT_MODE_REPO_HOOKS=true"),
            Vendor::Claude | Vendor::Cursor => None,
        }
    }

    /// Whether any hook in the text is ours.
    pub fn has_hook(self, text: &str) -> Result<bool> {
        edit::has(self, text)
    }

    /// The settings with our hook in them.
    pub fn with_hook(self, text: &str, program: &Program) -> Result<String> {
        edit::with(self, text, program)
    }

    /// The settings without it; `None` where nothing else is in them.
    pub fn without_hook(self, text: &str) -> Result<Option<String>> {
        edit::without(self, text)
    }

    /// How it stands there.
    pub fn hook_state(self, text: &str, program: &Program) -> Result<State> {
        Ok(if !edit::has(self, text)? {
            State::Missing
        } else if edit::with(self, text, program)? == text {
            State::Installed
        } else {
            State::Outdated
        })
    }
}

/// Whether an agent's program reads its hooks from there.
pub fn is_settings(path: &RepoPath) -> bool {
    let path = String::from_utf8_lossy(path.as_bytes()).to_lowercase();
    GUARDED.iter().any(|place| path.starts_with(place))
}
