//! What git lists: between zeros where it prints, a line each where it keeps a file.

use std::path::Path;

use crate::domain::oid::Oid;
use crate::sys::file;

/// The objects that one of git's own files names, a line each; none where there is no such file.
pub fn read_oids(file: &Path) -> std::io::Result<Vec<Oid>> {
    let text = file::read(file)?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&text).lines().filter_map(Oid::parse).collect())
}

/// The fields of a `-z` listing.
pub fn split(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|&byte| byte == 0).filter(|field| !field.is_empty())
}

/// Fields as git reads them from a `-z` input.
pub fn joined(fields: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    fields.into_iter().flat_map(|field| [field.as_ref(), b"\0"].concat()).collect()
}
