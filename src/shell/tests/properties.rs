//! What holds for texts made at random.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::super::effect::ShellReading;
use super::super::*;
use super::generate::{self, Dice};

/// The disk that the generated texts expect, under `/r`.
struct Paper;

impl Disk for Paper {
    fn is_dir(&self, path: &Path) -> bool {
        let path = path::lexical(path);
        path == Path::new("/r") || generate::DIRS.iter().any(|dir| Path::new("/r").join(dir) == path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.is_dir(path)
    }

    fn is_link(&self, _: &Path) -> bool {
        false
    }

    fn names(&self, _: &Path) -> Vec<String> {
        Vec::new()
    }

    fn listed(&self, _: &Path, args: &[String]) -> Vec<String> {
        args.iter().map(|dir| format!("{dir}/x.rs")).collect()
    }

    fn text(&self, _: &Path) -> Option<String> {
        None
    }

    fn absolute(&self, dir: &Path, text: &str) -> PathBuf {
        dir.join(text)
    }
}

fn around() -> Surroundings<'static> {
    Surroundings { cwd: Path::new("/r"), home: None, root: Path::new("/r"), disk: &Paper }
}

fn relative(path: &Path) -> String {
    let path = path::lexical(path);
    path.strip_prefix("/r").unwrap_or(&path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// What is foretold; directories that are made along the way are no files.
fn foretold(reading: &ShellReading) -> BTreeSet<String> {
    let path = |effect: &Effect| match effect {
        Effect::Write(write) => Some(relative(&write.path)),
        Effect::Tree(path) => Some(relative(path)),
        Effect::Make(_) | Effect::Text { .. } => None,
        other => Some(format!("{other:?}")),
    };
    reading.effects.iter().filter_map(path).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    /// Nothing foreign is missed, and nothing of one's own is refused for a write that does not happen.
    #[test]
    fn a_script_writes_what_it_was_made_to_write(choices in prop::collection::vec(any::<u16>(), 0..120)) {
        let made = generate::script(&mut Dice::new(&choices), "/r");
        let reading = read(&made.text, Dialect::Posix, around());
        prop_assert_eq!(foretold(&reading), made.writes, "{}", made.text);
        prop_assert_eq!(reading.unclear, 0, "{}", made.text);
    }

    #[test]
    fn a_patch_writes_what_it_was_made_to_write(choices in prop::collection::vec(any::<u16>(), 0..40)) {
        let (made, is_shell) = generate::patch(&mut Dice::new(&choices), "/r");
        let found = if is_shell {
            foretold(&read(&made.text, Dialect::Posix, around()))
        } else {
            patch::names(&made.text).iter().map(|(_, name)| relative(&Path::new("/r").join(name))).collect()
        };
        prop_assert_eq!(found, made.writes, "{}", made.text);
    }

    /// Whatever the text, there is an answer.
    #[test]
    fn no_text_makes_it_panic(text in "[a-z \n;&|<>(){}\\[\\]$'\"`\\\\*?=#!~/.,@:%+-]{0,80}|.{0,60}") {
        read(&text, Dialect::Posix, around());
        patch::names(&text);
        patch::diff_names(&text, Some(1));
    }

    /// The same with the words that open and close something.
    #[test]
    fn no_words_make_it_panic(words in prop::collection::vec(prop::sample::select(vec![
        "if", "then", "else", "elif", "fi", "for", "x", "in", "do", "done", "while", "case", "esac", ";;", "{", "}", "(", ")", "((", "))", "[[", "]]",
        ";", "\n", "&&", "||", "|", "&", ">", "<<E", "E", "\nE\n", "$(", "`", "\"", "'", "${", "x()", "function", "cd", "a", "rm", "exit", "=", "x=", "$x", "{a,b}", "*", "eval", "sh", "-c", "xargs", "find",
        "-exec", "+", "\\;", "git", "stash", "checkout", "-C", "sed", "-i", "cp", "mv", "-t", "popd", "pushd", "!", "time", "select", "coproc", "~", "-",
    ]), 0..40)) {
        read(&words.join(" "), Dialect::Posix, around());
    }
}
