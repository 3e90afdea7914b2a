//! The files that a patch names: the format of `apply_patch`, and unified diffs as `git apply` and `patch` take them.

/// What `apply_patch` does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchAction {
    /// A new file, over the one that may be there.
    Add,
    Update,
    Delete,
    /// The file before this one gets this name.
    MoveTo,
}

/// A line of an `apply_patch` text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchLine<'t> {
    Header(PatchAction, &'t str),
    Body(&'t str),
}

/// The lines of an `apply_patch` text. A header may be indented, as `apply_patch` has it, but not among the lines of an
/// update: there the blank says that the line stays.
pub fn lines(text: &str) -> impl Iterator<Item = PatchLine<'_>> {
    let mut is_update = false;
    let mut is_first = false;
    text.lines().map(move |line| {
        let is_kept =
            |action| is_update && line.starts_with(' ') && !(is_first && action == PatchAction::MoveTo);
        let Some((action, name)) = header(line).filter(|(action, _)| !is_kept(*action)) else {
            is_update &= line.trim_end() != "*** End of File";
            is_first = false;
            return PatchLine::Body(line);
        };
        is_update = matches!(action, PatchAction::Update | PatchAction::MoveTo);
        is_first = action == PatchAction::Update;
        PatchLine::Header(action, name)
    })
}

fn header(line: &str) -> Option<(PatchAction, &str)> {
    let header = line.trim().strip_prefix("***")?.trim_start();
    let forms = [
        ("Add File:", PatchAction::Add),
        ("Update File:", PatchAction::Update),
        ("Delete File:", PatchAction::Delete),
        ("Move to:", PatchAction::MoveTo),
    ];
    let (action, name) =
        forms.into_iter().find_map(|(form, action)| Some((action, header.strip_prefix(form)?.trim())))?;
    (!name.is_empty()).then_some((action, name))
}

/// The paths that an `apply_patch` text would write, as it spells them.
pub fn names(text: &str) -> Vec<(PatchAction, String)> {
    let names = lines(text).filter_map(|line| match line {
        PatchLine::Header(action, name) => Some((action, name.to_owned())),
        PatchLine::Body(_) => None,
    });
    names.collect()
}

/// The paths that a diff would write, without their first `strip` components, or as base names.
pub fn diff_names(text: &str, strip: Option<usize>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // Lines of a hunk that are still to come, old and new; they may begin with `---` too.
    let mut hunk = (0_u64, 0_u64);
    let mut add = |name: Option<String>| {
        if let Some(name) = name
            && names.last() != Some(&name)
        {
            names.push(name);
        }
    };
    for line in text.lines() {
        if hunk != (0, 0) {
            match line.as_bytes().first() {
                Some(b'-') => hunk.0 = hunk.0.saturating_sub(1),
                Some(b'+') => hunk.1 = hunk.1.saturating_sub(1),
                Some(b'\\') => {}
                _ => hunk = (hunk.0.saturating_sub(1), hunk.1.saturating_sub(1)),
            }
            continue;
        }
        if let Some(ranges) = line.strip_prefix("@@ ") {
            hunk = counts(ranges);
        } else if let Some(name) = line.strip_prefix("+++ ").or_else(|| line.strip_prefix("--- ")) {
            add(strip_name(name, strip));
        } else if let Some(name) =
            line.strip_prefix("rename to ").or_else(|| line.strip_prefix("rename from "))
        {
            add(strip_rename(name, strip));
        } else if let Some(name) = line.strip_prefix("copy to ") {
            add(strip_rename(name, strip));
        } else if let Some(both) = line.strip_prefix("diff --git ") {
            // Mode changes and empty or binary files have no other header.
            add(halves(both).and_then(|name| strip_name(name, strip)));
        }
    }
    names
}

/// `-1,3 +1,4 @@`: how many lines of either side a hunk has.
fn counts(ranges: &str) -> (u64, u64) {
    let count = |sign: char| {
        let range = ranges.split(' ').find_map(|range| range.strip_prefix(sign));
        range.map_or(0, |range| range.split_once(',').map_or(1, |(_, count)| count.parse().unwrap_or(0)))
    };
    (count('-'), count('+'))
}

/// `a/name b/name`, where both are the same.
fn halves(both: &str) -> Option<&str> {
    let middle = both.len() / 2;
    let (old, new) = (both.get(..middle)?, both.get(middle + 1..)?);
    let tail = |name: &str| name.split_once('/').map(|(_, tail)| tail.to_owned());
    (tail(old)? == tail(new)?).then_some(new)
}

/// A name without the time behind it and the components before it.
fn strip_name(name: &str, strip: Option<usize>) -> Option<String> {
    let name = name.split('\t').next().unwrap_or(name).trim_end();
    let name = unquote(name);
    if name == "/dev/null" || name.is_empty() {
        return None;
    }
    match strip {
        Some(count) => {
            let mut rest = name.as_str();
            for _ in 0..count {
                rest = rest.split_once('/')?.1.trim_start_matches('/');
            }
            (!rest.is_empty()).then(|| rest.to_owned())
        }
        None => name.rsplit('/').next().map(str::to_owned),
    }
}

/// Names of renames carry no `a/`, so that one component less goes.
fn strip_rename(name: &str, strip: Option<usize>) -> Option<String> {
    strip_name(name, strip.map(|count| count.saturating_sub(1)))
}

/// A name in double quotes, with the escapes that leave text what it is.
fn unquote(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit) = rest.next_if(|digit| matches!(digit, b'0'..=b'7')) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
            }
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(byte) => bytes.push(byte),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_of_apply_patch_names_a_file() {
        let text = "*** Begin Patch\r\n*** Add File: a b.txt \r\n+*** Add File: no\r\n *** Update File:  c\n*** Move to: /d/e\n@@\n-x\n+y\n***  Delete File: f\n*** End Patch";
        let found: Vec<String> = names(text).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["a b.txt", "c", "/d/e", "f"]);
    }

    #[test]
    fn a_line_that_stays_is_no_header() {
        let text = "*** Update File: a\n@@\n *** Delete File: no\n-*** Add File: no\n+*** Add File: no\n  *** Move to: no\n***Delete File:b\n  *** Add File: c\n+x";
        let expected = [(PatchAction::Update, "a"), (PatchAction::Delete, "b"), (PatchAction::Add, "c")];
        assert_eq!(names(text), expected.map(|(action, name)| (action, name.to_owned())));
        let text = "*** Update File: a\n *** Move to: b\n@@\n-x\n*** End of File\n *** Delete File: c\n";
        let expected = [(PatchAction::Update, "a"), (PatchAction::MoveTo, "b"), (PatchAction::Delete, "c")];
        assert_eq!(names(text), expected.map(|(action, name)| (action, name.to_owned())));
        assert_eq!(names(""), []);
        assert_eq!(names("*** Update File:\n*** Update Files: x\n** Update File: x\n"), []);
    }

    #[test]
    fn a_diff_names_what_it_touches() {
        let text = "diff --git a/x/old b/x/new\nrename from x/old\nrename to x/new\n--- a/p/q\t2026-01-01\n+++ b/p/q\n@@ -1,2 +1,2 @@\n--- no\n+++ no\n x\ndiff --git a/m b/m\nold mode 100644\nnew mode 100755\n--- /dev/null\n+++ \"b/\\303\\244\"\n";
        assert_eq!(diff_names(text, Some(1)), ["x/old", "x/new", "p/q", "m", "ä"]);
        assert_eq!(diff_names("--- a/p/q\n+++ b/p/q\n", Some(0)), ["a/p/q", "b/p/q"]);
        assert_eq!(diff_names("--- a/p/q\n+++ b/p/q\n", None), ["q"]);
    }
}
