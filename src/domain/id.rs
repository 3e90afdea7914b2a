//! Short names for lines: the same line has the same name on every machine, in every checkout.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

/// What an id is spelled with: no `0`, `1`, `l` or `o`, which people mistake for each other.
const ALPHABET: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";
const LENGTH: usize = 6;

/// The name of a chat line: six characters such as `k3f9wa`, made from its bytes. Two of 10,000 lines share an id
/// about once in twenty chats; such a pair is told apart by nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; LENGTH]);

impl Id {
    /// The id of a line, whatever its line ending.
    pub fn of(line: &[u8]) -> Id {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let hash = fingerprint(line);
        let mut bits = hash ^ (hash >> 32);
        Id([(); LENGTH].map(|()| {
            let digit = usize::try_from(bits & 31).unwrap_or(0);
            bits >>= 5;
            ALPHABET[digit]
        }))
    }

    /// Takes an id as somebody typed it, in any case.
    pub fn parse(text: &str) -> Option<Id> {
        let bytes = <[u8; LENGTH]>::try_from(text.as_bytes()).ok()?.map(|byte| byte.to_ascii_lowercase());
        bytes.iter().all(|byte| ALPHABET.contains(byte)).then_some(Id(bytes))
    }

    /// How many bytes an id takes in a text.
    pub const fn len() -> usize {
        LENGTH
    }
}

impl Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// FNV-1a, 64 bits. Fixed here because ids are written into chats: std's hasher may change with a release.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_never_changes() {
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c, "the published test vector");
        assert_eq!(Id::of(b"a line").to_string(), Id::of(b"a line\r\n").to_string());
        assert_ne!(Id::of(b"a line"), Id::of(b"a line "));
        assert_eq!(Id::of(b"START | 2026-02-14 18:22:12 +01:00 | SENSOR").to_string(), "2sx4rw");
    }

    #[test]
    fn ids_are_read_in_any_case_and_nothing_else_is() {
        let id = Id::of(b"x");
        assert_eq!(Id::parse(&id.to_string().to_uppercase()), Some(id));
        for text in ["", "abc", "abcdefg", "abcde0", "abcdel", "äbcde"] {
            assert_eq!(Id::parse(text), None, "{text:?}");
        }
    }
}
