//! The inside of `$'…'`, where escapes stand for characters.

use std::iter::Peekable;
use std::str::CharIndices;

/// The text up to the quote that ends it, and how long it was with that; `None` where nothing ends it.
pub fn unescape(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut chars = rest.char_indices().peekable();
    loop {
        let (at, c) = chars.next()?;
        match c {
            '\'' => return Some((text, at + 1)),
            '\\' => escape(&mut chars, &mut text)?,
            c => text.push(c),
        }
    }
}

fn escape(chars: &mut Peekable<CharIndices>, text: &mut String) -> Option<()> {
    let (_, escape) = chars.next()?;
    let (radix, digits) = match escape {
        'x' => (16, 2),
        'u' => (16, 4),
        'U' => (16, 8),
        '0'..='7' => (8, 2),
        _ => (0, 0),
    };
    let mut code = if radix == 8 { escape.to_digit(8).unwrap_or(0) } else { 0 };
    for _ in 0..digits {
        let Some(digit) = chars.peek().and_then(|(_, c)| c.to_digit(radix)) else { break };
        code = code.wrapping_mul(radix).wrapping_add(digit);
        chars.next();
    }
    if radix == 0 && !"ntrabeEfv\\'\"?".contains(escape) {
        text.push('\\');
    }
    text.push(match escape {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'a' => '\x07',
        'b' => '\x08',
        'e' | 'E' => '\x1b',
        'f' => '\x0c',
        'v' => '\x0b',
        _ if radix > 0 => char::from_u32(code).unwrap_or('\u{fffd}'),
        c => c,
    });
    Some(())
}
