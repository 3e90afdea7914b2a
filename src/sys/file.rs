//! Files read and written so that a crash at any instant, or somebody who has one open, harms nothing: read whole, replaced
//! by renaming, added to whole or not at all, waited for where the system says that they are busy.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use super::links::resolve;
use super::windows;

/// How the names of temporary files begin.
pub const TEMPORARY: &str = ".auraops-";

/// How long somebody may keep a file open on Windows: 50 times 20 ms.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// The bytes of a file, where there is one.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read_up_to(path, u64::MAX) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// How large a file may be that others write to and that is read whole.
pub const MOST: u64 = 256 << 20;

/// The bytes of a file, where there is one; an error where it is larger than [`MOST`].
pub fn read_bounded(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read_up_to(path, MOST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first bytes of a file, where there is one.
pub fn read_beginning(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match open(path, File::options().read(true)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Whether a file has more than [`MOST`].
pub fn is_too_large(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.len() > MOST)
}

/// That a file has more bytes than it may have.
pub fn too_large(most: u64) -> io::Error {
    io::Error::new(ErrorKind::FileTooLarge, format!("it is larger than {}", size(most)))
}

/// The bytes of a file that has at most so many.
pub fn read_up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path, File::options().read(true))?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(too_large(most));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or_default())?;
    // It may be growing, and what `/proc` has says that it is empty.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// Opens a file, and nothing else: a pipe is not waited for, a device not touched.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // What is looked at first may be another one by now, so that what was opened is looked at, too.
    refuse_what_is_none(&fs::metadata(path)?)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = patiently(|| options.open(path))?;
    refuse_what_is_none(&file.metadata()?)?;
    Ok(file)
}

fn refuse_what_is_none(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let kind = if metadata.is_dir() { ErrorKind::IsADirectory } else { ErrorKind::InvalidInput };
    Err(io::Error::new(kind, format!("{} is no ordinary file", what(metadata))))
}

/// What stands in a file's place.
fn what(metadata: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if metadata.is_dir() { "a directory" } else { "this" }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        megabytes => format!("{megabytes} MiB"),
    }
}

/// Puts `bytes` at `path` so that a reader, or a crash at any instant, sees the old file or the new one.
/// Permissions stay as they are, and a symlink stays one: what it points to is replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    replace_as(path, bytes, None)
}

/// The same, with these permissions where there are any.
pub fn replace_as(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> Result<()> {
    let doing = || format!("writing `{}`", path.display());
    let (temp, target) = beside(path, bytes, permissions)?;
    temp.as_file().sync_all().with_context(doing)?;
    persist(temp, &target).and_then(|()| sync_dir(&target)).with_context(doing)
}

/// The same for what may be lost in a power cut, though not where a process is killed: the disk is not waited for.
pub fn jot_as(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> Result<()> {
    let (temp, target) = beside(path, bytes, permissions)?;
    persist(temp, &target).with_context(|| format!("writing `{}`", path.display()))
}

/// A temporary file that is to take the place of a file, and where that is.
fn beside(
    path: &Path,
    bytes: &[u8],
    permissions: Option<fs::Permissions>,
) -> Result<(NamedTempFile, PathBuf)> {
    let doing = || format!("writing `{}`", path.display());
    let target = resolve(path).with_context(doing)?;
    let kept = match fs::metadata(&target) {
        Ok(metadata) if metadata.is_dir() => bail!("cannot write `{}`: a directory is there", path.display()),
        Ok(metadata) => Some(metadata.permissions()),
        Err(_) => None,
    };
    let temp = filled(&target, bytes, permissions.or(kept)).with_context(doing)?;
    Ok((temp, target))
}

/// Gives a temporary file its name, over the file that has it.
pub fn persist(temp: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut temp = Some(temp);
    patiently(|| match temp.take().map(|temp| temp.persist(path)) {
        Some(Err(error)) => {
            temp = Some(error.file);
            Err(error.error)
        }
        _ => Ok(()),
    })
}

/// Does it again for a while as long as Windows says that somebody has the file open, a virus scanner for one.
pub fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..TRIES {
        match attempt() {
            Err(error) if cfg!(windows) && windows::is_busy(&error) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
    attempt()
}

/// Puts `bytes` at `path` unless something is there, a dangling symlink included; says whether it did.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool> {
    let doing = || format!("writing `{}`", path.display());
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let temp = filled(path, bytes, None).with_context(doing)?;
    temp.as_file().sync_all().with_context(doing)?;
    match temp.persist_noclobber(path) {
        Ok(_) => sync_dir(path).map(|()| true).with_context(doing),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error.error).with_context(doing),
    }
}

/// Adds `bytes` at the end of a file that is there, all of them and safe on the disk, or none; gives the place where they
/// begin. They go out in one write, so that no other writer's come between. Whoever adds too while the disk is full keeps
/// what is theirs: of ours, blank lines stay before it.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<u64> {
    let mut file = patiently(|| File::options().read(true).append(true).open(path))?;
    let mut sent = 0;
    let written = send(&mut file, bytes, &mut sent).and_then(|()| file.sync_data());
    // Where the last write in append mode ended.
    let end = file.stream_position()?;
    let start = end.saturating_sub(sent as u64);
    match written {
        Ok(()) => Ok(start),
        Err(error) => {
            // What cannot be taken back either is mended by whoever adds next: it gets its line break.
            drop(take_back(path, start, &bytes[..sent]));
            Err(error)
        }
    }
}

/// Writes all of `bytes`, as far as it goes.
fn send(file: &mut File, bytes: &[u8], sent: &mut usize) -> io::Result<()> {
    while *sent < bytes.len() {
        match file.write(&bytes[*sent..]) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => *sent += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes `part` from `start`, where it is, at the end of a file; where others have added behind it, blank lines take its
/// place.
pub fn take_back(path: &Path, start: u64, part: &[u8]) -> io::Result<()> {
    // Of its own: Windows lets no handle in append mode change the length.
    let mut file = open(path, File::options().read(true).write(true))?;
    let mut found = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    (&file).take(part.len() as u64).read_to_end(&mut found)?;
    if found != part {
        return Ok(());
    }
    if file.metadata()?.len() == start + part.len() as u64 {
        return file.set_len(start);
    }
    file.seek(SeekFrom::Start(start))?;
    file.write_all(&vec![b'\n'; part.len()])
}

/// A temporary file beside `path` with the bytes in it. Gone again unless it is persisted.
fn filled(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    let ordinary = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions.clone().unwrap_or(ordinary));
    let mut temp = builder.tempfile_in(directory(path))?;
    temp.write_all(bytes)?;
    if let Some(permissions) = permissions {
        temp.as_file().set_permissions(permissions)?;
    }
    Ok(temp)
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Makes a rename outlive a power cut. Windows does so by itself, and has no way to ask.
fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory(path))?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_somebody_reads_is_replaced_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old").unwrap();
        let reader = File::open(&path).unwrap();
        let reading = std::thread::spawn(move || {
            std::thread::sleep(4 * PAUSE);
            drop(reader);
        });
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        reading.join().unwrap();
    }

    #[test]
    fn create_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        assert!(create(&path, b"one").unwrap());
        assert!(!create(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
        assert!(replace(dir.path(), b"").unwrap_err().to_string().contains("a directory is there"));
    }

    #[test]
    fn what_is_taken_back_leaves_what_others_added() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old\n").unwrap();
        assert_eq!(append(&path, b"half").unwrap(), 4);
        take_back(&path, 4, b"half").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old\n");
        append(&path, b"half").unwrap();
        append(&path, b"another's\n").unwrap();
        take_back(&path, 4, b"half").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old\n\n\n\n\nanother's\n");
        take_back(&path, 4, b"half").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old\n\n\n\n\nanother's\n", "it is not there");
        assert!(append(&dir.path().join("absent"), b"x").is_err());
        assert!(!dir.path().join("absent").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_written_is_an_error_and_changes_nothing() {
        let full = Path::new("/dev/full");
        assert_eq!(append(full, b"x").unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[cfg(unix)]
    #[test]
    fn replace_keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link, dangling) = (dir.path().join("f"), dir.path().join("l"), dir.path().join("d"));
        create(&file, b"#!/bin/sh\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o750)).unwrap();
        symlink("f", &link).unwrap();
        symlink("new", &dangling).unwrap();
        replace(&link, b"#!/bin/bash\n").unwrap();
        replace(&dangling, b"x").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"#!/bin/bash\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o750);
        assert!(link.is_symlink() && dangling.is_symlink());
        assert_eq!(fs::read(dir.path().join("new")).unwrap(), b"x");
        assert!(!create(&dangling, b"y").unwrap());
        assert_ne!(fs::metadata(dir.path().join("new")).unwrap().permissions().mode() & 0o044, 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("b", dir.path().join("a")).unwrap();
        std::os::unix::fs::symlink("a", dir.path().join("b")).unwrap();
        assert!(replace(&dir.path().join("a"), b"").is_err());
    }
}
