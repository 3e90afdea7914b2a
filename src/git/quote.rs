//! Names in double quotes, as git prints them without `-z` (`core.quotePath`,
//! <https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath>).

/// The bytes of a quoted name; `None` for a line that is not one, which then means what it says.
pub fn unquoted(line: &[u8]) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?.iter().copied();
    let mut name = Vec::new();
    while let Some(byte) = rest.next() {
        name.push(match byte {
            b'"' => return None,
            b'\\' => escaped(&mut rest)?,
            byte => byte,
        });
    }
    Some(name)
}

fn escaped(rest: &mut impl Iterator<Item = u8>) -> Option<u8> {
    Some(match rest.next()? {
        b'a' => 0x07,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'r' => b'\r',
        mark @ (b'"' | b'\\') => mark,
        first @ b'0'..=b'3' => {
            let mut digit =
                || rest.next().filter(|digit| matches!(digit, b'0'..=b'7')).map(|digit| digit - b'0');
            (first - b'0') << 6 | digit()? << 3 | digit()?
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_as_git_put_them_in() {
        for (line, name) in [
            (r#""src/\303\244.rs""#, Some("src/ä.rs".as_bytes())),
            (r#""a\tb\"c\\""#, Some(b"a\tb\"c\\")),
            (r#""\377""#, Some(b"\xff")),
            ("plain", None),
            (r#"""#, None),
            (r#""a" b""#, None),
            (r#""\9""#, None),
            (r#""\40""#, None),
            (r#""a\""#, None),
        ] {
            assert_eq!(unquoted(line.as_bytes()).as_deref(), name, "{line}");
        }
    }
}
