//! The map → `CODEOWNERS`.

use std::fmt::Write;

use crate::domain::map::Map;
use crate::domain::overlap::{Lazy, Overlaps};
use crate::domain::pattern::Pattern;

/// Beyond so many alternatives of one glob the file would no longer be for people.
const MOST: usize = 64;

/// One glob of one agent, on its way to a line.
struct Item {
    glob: Lazy,
    /// `name` as a line also matches all of a directory of that name, which the glob does not.
    below: Option<Lazy>,
    agent: usize,
    /// Taken away from the agent: a line without an owner.
    except: bool,
}

/// Writes a `CODEOWNERS` file that gives every path the owner it has in the map, codenames as handles.
pub fn export(map: &Map) -> String {
    let mut text = String::from(
        "# Generated from auraops.toml: edit that file instead.\n\
         # The owners are codenames: replace each `@NAME` with a user or a team.\n",
    );
    for (item, sure) in ordered(items(map)) {
        let name = &map.agents[item.agent].name;
        let owner = if item.except { String::new() } else { format!(" @{name}") };
        if !sure {
            let _ = writeln!(text, "# the next line may take paths from lines above or below it");
        }
        write_lines(&mut text, &item.glob.pattern, &owner);
    }
    text.push_str("# shared: nobody's in particular\n");
    for glob in map.shared.append.iter().chain(&map.shared.write) {
        write_lines(&mut text, glob, "");
    }
    if !map.shared.append.iter().any(|glob| glob.matches(&map.chat.file)) {
        match map.chat.file.as_str().ok_or("it is not UTF-8").and_then(literal) {
            Ok(file) => _ = writeln!(text, "/{file}"),
            Err(reason) => _ = writeln!(text, "# left out: {}: {reason}", map.chat.file),
        }
    }
    text
}

fn items(map: &Map) -> Vec<Item> {
    let mut items = Vec::new();
    for (agent, owner) in map.agents.iter().enumerate() {
        let item = |except: bool| {
            move |glob: &Pattern| Item { glob: Lazy::new(glob), below: below(glob), agent, except }
        };
        items.extend(owner.owns.iter().map(item(false)));
        items.extend(owner.except.iter().map(item(true)));
    }
    items
}

fn below(glob: &Pattern) -> Option<Lazy> {
    let name = glob.as_str().rsplit('/').next().unwrap_or_default();
    let below = (!name.contains(['*', '?'])).then(|| format!("{glob}/**"))?;
    Pattern::parse(&below, glob.case()).ok().map(|glob| Lazy::new(&glob))
}

/// The order in which the last match is the right one: an `except` after what its agent owns, and before
/// whatever of another agent it touches. Where these wishes form a ring, an item is marked as not sure.
fn ordered(items: Vec<Item>) -> Vec<(Item, bool)> {
    let overlaps = Overlaps::default();
    let excepts = |agent: usize| items.iter().filter(move |item| item.except && item.agent == agent);
    let must_precede = |first: &Item, second: &Item| match (first.except, second.except) {
        (false, true) if first.agent == second.agent => overlaps.may_overlap(&first.glob, &second.glob, &[]),
        (true, false) if first.agent != second.agent => {
            let outside: Vec<_> = excepts(second.agent).map(|item| &item.glob).collect();
            overlaps.may_overlap(&first.glob, &second.glob, &outside)
        }
        _ => false,
    };
    let spills_into = |first: &Item, second: &Item| {
        let below = first.below.as_ref();
        below.is_some_and(|below| overlaps.may_overlap(below, &second.glob, &[]))
    };
    let mut waits: Vec<Vec<usize>> = Vec::with_capacity(items.len());
    for second in &items {
        let precedes = |first: &Item| {
            must_precede(first, second) || (spills_into(first, second) && !must_precede(second, first))
        };
        waits.push((0..items.len()).filter(|&first| precedes(&items[first])).collect());
    }
    let mut done = vec![false; items.len()];
    let mut order = Vec::with_capacity(items.len());
    while order.len() < items.len() {
        let is_ready = |at: &usize| !done[*at] && waits[*at].iter().all(|&first| done[first]);
        let ready = (0..items.len()).find(is_ready);
        let Some(next) = ready.or_else(|| done.iter().position(|done| !done)) else { break };
        done[next] = true;
        order.push((next, ready.is_some()));
    }
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(at, sure)| Some((items[at].take()?, sure))).collect()
}

fn write_lines(text: &mut String, glob: &Pattern, owner: &str) {
    match patterns(glob.as_str()) {
        Ok(patterns) => {
            for pattern in patterns {
                let _ = writeln!(text, "{pattern}{owner}");
            }
        }
        Err(reason) => _ = writeln!(text, "# left out: {glob}{owner}: {reason}"),
    }
}

/// The patterns that together match what the glob matches.
fn patterns(glob: &str) -> Result<Vec<String>, &'static str> {
    let mut patterns = Vec::new();
    for glob in expand(glob)? {
        let plain = literal(&glob)?;
        let pattern = match plain.strip_suffix("/**") {
            _ if plain == "**" => "*".to_owned(),
            Some(dir) => format!("/{dir}/"),
            None => format!("/{plain}"),
        };
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    Ok(patterns)
}

/// `a{b,c}` → `ab`, `ac`. Braces inside a class stand for themselves; empty alternatives do not count.
fn expand(glob: &str) -> Result<Vec<String>, &'static str> {
    let Some(open) = outside_classes(glob, '{').next() else { return Ok(vec![glob.to_owned()]) };
    let (before, rest) = (&glob[..open], &glob[open + 1..]);
    let (mut depth, mut from) = (0_usize, 0);
    let mut parts = Vec::new();
    let mut close = rest.len();
    for (at, c) in marks(rest) {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&rest[from..at]);
                from = at + 1;
            }
            '}' => {
                close = at;
                break;
            }
            _ => {}
        }
    }
    parts.push(&rest[from..close]);
    if parts.iter().any(|part| !part.is_empty()) {
        parts.retain(|part| !part.is_empty());
    }
    let after = rest.get(close + 1..).unwrap_or_default();
    let mut globs = Vec::new();
    for part in parts {
        globs.extend(expand(&format!("{before}{part}{after}"))?);
        if globs.len() > MOST {
            return Err("it has too many alternatives");
        }
    }
    Ok(globs)
}

fn outside_classes(glob: &str, wanted: char) -> impl Iterator<Item = usize> {
    marks(glob).into_iter().filter(move |(_, c)| *c == wanted).map(|(at, _)| at)
}

/// The characters that do not stand in a class.
fn marks(glob: &str) -> Vec<(usize, char)> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(c) = glob[at..].chars().next() {
        if c == '[' {
            at += class(&glob[at..]).len();
        } else {
            marks.push((at, c));
            at += c.len_utf8();
        }
    }
    marks
}

/// The class at the head of `glob`. A `]` that comes first belongs to it.
fn class(glob: &str) -> &str {
    let inner = glob.get(1..).unwrap_or_default();
    let sign = usize::from(inner.starts_with(['!', '^']));
    let first = inner[sign..].chars().next().map_or(0, char::len_utf8);
    let from = 1 + sign + first;
    let end = glob.get(from..).and_then(|rest| rest.find(']')).map_or(glob.len(), |end| from + end + 1);
    &glob[..end]
}

/// A glob without braces as `CODEOWNERS` writes it.
fn literal(glob: &str) -> Result<String, &'static str> {
    let mut plain = String::new();
    let mut at = 0;
    while let Some(c) = glob[at..].chars().next() {
        if c == '[' {
            let class = class(&glob[at..]);
            let mut inner = class[1..].trim_end_matches(']').chars();
            match (class, inner.next(), inner.next()) {
                ("[]]", ..) => plain.push(']'),
                (_, Some(c), None) if !matches!(c, '*' | '?' | '[') => plain.push(c),
                _ => return Err("CODEOWNERS has no `[…]`"),
            }
            at += class.len();
        } else {
            plain.extend((c == ' ').then_some('\\'));
            plain.push(c);
            at += c.len_utf8();
        }
    }
    Ok(plain)
}
