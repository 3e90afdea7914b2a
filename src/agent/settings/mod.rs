//! The agents' settings files.

use crate::domain::path::RepoPath;

/// Directories in which agents keep the settings that name our hook.
const DIRS: [&str; 5] =
    [".claude/settings", ".codex/", ".gemini/settings", ".cursor/hooks", ".github/hooks/"];

/// Whether an agent's program reads its hooks from there.
pub fn is_settings(path: &RepoPath) -> bool {
    let path = String::from_utf8_lossy(path.as_bytes()).to_lowercase();
    DIRS.iter().any(|dir| path.starts_with(dir))
}
