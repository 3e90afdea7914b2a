//! The files that `init` writes.

use std::fmt::Write;

use super::{Seed, Template};
use crate::domain::codename::Codename;

const HEAD: &str = "\
# Who owns what. An agent changes its own paths and the shared ones; every other path is the user's.
# Globs are relative to the root: `*` stays inside a folder, `**` crosses. No path may have two owners: `auraops map`
# proves it and shows the result. More keys of an agent:
#   except = [\"src/x/generated/**\"]        # but not these
#   verify = [[\"make\", \"test\"]]            # commands that must pass before it ends

";

/// `auraops.toml` for the agents of a template.
pub fn map(template: &Template) -> String {
    let agents: String = template.agents.iter().map(agent).collect();
    around(&agents, &template.locks)
}

/// `auraops.toml` around the tables of its agents.
pub fn around(agents: &str, locks: &[String]) -> String {
    let write: Vec<String> = locks.iter().map(|lock| quoted(lock)).collect();
    let append = "append = [\"groupchat.md\"]";
    let write = format!("write = [{}]", write.join(", "));
    let width = append.len().max(write.len()).min(60);
    format!(
        "{HEAD}{}\n\n[shared]\n{append:width$}  # any agent may add lines, nobody rewrites old ones\n{write:width$}  # any agent may change \
         it\n\n[chat]\nfile = \"groupchat.md\"  # where agents write to each other\n\n[day]\ntimezone = \"local\"  # or \
         \"+01:00\": when a day begins\n",
        agents.trim_end()
    )
}

fn agent(seed: &Seed) -> String {
    let mut toml = format!("[agents.{}]\n", key(&seed.name));
    let owns: Vec<String> = seed.owns.iter().map(|glob| quoted(glob)).collect();
    // Writing into a `String` cannot fail.
    _ = writeln!(toml, "owns = [{}]", owns.join(", "));
    if let Some(mission) = seed.mission {
        _ = writeln!(toml, "mission = {}", quoted(mission));
    }
    toml.push('\n');
    toml
}

fn key(name: &Codename) -> String {
    let bare = name.as_str().chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if bare { name.to_string() } else { quoted(name.as_str()) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `DISPATCH.md` with a launch block for each agent and the migration prompt.
pub fn dispatch(blocks: &[(Codename, String)], migration: &str) -> String {
    let mut text = "\
# Launch blocks

`auraops launch NAME` prints the block below the heading that names the agent, and adds scope, open requests and
commands. Edit the blocks as you like. Without one, a block is made from `auraops.toml`.
"
    .to_owned();
    for (name, block) in blocks {
        _ = write!(text, "\n## Launch: {name}\n\n{}", fenced(block));
    }
    _ = write!(
        text,
        "\n## Migration\n\nFor sessions from before directories had owners: `auraops launch --migration`.\n\n"
    );
    text + &fenced(migration)
}

/// In a fence that the text itself cannot close.
fn fenced(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// The head of a chat. None of its lines may read as an entry, nor as one that went wrong.
pub fn chat() -> &'static str {
    "\
# Group chat

One line per entry, added at the end; no line is ever changed or removed. Three kinds:

- a message: `MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:request | locks:none | note:…`
  (`type` is request, ack, info, handoff or release; `to` is a codename, `user` or `all`)
- a session begins: `START | 2026-02-14 18:22:12 +01:00 | SENSOR | branch: main at 0f35e23 | map: 1a2b3c4`
- a session ends: `END | 2026-02-14 18:22:12 +01:00 | SENSOR | commit: 0f35e23 feat: … | pushed: origin/main`

Write with `auraops msg`, `auraops launch` and `auraops end`; read with `auraops inbox` and `auraops status`.

"
}
