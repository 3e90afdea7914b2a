//! How one hook stands: whether git runs ours, and whose run after it.

use serde::Serialize;

use super::hook::Hook;
use super::manager::HookManager;

/// How one hook stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HookStatus {
    pub hook: Hook,
    #[serde(flatten)]
    pub state: HookState,
    /// Whose hooks run after ours.
    pub chained: Vec<HookManager>,
    /// Files that were put aside and that nothing runs any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

/// Where ours is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum HookState {
    /// Git runs it.
    Installed,
    /// A hook manager took the place of ours and runs ours itself.
    RunBy {
        #[serde(rename = "maker")]
        manager: HookManager,
    },
    /// Somebody else's hook stands there and does not run ours.
    Replaced {
        #[serde(rename = "maker")]
        manager: HookManager,
    },
    /// Ours is there, and git does not run it: the file is not executable, or husky is not set up in this work tree.
    Idle,
    Missing,
}

impl HookStatus {
    pub fn is_live(&self) -> bool {
        matches!(self.state, HookState::Installed | HookState::RunBy { .. })
    }
}
