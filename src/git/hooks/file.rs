//! One hook file: who made it, and replacing it whole.

use std::fs::Permissions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::{Builder, NamedTempFile};

use super::manager::HookManager;
use super::shim;
use crate::sys::file;

/// How the names of half-written files begin, and how many random letters follow.
const DRAFT: &str = ".auraops-";
const RANDOM: usize = 6;

/// What a file says; `None` where there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match file::read_up_to(path, file::MOST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // What cannot be read is nobody's that is known here; it is moved aside and back like any other.
        Err(_) if path.symlink_metadata().is_ok() => Ok(Some(Vec::new())),
        Err(error) => Err(error).with_context(|| format!("reading `{}`", path.display())),
    }
}

/// Who made the file; `None` where there is none. A symlink to nowhere is a file of somebody's too.
pub fn manager(path: &Path) -> Result<Option<HookManager>> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    Ok(Some(manager_of(&read(path)?.unwrap_or_default())))
}

/// Whether git, or the hook before it, would run the file.
#[cfg(unix)]
pub fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// Writes an executable file whole: nobody ever sees half of it.
pub fn write_script(path: &Path, text: &[u8]) -> Result<()> {
    replace(&mut executable(), path, text, None)
}

/// Writes an executable file over somebody's hook, which stays under another name; there is a hook at every instant.
pub fn write_over(path: &Path, text: &[u8], aside: &Path) -> Result<()> {
    // Whatever can fail comes before the hook is touched.
    let script = draft(&mut executable(), path, text, None)
        .with_context(|| format!("writing the hook `{}`", path.display()))?;
    keep(path, aside)?;
    // A version that knows no lock may have put ours there in between.
    if manager(aside)? == Some(HookManager::Auraops) {
        delete(aside)?;
    }
    file::persist(script, path).with_context(|| format!("writing the hook `{}`", path.display()))
}

/// Gives a hook a second name. What has that name is the same hook, or an older one of the same manager's.
fn keep(path: &Path, aside: &Path) -> Result<()> {
    if aside.symlink_metadata().is_ok() {
        delete(aside)?;
    }
    // A link takes the place of nothing, and leaves the hook where it is. Not every file system has them.
    match std::fs::hard_link(path, aside) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => rename(path, aside),
        linked => linked.with_context(|| format!("keeping `{}` as `{}`", path.display(), aside.display())),
    }
}

/// Removes what killed runs left behind of the files they were writing.
pub fn sweep(dir: &Path) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_draft = name.to_str().is_some_and(|name| {
            name.strip_prefix(DRAFT).is_some_and(|rest| {
                rest.len() == RANDOM && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        });
        if is_draft && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // It is in nobody's way.
            drop(std::fs::remove_file(entry.path()));
        }
    }
}

/// Changes what a file says and not its mode; makes an executable one where there is none.
pub fn edit(path: &Path, text: &[u8]) -> Result<()> {
    match path.metadata() {
        Ok(meta) => replace(&mut Builder::new(), path, text, Some(&meta.permissions())),
        Err(_) => write_script(path, text),
    }
}

/// What is new is executable; a file on Windows always is.
fn executable() -> Builder<'static, 'static> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there are no modes elsewhere"))]
    let mut builder = Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
    builder
}

fn replace(builder: &mut Builder, path: &Path, text: &[u8], mode: Option<&Permissions>) -> Result<()> {
    draft(builder, path, text, mode)
        .and_then(|file| file::persist(file, path))
        .with_context(|| format!("writing the hook `{}`", path.display()))
}

/// The file, under a name of its own beside its place.
fn draft(
    builder: &mut Builder,
    path: &Path,
    text: &[u8],
    mode: Option<&Permissions>,
) -> io::Result<NamedTempFile> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = builder.prefix(DRAFT).rand_bytes(RANDOM).tempfile_in(dir)?;
    file.write_all(text)?;
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode.clone())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).with_context(|| format!("renaming `{}` to `{}`", from.display(), to.display()))
}

pub fn delete(path: &Path) -> Result<()> {
    std::fs::remove_file(path).with_context(|| format!("removing `{}`", path.display()))
}

/// Who wrote a text, by what each leaves in it.
fn manager_of(text: &[u8]) -> HookManager {
    let has = |needle: &str| text.windows(needle.len()).any(|window| window == needle.as_bytes());
    if shim::is_ours(text) {
        HookManager::Auraops
    } else if has("File generated by pre-commit: https://pre-commit.com") {
        HookManager::PreCommit
    } else if has("File generated by prek: https://github.com/j178/prek") {
        HookManager::Prek
    } else if has("call_lefthook") || has("LEFTHOOK_BIN") {
        HookManager::Lefthook
    } else {
        HookManager::Other
    }
}
