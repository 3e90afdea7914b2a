//! What the libraries of Node, Deno, Bun and Lua do to files.

use crate::shell::effect::{How, Removal};
use crate::shell::programs::languages::act::{Act, join, parent};
use crate::shell::programs::languages::reader::Reader;
use crate::shell::programs::languages::value::{Given, Known};

/// Without `node:`, `.promises` and `Sync`.
const ACTS: &[(&str, Act)] = &[
    ("fs.writeFile", Act::Write(How::Content)),
    ("fs.outputFile", Act::Write(How::Content)),
    ("fs.writeJson", Act::Write(How::Content)),
    ("fs.outputJson", Act::Write(How::Content)),
    ("fs.createWriteStream", Act::Write(How::Content)),
    ("fs.truncate", Act::Write(How::Content)),
    ("fs.appendFile", Act::Write(How::Append)),
    ("fs.chmod", Act::Write(How::Append)),
    ("fs.chown", Act::Write(How::Append)),
    ("fs.utimes", Act::Write(How::Append)),
    ("fs.open", Act::Open),
    ("fs.unlink", Act::Remove(Removal::Name)),
    ("fs.rm", Act::Remove(Removal::Tree)),
    ("fs.remove", Act::Remove(Removal::Tree)),
    ("fs.rmdir", Act::Remove(Removal::Tree)),
    ("fs.mkdir", Act::Make),
    ("fs.ensureDir", Act::Make),
    ("fs.mkdirp", Act::Make),
    ("fs.rename", Act::Move),
    ("fs.move", Act::Move),
    ("fs.copyFile", Act::Copy),
    ("fs.copy", Act::CopyTree),
    ("fs.cp", Act::CopyTree),
    ("fs.symlink", Act::Link),
    ("fs.link", Act::Link),
    ("process.chdir", Act::Go),
    ("Deno.writeTextFile", Act::Write(How::Content)),
    ("Deno.writeFile", Act::Write(How::Content)),
    ("Deno.create", Act::Write(How::Content)),
    ("Deno.truncate", Act::Write(How::Content)),
    ("Deno.remove", Act::Remove(Removal::Tree)),
    ("Deno.rename", Act::Move),
    ("Deno.copyFile", Act::Copy),
    ("Deno.mkdir", Act::Make),
    ("Deno.chdir", Act::Go),
    ("Bun.write", Act::Write(How::Content)),
    ("io.open", Act::Open),
    ("os.remove", Act::Remove(Removal::Name)),
    ("os.rename", Act::Move),
    ("os.execute", Act::Shell),
    ("io.popen", Act::Shell),
];

/// Does what a function does.
pub fn call(reader: &mut Reader, name: &str, given: &Given) -> Known {
    let plain = plain(name);
    if let Some((_, act)) = ACTS.iter().find(|(known, _)| *known == plain) {
        reader.act(*act, given);
        return Known::Nothing;
    }
    let first = given.by_place.first();
    let texts = || given.by_place.iter().map(Known::marked);
    match plain.as_str() {
        "require" | "import" => {
            first.and_then(Known::spelled).map_or(Known::Nothing, |name| Known::library(&module(name)))
        }
        "path.join" | "path.posix.join" => texts()
            .reduce(|dir, name| join(&dir, name.trim_start_matches('/')))
            .map_or(Known::Nothing, Known::text),
        "path.resolve" => texts().reduce(|dir, name| join(&dir, &name)).map_or(Known::Nothing, Known::text),
        "path.dirname" => {
            first.and_then(Known::spelled).map_or(Known::Nothing, |path| Known::text(parent(path)))
        }
        "process.cwd" | "Deno.cwd" => Known::text("."),
        "Object.keys" => first.and_then(Known::items).map_or(Known::Nothing, Known::list),
        "Object.entries" => match first {
            Some(Known::Pairs(pairs)) => Known::List(pairs.clone()),
            _ => Known::Nothing,
        },
        "String" => first.cloned().unwrap_or(Known::Nothing),
        "child_process.exec" => {
            let cwd = given.by_place.iter().find_map(|value| inside(value, "cwd"));
            let by_name = cwd.map(|cwd| ("cwd".to_owned(), cwd)).into_iter().collect();
            reader.act(Act::Shell, &Given { by_place: given.by_place.clone(), by_name });
            Known::Nothing
        }
        "child_process.execFile" | "child_process.spawn" => {
            let rest = given.by_place.get(1).and_then(Known::items).unwrap_or_default();
            let args = first.cloned().into_iter().chain(rest).collect();
            let cwd = given.by_place.iter().find_map(|value| inside(value, "cwd"));
            let by_name = cwd.map(|cwd| ("cwd".to_owned(), cwd)).into_iter().collect();
            reader.act(Act::Command, &Given { by_place: vec![Known::list(args)], by_name });
            Known::Nothing
        }
        // What is handed to somebody may be called.
        _ => {
            for value in &given.by_place {
                if let Known::Function(at) = value {
                    reader.call_function(*at, &Given::default());
                }
            }
            Known::Nothing
        }
    }
}

/// The value of a key.
fn inside(value: &Known, key: &str) -> Option<Known> {
    let Known::Pairs(pairs) = value else { return None };
    let is_key = |known: &Known| match known {
        Known::Library(name) | Known::Text(name) => &**name == key,
        _ => false,
    };
    pairs.values.iter().find(|pair| is_key(&pair.at(0))).map(|pair| pair.at(1))
}

/// What belongs to an object.
pub fn member(value: &Known, name: &str) -> Option<Known> {
    inside(value, name)
}

/// The name of a module by which it is known here.
pub fn module(name: &str) -> String {
    match name.strip_prefix("node:").unwrap_or(name) {
        "fs-extra" | "graceful-fs" => "fs".to_owned(),
        name => name.replace('/', "."),
    }
}

fn plain(name: &str) -> String {
    let name = name.replace(".promises", "").replace(".default", "");
    match name.split_once('.') {
        Some(("fs" | "child_process" | "Deno", _)) => name.strip_suffix("Sync").unwrap_or(&name).to_owned(),
        _ => name,
    }
}

/// What belongs to a list or a string.
pub fn method(reader: &mut Reader, value: &Known, name: &str, given: &Given) -> Known {
    match (name, given.by_place.first()) {
        ("forEach" | "map", Some(Known::Function(at))) => {
            let of = |item| Given { by_place: vec![item], by_name: Vec::new() };
            let made = value.rounds().into_iter().map(|item| reader.call_function(*at, &of(item))).collect();
            if value.items().is_some() { Known::list(made) } else { Known::Nothing }
        }
        ("toString" | "trim", _) => value.clone(),
        _ => call(reader, "", given),
    }
}
