//! Whether a program runs the hooks that it finds, as far as its own files tell.

use super::{Vendor, claude, codex};
use crate::error::Hint;

/// A file of the user's, by which the program goes in every project.
#[derive(Debug, Clone, Copy)]
pub struct UserFile {
    /// The variable that names another directory.
    pub variable: Option<&'static str>,
    /// From the home directory.
    pub dir: &'static str,
    pub name: &'static str,
}

/// What a program does with our hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    Given,
    /// Why it does not run it, and what turns it on.
    Refused {
        why: String,
        next: Hint,
    },
    /// Its files do not tell.
    Unseen(&'static str),
}

/// The files by which trust is told, as text; what is not there is empty.
pub struct Files<'a> {
    /// The main checkout.
    pub root: &'a str,
    /// The program's own settings, of the user and of the project, each with its name.
    pub settings: &'a [(String, String)],
    /// What the user told it of projects.
    pub config: &'a str,
}

impl Vendor {
    /// Where else than in our own file a hook of ours may be: from the top of the work tree, and of the user.
    pub fn other_settings(self) -> (Option<&'static str>, UserFile) {
        let file = |variable, dir, name| UserFile { variable, dir, name };
        match self {
            Vendor::Claude => {
                (Some(".claude/settings.json"), file(Some("CLAUDE_CONFIG_DIR"), ".claude", "settings.json"))
            }
            Vendor::Codex => (None, file(Some("CODEX_HOME"), ".codex", "hooks.json")),
            Vendor::Gemini => (None, file(None, ".gemini", "settings.json")),
            Vendor::Cursor => (None, file(None, ".cursor", "hooks.json")),
            Vendor::Copilot => (None, file(None, ".copilot/hooks", "auraops.json")),
        }
    }

    /// Where the user's trust is written down.
    pub fn trust_file(self) -> Option<UserFile> {
        match self {
            Vendor::Codex => {
                Some(UserFile { variable: Some("CODEX_HOME"), dir: ".codex", name: "config.toml" })
            }
            _ => None,
        }
    }

    /// What its own means of confining a session do not do, and the programs that they need.
    pub fn limits(self) -> Option<(&'static str, &'static [&'static str])> {
        match self {
            Vendor::Claude => Some((
                "its `permissions.deny` is got around with `cd`, and its sandbox holds shell commands only",
                if cfg!(target_os = "linux") { &["bwrap", "socat"] } else { &[] },
            )),
            Vendor::Codex => Some((
                "its permission profile grants directories and files that are there, and with `-s` counts for nothing",
                &[],
            )),
            Vendor::Gemini | Vendor::Cursor | Vendor::Copilot => None,
        }
    }

    /// Whether it runs our hook in this project.
    pub fn trust(self, files: &Files) -> Trust {
        match self {
            Vendor::Claude => claude::trust(files),
            Vendor::Codex => codex::trust(files),
            Vendor::Cursor => Trust::Given,
            Vendor::Gemini | Vendor::Copilot => Trust::Unseen(self.asks().unwrap_or_default()),
        }
    }
}
