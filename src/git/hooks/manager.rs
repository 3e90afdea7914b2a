//! The programs that write hooks.

use std::fmt::{self, Display};

use serde::Serialize;

/// Who wrote a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maker {
    Auraops,
    Lefthook,
    PreCommit,
    Prek,
    Other,
}

impl Maker {
    /// Whether its hook runs the `<hook>.legacy` that it found, and would run itself again if ours ran it from there.
    pub fn runs_legacy(self) -> bool {
        matches!(self, Maker::PreCommit | Maker::Prek)
    }
}

impl Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Maker::Auraops => "auraops",
            Maker::Lefthook => "lefthook",
            Maker::PreCommit => "pre-commit",
            Maker::Prek => "prek",
            Maker::Other => "somebody",
        })
    }
}
