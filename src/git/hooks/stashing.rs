//! The programs that take unstaged changes out of the work tree while a hook of theirs runs, and put them back.
//!
//! In a checkout that several write to, these are others' changes, and what others write in that time is thrown away.
//! Lefthook is not among them: what it hides is in files that are staged, too, and an agent's commit that would take
//! along another's staged files is refused before it gets there.

use anyhow::Result;

use crate::git::repo::Repo;

/// A program that takes others' changes away for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stashing {
    pub name: &'static str,
    /// How that program is told to leave the work tree alone, where it can be.
    pub instead: Option<&'static str>,
}

/// How one of them is known.
struct Evidence {
    program: Stashing,
    /// A line has one of these.
    calls: &'static [&'static str],
    /// And not all of any of these.
    unless: &'static [&'static [&'static str]],
    /// And some line, of its settings mostly, one of these.
    with: &'static [&'static str],
}

const fn program(name: &'static str, instead: Option<&'static str>) -> Stashing {
    Stashing { name, instead }
}

const KNOWN: [Evidence; 8] = [
    Evidence {
        program: program("pre-commit", None),
        calls: &["pre-commit hook-impl", "pre-commit run", "pre_commit run"],
        unless: &[&["--all-files"], &["--files"], &[" -a"]],
        with: &[],
    },
    Evidence {
        program: program("prek", None),
        calls: &["prek hook-impl", "prek run"],
        unless: &[&["--all-files"], &["--files"], &[" -a"]],
        with: &[],
    },
    Evidence {
        program: program("lint-staged", Some("lint-staged --no-stash --no-hide-partially-staged")),
        calls: &["lint-staged"],
        unless: &[&["--no-stash", "--no-hide-partially-staged"]],
        with: &[],
    },
    Evidence { program: program("overcommit", None), calls: &["overcommit"], unless: &[], with: &[] },
    Evidence {
        program: program("grumphp", Some("`ignore_unstaged_changes: false` in grumphp.yml")),
        calls: &["grumphp"],
        unless: &[],
        with: &["ignore_unstaged_changes: true"],
    },
    Evidence {
        program: program("hk", Some("`stash = \"none\"` in hk.pkl")),
        calls: &["hk run"],
        unless: &[&["--stash none"], &["--stash=none"]],
        with: &["stash = \"git\"", "stash = \"patch-file\""],
    },
    Evidence {
        program: program("git stash", None),
        calls: &["git stash"],
        unless: &[
            &["stash list"],
            &["stash pop"],
            &["stash apply"],
            &["stash show"],
            &["stash drop"],
            &["stash create"],
            &["stash store"],
            &["stash clear"],
            &["stash branch"],
        ],
        with: &[],
    },
    Evidence {
        program: program("git reset --hard", None),
        calls: &["git reset --hard"],
        unless: &[],
        with: &[],
    },
];

impl Repo {
    /// The programs at work in the hooks that git runs here which take unstaged changes away.
    pub fn stashing(&self) -> Result<Vec<Stashing>> {
        Ok(stashing(&self.hook_lines()?))
    }
}

fn stashing(lines: &[String]) -> Vec<Stashing> {
    KNOWN.iter().filter(|known| known.is_in(lines)).map(|known| known.program).collect()
}

impl Evidence {
    fn is_in(&self, lines: &[String]) -> bool {
        let has = |line: &str, words: &[&str]| words.iter().any(|word| line.contains(word));
        let spares = |line: &str| self.unless.iter().any(|all| all.iter().all(|word| line.contains(word)));
        let calls = lines.iter().any(|line| has(line, self.calls) && !spares(line));
        calls && (self.with.is_empty() || lines.iter().any(|line| has(line, self.with)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_known_by_its_call_and_not_where_it_is_told_to_leave_the_work_tree_alone() {
        for (lines, names) in [
            (&["exit 0"][..], &[][..]),
            (&["pre-commit hook-impl"], &["pre-commit"]),
            (&["exec pre-commit run --hook-stage pre-commit"], &["pre-commit"]),
            (&["pre-commit run --all-files"], &[]),
            (&["prek hook-impl"], &["prek"]),
            (&["prek run -a"], &[]),
            (&["npx --no-install lint-staged --concurrent false"], &["lint-staged"]),
            (&["npx lint-staged --no-stash"], &["lint-staged"]),
            (&["npx lint-staged --no-stash --no-hide-partially-staged"], &[]),
            (&["require 'overcommit'"], &["overcommit"]),
            (&["exec vendor/bin/grumphp git:pre-commit"], &[]),
            (&["exec vendor/bin/grumphp git:pre-commit", "ignore_unstaged_changes: true"], &["grumphp"]),
            (&["hk run pre-commit", "stash = \"git\""], &["hk"]),
            (&["hk run pre-commit --stash none", "stash = \"git\""], &[]),
            (&["hk run pre-commit", "stash = \"none\""], &[]),
            (&["git stash -q --keep-index", "npm test", "git stash pop -q"], &["git stash"]),
            (&["git stash list"], &[]),
            (&["lefthook run pre-commit", "run: npx lint-staged"], &["lint-staged"]),
            (&["pre-commit hook-impl", "npx lint-staged"], &["pre-commit", "lint-staged"]),
        ] {
            let lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
            let found: Vec<&str> = stashing(&lines).iter().map(|program| program.name).collect();
            assert_eq!(found, names, "{lines:?}");
        }
    }
}
