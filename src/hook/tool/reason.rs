//! What the model reads of a refusal: whose the path is, how to ask for it, and to go on. It pays by the word.

use std::collections::HashSet;

use crate::domain::codename::Codename;
use crate::domain::map::Map;
use crate::domain::pattern::Pattern;
use crate::domain::verdict::Refusal;
use crate::error::Hint;
use crate::judge::call::RefusedWrite;
use crate::sys::env::CLOCK;
use crate::ui::text::{Plain, more, said};
use crate::ui::verdict::PathRow;
use crate::workspace::Workspace;

/// How the chat is written to.
const SAY: &str = r#"Write to it with: auraops msg "…" --to NAME"#;
/// Where a new file of nobody's may go.
const SCRATCH: &str = "Scratch goes to /tmp. ";
/// How many paths are named.
const NAMED: usize = 5;
/// How many of the agent's own globs.
const GLOBS: usize = 4;

/// One path that the agent may not write.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Refused {
    label: String,
    reason: String,
    /// What to do about it.
    next: Option<String>,
}

impl Refused {
    fn new(map: &Map, write: RefusedWrite) -> Refused {
        let (verdict, tree, is_new) = match write {
            RefusedWrite::Verdict { verdict, tree, is_new } => (verdict, tree, is_new),
            RefusedWrite::Unfound { path, why } => {
                let label = said(&path.display().to_string());
                return Refused { label, reason: Plain(&why).to_string(), next: None };
            }
            RefusedWrite::Forged { chat, speaker } => {
                let label = chat.to_string();
                let reason = format!("an entry of {} is not yours to write", Plain(speaker.as_str()));
                return Refused { label, reason, next: Some(SAY.to_owned()) };
            }
        };
        let is_scratch = verdict.refusal == Some(Refusal::Unowned) && is_new;
        let is_chat = verdict.place.path().is_some_and(|path| map.chat.is_file(path));
        let row = PathRow::new(verdict);
        let next = match row.ask() {
            _ if is_chat => Some(SAY.to_owned()),
            ask => ask.map(|ask| format!("{}Ask: {}", if is_scratch { SCRATCH } else { "" }, ask.command())),
        };
        let place = tree.map(|tree| format!(" in the worktree {}", said(&tree.display().to_string())));
        Refused { label: row.label() + &place.unwrap_or_default(), reason: row.reason(), next }
    }

    fn line(&self, with_next: bool) -> String {
        let Refused { label, reason, next } = self;
        match next.as_ref().filter(|_| with_next) {
            Some(next) => format!("{label}: {reason}. {next}"),
            None => format!("{label}: {reason}."),
        }
    }
}

/// The whole reason, a line for each path where there are several.
pub fn refusal(map: &Map, agent: &Codename, writes: Vec<RefusedWrite>, narrowed: Option<String>) -> String {
    let mut told = HashSet::new();
    let refused = writes.into_iter().map(|write| Refused::new(map, write));
    let refused: Vec<Refused> = refused.filter(|refused| told.insert(refused.clone())).collect();
    let named = &refused[..refused.len().min(NAMED)];
    // Whom to ask is said once for all paths of one owner.
    let is_first = |at: usize| named[..at].iter().all(|other| other.reason != named[at].reason);
    let mut lines: Vec<String> =
        named.iter().enumerate().map(|(at, refused)| refused.line(is_first(at))).collect();
    match &mut lines[..] {
        [only] => *only = format!("auraops: {agent} may not write {only}"),
        several => {
            for line in several {
                line.insert_str(0, "- ");
            }
            lines.insert(0, format!("auraops: {agent} may not write"));
        }
    }
    lines.extend(more(refused.len(), NAMED).map(|more| format!("{more}.")));
    lines.extend(narrowed.map(|command| format!("Your own alone: {command}")));
    let owns = map.agent(agent.as_str()).map(|agent| agent.owns.iter().take(GLOBS)).into_iter().flatten();
    let owns: Vec<String> = owns.map(|glob| said(&glob.text())).collect();
    lines.push(format!("Go on with your own paths ({}); do not try another way.", owns.join(" ")));
    lines.join("\n")
}

/// A command that rewrites all of a kind, for the agent's own directories; `None` where there is not one such.
pub fn narrowed(
    workspace: &Workspace,
    map: &Map,
    agent: &Codename,
    rewriters: &[Vec<String>],
) -> Option<String> {
    let [words] = rewriters else { return None };
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./:,@+".contains(c));
    let globs = map.agent(agent.as_str())?.owns.iter().map(Pattern::text);
    let dirs = globs.filter_map(|glob| glob.strip_suffix("/**").map(str::to_owned));
    let is_there = |dir: &String| is_plain(dir) && workspace.repo.root.join(dir).is_dir();
    let dirs: Vec<String> = dirs.filter(is_there).take(GLOBS).collect();
    if dirs.is_empty() || !words.iter().all(|word| is_plain(word)) {
        return None;
    }
    Some(match words[0].as_str() {
        "cargo" | "rustfmt" => {
            let files: Vec<String> = dirs.iter().map(|dir| format!("'{dir}/*.rs'")).collect();
            format!("rustfmt --edition 2021 $(git ls-files {})", files.join(" "))
        }
        "dotnet" | "pre-commit" | "prek" => return None,
        _ => format!("{} {}", words.join(" "), dirs.join(" ")),
    })
}

/// Why a command is refused that gives itself another name.
pub fn borrowed(agent: &Codename, other: &str) -> String {
    format!(
        "auraops: this session is {agent} and cannot speak as `{}`. Leave AURAOPS_AGENT as it is. \
         Ask: auraops msg \"…\" --to user --type request --locks none",
        Plain(other)
    )
}

/// Why a command is refused that is told another time.
pub fn at_another_time() -> String {
    format!("auraops: {CLOCK} is for tests: an entry has the time at which it is written. Run it without.")
}

/// Why a command is refused that asks for more than is read.
pub fn beyond() -> String {
    "auraops: this command is too long or does too much to be judged. Give it in several smaller calls."
        .to_owned()
}

/// What is said where the call could not be judged.
pub fn unanswered(causes: &str, hint: Option<&Hint>) -> String {
    let causes: String = Plain(causes).to_string().chars().take(600).collect();
    let hint =
        hint.map(|hint| format!("\n{}: {}", hint.label(), Plain(&hint.to_string()))).unwrap_or_default();
    format!("auraops could not judge this call: {causes}{hint}")
}
