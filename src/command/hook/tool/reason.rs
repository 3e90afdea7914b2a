//! What the model reads of a refusal: whose the path is, how to ask for it, and to go on. It pays by the word.

use std::path::Path;

use crate::domain::codename::Codename;
use crate::domain::map::Map;
use crate::domain::verdict::Ruling;
use crate::ui::ruling::Row;
use crate::ui::text::Plain;

/// How many paths are named.
const NAMED: usize = 5;
/// How many of the agent's own globs.
const GLOBS: usize = 4;

/// One path that the agent may not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    label: String,
    reason: String,
    /// What to do about it.
    next: Option<String>,
}

impl Refused {
    /// A path that leads nowhere that could be judged.
    pub fn unfound(path: &Path, error: &anyhow::Error) -> Refused {
        let label = Plain(&path.display().to_string()).to_string();
        Refused { label, reason: Plain(&error.to_string()).to_string(), next: None }
    }

    pub fn new(map: &Map, ruling: Ruling) -> Refused {
        let is_chat = ruling.place.path() == Some(&map.chat.file);
        let row = Row::new(ruling);
        let next = match row.ask() {
            _ if is_chat => Some(r#"Write to it with: auraops msg "…" --to NAME"#.to_owned()),
            ask => ask.map(|ask| format!("Ask: {ask}")),
        };
        Refused { label: row.label(), reason: row.reason(), next }
    }
}

/// The whole reason, a line for each path where there are several.
pub fn said(map: &Map, agent: &Codename, refused: &[Refused]) -> String {
    let lines: Vec<String> = refused.iter().take(NAMED).map(line).collect();
    let mut said = match &lines[..] {
        [only] => format!("auraops: {agent} may not write {only}"),
        lines => format!("auraops: {agent} may not write\n- {}", lines.join("\n- ")),
    };
    if refused.len() > NAMED {
        said.push_str(&format!("\nand {} more.", refused.len() - NAMED));
    }
    let globs: Vec<String> = map
        .agent(agent.as_str())
        .map(|agent| agent.owns.iter().take(GLOBS).map(|glob| Plain(&glob.text()).to_string()).collect())
        .unwrap_or_default();
    said.push_str(&format!("\nGo on with your own paths ({}); do not try another way.", globs.join(" ")));
    said
}

fn line(refused: &Refused) -> String {
    let Refused { label, reason, next } = refused;
    match next {
        Some(next) => format!("{label}: {reason}. {next}"),
        None => format!("{label}: {reason}."),
    }
}

/// What is said where the call could not be judged.
pub fn unanswered(causes: &str, hint: Option<&str>) -> String {
    let causes: String = Plain(causes).to_string().chars().take(600).collect();
    let hint = hint.map(|hint| format!("\nnext: {}", Plain(hint))).unwrap_or_default();
    format!("auraops could not judge this call: {causes}{hint}")
}
