//! What Ruby's and Perl's own libraries do to files.

use crate::shell::effect::{How, Removal};
use crate::shell::programs::languages::act::{Act, join, parent};
use crate::shell::programs::languages::reader::Reader;
use crate::shell::programs::languages::value::{Given, Known};
use crate::shell::value::UNKNOWN;

/// Functions that change files, and whether the path is behind a mode or a handle.
const ACTS: &[(&str, Act, usize)] = &[
    ("File.write", Act::Write(How::Content), 0),
    ("File.binwrite", Act::Write(How::Content), 0),
    ("IO.write", Act::Write(How::Content), 0),
    ("IO.binwrite", Act::Write(How::Content), 0),
    ("File.open", Act::Open, 0),
    ("File.new", Act::Open, 0),
    ("File.truncate", Act::Write(How::Content), 0),
    ("File.delete", Act::Remove(Removal::Name), 0),
    ("File.unlink", Act::Remove(Removal::Name), 0),
    ("File.rename", Act::Move, 0),
    ("File.chmod", Act::Write(How::Append), 1),
    ("File.symlink", Act::Link, 0),
    ("Dir.mkdir", Act::Make, 0),
    ("Dir.rmdir", Act::Remove(Removal::Dir), 0),
    ("Dir.unlink", Act::Remove(Removal::Dir), 0),
    ("Dir.chdir", Act::Go, 0),
    ("FileUtils.rm", Act::Remove(Removal::Name), 0),
    ("FileUtils.rm_f", Act::Remove(Removal::Name), 0),
    ("FileUtils.rm_r", Act::Remove(Removal::Tree), 0),
    ("FileUtils.rm_rf", Act::Remove(Removal::Tree), 0),
    ("FileUtils.rmtree", Act::Remove(Removal::Tree), 0),
    ("FileUtils.remove_dir", Act::Remove(Removal::Tree), 0),
    ("FileUtils.remove_entry", Act::Remove(Removal::Tree), 0),
    ("FileUtils.rmdir", Act::Remove(Removal::Dir), 0),
    ("FileUtils.mv", Act::Move, 0),
    ("FileUtils.move", Act::Move, 0),
    ("FileUtils.cp", Act::Copy, 0),
    ("FileUtils.copy", Act::Copy, 0),
    ("FileUtils.copy_file", Act::Copy, 0),
    ("FileUtils.cp_r", Act::CopyTree, 0),
    ("FileUtils.mkdir", Act::Make, 0),
    ("FileUtils.mkdir_p", Act::Make, 0),
    ("FileUtils.touch", Act::Write(How::Append), 0),
    ("FileUtils.ln_s", Act::Link, 0),
    ("FileUtils.ln_sf", Act::Link, 0),
    ("FileUtils.cd", Act::Go, 0),
    ("unlink", Act::Remove(Removal::Name), 0),
    ("rename", Act::Move, 0),
    ("mkdir", Act::Make, 0),
    ("rmdir", Act::Remove(Removal::Dir), 0),
    ("truncate", Act::Write(How::Content), 0),
    ("symlink", Act::Link, 0),
    ("link", Act::Link, 0),
    ("chmod", Act::Write(How::Append), 1),
    ("chdir", Act::Go, 0),
    ("copy", Act::Copy, 0),
    ("move", Act::Move, 0),
    ("cp", Act::Copy, 0),
    ("mv", Act::Move, 0),
    ("remove_tree", Act::Remove(Removal::Tree), 0),
    ("rmtree", Act::Remove(Removal::Tree), 0),
    ("make_path", Act::Make, 0),
    ("mkpath", Act::Make, 0),
];

/// Whether a function takes its arguments without brackets.
pub fn is_command(name: &str) -> bool {
    matches!(name, "open" | "system" | "exec" | "require") || ACTS.iter().any(|(known, ..)| *known == name)
}

/// Does what a function does.
pub fn call(reader: &mut Reader, name: &str, given: &Given) -> Known {
    if let Some((_, act, skip)) = ACTS.iter().find(|(known, ..)| *known == name) {
        let mut by_place = given.by_place.get(*skip..).unwrap_or_default().to_vec();
        // `unlink 'a', 'b'`: each of them.
        if matches!(act, Act::Remove(_) | Act::Make | Act::Write(How::Append)) && by_place.len() > 1 {
            by_place = vec![Known::list(by_place)];
        }
        reader.act(*act, &Given { by_place, by_name: Vec::new() });
        return Known::Nothing;
    }
    let first = given.by_place.first();
    match name {
        "open" => open(reader, given),
        "system" | "exec" => match &given.by_place[..] {
            [one] => reader.act(Act::Shell, &Given { by_place: vec![one.clone()], by_name: Vec::new() }),
            several => {
                let command = Known::list(several.to_vec());
                reader.act(Act::Command, &Given { by_place: vec![command], by_name: Vec::new() });
            }
        },
        "Pathname" | "Pathname.new" | "path" | "file" => {
            return first.and_then(Known::spelled).map_or(Known::Nothing, Known::path);
        }
        "File.join" => {
            let parts = given.by_place.iter().map(Known::marked);
            return parts
                .reduce(|dir, name| join(&dir, name.trim_start_matches('/')))
                .map_or(Known::Nothing, Known::text);
        }
        "File.dirname" | "dirname" => {
            return first.and_then(Known::spelled).map_or(Known::Nothing, |path| Known::text(parent(path)));
        }
        "File.expand_path" if given.by_place.len() == 1 => return first.cloned().unwrap_or(Known::Nothing),
        "Dir.glob" | "glob" => {
            return first.and_then(Known::spelled).map_or(Known::Nothing, |pattern| {
                let known = pattern.split(['*', '?', '[']).next().unwrap_or_default();
                Known::list(vec![Known::text(format!("{known}{UNKNOWN}"))])
            });
        }
        _ => {}
    }
    Known::Nothing
}

/// Perl's `open(my $f, '>', 'x')` and `open(F, ">x")`, Ruby's `open("x", "w")`.
fn open(reader: &mut Reader, given: &Given) {
    let mut write = |how, file: &Known| {
        reader.act(Act::Write(how), &Given { by_place: vec![file.clone()], by_name: Vec::new() });
    };
    let how = |mode: &str| match mode.trim_start().split(':').next().unwrap_or_default().trim() {
        ">" | "+>" | "+<" => Some(How::Content),
        ">>" | "+>>" => Some(How::Append),
        _ => None,
    };
    match &given.by_place[..] {
        [_, Known::Text(mode), file, ..] => {
            if let Some(how) = how(mode) {
                write(how, file);
            }
        }
        [Known::Text(_), _] => reader.act(Act::Open, given),
        [_, Known::Text(both)] => {
            let file = both.trim_start_matches(['>', '+', '<']);
            if let Some(how) = how(&both[..both.len() - file.len()]) {
                write(how, &Known::text(file.trim()));
            }
        }
        _ => {}
    }
}

/// What belongs to a path.
pub fn method(reader: &mut Reader, value: &Known, name: &str, given: &Given) -> Known {
    let Known::Path(path) = value else {
        return if matches!(name, "sort" | "uniq" | "to_s" | "freeze") {
            value.clone()
        } else {
            Known::Nothing
        };
    };
    let act = match name {
        "write" | "binwrite" | "spew" | "spew_utf8" | "spew_raw" | "spurt" => Act::Write(How::Content),
        "append" | "append_utf8" | "touch" => Act::Write(How::Append),
        "delete" | "unlink" | "remove" => Act::Remove(Removal::Name),
        "rmtree" | "remove_tree" => Act::Remove(Removal::Tree),
        "mkpath" | "mkdir" => Act::Make,
        "rename" | "move" => Act::Move,
        "join" | "child" => {
            return Known::path(
                given.by_place.iter().fold(path.to_string(), |dir, name| join(&dir, &name.marked())),
            );
        }
        _ => return Known::Nothing,
    };
    let by_place = std::iter::once(value.clone()).chain(given.by_place.iter().cloned()).collect();
    reader.act(act, &Given { by_place, by_name: Vec::new() });
    Known::Nothing
}
