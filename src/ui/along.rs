//! Whose commits went along with a push, in one line.

use super::text::count;
use crate::judge::along::Along;

/// `with it: 2 commits of the user, 1 of RENDER`.
pub fn line(along: &[Along]) -> String {
    let one = |(at, along): (usize, &Along)| {
        let who = along.agent.as_ref().map_or("the user", |agent| agent.as_str());
        let many = if at == 0 { count(along.commits, "commit") } else { along.commits.to_string() };
        format!("{many} of {who}")
    };
    let all: Vec<String> = along.iter().enumerate().map(one).collect();
    format!("with it: {}", all.join(", "))
}
