//! `.gitattributes`: the one line that lets git merge a chat by itself (<https://git-scm.com/docs/gitattributes>).

/// The file with a line that merges `path` by keeping the lines of both sides; `None` where one is there.
/// Text that is no UTF-8 stays as it is, and so do the line endings.
pub fn with_union(file: &[u8], path: &str) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(file);
    let name = if path.contains([' ', '"', '#', '!']) { quoted(path) } else { path.to_owned() };
    let is_for = |line: &str| {
        let line = line.trim_start();
        let rest = line.strip_prefix('/').unwrap_or(line).strip_prefix(&name);
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    let merges = |line: &str| line.split_whitespace().any(|word| word == "merge=union");
    if text.lines().any(|line| is_for(line) && merges(line)) {
        return None;
    }
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let healing = if file.is_empty() || file.ends_with(b"\n") { "" } else { ending };
    Some([file, format!("{healing}{name} merge=union{ending}").as_bytes()].concat())
}

fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_added_once_and_everything_else_stays() {
        for (before, after) in [
            ("", Some("chat.md merge=union\n")),
            ("*.png binary", Some("*.png binary\nchat.md merge=union\n")),
            ("a text\r\n", Some("a text\r\nchat.md merge=union\r\n")),
            ("chat.md merge=union", None),
            ("  /chat.md text merge=union\r\n", None),
            ("chat.md text\n", Some("chat.md text\nchat.md merge=union\n")),
            ("# chat.md merge=union\n", Some("# chat.md merge=union\nchat.md merge=union\n")),
            ("chat.mdx merge=union\n", Some("chat.mdx merge=union\nchat.md merge=union\n")),
        ] {
            let found = with_union(before.as_bytes(), "chat.md");
            assert_eq!(found.as_deref(), after.map(str::as_bytes), "{before:?}");
        }
        assert_eq!(with_union(b"", "our chat.md").as_deref(), Some(&b"\"our chat.md\" merge=union\n"[..]));
        assert_eq!(with_union(b"\"our chat.md\" merge=union\n", "our chat.md"), None);
        assert_eq!(with_union(b"\xff\n", "a").as_deref(), Some(&b"\xff\na merge=union\n"[..]));
    }
}
