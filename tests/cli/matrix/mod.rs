//! Every way to make a commit, with every kind of change in it, by everyone: who is stopped, and where.
//!
//! What is expected follows from the design, in `expected`; each cell is tried on a repository of its own, and the table
//! in `docs/enforcement.md` is made from the same function.

mod attempt;

use std::fmt::{self, Display};

use attempt::{template, tried};

/// Who commits. The agent is SENSOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    Agent,
    Operator,
    Nobody,
}

/// What the commit changes, seen from SENSOR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Own,
    Foreign,
    Mixed,
    Unowned,
    Append,
    Rewritten,
    Map,
}

/// How the commit is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Commit,
    CommitAll,
    CommitPaths,
    Amend,
    NoVerify,
    Plumbing,
    Rebase,
    CherryPick,
    Merge,
    ChangedMerge,
    Revert,
    Worktree,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Made,
    /// It is made, and `check-path --range`, the push and the audit name it.
    Named,
    /// A hook stops it.
    Stopped(&'static str),
}

use Content::{Append, Foreign, Map, Mixed, Own, Rewritten, Unowned};

const CONTENTS: [Content; 7] = [Own, Foreign, Mixed, Unowned, Append, Rewritten, Map];
const ASKERS: [Asker; 3] = [Asker::Agent, Asker::Operator, Asker::Nobody];
const WAYS: [Way; 12] = [
    Way::Commit,
    Way::CommitAll,
    Way::CommitPaths,
    Way::Amend,
    Way::NoVerify,
    Way::Plumbing,
    Way::Rebase,
    Way::CherryPick,
    Way::Merge,
    Way::ChangedMerge,
    Way::Revert,
    Way::Worktree,
];

/// Whether the rules allow a commit with this in it to whoever asks.
fn is_allowed(asker: Asker, content: Content) -> bool {
    match asker {
        Asker::Agent => matches!(content, Own | Append),
        // One owner at a time, and nobody rewrites lines.
        Asker::Nobody => !matches!(content, Mixed | Rewritten),
        Asker::Operator => true,
    }
}

/// Whether a commit with this in it breaks the rules when no trailer says whose it is.
fn is_named_unsigned(content: Content) -> bool {
    !is_allowed(Asker::Nobody, content)
}

fn expected(way: Way, asker: Asker, content: Content) -> Fate {
    // To take back lines that were added is to remove them.
    let content = if way == Way::Revert && content == Append { Rewritten } else { content };
    let allowed = is_allowed(asker, content);
    let stopped = |point, otherwise| if allowed { otherwise } else { Fate::Stopped(point) };
    match way {
        Way::Commit | Way::CommitAll | Way::CommitPaths | Way::Amend | Way::ChangedMerge | Way::Worktree => {
            stopped("pre-commit", Fate::Made)
        }
        Way::CherryPick | Way::Revert => stopped("prepare-commit-msg", Fate::Made),
        // Git asks no hook before it is too late, or none at all but the last; only an agent's commit is vetoed there.
        Way::NoVerify | Way::Plumbing | Way::Rebase if asker == Asker::Agent => {
            stopped("reference-transaction", Fate::Made)
        }
        Way::NoVerify | Way::Rebase => {
            if allowed {
                Fate::Made
            } else {
                Fate::Named
            }
        }
        // A merge passes on what others have committed, whoever merges. Nothing signs what plumbing makes, so that not even the
        // operator's is known for one; nor what is merged here.
        Way::Plumbing | Way::Merge => {
            if is_named_unsigned(content) {
                Fate::Named
            } else {
                Fate::Made
            }
        }
    }
}

impl Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fate::Made => f.write_str("yes"),
            Fate::Named => f.write_str("yes; named"),
            Fate::Stopped(point) => write!(f, "no: {point}"),
        }
    }
}

impl Way {
    fn label(self) -> &'static str {
        match self {
            Way::Commit => "`git commit`",
            Way::CommitAll => "`git commit -a`",
            Way::CommitPaths => "`git commit -- PATH`",
            Way::Amend => "`git commit --amend`",
            Way::NoVerify => "`git commit --no-verify`",
            Way::Plumbing => "`git commit-tree`, `git update-ref`",
            Way::Rebase => "`git rebase -i`, `edit`",
            Way::CherryPick => "`git cherry-pick`",
            Way::Merge => "`git merge` that passes it on",
            Way::ChangedMerge => "`git merge` that makes it",
            Way::Revert => "`git revert` of it",
            Way::Worktree => "`git commit` in a linked worktree",
        }
    }

    /// Whether somebody made a commit with the content in it before.
    fn needs_commit(self) -> bool {
        matches!(self, Way::CherryPick | Way::Merge | Way::Revert)
    }
}

impl Content {
    fn label(self) -> &'static str {
        match self {
            Own => "own",
            Foreign => "foreign",
            Mixed => "own and foreign",
            Unowned => "unowned",
            Append => "shared, lines added",
            Rewritten => "shared, a line rewritten",
            Map => "the map",
        }
    }

    /// The files with this in them, in place of the template's.
    fn files(self) -> Vec<(&'static str, String)> {
        let own = ("src/telemetry/a.rs", "changed\n".to_owned());
        let foreign = ("src/render/a.rs", "changed\n".to_owned());
        match self {
            Own => vec![own],
            Foreign => vec![foreign],
            Mixed => vec![own, foreign],
            Unowned => vec![("README.md", "changed\n".to_owned())],
            Append => vec![("groupchat.md", "# chat\nfirst\nsecond\n".to_owned())],
            Rewritten => vec![("groupchat.md", "# chat\nFIRST\n".to_owned())],
            Map => vec![("auraops.toml", format!("{}\n# changed\n", crate::support::MAP))],
        }
    }
}

fn row(way: Way) {
    let template = template();
    let mut wrong = Vec::new();
    for asker in ASKERS {
        for content in CONTENTS {
            let (fate, wanted) = (tried(&template, way, asker, content), expected(way, asker, content));
            if fate != wanted {
                wrong.push(format!("{asker:?}, {}: {fate}, not {wanted}", content.label()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", way.label(), wrong.join("\n"));
}

macro_rules! rows {
    ($($name:ident: $way:ident,)*) => {
        $(#[test]
        fn $name() {
            row(Way::$way);
        })*
    };
}

rows! {
    commit: Commit,
    commit_all: CommitAll,
    commit_paths: CommitPaths,
    amend: Amend,
    no_verify: NoVerify,
    plumbing: Plumbing,
    rebase: Rebase,
    cherry_pick: CherryPick,
    merge: Merge,
    changed_merge: ChangedMerge,
    revert: Revert,
    worktree: Worktree,
}

fn table(asker: Asker) -> String {
    let title = match asker {
        Asker::Agent => "An agent",
        Asker::Operator => "The operator (`AURAOPS_AGENT=user`)",
        Asker::Nobody => "No agent identified (no `AURAOPS_AGENT`)",
    };
    let cells = |first: &str, cells: Vec<String>| format!("| {first} | {} |\n", cells.join(" | "));
    let mut text = format!("### {title}\n\n");
    text += &cells("", CONTENTS.map(|content| content.label().to_owned()).into());
    text += &cells("---", CONTENTS.map(|_| "---".to_owned()).into());
    for way in WAYS {
        let row = CONTENTS.map(|content| expected(way, asker, content).to_string());
        text += &cells(way.label(), row.into());
    }
    text
}

#[test]
fn the_table_in_the_docs_is_this_one() {
    const BEGIN: &str =
        "<!-- tests/cli/matrix/mod.rs makes the tables; SNAPSHOTS=overwrite writes them here -->\n";
    const END: &str = "<!-- end of the tables -->\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/enforcement.md");
    let page = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    let tables = ASKERS.map(table).join("\n");
    let wanted = format!("{head}{BEGIN}\n{tables}\n{END}{tail}");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(path, &wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap().replace("\r\n", "\n"), wanted, "SNAPSHOTS=overwrite");
}
