//! Whether an entry is by whom it names. A line carries no proof: what is known is what auraops wrote here, and which commit
//! brought the rest. Of a line that came from another clone nothing is known, and nothing is said against it.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use super::Workspace;
use crate::chat::written::Written;
use crate::domain::author::Author;
use crate::domain::chat::Post;
use crate::domain::codename::Codename;
use crate::domain::entry::Party;
use crate::domain::id::Id;
use crate::domain::map::Map;
use crate::domain::oid::Oid;
use crate::git::brought::Brought;

/// Where an entry comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// auraops wrote it here, or a commit of the one whom it names, or of the operator, brought it.
    Own,
    /// Something else wrote it here, and it is in no commit.
    ByHand,
    /// Something else wrote it here, and another agent's commit, made here, brought it.
    By { agent: Codename, commit: Oid },
    /// It may have been written elsewhere, or before anybody here took note.
    Unknown,
}

impl Origin {
    /// What is said beside the name, where it is not proven.
    pub fn mark(&self) -> Option<&'static str> {
        match self {
            Origin::Own => None,
            Origin::ByHand | Origin::By { .. } => Some("by hand"),
            Origin::Unknown => Some("not known here"),
        }
    }
}

impl Workspace<'_> {
    /// Where these entries come from. Asks git only where auraops did not write them all here.
    pub fn origins<'p>(
        &self,
        map: &Map,
        posts: impl Iterator<Item = &'p Post>,
    ) -> Result<HashMap<Id, Origin>> {
        let mut posts = posts.peekable();
        if posts.peek().is_none() {
            return Ok(HashMap::new());
        }
        // Where the notes cannot be read, nothing is known.
        let written = Written::read(&self.store()).unwrap_or_default();
        let chat = map.chat.file.to_string();
        let (own, open): (Vec<&Post>, Vec<&Post>) = posts.partition(|post| written.has(&post.entry));
        let mut origins: HashMap<Id, Origin> = own.iter().map(|post| (post.entry.id, Origin::Own)).collect();
        let times = open.iter().map(|post| post.entry.stamp.earliest(map.day).timestamp());
        let Some(oldest) = times.min() else { return Ok(origins) };
        let commits = self.repo.brought(&map.chat.file, oldest.min(self.env.now.timestamp()))?;
        let mut brought: HashMap<Id, Vec<&Brought>> =
            open.iter().map(|post| (post.entry.id, Vec::new())).collect();
        for commit in &commits {
            for line in &commit.lines {
                if let Some(by) = brought.get_mut(&Id::of(line)) {
                    by.push(commit);
                }
            }
        }
        for post in open {
            let by = &brought[&post.entry.id];
            let is_known = *post.file == *chat && written.covers(&post.entry, map.day);
            origins.insert(post.entry.id, origin(map, &post.entry.who, by, is_known));
        }
        Ok(origins)
    }

    /// Which of these entries something else wrote here than auraops, by none of whom they name. Asks git only where auraops
    /// would have noted them.
    pub fn by_hand<'p>(&self, map: &Map, posts: impl Iterator<Item = &'p Post>) -> Result<HashSet<Id>> {
        let written = Written::read(&self.store()).unwrap_or_default();
        let is_odd = |post: &&Post| !written.has(&post.entry) && written.covers(&post.entry, map.day);
        let origins = self.origins(map, posts.filter(is_odd))?;
        let by_hand = |(id, origin)| matches!(origin, Origin::ByHand | Origin::By { .. }).then_some(id);
        Ok(origins.into_iter().filter_map(by_hand).collect())
    }

    /// What is said beside the operator's name, in entries that are about to be shown.
    pub fn operator_marks<'p>(
        &self,
        map: &Map,
        posts: impl Iterator<Item = &'p Post>,
    ) -> Result<HashMap<Id, &'static str>> {
        let origins = self.origins(map, posts.filter(|post| post.entry.who == Party::Operator))?;
        Ok(origins.into_iter().filter_map(|(id, origin)| Some((id, origin.mark()?))).collect())
    }
}

/// Of an entry that auraops did not write here; `is_known` where it would be known if it had.
fn origin(map: &Map, who: &Party, by: &[&Brought], is_known: bool) -> Origin {
    let signed: Vec<Option<Author>> = by.iter().map(|commit| Author::signed(map, &commit.agents)).collect();
    let is_own = |author: &Option<Author>| match author {
        Some(Author::Agent(name)) => who.agent() == Some(name),
        Some(Author::Operator) => true,
        Some(Author::Person | Author::Collision) | None => false,
    };
    if signed.iter().any(is_own) {
        return Origin::Own;
    }
    match (by, &signed[..]) {
        _ if !is_known => Origin::Unknown,
        ([], _) => Origin::ByHand,
        ([.., first], [.., Some(Author::Agent(agent))]) if by.iter().all(|commit| commit.is_made_here) => {
            Origin::By { agent: agent.clone(), commit: first.oid.clone() }
        }
        _ => Origin::Unknown,
    }
}
