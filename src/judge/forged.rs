//! The entries of a day that may not be by whom they name. A START or an END is a proof, so that one in another's name is a
//! finding; a message is only told of.

use anyhow::Result;
use chrono::NaiveDate;

use crate::domain::audit::Finding;
use crate::domain::chat::Timed;
use crate::domain::entry::Body;
use crate::domain::map::Map;
use crate::workspace::Workspace;
use crate::workspace::origin::Origin;

/// What there is to say of them.
#[derive(Default)]
pub struct Forged {
    pub findings: Vec<Finding>,
    pub remarks: Vec<String>,
}

/// Takes out of the talk the STARTs and ENDs that another agent's commit brought in somebody's name on the day, and an END that
/// nothing proves.
pub fn take_out(workspace: &Workspace, map: &Map, date: NaiveDate, talk: &mut Vec<Timed>) -> Result<Forged> {
    let of_day = talk.iter().filter(|timed| timed.at.date_naive() == date).map(|timed| timed.post);
    let origins = workspace.origins(map, of_day)?;
    let mut forged = Forged::default();
    talk.retain(|Timed { post, .. }| {
        let word = match &post.entry.body {
            Body::Msg(_) => "MSG",
            Body::Start(_) => "START",
            Body::End(_) => "END",
        };
        let entry = format!("{word} {}", post.entry.who);
        match origins.get(&post.entry.id) {
            // A person with an editor writes such lines, too.
            Some(Origin::By { agent, commit }) if post.entry.msg().is_some() => {
                forged.remarks.push(format!(
                    "{}:{}: {entry}, brought by {agent}'s {}, was written by hand",
                    post.file,
                    post.line,
                    commit.short()
                ));
                return true;
            }
            Some(Origin::By { agent, commit }) => forged.findings.push(Finding::AnothersName {
                agent: agent.clone(),
                commit: commit.to_string(),
                path: map.chat.file.clone(),
                line: post.line,
                entry,
            }),
            Some(Origin::ByHand) if post.entry.end().is_some() => forged.remarks.push(format!(
                "{}:{}: {entry} was written by hand and is in no commit of {}: it does not count",
                post.file, post.line, post.entry.who
            )),
            _ => return true,
        }
        false
    });
    Ok(forged)
}
