//! Who besides the user may use what is made in a git directory, as `core.sharedRepository` says
//! (<https://git-scm.com/docs/git-config#Documentation/git-config.txt-coresharedRepository>). Windows has no such modes.

use std::fs;
use std::io;
use std::path::Path;

/// Let in by `group` and `all`, as git lets them in.
const GROUP: u32 = 0o660;
const EVERYBODY: u32 = 0o664;
/// New files below a directory have its group.
const SET_GROUP: u32 = 0o2000;

/// Who may use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sharing {
    /// Nobody else: nothing is set.
    #[default]
    Private,
    /// Whom the umask lets: that is set.
    Umask,
    /// These bits beside those that are there.
    With(u32),
    /// These bits in place of those that are there.
    Exactly(u32),
}

impl Sharing {
    /// Reads the setting; `None` is one without a value. What git itself refuses lets nobody in.
    pub fn parse(value: Option<&str>) -> Sharing {
        let Some(value) = value else { return Sharing::With(GROUP) };
        match value {
            "umask" | "" => return Sharing::Umask,
            "group" => return Sharing::With(GROUP),
            "all" | "world" | "everybody" => return Sharing::With(EVERYBODY),
            _ => {}
        }
        match u32::from_str_radix(value, 8) {
            Ok(0) => Sharing::Umask,
            Ok(1) => Sharing::With(GROUP),
            Ok(2) => Sharing::With(EVERYBODY),
            // The owner has to read and write.
            Ok(mode) if mode & 0o600 == 0o600 => Sharing::Exactly(mode & 0o666),
            Ok(_) => Sharing::Private,
            Err(_) => match value.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Sharing::With(GROUP),
                "false" | "no" | "off" => Sharing::Umask,
                number if number.parse::<u32>().is_ok() => Sharing::With(GROUP),
                _ => Sharing::Private,
            },
        }
    }

    /// The mode of a file of our own state; `None` where the umask makes it.
    pub fn file(self) -> Option<u32> {
        (self != Sharing::Umask).then(|| self.mode(0o600, false))
    }

    /// The mode of a directory of our own state; `None` where the umask makes it.
    pub fn directory(self) -> Option<u32> {
        (self != Sharing::Umask).then(|| self.mode(0o700, true))
    }

    /// What git would make of a mode.
    fn mode(self, mode: u32, is_directory: bool) -> u32 {
        let (kept, bits) = match self {
            Sharing::Private | Sharing::Umask => return mode,
            Sharing::With(bits) => (mode, bits),
            Sharing::Exactly(bits) => (mode & !0o777, bits),
        };
        let bits = if mode & 0o200 == 0 { bits & !0o222 } else { bits };
        let bits = if mode & 0o100 == 0 && !is_directory { bits } else { bits | (bits & 0o444) >> 2 };
        let group = if is_directory && (kept | bits) & 0o060 != 0 { SET_GROUP } else { 0 };
        kept | bits | group
    }

    /// Lets others in to what was made with an ordinary mode, as git does with what it makes. What belongs to somebody else
    /// stays as it is.
    pub fn let_in(self, path: &Path) {
        let Ok(metadata) = path.symlink_metadata() else { return };
        if matches!(self, Sharing::Private | Sharing::Umask) || metadata.is_symlink() {
            return;
        }
        let mode = mode_of(&metadata) & 0o7777;
        drop(set(path, &metadata, Some(self.mode(mode, metadata.is_dir()))));
    }

    /// Gives a file or directory of our own state its mode, where it is ours; says whether that was another one.
    pub fn bring_in_order(self, path: &Path) -> bool {
        let Ok(metadata) = path.symlink_metadata() else { return false };
        let mode = match metadata.file_type() {
            kind if kind.is_dir() => self.directory(),
            kind if kind.is_file() => self.file(),
            _ => None,
        };
        set(path, &metadata, mode).is_ok_and(|was_other| was_other)
    }
}

#[cfg(unix)]
fn mode_of(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions())
}

#[cfg(not(unix))]
fn mode_of(_: &fs::Metadata) -> u32 {
    0
}

#[cfg(unix)]
fn set(path: &Path, metadata: &fs::Metadata, mode: Option<u32>) -> io::Result<bool> {
    let Some(mode) = mode.filter(|mode| *mode != mode_of(metadata) & 0o7777) else { return Ok(false) };
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).map(|()| true)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "there are no modes here")]
fn set(_: &Path, _: &fs::Metadata, _: Option<u32>) -> io::Result<bool> {
    Ok(false)
}

/// A mode as the system takes it; `None` where it has none.
#[cfg(unix)]
pub fn permissions(mode: Option<u32>) -> Option<fs::Permissions> {
    mode.map(std::os::unix::fs::PermissionsExt::from_mode)
}

#[cfg(not(unix))]
pub fn permissions(_: Option<u32>) -> Option<fs::Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_is_read_as_git_reads_it() {
        for (value, sharing) in [
            (None, Sharing::With(0o660)),
            (Some("group"), Sharing::With(0o660)),
            (Some("true"), Sharing::With(0o660)),
            (Some("Yes"), Sharing::With(0o660)),
            (Some("1"), Sharing::With(0o660)),
            (Some("all"), Sharing::With(0o664)),
            (Some("world"), Sharing::With(0o664)),
            (Some("everybody"), Sharing::With(0o664)),
            (Some("2"), Sharing::With(0o664)),
            (Some("0640"), Sharing::Exactly(0o640)),
            (Some("660"), Sharing::Exactly(0o660)),
            (Some("0777"), Sharing::Exactly(0o666)),
            (Some("umask"), Sharing::Umask),
            (Some("False"), Sharing::Umask),
            (Some("0"), Sharing::Umask),
            (Some("0460"), Sharing::Private),
            (Some("nonsense"), Sharing::Private),
            (Some("-1"), Sharing::Private),
        ] {
            assert_eq!(Sharing::parse(value), sharing, "{value:?}");
        }
    }

    #[test]
    fn files_and_directories_have_the_modes_that_git_gives() {
        for (sharing, file, directory, script) in [
            (Sharing::Private, Some(0o600), Some(0o700), 0o755),
            (Sharing::Umask, None, None, 0o755),
            (Sharing::With(GROUP), Some(0o660), Some(0o2770), 0o775),
            (Sharing::With(EVERYBODY), Some(0o664), Some(0o2775), 0o775),
            (Sharing::Exactly(0o640), Some(0o640), Some(0o2750), 0o750),
            (Sharing::Exactly(0o600), Some(0o600), Some(0o700), 0o700),
            (Sharing::Exactly(0o666), Some(0o666), Some(0o2777), 0o777),
        ] {
            assert_eq!((sharing.file(), sharing.directory()), (file, directory), "{sharing:?}");
            assert_eq!(sharing.mode(0o755, false), script, "{sharing:?}");
        }
        assert_eq!(Sharing::With(GROUP).mode(0o444, false), 0o444, "what nobody writes");
    }
}
