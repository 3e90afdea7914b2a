//! `DISPATCH.md`: which fenced block starts which agent.
//!
//! People write this file by hand, so headings are read for what they mean. A heading names a codename when one of its
//! words is it; where several are named, the spelling of the map and the place in the heading decide: `SHELL - platform
//! integration` is SHELL's. What cannot be decided counts for nobody and is said.

mod heading;
#[cfg(test)]
mod tests;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::codename::Codename;
use super::hidden::escaped_lines;
use super::map::Map;
use heading::{Heading, Names};

/// The file's name, at the root of the repository.
pub const FILE: &str = "DISPATCH.md";

/// How many bytes of it are read.
pub const MOST: u64 = 1 << 20;

/// Blocks of the file for the agents of one map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Launch blocks, the one that counts for each agent.
    launches: Vec<(Codename, Block)>,
    /// Migration prompts; of one agent, or of all.
    migrations: Vec<(Option<Codename>, Block)>,
    /// What the author of the file should know, a line each.
    pub notes: Vec<String>,
}

/// A fenced block: its text as it stands, with `\n` between lines, and with nothing hidden in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub text: String,
    /// The line of the heading that it belongs to, from 1.
    pub line: usize,
}

/// What the file consists of, as far as it matters here.
enum Item {
    Heading(Heading),
    Fence(Fence),
}

struct Fence {
    text: String,
    line: usize,
    closed: bool,
}

impl Dispatch {
    /// Finds the blocks in the text of the file.
    pub fn parse(text: &str, map: &Map) -> Dispatch {
        // Line by line the same file, whichever system it was written on.
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let items = items(&text);
        let mut dispatch = Dispatch { launches: Vec::new(), migrations: Vec::new(), notes: Vec::new() };
        dispatch.take(&sections(&items, map));
        dispatch
    }

    /// The block that starts the agent.
    pub fn launch(&self, agent: &Codename) -> Option<&Block> {
        self.launches.iter().find(|(name, _)| name == agent).map(|(_, block)| block)
    }

    /// The migration prompt: the agent's own, else the one for all.
    pub fn migration(&self, agent: Option<&Codename>) -> Option<&Block> {
        let of = |wanted: Option<&Codename>| self.migrations.iter().find(|(name, _)| name.as_ref() == wanted);
        of(agent).or_else(|| of(None)).map(|(_, block)| block)
    }

    fn take(&mut self, sections: &[Section]) {
        let levels: Vec<u8> =
            sections.iter().filter(|section| section.is_launch()).map(|s| s.heading.level).collect();
        // A heading that is about an agent outranks one that only mentions it.
        for leads in [true, false] {
            for section in sections {
                if let Names::One { agent, leads: l } = &section.names
                    && *l == leads
                {
                    self.take_launch(agent, section, leads);
                }
            }
        }
        for section in sections {
            self.take_other(section, &levels);
        }
    }

    fn take_launch(&mut self, agent: &Codename, section: &Section, leads: bool) {
        let Some(fence) = section.fence else { return };
        let line = section.heading.line;
        if let Some(first) = self.launch(agent).map(|block| block.line) {
            if leads {
                self.notes.push(format!(
                    "{FILE}:{line}: a second block for {agent}: the one at line {first} counts"
                ));
            }
            return;
        }
        if !fence.closed {
            self.notes.push(format!(
                "{FILE}:{}: the fence is never closed: the block of {agent} runs to the end",
                fence.line
            ));
        }
        self.launches.push((agent.clone(), Block { text: fence.text.clone(), line }));
    }

    fn take_other(&mut self, section: &Section, levels: &[u8]) {
        let Some(fence) = section.fence else { return };
        let line = section.heading.line;
        match &section.names {
            Names::Migration(agent) if !self.migrations.iter().any(|(name, _)| name == agent) => {
                self.migrations.push((agent.clone(), Block { text: fence.text.clone(), line }));
            }
            Names::Several(agents) => {
                let none = if agents.len() == 2 { "neither" } else { "none of them" };
                let names = agents.iter().map(Codename::as_str).collect::<Vec<_>>().join(" and ");
                self.notes
                    .push(format!("{FILE}:{line}: the heading names {names}: its block counts for {none}"));
            }
            Names::Unknown { name, certain } if *certain || levels.contains(&section.heading.level) => {
                self.notes.push(format!("{FILE}:{line}: a block for `{name}`, which is not in the map"));
            }
            Names::One { .. } | Names::Migration(_) | Names::Unknown { .. } | Names::Nobody => {}
        }
    }
}

/// A heading and the block that belongs to it.
struct Section<'a> {
    heading: &'a Heading,
    names: Names,
    fence: Option<&'a Fence>,
}

impl Section<'_> {
    fn is_launch(&self) -> bool {
        self.fence.is_some() && matches!(self.names, Names::One { .. })
    }
}

fn sections<'a>(items: &'a [Item], map: &Map) -> Vec<Section<'a>> {
    let mut sections = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if let Item::Heading(heading) = item {
            let fence = fence_after(&items[at + 1..], heading.level, map);
            sections.push(Section { heading, names: heading.names(map), fence });
        }
    }
    sections
}

/// The first block before the next heading of the same or a higher level. A heading below that is about somebody
/// keeps its block for itself: `# Sensor fleet` does not take the block of `## RENDER`.
fn fence_after<'a>(items: &'a [Item], level: u8, map: &Map) -> Option<&'a Fence> {
    for item in items {
        match item {
            Item::Heading(next) if next.level <= level || next.names(map) != Names::Nobody => return None,
            Item::Heading(_) => {}
            Item::Fence(fence) => return Some(fence),
        }
    }
    None
}

fn items(text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut inside = String::new();
    let line = |byte: usize| text[..byte].matches('\n').count() + 1;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS).into_offset_iter()
    {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Paragraph) => inside.clear(),
            Event::Text(words) | Event::Code(words) => inside.push_str(&words),
            Event::SoftBreak | Event::HardBreak => inside.push('\n'),
            Event::End(TagEnd::Heading(level)) => {
                items.push(Item::Heading(Heading::new(&inside, level as u8, line(range.start))));
            }
            Event::End(TagEnd::Paragraph) => {
                items.extend(crammed(&inside, line(range.start)).map(Item::Heading));
            }
            Event::End(TagEnd::CodeBlock) => {
                let fence = Fence::new(&inside, &text[range.clone()], line(range.start));
                items.extend(fence.map(Item::Fence));
            }
            _ => {}
        }
    }
    items
}

/// `##SENSOR`: no heading to a Markdown parser, but one to whoever wrote it.
fn crammed(paragraph: &str, line: usize) -> Option<Heading> {
    let text = paragraph.trim_start_matches('#');
    let level = paragraph.len() - text.len();
    let fits = (1..=6).contains(&level) && !text.contains('\n') && text.starts_with(char::is_alphanumeric);
    fits.then(|| Heading::new(text, u8::try_from(level).unwrap_or(6), line))
}

impl Fence {
    /// `None` for a block that is indented and not fenced, or that is blank.
    fn new(text: &str, source: &str, line: usize) -> Option<Fence> {
        let marks = |line: &str| {
            let line = line.trim_start_matches([' ', '\t', '>']);
            line.starts_with("```") || line.starts_with("~~~")
        };
        let mut lines = source.trim_end().lines();
        let opened = lines.next().is_some_and(marks);
        let closed = lines.next_back().is_some_and(marks);
        (opened && !text.trim().is_empty()).then(|| Fence { text: escaped_lines(text), line, closed })
    }
}
