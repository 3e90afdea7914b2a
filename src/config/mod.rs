//! The text of `auraops.toml` → the map. Reads no file itself; every error knows its place in the text.
//!
//! serde takes the text apart (`raw`), this module gives it meaning. Whatever is refused is shown where it
//! stands, down to the one string in an array; `Config` keeps those places for what is proven later.

mod error;
mod raw;
#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::FixedOffset;
use toml::Spanned;

use crate::domain::codename::Codename;
use crate::domain::day::Zone;
use crate::domain::map::{Agent, ChatFiles, Map, Shared};
use crate::domain::overlap::{Claim, Clash, Finding};
use crate::domain::path::RepoPath;
use crate::domain::pattern::{Case, Pattern};

use error::{Source, printable};
use raw::{RawAgent, RawChat, RawMap};

pub use error::{ConfigError, Label};

/// The map's name, at the root of the repository.
pub const FILE: &str = "auraops.toml";

/// How many bytes of a map are read.
pub const MOST: u64 = 1 << 20;

/// Files that an entry would break.
const TAKEN: [&str; 3] = [FILE, "DISPATCH.md", ".gitattributes"];

const CHAT: &str = "groupchat.md";

/// The map with the text it came from, for errors that only a proof finds.
#[derive(Debug, Clone)]
pub struct Config {
    pub map: Map,
    source: Source,
    /// Where each glob of each agent stands, in the map's order.
    owns: Vec<Vec<Range<usize>>>,
}

/// Reads the map's text. `file` is what errors call it.
pub fn parse(text: &str, file: &str, case: Case) -> Result<Map, ConfigError> {
    Config::parse(text, file, case).map(|config| config.map)
}

impl Config {
    /// Reads the map's text and remembers where things stand.
    pub fn parse(text: &str, file: &str, case: Case) -> Result<Config, ConfigError> {
        let source = Source { file: file.to_owned(), text: text.to_owned() };
        let raw: RawMap = toml::from_str(text).map_err(|error| raw::explain(&error, &source))?;
        let owns = raw.agents().map(|(_, agent)| agent.owns().iter().map(Spanned::span).collect()).collect();
        let map = Reader { source: &source, case }.map(&raw)?;
        Ok(Config { map, source, owns })
    }

    /// Says of two globs that clash what is wrong, with both places.
    pub fn clash(&self, clash: &Clash) -> ConfigError {
        let message = match &clash.finding {
            Finding::Overlap { witness, .. } => format!("two agents own `{witness}`"),
            Finding::CannotProve => format!(
                "cannot prove that {} and {} own different paths: write simpler globs",
                clash.first.agent, clash.second.agent
            ),
        };
        let label = |claim: &Claim| {
            let span = self.owns.get(claim.at.0).and_then(|globs| globs.get(claim.at.1)).cloned();
            Label::new(span.unwrap_or_default(), format!("{} owns it here", claim.agent))
        };
        let mut labels = vec![label(&clash.second), label(&clash.first)];
        if clash.finding == Finding::CannotProve {
            labels[0].text = format!("a glob of {}", clash.second.agent);
            labels[1].text = format!("a glob of {}", clash.first.agent);
        }
        self.source.error(message, labels)
    }
}

/// Gives meaning to what serde took apart.
struct Reader<'a> {
    source: &'a Source,
    case: Case,
}

impl Reader<'_> {
    fn map(&self, raw: &RawMap) -> Result<Map, ConfigError> {
        let mut names: Vec<(Codename, Range<usize>)> = Vec::new();
        let mut agents = Vec::new();
        for (name, agent) in raw.agents() {
            let name = self.codename(name, &names)?;
            agents.push(self.agent(&name, agent)?);
            names.push(name);
        }
        if agents.is_empty() {
            let span = raw.agents.as_ref().map_or(0..0, Spanned::span);
            let advice = "add a table `[agents.NAME]` with `owns = [\"directory/**\"]`";
            return Err(self.source.error("the map names no agents", vec![Label::new(span, advice)]));
        }
        let shared =
            Shared { append: self.globs(&raw.shared.append)?, write: self.globs(&raw.shared.write)? };
        Ok(Map { agents, shared, chat: self.chat(&raw.chat)?, day: self.zone(raw.day.timezone.as_ref())? })
    }

    fn codename(
        &self,
        name: &Spanned<String>,
        earlier: &[(Codename, Range<usize>)],
    ) -> Result<(Codename, Range<usize>), ConfigError> {
        let codename = Codename::parse(name.get_ref()).map_err(|error| {
            let advice = "ASCII letters, digits, `_`, `-` and `.`; not `user`, `all` or `none`";
            self.source.error(error.to_string(), vec![Label::new(name.span(), advice)])
        })?;
        if let Some((same, place)) = earlier.iter().find(|(other, _)| *other == codename) {
            let labels = vec![
                Label::new(name.span(), "case does not distinguish codenames"),
                Label::new(place.clone(), "first here"),
            ];
            return Err(self
                .source
                .error(format!("`{codename}` and `{same}` are the same codename"), labels));
        }
        Ok((codename, name.span()))
    }

    fn agent(&self, name: &(Codename, Range<usize>), raw: &RawAgent) -> Result<Agent, ConfigError> {
        let (name, place) = name;
        let owns = self.globs(raw.owns())?;
        if owns.is_empty() {
            let span = raw.owns.as_ref().map_or(place.clone(), Spanned::span);
            let advice = "list at least one glob: `owns = [\"directory/**\"]`";
            return Err(self.source.error(format!("{name} owns nothing"), vec![Label::new(span, advice)]));
        }
        for command in &raw.verify {
            if command.get_ref().first().is_none_or(String::is_empty) {
                let label = Label::new(command.span(), "a program and its arguments: `[\"make\", \"test\"]`");
                return Err(self.source.error("a `verify` command names no program", vec![label]));
            }
        }
        Ok(Agent {
            name: name.clone(),
            owns,
            except: self.globs(&raw.except)?,
            mission: raw.mission.clone(),
            verify: raw.verify.iter().map(|command| command.get_ref().clone()).collect(),
        })
    }

    fn globs(&self, globs: &[Spanned<String>]) -> Result<Vec<Pattern>, ConfigError> {
        let parse = |glob: &Spanned<String>| {
            Pattern::parse(glob.get_ref(), self.case).map_err(|error| {
                let message = format!("bad glob `{}`", printable(glob.get_ref()));
                self.source.error(message, vec![Label::new(glob.span(), error.to_string())])
            })
        };
        globs.iter().map(parse).collect()
    }

    fn chat(&self, raw: &RawChat) -> Result<ChatFiles, ConfigError> {
        let file = match &raw.file {
            Some(file) => self.chat_file(file)?,
            None => self.path(&Spanned::new(0..0, CHAT.to_owned()))?,
        };
        let journals = raw.journals.iter().map(|path| self.path(path)).collect::<Result<_, _>>()?;
        Ok(ChatFiles { file, journals, case: self.case })
    }

    fn chat_file(&self, file: &Spanned<String>) -> Result<RepoPath, ConfigError> {
        if let Some(name) = TAKEN.iter().find(|name| file.get_ref().eq_ignore_ascii_case(name)) {
            let label = Label::new(file.span(), "name a separate file, such as `groupchat.md`");
            return Err(self.source.error(format!("the chat would be written into `{name}`"), vec![label]));
        }
        self.path(file)
    }

    fn path(&self, path: &Spanned<String>) -> Result<RepoPath, ConfigError> {
        let text = path.get_ref();
        let plain = !text.contains('\\') && !text.chars().any(char::is_control);
        let parsed = RepoPath::from_git(text.as_bytes()).filter(|path| plain && !path.is_git_internal());
        parsed.ok_or_else(|| {
            let advice = "relative to the root, with `/`, without `.` or `..`, outside `.git`";
            let message = format!("`{}` is not a path in the repository", printable(text));
            self.source.error(message, vec![Label::new(path.span(), advice)])
        })
    }

    fn zone(&self, zone: Option<&Spanned<String>>) -> Result<Zone, ConfigError> {
        let Some(zone) = zone else { return Ok(Zone::Local) };
        let text = zone.get_ref();
        if text == "local" {
            return Ok(Zone::Local);
        }
        let offset = || text.parse::<FixedOffset>().ok().filter(|_| text.len() == "+01:00".len());
        offset().map(Zone::Fixed).ok_or_else(|| {
            let label = Label::new(zone.span(), "`local`, or an offset such as `+01:00`");
            self.source.error(format!("`{}` is not a time zone", printable(text)), vec![label])
        })
    }
}
