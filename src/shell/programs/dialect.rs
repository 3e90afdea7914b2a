//! A text for PowerShell as the other shells would write it.

use super::table;

/// The text in the other shells' spelling, where it is one for PowerShell: there `\` only parts names, and a backtick at
/// a line's end goes on in the next.
pub fn translate(text: &str) -> Option<String> {
    let begins = |part: &str| {
        let word = part.split_ascii_whitespace().next().unwrap_or_default();
        word.contains('-') && table::has_cmdlet(word)
    };
    let is_powershell = text.split(['\n', ';', '|', '{', '(', '&']).any(begins);
    is_powershell.then(|| text.replace("`\n", " ").replace('\\', "/"))
}
