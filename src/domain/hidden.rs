//! Characters that show nothing, or change how others are shown: what a reader cannot see and a terminal or a model obeys.

/// Whether a character is a control character, separates lines, or is one that Unicode has programs show as nothing.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}') || is_ignorable(c)
}

/// Unicode's `Default_Ignorable_Code_Point`: marks without width, of direction and of variation, fillers, tags, and what is
/// reserved for more of them.
fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with what is hidden in it escaped as Rust would.
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// The same for a text of several lines. An emoji is left without the selector that only says how it is drawn.
pub fn escaped_lines(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            '\u{fe0f}' if !before.is_ascii() && !is_hidden(before) => {}
            _ if is_hidden(c) => shown.extend(c.escape_default()),
            _ => shown.push(c),
        }
        before = c;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_escaped_and_what_they_see_stays() {
        assert_eq!(escaped("a\x1b]0;x\x07b\u{202e}c\u{2028}"), r"a\u{1b}]0;x\u{7}b\u{202e}c\u{2028}");
        assert_eq!(escaped("a\u{e0041}b\u{fe0f}\u{3164}\u{ad}"), r"a\u{e0041}b\u{fe0f}\u{3164}\u{ad}");
        assert_eq!(
            escaped_lines("a\n\tb\r\x1b \u{26a0}\u{fe0f} c\u{fe0f}"),
            "a\n\tb\\r\\u{1b} \u{26a0} c\\u{fe0f}"
        );
        for text in ["größe | 漢字 🚀", "हिन्दी ไทย العربية", "e\u{301} ﷺ"] {
            assert_eq!(escaped(text), text);
        }
    }
}
