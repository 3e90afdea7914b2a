//! The settings files of the agents' programs, with our hook in each.

use super::World;

const ALL: [&str; 5] = ["--claude", "--codex", "--gemini", "--cursor", "--copilot"];
pub const FILES: [&str; 5] = [
    ".claude/settings.local.json",
    ".codex/hooks.json",
    ".gemini/settings.json",
    ".cursor/hooks.json",
    ".github/hooks/auraops.json",
];

pub fn install(world: &World) {
    world.auraops(["hook", "install"].into_iter().chain(ALL)).assert().success();
}
