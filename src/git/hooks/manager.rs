//! The programs that write hooks.

use std::fmt::{self, Display};

use serde::Serialize;

/// Who wrote a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HookManager {
    Auraops,
    Lefthook,
    PreCommit,
    Prek,
    Other,
}

impl HookManager {
    /// Whether its hook runs the `<hook>.legacy` that it found, and would run itself again if ours ran it from there.
    pub fn runs_legacy(self) -> bool {
        matches!(self, HookManager::PreCommit | HookManager::Prek)
    }
}

impl Display for HookManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HookManager::Auraops => "auraops",
            HookManager::Lefthook => "lefthook",
            HookManager::PreCommit => "pre-commit",
            HookManager::Prek => "prek",
            HookManager::Other => "somebody",
        })
    }
}
