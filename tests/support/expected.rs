//! The printed commands that do not succeed where they are printed, each with the reason.

/// A command that refuses, or cannot run in a test.
pub struct Expected {
    /// The line, with `*` for anything.
    line: &'static str,
    /// What it says then.
    says: &'static str,
    why: &'static str,
}

impl Expected {
    pub fn is(&self, line: &str, said: &str) -> bool {
        !self.why.is_empty() && alike(self.line, line) && said.contains(self.says)
    }
}

pub const EXPECTED: &[Expected] = &[
    Expected {
        line: "auraops end --agent *",
        says: "cannot end yet",
        why: "END has conditions, and names each that fails with what mends it: the audit need not",
    },
    Expected {
        line: r#"auraops end --no-commit "why"*   # or commit the work first"#,
        says: "cannot end yet",
        why: "it mends one condition of several",
    },
    Expected {
        line: "auraops ship*   # once that is fixed",
        says: "not pushed: ",
        why: "what the remote or a hook wants is for somebody to mend first, as the line says",
    },
    Expected {
        line: "auraops ship*   # once the remote answers",
        says: "not pushed: ",
        why: "the remote has gone, as the line says",
    },
    Expected {
        line: "auraops ship*   # once that is committed",
        says: "not pushed: ",
        why: "another agent has to commit first, as the line says",
    },
    Expected {
        line: "git push",
        says: "refused: ",
        why: "the audit names a commit that nobody may push: the hook asks the user",
    },
    Expected {
        line: "git pull --no-rebase --no-edit   # while nobody else is committing; it stops where both changed",
        says: "CONFLICT (content)",
        why: "the two sides are for somebody to merge: git stops with both in the file, as the line says",
    },
    Expected {
        line: "git pull --no-rebase --no-edit   # while nobody else is committing; it stops where both changed",
        says: "would be overwritten by merge",
        why: "another agent has staged work, and git does not merge over it",
    },
    Expected {
        line: "AURAOPS_AGENT=user git revert --no-edit *   # or agree with the owner",
        says: "CONFLICT (content)",
        why: "a later commit changed the same lines: git stops with both in the file",
    },
    Expected {
        line: "git fetch origin *   # or: auraops check-path --range origin/main...HEAD",
        says: "'origin' does not appear to be a git repository",
        why: "the world has no remote; the line is for CI, which has one of this name",
    },
    Expected {
        line: "auraops check-path --range origin/main...HEAD   # or whichever branch the new one started from",
        says: "there is no revision `origin/main` here",
        why: "the world has no remote; the line is for CI, which has one of this name",
    },
    Expected {
        line: "auraops ship*   # then: auraops end",
        says: "Could not read from remote repository",
        why: "the remote has gone, and the END waits for it",
    },
    Expected {
        line: "auraops map",
        says: "two agents own",
        why: "the map is what is wrong: this shows where",
    },
    Expected {
        line: "git no-such-command*",
        says: "is not a git command",
        why: "the map's own check, which is to fail until the work is right",
    },
    Expected {
        line: "auraops hook install --*",
        says: "`core.hooksPath` points outside this repository",
        why: "git's hooks come along, and the repository keeps its own elsewhere: the refusal says what mends that",
    },
    Expected {
        line: "auraops hook install --gemini",
        says: "this is not JSON",
        why: "only a person can mend the settings file: the refusal says where",
    },
    Expected {
        line: r#"auraops msg "…" --to user --type request --locks auraops.toml"#,
        says: "the map names no agent",
        why: "the map of the work tree was overwritten, so that nobody can be written to",
    },
];

/// Whether a text is what the pattern says.
fn alike(pattern: &str, text: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(before) else { return false };
    rest.char_indices().map(|(at, _)| &rest[at..]).chain([""]).any(|rest| alike(after, rest))
}
