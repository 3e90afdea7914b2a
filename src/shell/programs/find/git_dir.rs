//! Git's own directory, which a search of the whole tree comes to as well.
//!
//! What the query leaves open counts as matched; a pattern that it turns round, or that is joined by `-o`, narrows nothing.

use globset::GlobMatcher;

use crate::shell::machine::Machine;
use crate::shell::path::lexical;
use crate::shell::pattern::matcher;
use crate::shell::value::Value;

/// How many names in it are looked at.
const MOST_NAMES: usize = 2_000;

/// What of a query narrows it, as far as it is known.
#[derive(Default)]
struct Narrowing {
    names: Vec<GlobMatcher>,
    paths: Vec<GlobMatcher>,
    kinds: Option<String>,
    max: Option<usize>,
    min: usize,
    has_or: bool,
    /// It keeps away from there, or nobody can tell what it is narrowed to.
    spares: bool,
}

/// What lies in git's directory.
struct Entry {
    text: String,
    depth: usize,
    is_dir: bool,
}

/// Names in git's directory that the query finds: a file's, a directory's.
pub fn found(machine: &Machine, starts: &[Value], args: &[Value]) -> Vec<String> {
    let narrowing = Narrowing::of(args);
    if narrowing.spares {
        return Vec::new();
    }
    let Some((text, depth)) = starts.iter().flatten().find_map(|start| place(machine, start)) else {
        return Vec::new();
    };
    let entries = entries(machine, text, depth);
    let mut matched: Vec<Entry> = entries.into_iter().filter(|entry| narrowing.finds(entry)).collect();
    matched.sort_by_key(|entry| entry.is_dir);
    let dir = matched.iter().position(|entry| entry.is_dir);
    let some = [(!matched.is_empty()).then_some(0), dir.filter(|at| *at > 0)];
    some.into_iter().flatten().map(|at| matched[at].text.clone()).collect()
}

/// Git's directory as the search spells it, and how deep it lies.
fn place(machine: &Machine, start: &str) -> Option<(String, usize)> {
    let start_path = lexical(&machine.at(start)?);
    let git_dir = lexical(&machine.root().join(".git"));
    let below = git_dir.strip_prefix(&start_path).ok().filter(|below| !below.as_os_str().is_empty())?;
    let text = format!("{}/{}", start.trim_end_matches('/'), below.to_str()?);
    machine.ground().disk().exists(&git_dir).then(|| (text, below.components().count()))
}

fn entries(machine: &Machine, text: String, depth: usize) -> Vec<Entry> {
    let disk = machine.ground().disk();
    let mut entries = Vec::new();
    let mut open = vec![(text, depth)];
    while let Some((text, depth)) = open.pop() {
        let Some(path) = machine.at(&text) else { continue };
        let is_dir = disk.is_dir(&path) && !disk.is_link(&path);
        if is_dir {
            let is_objects = text.ends_with("/objects");
            for name in disk.names(&path) {
                // Objects lie in as many directories as there are bytes, all alike.
                if entries.len() + open.len() < MOST_NAMES && !(is_objects && name.len() == 2) {
                    open.push((format!("{text}/{name}"), depth + 1));
                }
            }
        }
        entries.push(Entry { text, depth, is_dir });
    }
    entries
}

impl Narrowing {
    fn of(args: &[Value]) -> Narrowing {
        let mut narrowing = Narrowing::default();
        let texts: Vec<&str> = args.iter().map(|arg| arg.as_deref().unwrap_or_default()).collect();
        let prunes = texts.contains(&"-prune");
        // A group that is turned round, to its end.
        let (mut follows_not, mut is_in_group) = (false, false);
        let mut at = 0;
        while let Some(text) = texts.get(at).copied() {
            let value = texts.get(at + 1).copied().unwrap_or_default();
            let is_negated = follows_not || is_in_group;
            match text {
                "(" => is_in_group |= follows_not,
                ")" => is_in_group = false,
                "-o" | "-or" => narrowing.has_or = true,
                "-prune" if texts[at + 1..].iter().any(|text| matches!(*text, "-o" | "-or")) => {
                    narrowing.names.clear();
                    narrowing.paths.clear();
                    narrowing.kinds = None;
                }
                "-regex" | "-iregex" if !is_negated => narrowing.spares = true,
                "-maxdepth" => narrowing.max = value.parse().ok(),
                "-mindepth" => narrowing.min = value.parse().unwrap_or(0),
                "-type" if !is_negated => narrowing.kinds = Some(value.to_owned()),
                "-exec" | "-ok" | "-execdir" | "-okdir" => {
                    let length = texts[at..].iter().position(|text| matches!(*text, ";" | "+"));
                    at += length.unwrap_or(texts.len() - at).saturating_sub(1);
                }
                "-name" | "-iname" | "-path" | "-ipath" | "-wholename" => {
                    narrowing.spares |= (is_negated || prunes) && value.contains(".git");
                    if !is_negated {
                        narrowing.pattern(text.ends_with("name") && text != "-wholename", value);
                    }
                }
                _ => {}
            }
            follows_not = matches!(text, "!" | "-not");
            at += 1;
        }
        narrowing
    }

    fn pattern(&mut self, is_name: bool, text: &str) {
        match matcher(&text.replace('/', "\u{1}")) {
            Some(matcher) if is_name => self.names.push(matcher),
            Some(matcher) => self.paths.push(matcher),
            None => self.spares = true,
        }
    }

    fn finds(&self, entry: &Entry) -> bool {
        let name = entry.text.rsplit('/').next().unwrap_or_default();
        let path = entry.text.replace('/', "\u{1}");
        let by_name = self.names.iter().any(|glob| glob.is_match(name));
        let by_path = self.paths.iter().any(|glob| glob.is_match(&path));
        let is_named = match (self.names.is_empty(), self.paths.is_empty()) {
            (true, true) => true,
            (false, false) if !self.has_or => by_name && by_path,
            _ => by_name || by_path,
        };
        let kind = if entry.is_dir { 'd' } else { 'f' };
        is_named
            && entry.depth >= self.min
            && self.max.is_none_or(|max| entry.depth <= max)
            && self.kinds.as_deref().is_none_or(|kinds| kinds.contains(kind))
    }
}
