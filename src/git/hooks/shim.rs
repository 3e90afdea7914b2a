//! The text of the hooks that we write: POSIX sh, which Git for Windows has too, with no process but ours.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::hook::Hook;
use super::manager::HookManager;
use crate::domain::asker::{RECORD, VARIABLE};
use crate::domain::codename::OPERATOR;
use crate::sys::env::native;
use crate::sys::windows;

/// The second line tells our files from all others, whatever the version between these two.
const MARK: &str = "# auraops hook ";
const MARK_END: &str = ": written by `auraops hook install`, taken away by `auraops hook remove`";
/// Raised when the text changes its meaning.
const VERSION: u32 = 3;

/// What the blocks in other people's scripts begin and end with.
pub const BLOCK: &str = "# >>> auraops hook";
/// What the first line of a block says when there was no file before it.
pub const MADE: &str = " made this file";
pub const BLOCK_END: &str = "# <<< auraops hook";

/// How a hook finds auraops again.
#[derive(Debug, Clone, Copy)]
pub enum Program<'a> {
    /// At this path, else on PATH.
    At(&'a Path),
    OnPath,
}

/// What comes before the path of the program.
const NAMED: &[u8] = b"auraops=";

/// The auraops on PATH, if it is outside the work tree: `node_modules/.bin`, which npm, husky and others put in front, is any
/// agent's to write. Git runs hooks at the top of the work tree.
const ON_PATH: &str = r#"$(IFS=:; set -f; for dir in $PATH; do case $dir/ in ("$PWD"/*) ;; (/*)
  [ -f "$dir/auraops" ] && [ -x "$dir/auraops" ] && { printf %s "$dir/auraops"; break; } ;; esac; done; :)"#;

/// The lines of a transaction that could bring commits in, in `$heads`: only an agent's, and only before they count.
///
/// Git runs this hook for every reference that it writes, so that no process is started for what is not asked about.
/// `read` takes a byte at a time, which for 10,000 lines is a tenth of a second.
const HEADS: &str = r#"asks() {
  [ "$1" = prepared ] && case ${VARIABLE:-} in
    OPERATOR) false ;;
    '') [ -s "${GIT_DIR:-.git}/RECORD" ] ;;
  esac
}
heads=
if asks "$1"; then
  while IFS= read -r line; do
    case $line in *' HEAD' | *' refs/heads/'*) heads="$heads$line
" ;; esac
  done"#;

/// A file that runs ours, then those that were there before.
pub fn script(hook: Hook, program: Program, chained: &[(String, HookManager)]) -> Vec<u8> {
    let mut text = b"#!/bin/sh\n".to_vec();
    let mut line = |line: &[u8]| {
        text.extend_from_slice(line);
        text.push(b'\n');
    };
    let (name, is_alone, is_transaction) =
        (hook.name(), chained.is_empty(), hook == Hook::ReferenceTransaction);
    let keeps_input = hook.reads_input() && !is_alone;
    line(format!("{MARK}{VERSION}{MARK_END}").as_bytes());
    if keeps_input {
        // The letter keeps the line breaks at the end.
        line(b"input=$(cat; echo x)\ninput=${input%x}");
    }
    if is_transaction {
        let heads = identified(HEADS);
        line(format!("{heads}{}", if keeps_input { " <<end\n$input\nend" } else { "" }).as_bytes());
        line(if is_alone { b"fi\n[ -n \"$heads\" ] || exit 0" } else { b"fi\nif [ -n \"$heads\" ]; then" });
    }
    match program {
        Program::At(path) => {
            line(&[NAMED, quoted(path).as_slice()].concat());
            line(format!(r#"[ -x "$auraops" ] || auraops={ON_PATH}"#).as_bytes());
        }
        Program::OnPath => line(format!("auraops={ON_PATH}").as_bytes()),
    }
    line(br#"if [ -n "$auraops" ]; then"#);
    let aloud = aloud(hook);
    let fed = if keeps_input { r#"printf %s "$input" | "# } else { "" };
    line(
        match (is_transaction, is_alone) {
            (true, _) => format!(r#"  printf %s "$heads" | "$auraops" hook {name} "$@" || exit"#),
            (_, true) => format!(r#"  exec "$auraops" hook {name} "$@"{aloud}"#),
            (_, false) => format!(r#"  {fed}"$auraops" hook {name} "$@"{aloud} || exit"#),
        }
        .as_bytes(),
    );
    line(b"else");
    line(without_auraops(hook).as_bytes());
    line(b"fi");
    if is_transaction && !is_alone {
        line(b"fi");
    }
    if !is_alone {
        line(GUARD.replace("HOOK", name).replace("CHAIN", CHAIN).as_bytes());
    }
    for (file, manager) in chained {
        // A manager that moves this file to `<hook>.legacy` and runs it from there must not be run by it again.
        let place = if manager.runs_legacy() {
            r#"[ "$name" = HOOK ] && "#.replace("HOOK", name)
        } else {
            String::new()
        };
        line(format!(r#"next="${{0%/*}}/{file}""#).as_bytes());
        line(format!(r#"if {place}[ -x "$next" ]; then {fed}"$next" "$@" || exit; fi"#).as_bytes());
    }
    line(b"exit 0");
    text
}

/// Whose hooks are running already.
const CHAIN: &str = "AURAOPS_CHAIN";

/// What keeps a chain from beginning again inside itself: a manager that took our place may run ours from another name,
/// and have been put behind ours since. Under the hook's own name it is git that calls, so that a hook which commits
/// starts a chain of its own. What ours judges is judged either way: a variable must not switch that off.
const GUARD: &str = r#"name=${0##*/}
[ "$name" != HOOK ] && [ "${CHAIN:-}" = "HOOK $PWD" ] && exit 0
export CHAIN="HOOK $PWD""#;

/// Who asks, for a shell that has no auraops to ask: what `workspace::identity` goes by, in its order.
const CASES: &str = r#"  case ${VARIABLE:-} in
    OPERATOR) ;;
    ?*) REFUSAL ;;
    *) [ ! -s "${GIT_DIR:-.git}/RECORD" ] || REFUSAL ;;
  esac"#;

/// A text of sh with the names by which an asker is known.
fn identified(text: &str) -> String {
    text.replace("VARIABLE", VARIABLE).replace("RECORD", RECORD).replace("OPERATOR", &in_any_case(OPERATOR))
}

/// A word as a pattern of sh that matches it in any case.
fn in_any_case(word: &str) -> String {
    word.chars().flat_map(|c| ['[', c.to_ascii_uppercase(), c.to_ascii_lowercase(), ']']).collect()
}

/// Whether this is a file that `script` made, in this version or another.
pub fn is_ours(text: &[u8]) -> bool {
    let second = text.split(|&byte| byte == b'\n').nth(1).unwrap_or_default();
    // A tracked one that `core.autocrlf` checked out.
    let second = second.strip_suffix(b"\r").unwrap_or(second);
    let version =
        second.strip_prefix(MARK.as_bytes()).and_then(|rest| rest.strip_suffix(MARK_END.as_bytes()));
    version.is_some_and(|version| !version.is_empty() && version.iter().all(u8::is_ascii_digit))
}

/// The program that a file of ours runs by its path.
pub fn named_program(text: &[u8]) -> Option<PathBuf> {
    let line = text.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(NAMED))?;
    let quoted = line.strip_prefix(b"'")?.strip_suffix(b"'")?;
    let parts: Vec<&[u8]> = quoted.split(|&byte| byte == b'\'').collect();
    // A quote is written as `'\''`: its parts are what stands before, a backslash, nothing, and what comes after.
    let mut path = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        match at % 3 {
            0 => path.extend_from_slice(part),
            1 => path.push(b'\''),
            _ => {}
        }
    }
    native(&path).ok().map(PathBuf::from)
}

/// A block for a script that husky runs with `sh -e`.
pub fn block(hook: Hook, makes_file: bool) -> String {
    let note = if makes_file { MADE } else { "" };
    let (name, missing) = (hook.name(), without_auraops(hook));
    let run = if hook.reads_input() {
        // What follows in the script must find the same on its input.
        format!(
            "  auraops_input=$(cat)\n  [ -z \"$auraops_input\" ] && exec </dev/null || exec <<end\n$auraops_input\nend\n  \
             {{ [ -z \"$auraops_input\" ] || printf '%s\\n' \"$auraops_input\"; }} | \"$auraops\" hook {name} \"$@\"{} || exit",
            aloud(hook)
        )
    } else {
        format!("  \"$auraops\" hook {name} \"$@\" || exit")
    };
    format!(
        "{BLOCK} {VERSION}{note}: `auraops hook remove` takes it away\nauraops={ON_PATH}\n\
         if [ -n \"$auraops\" ]; then\n{run}\nelse\n{missing}\nfi\n{BLOCK_END}\n"
    )
}

/// What git does itself for all hooks but this one: `git push --porcelain` is read by programs.
fn aloud(hook: Hook) -> &'static str {
    if hook == Hook::PrePush { " >&2" } else { "" }
}

/// Without auraops nothing can be judged: a person goes on, an agent does not.
fn without_auraops(hook: Hook) -> String {
    let deed = if hook == Hook::PrePush { "push" } else { "commit" };
    let refusal = format!(
        "{{ echo 'auraops: not found, so an agent cannot {deed} here: install auraops' >&2; exit 1; }}"
    );
    if hook == Hook::ReferenceTransaction {
        return format!("  {refusal}");
    }
    let warning = if hook.is_judge() || hook == Hook::PrePush {
        format!("\n  echo 'auraops: not found, so this {deed} is not judged: install auraops' >&2")
    } else {
        String::new()
    };
    let cases = identified(CASES).replace("REFUSAL", &refusal);
    format!("{cases}{warning}")
}

/// The path as sh takes it; with forward slashes, which Windows' sh wants.
fn quoted(path: &Path) -> Vec<u8> {
    let slashed = path.to_str().filter(|_| cfg!(windows)).map(windows::slashed);
    let path = slashed.as_ref().map_or(path.as_os_str(), OsStr::new);
    let mut quoted = b"'".to_vec();
    for &byte in path.as_encoded_bytes() {
        match byte {
            b'\'' => quoted.extend_from_slice(br"'\''"),
            byte => quoted.push(byte),
        }
    }
    quoted.push(b'\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_auraops_runs_where_nothing_is_chained() {
        let text =
            String::from_utf8(script(Hook::PreCommit, Program::At(Path::new("/a b/it's")), &[])).unwrap();
        assert!(text.contains("auraops='/a b/it'\\''s'\n"), "{text}");
        assert!(text.contains("  exec \"$auraops\" hook pre-commit \"$@\"\n"), "{text}");
        assert!(!text.contains("next="), "{text}");
    }

    #[test]
    fn the_program_is_read_back() {
        for path in ["/a b/it's", "/auraops", "''"] {
            let text = script(Hook::PreCommit, Program::At(Path::new(path)), &[]);
            assert_eq!(named_program(&text), Some(PathBuf::from(path)));
        }
        assert_eq!(named_program(&script(Hook::PreCommit, Program::OnPath, &[])), None);
    }

    #[test]
    fn every_version_of_ours_is_known_and_nothing_else() {
        let ours = script(Hook::CommitMsg, Program::OnPath, &[]);
        assert!(is_ours(&ours));
        assert!(is_ours(format!("#!/bin/sh\n{MARK}27{MARK_END}\nmore").as_bytes()));
        assert!(is_ours(String::from_utf8(ours).unwrap().replace('\n', "\r\n").as_bytes()));
        for text in ["", "#!/bin/sh\nauraops hook pre-commit\n", "#!/bin/sh\n# auraops hook 1: see above\n"] {
            assert!(!is_ours(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_manager_that_runs_ours_is_not_run_by_it() {
        let chained = [("pre-commit.before-auraops".to_owned(), HookManager::Prek)];
        let text = String::from_utf8(script(Hook::PreCommit, Program::OnPath, &chained)).unwrap();
        assert!(text.contains(r#"if [ "$name" = pre-commit ] && [ -x "$next" ]"#), "{text}");
    }
}
