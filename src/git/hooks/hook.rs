//! The hooks of git that are ours to answer.

use serde::Serialize;

/// The hooks of git that auraops answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hook {
    PreCommit,
    PreMergeCommit,
    PrepareCommitMsg,
    CommitMsg,
    ReferenceTransaction,
    PrePush,
}

impl Hook {
    pub const ALL: [Hook; 6] = [
        Hook::PreCommit,
        Hook::PreMergeCommit,
        Hook::PrepareCommitMsg,
        Hook::CommitMsg,
        Hook::ReferenceTransaction,
        Hook::PrePush,
    ];

    /// As git calls it.
    pub fn name(self) -> &'static str {
        match self {
            Hook::PreCommit => "pre-commit",
            Hook::PreMergeCommit => "pre-merge-commit",
            Hook::PrepareCommitMsg => "prepare-commit-msg",
            Hook::CommitMsg => "commit-msg",
            Hook::ReferenceTransaction => "reference-transaction",
            Hook::PrePush => "pre-push",
        }
    }

    /// Whether this hook can stop a commit for its paths, rather than write its message.
    pub fn is_judge(self) -> bool {
        matches!(self, Hook::PreCommit | Hook::PreMergeCommit)
    }

    /// Whether git tells it something on standard input, which every hook that runs in its turn must get.
    pub fn reads_input(self) -> bool {
        matches!(self, Hook::ReferenceTransaction | Hook::PrePush)
    }
}
