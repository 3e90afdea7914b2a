//! How Windows, and the Unix shells there, spell paths and programs. Text in, text out, so that every platform tests
//! it; whoever asks says `cfg!(windows)`.

use std::path::{Path, PathBuf};

/// What can be started without a shell.
const EXTENSIONS: [&str; 4] = [".com", ".exe", ".bat", ".cmd"];

/// Git Bash's `/d/x` is Windows' `d:/x`; Cygwin writes `/cygdrive/d/x`.
pub fn from_msys(text: &str) -> Option<String> {
    let rest = text.strip_prefix("/cygdrive/").or_else(|| text.strip_prefix('/'))?;
    let (drive, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_drive = drive.len() == 1 && drive.starts_with(|c: char| c.is_ascii_alphabetic());
    is_drive.then(|| format!("{drive}:/{path}"))
}

/// A canonical path (`\\?\C:\x`, `\\?\UNC\server\share`) as people and git write it; `None` where it has no such form.
pub fn without_prefix(text: &str) -> Option<String> {
    let rest = text.strip_prefix(r"\\?\")?;
    if let Some(share) = rest.strip_prefix(r"UNC\") {
        return Some(format!(r"\\{share}"));
    }
    let mut chars = rest.chars();
    let is_drive = chars.next().is_some_and(|drive| drive.is_ascii_alphabetic()) && chars.next() == Some(':');
    is_drive.then(|| rest.to_owned())
}

/// The file that Windows would open: trailing dots and blanks do not count, `name:stream` is the file `name`.
pub fn file_name(text: &str) -> &str {
    text.split(':').next().unwrap_or(text).trim_end_matches(['.', ' '])
}

/// With forward slashes, which every shell and program there takes, and no shell reads as an escape.
pub fn slashed(text: &str) -> String {
    text.replace('\\', "/")
}

/// Whether an error says that somebody else has the file open: access denied, a sharing or a lock violation.
pub fn is_busy(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// The files that the name of a program may stand for, the likeliest first. `dir` is where it is to run, `path` what
/// PATH lists: Windows itself finds nothing but `.exe` there, and `npm` is `npm.cmd`.
pub fn programs(name: &str, dir: &Path, path: &[PathBuf]) -> Vec<PathBuf> {
    let lower = name.to_lowercase();
    let endings: &[&str] =
        if EXTENSIONS.iter().any(|ending| lower.ends_with(ending)) { &[""] } else { &EXTENSIONS };
    let is_path = name.contains(['/', '\\', ':']);
    let dirs = if is_path { vec![dir] } else { path.iter().map(PathBuf::as_path).collect() };
    dirs.iter()
        .flat_map(|dir| endings.iter().map(move |ending| dir.join(format!("{name}{ending}"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drives_of_unix_shells_are_understood() {
        assert_eq!(from_msys("/d/x/y").as_deref(), Some("d:/x/y"));
        assert_eq!(from_msys("/cygdrive/c").as_deref(), Some("c:/"));
        for other in ["/usr/bin", "d/x", "//server/share", "/", "/1/x", ""] {
            assert_eq!(from_msys(other), None, "{other}");
        }
    }

    #[test]
    fn what_git_does_not_understand_goes_from_a_canonical_path() {
        assert_eq!(without_prefix(r"\\?\C:\a b").as_deref(), Some(r"C:\a b"));
        assert_eq!(without_prefix(r"\\?\UNC\wsl$\x").as_deref(), Some(r"\\wsl$\x"));
        for other in [r"C:\a", r"\\server\share", r"\\?\Volume{1}\x", r"\\?\", r"\\?\GLOBALROOT\x"] {
            assert_eq!(without_prefix(other), None, "{other}");
        }
    }

    #[test]
    fn one_file_has_one_name() {
        for name in ["a.rs", "a.rs.", "a.rs. .", "a.rs::$DATA", "a.rs:s"] {
            assert_eq!(file_name(name), "a.rs", "{name}");
        }
        assert_eq!(file_name("..."), "");
    }

    #[test]
    fn no_shell_reads_an_escape() {
        assert_eq!(slashed(r"C:\Program Files\a"), "C:/Program Files/a");
        assert_eq!(slashed(r"\\server\share"), "//server/share");
    }

    #[test]
    fn a_program_may_be_a_script() {
        let found = |name| programs(name, Path::new("repo"), &["one".into(), "two".into()]);
        assert_eq!(found("npm").len(), 8);
        assert_eq!((&found("npm")[3], &found("npm")[5]), (&"one/npm.cmd".into(), &"two/npm.exe".into()));
        assert_eq!(found("a.CMD"), [PathBuf::from("one/a.CMD"), "two/a.CMD".into()]);
        assert_eq!(found("./gradlew")[2], PathBuf::from("repo/./gradlew.bat"));
    }
}
