//! What a checkout is to be brought to, noted before it is pushed, so that the next run does it where this one is killed. As
//! several sessions push at once, there may be several.

use anyhow::Result;

use crate::domain::oid::Oid;
use crate::workspace::Workspace;

const RESOURCE: &str = "behind";

/// More than can be on their way at once: what is older never arrived.
const MOST: usize = 32;

/// A commit that a remote branch has, or is about to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub branch: String,
    pub to: Oid,
    /// The remote branch.
    pub from: String,
}

/// All of them, in the order in which they were noted.
pub fn noted(workspace: &Workspace) -> Result<Vec<Noted>> {
    let text = workspace.store().read(&workspace.state_name(RESOURCE))?.unwrap_or_default();
    Ok(parse(&String::from_utf8_lossy(&text)))
}

/// Puts these in their place.
pub fn note(workspace: &Workspace, noted: &[Noted]) -> Result<()> {
    let (store, name) = (workspace.store(), workspace.state_name(RESOURCE));
    if noted.is_empty() {
        return store.clear(&name);
    }
    let newest = &noted[noted.len().saturating_sub(MOST)..];
    let line = |Noted { branch, to, from }: &Noted| format!("{branch}\n{to}\n{from}\n");
    // The next `ship` finds out by itself what a power cut took.
    store.jot(&name, newest.iter().map(line).collect::<String>().as_bytes())
}

/// Three lines each. What cannot be read was never noted.
fn parse(text: &str) -> Vec<Noted> {
    let lines: Vec<&str> = text.lines().collect();
    let each = lines.chunks_exact(3).filter_map(|lines| {
        let [branch, to, from] = lines else { return None };
        Some(Noted { branch: (*branch).to_owned(), to: Oid::parse(to)?, from: (*from).to_owned() })
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_notes_are_read_and_no_others() {
        let (one, other) = ("1".repeat(40), "2".repeat(40));
        let noted =
            parse(&format!("main\n{one}\norigin/main\nx\nno commit\ny\ntopic\n{other}\nfork/topic\nmain\n"));
        let to: Vec<&str> = noted.iter().map(|noted| noted.to.as_str()).collect();
        assert_eq!(to, [one, other]);
        assert_eq!(noted[1].branch, "topic");
        assert!(parse("").is_empty());
    }
}
