//! What Python's own library does to files.

use crate::shell::effect::{How, Removal};
use crate::shell::programs::languages::act::{Act, join, mode, parent};
use crate::shell::programs::languages::reader::Reader;
use crate::shell::programs::languages::value::{Given, Known};
use crate::shell::value::UNKNOWN;

const ACTS: &[(&str, Act)] = &[
    ("open", Act::Open),
    ("io.open", Act::Open),
    ("codecs.open", Act::Open),
    ("builtins.open", Act::Open),
    ("gzip.open", Act::Open),
    ("zipfile.ZipFile", Act::Open),
    ("tarfile.open", Act::Open),
    ("os.remove", Act::Remove(Removal::Name)),
    ("os.unlink", Act::Remove(Removal::Name)),
    ("os.rmdir", Act::Remove(Removal::Dir)),
    ("os.removedirs", Act::Remove(Removal::Dir)),
    ("os.rename", Act::Move),
    ("os.renames", Act::Move),
    ("os.replace", Act::Move),
    ("os.mkdir", Act::Make),
    ("os.makedirs", Act::Make),
    ("os.chmod", Act::Write(How::Append)),
    ("os.chown", Act::Write(How::Append)),
    ("os.utime", Act::Write(How::Append)),
    ("os.truncate", Act::Write(How::Content)),
    ("os.symlink", Act::Link),
    ("os.link", Act::Link),
    ("os.chdir", Act::Go),
    ("os.system", Act::Shell),
    ("os.popen", Act::Shell),
    ("subprocess.getoutput", Act::Shell),
    ("subprocess.getstatusoutput", Act::Shell),
    ("subprocess.run", Act::Command),
    ("subprocess.call", Act::Command),
    ("subprocess.check_call", Act::Command),
    ("subprocess.check_output", Act::Command),
    ("subprocess.Popen", Act::Command),
    ("shutil.copy", Act::Copy),
    ("shutil.copy2", Act::Copy),
    ("shutil.copyfile", Act::Copy),
    ("shutil.copytree", Act::CopyTree),
    ("shutil.move", Act::Move),
    ("shutil.rmtree", Act::Remove(Removal::Tree)),
    ("pathlib.Path.write_text", Act::Write(How::Content)),
    ("pathlib.Path.write_bytes", Act::Write(How::Content)),
    ("pathlib.Path.unlink", Act::Remove(Removal::Name)),
];

/// Does what a function does.
pub fn call(reader: &mut Reader, name: &str, given: &Given) -> Known {
    if let Some((_, act)) = ACTS.iter().find(|(known, _)| *known == name) {
        reader.act(*act, given);
        return Known::Nothing;
    }
    let first = given.by_place.first();
    match name {
        "pathlib.Path" | "Path" | "pathlib.PosixPath" | "pathlib.PurePath" => {
            let parts = given.by_place.iter().map(Known::marked);
            Known::path(parts.reduce(|dir, name| join(&dir, &name)).unwrap_or_else(|| ".".to_owned()))
        }
        "pathlib.Path.cwd" | "Path.cwd" => Known::path("."),
        "os.getcwd" => Known::text("."),
        "os.path.join" => {
            let parts = given.by_place.iter().map(Known::marked);
            parts.reduce(|dir, name| join(&dir, &name)).map_or(Known::Nothing, Known::text)
        }
        "str" | "os.fspath" | "os.path.abspath" | "os.path.realpath" | "os.path.normpath" => {
            first.and_then(Known::spelled).map_or(Known::Nothing, Known::text)
        }
        "os.path.dirname" => {
            first.and_then(Known::spelled).map_or(Known::Nothing, |path| Known::text(parent(path)))
        }
        "list" | "tuple" | "sorted" | "reversed" | "set" => {
            first.and_then(Known::items).map_or(Known::Nothing, Known::list)
        }
        "enumerate" => first.and_then(Known::items).map_or(Known::Nothing, |items| {
            Known::list(items.into_iter().map(|item| Known::list(vec![Known::Nothing, item])).collect())
        }),
        "glob.glob" | "glob.iglob" => first.and_then(Known::spelled).map_or(Known::Nothing, |pattern| {
            let known = pattern.split(['*', '?', '[']).next().unwrap_or_default();
            Known::list(vec![Known::text(format!("{known}{UNKNOWN}"))])
        }),
        "fileinput.input" | "fileinput.FileInput" => {
            if given.named("inplace").is_some() {
                reader.act(Act::Write(How::Content), given);
            }
            Known::Nothing
        }
        _ => Known::Nothing,
    }
}

/// What belongs to a path, a string or a dictionary.
pub fn method(reader: &mut Reader, value: &Known, name: &str, given: &Given) -> Known {
    match value {
        Known::Path(path) => of_path(reader, path, name, given),
        Known::Pairs(pairs) if name == "items" => Known::List(pairs.clone()),
        Known::Pairs(_) if name == "keys" => value.items().map_or(Known::Nothing, Known::list),
        Known::Pairs(pairs) if name == "values" => {
            Known::list(pairs.values.iter().map(|pair| pair.at(1)).collect())
        }
        Known::Text(text) if name == "split" && given.by_place.is_empty() && !text.contains(UNKNOWN) => {
            Known::list(text.split_whitespace().map(Known::text).collect())
        }
        Known::Text(_) if matches!(name, "strip" | "format") && given.by_place.is_empty() => value.clone(),
        _ => Known::Nothing,
    }
}

fn of_path(reader: &mut Reader, path: &str, name: &str, given: &Given) -> Known {
    let itself = |more: Option<&Known>| {
        let more = more.cloned().into_iter();
        Given { by_place: std::iter::once(Known::path(path)).chain(more).collect(), by_name: Vec::new() }
    };
    let first = given.by_place.first();
    let act = match name {
        "write_text" | "write_bytes" => Act::Write(How::Content),
        "touch" | "chmod" | "lchmod" => Act::Write(How::Append),
        "unlink" => Act::Remove(Removal::Name),
        "rmdir" => Act::Remove(Removal::Dir),
        "mkdir" => Act::Make,
        "rename" | "replace" | "move" => {
            let to = given.get(0, &["target"]).cloned().unwrap_or(Known::Nothing);
            reader.act(Act::Move, &itself(Some(&to)));
            return to.spelled().map_or(Known::Nothing, Known::path);
        }
        "symlink_to" | "hardlink_to" => Act::Write(How::Name),
        "open" => {
            let how = given.get(0, &["mode"]).and_then(Known::spelled).and_then(mode);
            if let Some(how) = how {
                reader.act(Act::Write(how), &itself(None));
            }
            return Known::Nothing;
        }
        _ => return from_path(path, name, first, given),
    };
    reader.act(act, &itself(None));
    Known::Nothing
}

/// Another path that a path gives.
fn from_path(path: &str, name: &str, first: Option<&Known>, given: &Given) -> Known {
    let text = first.map(Known::marked).unwrap_or_default();
    match name {
        "resolve" | "absolute" => Known::path(path),
        "joinpath" => {
            Known::path(given.by_place.iter().fold(path.to_owned(), |dir, name| join(&dir, &name.marked())))
        }
        "with_name" => Known::path(join(&parent(path), &text)),
        "with_suffix" => match path.rsplit_once('.') {
            Some((stem, end)) if !end.contains('/') => Known::path(format!("{stem}{text}")),
            _ => Known::path(format!("{path}{text}")),
        },
        "as_posix" | "__str__" => Known::text(path),
        "glob" | "rglob" | "iterdir" => Known::list(vec![Known::path(join(path, &UNKNOWN.to_string()))]),
        _ => Known::Nothing,
    }
}

/// What belongs to a path without being called.
pub fn member(value: &Known, name: &str) -> Option<Known> {
    match (value, name) {
        (Known::Path(path), "parent") => Some(Known::path(parent(path))),
        (Known::Path(path), "name") => path.rsplit('/').next().map(Known::text),
        (Known::Path(_), "suffix" | "stem" | "parts") => Some(Known::Nothing),
        _ => None,
    }
}
