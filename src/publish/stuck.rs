//! Why the remote's commits cannot be merged here, in words, and what to do then.

use super::Publisher;
use super::merge::Integration;
use crate::domain::map::Owner;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Touched, Verdict, judge};
use crate::ui::verdict::{Row, Whose};

/// More paths than this are not worth their words.
const MOST_PATHS: usize = 8;
/// One way to ask is mostly enough.
const MOST_STEPS: usize = 3;

impl Publisher<'_> {
    /// Paths that only their owner can merge.
    pub fn both_changed(&self, from: &str, verdicts: Vec<Verdict>) -> Integration {
        let rows: Vec<Row> = verdicts.into_iter().map(Row::new).collect();
        let merge = "git pull --no-rebase --no-edit   # stops where both changed; when nobody else commits";
        let next = self.steps(&rows, || merge.to_owned());
        let why = format!("{from} has moved, and both sides changed {}", shown(&rows));
        Integration::Stuck { why, next }
    }

    /// Paths that are not as HEAD has them, and that the merge would write.
    pub fn blocked(&self, from: &str, paths: Vec<RepoPath>) -> Integration {
        let touched = paths.into_iter().map(Touched::file).collect();
        let rows: Vec<Row> = judge(self.map, &self.asker(), touched).into_iter().map(Row::new).collect();
        let mut next = self.steps(&rows, || format!("auraops ship{} -m \"…\"", self.by));
        next.push(format!("auraops ship{}   # when that is committed", self.by));
        let why = format!("{from} has moved, and what it changed is not committed here: {}", shown(&rows));
        Integration::Stuck { why, next }
    }

    /// Whom to ask about the paths of others, and what to do about one's own; each command once.
    fn steps(&self, rows: &[Row], own: impl Fn() -> String) -> Vec<String> {
        let mut steps: Vec<String> = Vec::new();
        for row in rows {
            let step = row.ask().map_or_else(&own, |ask| ask + self.by);
            if steps.len() < MOST_STEPS && !steps.contains(&step) {
                steps.push(step);
            }
        }
        steps
    }
}

fn shown(rows: &[Row]) -> String {
    let one = |row: &Row| match &row.owner {
        Owner::Agent { agent, .. } => format!("{} ({agent}'s)", row.label()),
        owner => format!("{} ({})", row.label(), Whose(owner)),
    };
    let mut shown: Vec<String> = rows.iter().take(MOST_PATHS).map(one).collect();
    if rows.len() > MOST_PATHS {
        shown.push(format!("and {} more", rows.len() - MOST_PATHS));
    }
    shown.join(", ")
}
