//! Paths as their text reads, without a look at the disk.

use std::path::Path;

pub use crate::sys::links::lexical;

/// Whether it is `/dev/null` or one of its like, which hold nothing.
pub fn is_device(path: &Path) -> bool {
    path.starts_with("/dev")
        || path.starts_with("/proc")
        || cfg!(windows) && path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("nul"))
}
