//! The walls of the house: which room may import which, and that no two files import each other.
//!
//! A room is a directory or a file right below `src/`. What is read is the text: every path that begins with `crate::` or
//! `super::`, and every use of a module by the file that declares it. Declaring and re-exporting is no import.

#![allow(clippy::unwrap_used, reason = "tests stand outside the house")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use snapbox::{assert_data_eq, file};

/// Each room and the rooms that it may import. Everyone may import what stands in `EVERYONE`.
const ROOMS: &[(&str, &[&str])] = &[
    ("main", &[]),
    ("lib", &["cli", "command", "ui"]),
    ("cli", &["command", "ui"]),
    (
        "command",
        &["hook", "session", "ui", "push", "judge", "workspace", "git", "chat", "agent", "config", "shell"],
    ),
    ("hook", &["session", "ui", "push", "judge", "workspace", "git", "chat", "agent", "config"]),
    ("session", &["ui", "push", "judge", "workspace", "git", "chat", "agent", "config"]),
    ("ui", &["push", "judge", "workspace", "config"]),
    ("push", &["judge", "workspace", "git", "chat"]),
    ("judge", &["workspace", "git", "chat", "agent", "config", "shell"]),
    ("workspace", &["git", "chat", "config"]),
    ("git", &[]),
    ("chat", &[]),
    ("agent", &[]),
    ("config", &[]),
    ("shell", &[]),
    ("sys", &[]),
    ("domain", &[]),
    ("error", &[]),
];

/// What a room may import beside these: the ground that all stand on. `sys` and `error` stand on the domain alone.
fn ground(room: &str) -> &'static [&'static str] {
    match room {
        "domain" => &[],
        "error" => &["domain"],
        "sys" => &["domain", "error"],
        _ => &["domain", "error", "sys"],
    }
}

#[test]
fn no_room_imports_what_it_may_not() {
    let house = House::read();
    let mut wrong = Vec::new();
    for import in &house.imports {
        let (from, to) = (room(&import.from), room(&import.to));
        let may = ROOMS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, may)| may);
        if from != to && !may.contains(&to.as_str()) && !ground(&from).contains(&to.as_str()) {
            wrong.push(format!("{}:{}: {from} may not import {to}", import.from.display(), import.line));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_table_and_imports_run_one_way() {
    let house = House::read();
    let rooms: BTreeSet<String> = house.files.iter().map(|file| room(file)).collect();
    let known: BTreeSet<String> = ROOMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rooms, known);
    for (at, (room, may)) in ROOMS.iter().enumerate() {
        let below: Vec<&str> = ROOMS[at + 1..].iter().map(|(name, _)| *name).collect();
        let up: Vec<&&str> = may.iter().filter(|name| !below.contains(*name)).collect();
        assert!(up.is_empty(), "{room} may import {up:?}, which stand above it");
    }
}

#[test]
fn only_what_is_enforced_judges() {
    let house = House::read();
    let verdict = Path::new("domain/verdict.rs");
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let asks = |file: &&PathBuf| {
        let text = std::fs::read_to_string(src.join(file)).unwrap();
        statements(&text).iter().any(|(_, line)| {
            line.contains("verdict::judge") || line.contains(", judge,") || line.contains(", judge}")
        })
    };
    let importers: BTreeSet<&PathBuf> = house
        .imports
        .iter()
        .filter(|import| import.to == verdict)
        .map(|import| &import.from)
        .filter(asks)
        .collect();
    assert_eq!(importers.into_iter().collect::<Vec<_>>(), [Path::new("workspace/enforced.rs")]);
}

#[test]
fn no_two_files_import_each_other() {
    let house = House::read();
    let mut lines: BTreeMap<(&Path, &Path), usize> = BTreeMap::new();
    for import in &house.imports {
        lines.entry((&import.from, &import.to)).or_insert(import.line);
    }
    let circles: Vec<String> = lines
        .iter()
        .filter(|((from, to), _)| from < to && lines.contains_key(&(*to, *from)))
        .map(|((from, to), line)| {
            let back = lines[&(*to, *from)];
            format!("{}:{line} and {}:{back} import each other", from.display(), to.display())
        })
        .collect();
    assert!(circles.is_empty(), "\n{}\n", circles.join("\n"));
}

#[test]
fn no_command_imports_a_command() {
    let house = House::read();
    let command = |file: &Path| {
        let path = file.with_extension("").to_string_lossy().replace('\\', "/");
        let name = path.strip_prefix("command/")?.split('/').next()?.to_owned();
        (name != "mod").then_some(name)
    };
    let wrong: Vec<String> = house
        .imports
        .iter()
        .filter(|import| match (command(&import.from), command(&import.to)) {
            (Some(from), Some(to)) => from != to,
            _ => false,
        })
        .map(|import| format!("{}:{} imports {}", import.from.display(), import.line, import.to.display()))
        .collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_room() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "tests"] {
        for file in rust_files(&sources.join(folder)) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 400, "{} has {lines} lines: cut another room", file.display());
        }
    }
}

#[test]
fn the_architecture_shows_the_rooms_as_they_are() {
    const BEGIN: &str = "<!-- tests/house.rs makes this table; SNAPSHOTS=overwrite writes it here -->\n";
    const END: &str = "<!-- end of the table -->\n";
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = std::fs::read_to_string(page).unwrap().replace("\r\n", "\n");
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    assert_data_eq!(format!("{head}{BEGIN}\n{}\n{END}{tail}", table()), file!["../ARCHITECTURE.md"]);
}

/// The rooms, each with what it says of itself and what it may import.
fn table() -> String {
    // `main` is one line, and says nothing of itself.
    let rooms = ROOMS.iter().filter(|(name, _)| *name != "main");
    let rows: String = rooms.map(|(name, may)| row(name, may)).collect();
    let everyone = ground("").join(", ");
    format!(
        "| room | what it is | it may import |\n| --- | --- | --- |\n{rows}\nEvery room above them stands on {everyone}."
    )
}

fn row(name: &str, may: &[&str]) -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = src.join(name).join("mod.rs");
    let (room, file) = if folder.is_file() {
        (format!("{name}/"), folder)
    } else {
        (format!("{name}.rs"), src.join(name).with_extension("rs"))
    };
    let head = first_paragraph(&std::fs::read_to_string(file).unwrap());
    assert!(!head.is_empty(), "`{room}` does not say what it is for");
    format!("| `{room}` | {} | {} |\n", head.replace('|', "\\|"), may.join(", "))
}

/// The first paragraph of what a module says of itself.
fn first_paragraph(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One import, each path relative to `src/`.
struct Import {
    from: PathBuf,
    to: PathBuf,
    line: usize,
}

struct House {
    files: BTreeSet<PathBuf>,
    imports: Vec<Import>,
}

impl House {
    fn read() -> House {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files: BTreeSet<PathBuf> =
            rust_files(&src).into_iter().map(|file| file.strip_prefix(&src).unwrap().to_owned()).collect();
        let mut house = House { files, imports: Vec::new() };
        for file in house.files.clone() {
            let text = std::fs::read_to_string(src.join(&file)).unwrap();
            house.read_file(&file, &text);
        }
        assert!(house.imports.len() > 100, "the imports could not be read");
        house
    }

    fn read_file(&mut self, file: &Path, text: &str) {
        let here = module(file);
        let children = declared(text);
        for (number, statement) in statements(text) {
            for path in paths(&statement) {
                let mut parts: Vec<&str> = path.split("::").collect();
                let base: Vec<String> = match parts[0] {
                    "crate" => Vec::new(),
                    "super" => {
                        let up = parts.iter().take_while(|part| **part == "super").count();
                        parts.drain(1..up);
                        // In a module inside the file, one `super` is the file itself.
                        let inline = usize::from(is_inline(text, number));
                        here[..here.len().saturating_sub(up - inline.min(up))].to_vec()
                    }
                    child if children.contains(child) && !statement.trim_start().starts_with("pub use") => {
                        parts.insert(0, "self");
                        here.clone()
                    }
                    _ => continue,
                };
                let names = base.iter().map(String::as_str).chain(parts.into_iter().skip(1));
                if let Some(to) = self.file_of(&names.collect::<Vec<_>>())
                    && to != file
                {
                    self.imports.push(Import { from: file.to_owned(), to, line: number });
                }
            }
        }
    }

    /// The file of the longest beginning of a path that is a module.
    fn file_of(&self, names: &[&str]) -> Option<PathBuf> {
        (1..=names.len()).rev().find_map(|count| {
            let module: PathBuf = names[..count].iter().collect();
            let as_file = module.with_extension("rs");
            let as_folder = module.join("mod.rs");
            [as_file, as_folder].into_iter().find(|file| self.files.contains(file))
        })
    }
}

/// The names of the modules on the way to a file.
fn module(file: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        file.with_extension("").iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| name == "mod" || name == "lib" || name == "main") {
        names.pop();
    }
    names
}

fn room(file: &Path) -> String {
    let first = file.iter().next().unwrap();
    Path::new(first).with_extension("").to_string_lossy().into_owned()
}

/// The modules that a file declares.
fn declared(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("pub "));
    let names = lines.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// Lines without comments and what stands in quotes, with the number of each; a `use` of several lines is one.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut statements: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        // What stands between quotes imports nothing.
        let line: String = line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        match statements.last_mut().filter(|_| open) {
            Some((_, statement)) => statement.push_str(line.trim()),
            None => statements.push((index + 1, line.clone())),
        }
        let begins = line.trim_start().starts_with("use ") || line.trim_start().starts_with("pub use ");
        open = (open || begins) && !line.contains(';');
    }
    statements
}

/// Every path in a statement, with the braces of a `use` written out.
fn paths(statement: &str) -> Vec<String> {
    let trimmed = statement.trim();
    let is_use = trimmed.strip_prefix("pub ").unwrap_or(trimmed).strip_prefix("use ");
    if let Some(tree) = is_use {
        return expanded("", tree.trim_end_matches(';'));
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = statement.split(|c: char| !is_part(c)).map(|word| word.trim_end_matches(':'));
    words.filter(|word| word.contains("::") && !word.starts_with("::")).map(str::to_owned).collect()
}

fn expanded(prefix: &str, tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return if path.is_empty() { Vec::new() } else { vec![format!("{prefix}{path}")] };
    };
    let prefix = format!("{prefix}{}", &tree[..open]);
    let inner = tree[open + 1..].trim_end().strip_suffix('}').unwrap_or(&tree[open + 1..]);
    let mut depth = 0;
    let branches = inner.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    branches.flat_map(|branch| expanded(&prefix, branch)).collect()
}

/// Whether a line stands in a module that the file holds itself, which is the last thing in it.
fn is_inline(text: &str, number: usize) -> bool {
    text.lines()
        .position(|line| line.starts_with("mod ") && line.ends_with('{'))
        .is_some_and(|at| at < number)
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
