//! Values: what is known of a text, and where in it something is not.

/// Stands in a text for what is not known.
pub const UNKNOWN: char = '\u{fffd}';

/// Stands between the items of a list that is one argument, as PowerShell has them.
pub const LIST: char = '\u{1f}';

/// How long a value may be that is made of others; a longer one is not known.
pub const LONGEST: usize = 64 << 10;

/// A text, or `None` where nothing is known of it.
pub type Value = Option<String>;

/// A text as an argument: known, or known to lie in some directory.
pub fn argument(text: &str) -> Value {
    let has_place = !text.contains(UNKNOWN) || known_dir(text).is_some();
    has_place.then(|| text.to_owned())
}

/// The directory that an argument lies in whose rest is not known.
pub fn known_dir(text: &str) -> Option<&str> {
    let (known, _) = text.split_once(UNKNOWN)?;
    known.rfind('/').filter(|at| *at > 0).map(|at| &known[..at])
}

/// The text with every `from` replaced, unless that is too long.
pub fn replaced(text: &str, from: &str, to: &str) -> Value {
    let count = if to.len() > from.len() { text.matches(from).count() } else { 0 };
    let length = count.saturating_mul(to.len()).saturating_add(text.len());
    (count == 0 || length <= LONGEST).then(|| text.replace(from, to))
}
