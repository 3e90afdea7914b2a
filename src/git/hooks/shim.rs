//! The text of the hooks that we write: POSIX sh, which Git for Windows has too, with no process but ours.

use std::ffi::OsStr;
use std::path::Path;

use super::{Hook, Maker};
use crate::windows;

/// The second line tells our files from all others, whatever the version between these two.
const MARK: &str = "# auraops hook ";
const MARK_END: &str = ": written by `auraops hook install`, taken away by `auraops hook remove`";
/// Raised when the text changes its meaning.
const VERSION: u32 = 1;

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

/// A file that runs ours, then those that were there before.
pub fn script(hook: Hook, program: Program, chained: &[(String, Maker)]) -> Vec<u8> {
    let mut text = b"#!/bin/sh\n".to_vec();
    let mut line = |line: &[u8]| {
        text.extend_from_slice(line);
        text.push(b'\n');
    };
    let name = hook.name();
    line(format!("{MARK}{VERSION}{MARK_END}").as_bytes());
    match program {
        Program::At(path) => {
            line(&[b"auraops=", quoted(path).as_slice()].concat());
            line(
                br#"if [ -x "$auraops" ] || { auraops=auraops; command -v auraops >/dev/null 2>&1; }; then"#,
            );
        }
        Program::OnPath => {
            line(b"auraops=auraops");
            line(b"if command -v auraops >/dev/null 2>&1; then");
        }
    }
    if chained.is_empty() {
        line(format!(r#"  exec "$auraops" hook {name} "$@""#).as_bytes());
    } else {
        line(format!(r#"  "$auraops" hook {name} "$@" || exit"#).as_bytes());
    }
    line(b"else");
    line(missing(hook).as_bytes());
    line(b"fi");
    for (file, maker) in chained {
        // A manager that moves this file to `<hook>.legacy` and runs it from there must not be run by it again.
        let place =
            if maker.runs_legacy() { format!(r#"[ "${{0##*/}}" = {name} ] && "#) } else { String::new() };
        line(format!(r#"next="${{0%/*}}/{file}""#).as_bytes());
        line(format!(r#"if {place}[ -x "$next" ]; then "$next" "$@" || exit; fi"#).as_bytes());
    }
    line(b"exit 0");
    text
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

/// A block for a script that husky runs with `sh -e`.
pub fn block(hook: Hook, makes_file: bool) -> String {
    let made = if makes_file { MADE } else { "" };
    let (name, missing) = (hook.name(), missing(hook));
    format!(
        "{BLOCK} {VERSION}{made}: `auraops hook remove` takes it away\n\
         if command -v auraops >/dev/null 2>&1; then\n  auraops hook {name} \"$@\" || exit\nelse\n{missing}\nfi\n{BLOCK_END}\n"
    )
}

/// Without auraops nothing can be judged: a person goes on, an agent does not.
fn missing(hook: Hook) -> String {
    let refusal =
        "{ echo 'auraops: not found, so that an agent cannot commit here: install auraops' >&2; exit 1; }";
    let warning = if hook.is_judge() {
        "\n  echo 'auraops: not found, so that this commit is not judged: install auraops' >&2"
    } else {
        ""
    };
    format!(
        r#"  case ${{AURAOPS_AGENT:-}} in
    [Uu][Ss][Ee][Rr]) ;;
    ?*) {refusal} ;;
    *) [ ! -s "${{GIT_DIR:-.git}}/auraops-agent" ] || {refusal} ;;
  esac{warning}"#
    )
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
        let chained = [("pre-commit.before-auraops".to_owned(), Maker::Prek)];
        let text = String::from_utf8(script(Hook::PreCommit, Program::OnPath, &chained)).unwrap();
        assert!(text.contains(r#"if [ "${0##*/}" = pre-commit ] && [ -x "$next" ]"#), "{text}");
    }
}
