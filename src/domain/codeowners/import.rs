//! `CODEOWNERS` → agents.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use serde::Serialize;

use super::line::{Line, Tree, globs, read};
use crate::domain::codename::{Codename, CodenameError};
use crate::domain::overlap::{Lazy, Overlaps};
use crate::domain::path::RepoPath;
use crate::domain::pattern::{Case, Pattern};

/// What came out of a `CODEOWNERS` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// In the order in which the file names them.
    pub agents: Vec<Imported>,
    pub notes: Vec<Note>,
}

/// An owner that became an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub name: Codename,
    /// As `CODEOWNERS` spells it: `@org/team`.
    pub handle: String,
    pub owns: Vec<String>,
    pub except: Vec<String>,
}

/// Something that the map says differently, or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Note {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
}

/// One glob of one line. Without an owner it takes paths away from everybody before it.
struct Rule {
    line: usize,
    owner: Option<String>,
    glob: Lazy,
}

impl Rule {
    fn text(&self) -> &str {
        self.glob.pattern.as_str()
    }
}

/// Translates a `CODEOWNERS` file. No two of the agents own the same path.
pub fn import(text: &str, tracked: &[RepoPath], case: Case) -> Import {
    let mut notes = Vec::new();
    let rules = rules(text, &Tree::new(tracked), case, &mut notes);
    let rules = drop_overruled(rules, &mut notes);
    let overlaps = Overlaps::default();
    let mut handles: Vec<&String> = Vec::new();
    let mut known = HashSet::new();
    handles.extend(rules.iter().filter_map(|rule| rule.owner.as_ref()).filter(|owner| known.insert(*owner)));
    let mut taken = HashSet::new();
    let agents = handles.into_iter().map(|handle| {
        let name = codename(handle, &mut taken);
        agent(name, handle, &rules, &overlaps, &mut notes)
    });
    let agents = agents.collect();
    notes.sort();
    notes.dedup();
    Import { agents, notes }
}

fn rules(text: &str, tree: &Tree<'_>, case: Case, notes: &mut Vec<Note>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut default = Vec::new();
    let mut sections = 0;
    // Neither GitHub nor GitLab tells `@Org/Team` from `@org/team`: the first spelling stands for all.
    let mut spelled: HashMap<String, String> = HashMap::new();
    for (line, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line + 1;
        let mut note = |text: String| notes.push(Note { line, text });
        let (pattern, named) = match read(text) {
            Line::Nothing => continue,
            Line::Section(owners) => {
                sections += 1;
                if sections == 2 {
                    note("sections are read as one list: the last match wins across all of them".into());
                }
                default = owners;
                continue;
            }
            Line::Rule { pattern, owners } => (pattern, owners),
        };
        let owners = if named.is_empty() { default.clone() } else { named };
        let (handles, others): (Vec<_>, Vec<_>) = owners.into_iter().partition(|word| word.contains('@'));
        if let Some(word) = others.first() {
            note(format!(
                "`{}` is neither `@name` nor an address: the line is left out",
                word.escape_debug()
            ));
            continue;
        }
        if let [first, _, ..] = handles.as_slice() {
            note(format!("{} owners: the first, {}, is taken", handles.len(), first.escape_debug()));
        }
        let parsed = globs(&pattern, tree).map_err(str::to_owned).and_then(|globs| {
            let parse = |glob: String| Pattern::parse(&glob, case).map_err(|error| error.to_string());
            globs.into_iter().map(parse).collect::<Result<Vec<_>, _>>()
        });
        let first = handles.into_iter().next();
        let owner = first.map(|name| spelled.entry(name.to_lowercase()).or_insert(name).clone());
        match parsed {
            Ok(globs) => rules.extend(globs.iter().map(|glob| Rule {
                line,
                owner: owner.clone(),
                glob: Lazy::new(glob),
            })),
            Err(reason) => note(format!("the line is left out: {reason}")),
        }
    }
    rules
}

/// Leaves out every rule whose very glob stands again further down.
fn drop_overruled(rules: Vec<Rule>, notes: &mut Vec<Note>) -> Vec<Rule> {
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut kept = Vec::new();
    for rule in rules.into_iter().rev() {
        if let Some(by) = last.get(rule.text()) {
            notes.push(Note { line: rule.line, text: format!("line {by} repeats it") });
        } else {
            last.insert(rule.text().to_owned(), rule.line);
            kept.push(rule);
        }
    }
    kept.reverse();
    kept
}

/// The owner's rules, less every later rule of another owner that cuts into one of them.
fn agent(
    name: Codename,
    handle: &str,
    rules: &[Rule],
    overlaps: &Overlaps,
    notes: &mut Vec<Note>,
) -> Imported {
    let is_own = |rule: &&Rule| rule.owner.as_deref() == Some(handle);
    let own: Vec<&Rule> = rules.iter().filter(is_own).collect();
    let cuts = |at: &usize| {
        let rule = &rules[*at];
        !is_own(&rule)
            && rules[..*at]
                .iter()
                .filter(is_own)
                .any(|mine| overlaps.may_overlap(&mine.glob, &rule.glob, &[]))
    };
    let lost: Vec<&Rule> = (0..rules.len()).filter(cuts).map(|at| &rules[at]).collect();
    // An `except` holds for all that an agent owns, so what a third rule gives back cannot be said.
    for mine in &own {
        let taken = lost.iter().filter(|rule| rule.line < mine.line);
        for rule in taken.filter(|rule| overlaps.may_overlap(&mine.glob, &rule.glob, &[])) {
            let text = format!(
                "`{}` gives back to {name} what line {} took away: where both match, nobody owns it now",
                mine.text(),
                rule.line
            );
            notes.push(Note { line: mine.line, text });
        }
    }
    let texts = |rules: Vec<&Rule>| rules.into_iter().map(|rule| rule.text().to_owned()).collect();
    Imported { name, handle: handle.to_owned(), owns: texts(own), except: texts(lost) }
}

/// `@org/team-name` → `TEAM-NAME`, told apart from the names in `taken`.
fn codename(handle: &str, taken: &mut HashSet<Codename>) -> Codename {
    let address = !handle.starts_with('@');
    let full = handle.trim_start_matches('@');
    let full = if address { full.split('@').next().unwrap_or(full) } else { full };
    let team = full.rsplit('/').next().unwrap_or(full);
    let candidates = [team.to_owned(), full.replace('/', "-")].into_iter();
    let numbered = (2..).map(|n| format!("{team}-{n}"));
    for candidate in candidates.chain(numbered) {
        let name = valid(&candidate);
        if taken.insert(name.clone()) {
            return name;
        }
    }
    valid(team)
}

/// How much is kept of a word that is too long for a codename, of its beginning and of its end.
const SHORTENED: usize = 48;
const ENDING: usize = 8;

/// The nearest codename to a word.
fn valid(word: &str) -> Codename {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let word: String = word.to_uppercase().chars().map(|c| if fits(c) { c } else { '-' }).collect();
    let word = word.trim_start_matches(['-', '.']);
    match Codename::parse(word) {
        Ok(name) => name,
        Err(CodenameError::Reserved(_)) => valid(&format!("{word}-TEAM")),
        // All of it is ASCII, and what tells it from others comes last.
        Err(CodenameError::TooLong) => {
            valid(&format!("{}{}", &word[..SHORTENED], &word[word.len() - ENDING..]))
        }
        Err(CodenameError::Empty | CodenameError::Character(_)) => valid("OWNER"),
    }
}

/// The agents as they stand in `auraops.toml`.
pub fn to_toml(import: &Import) -> String {
    let mut toml = String::new();
    for agent in &import.agents {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let name = agent.name.as_str();
        let key = if name.chars().all(bare) { name.to_owned() } else { quote(name) };
        // Writing into a `String` cannot fail.
        let _ = writeln!(toml, "[agents.{key}] # {}", agent.handle.escape_debug());
        list(&mut toml, "owns", &agent.owns);
        if !agent.except.is_empty() {
            list(&mut toml, "except", &agent.except);
        }
        toml.push('\n');
    }
    toml
}

fn list(toml: &mut String, key: &str, globs: &[String]) {
    let quoted: Vec<String> = globs.iter().map(|glob| quote(glob)).collect();
    let _ = match quoted.as_slice() {
        [one] => writeln!(toml, "{key} = [{one}]"),
        many => writeln!(toml, "{key} = [\n    {},\n]", many.join(",\n    ")),
    };
}

/// A basic string of TOML; globs and codenames hold no control character.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
