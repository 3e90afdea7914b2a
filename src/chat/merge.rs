//! Lines that came from elsewhere, brought into a chat file in the order that the merged history has.
//!
//! That order puts them in the middle, before lines that are not committed yet, so that the file is replaced. Whoever
//! knows of our lock waits; what others wrote into the old file in that instant is added to the new one.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::RESOURCE;
use crate::store::{self, Store, patiently};

/// Replaces what a file holds by what `merged` makes of it; says `false` where that makes nothing.
pub fn replace(store: &Store, path: &Path, merged: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Result<bool> {
    let doing = || format!("writing `{}`", path.display());
    let _lock = store.lock(RESOURCE)?;
    let mut old = patiently(|| File::open(path)).with_context(doing)?;
    let mut bytes = Vec::new();
    old.read_to_end(&mut bytes).with_context(doing)?;
    let Some(new) = merged(&bytes) else { return Ok(false) };
    if new == bytes {
        return Ok(true);
    }
    // Windows does not give a file's name away while somebody has it open.
    let old = cfg!(unix).then_some(old);
    store::replace(path, &new)?;
    let mut late = Vec::new();
    if let Some(mut old) = old {
        old.read_to_end(&mut late).with_context(doing)?;
    }
    if !late.is_empty() {
        let mut file = patiently(|| File::options().append(true).open(path)).with_context(doing)?;
        file.write_all(&late).with_context(doing)?;
    }
    Ok(true)
}
