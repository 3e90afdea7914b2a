//! Which messages somebody has read: a list of ids in the state directory, the last read at its end.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;

use super::Log;
use crate::domain::entry::Party;
use crate::domain::id::Id;
use crate::sys::state::Store;

/// The lock that whoever marks holds, so that two at once lose no mark.
const RESOURCE: &str = "read";
/// So many of the last marks stay though the chat has no such entry: another branch may be checked out for a while, or
/// somebody has marked what came after we read the chat.
const KEPT: usize = 1000;

/// What one party has read.
#[derive(Debug, Clone)]
pub struct ReadMarks {
    store: Store,
    name: String,
    /// What the chat has, to forget marks of what it has no more.
    known: HashSet<Id>,
}

impl ReadMarks {
    pub fn new(store: Store, of: &Party, log: &Log) -> ReadMarks {
        let name = format!("read-{}", of.as_str().to_lowercase());
        ReadMarks { store, name, known: log.posts.iter().map(|post| post.entry.id).collect() }
    }

    pub fn read(&self) -> Result<BTreeSet<Id>> {
        Ok(self.list()?.into_iter().collect())
    }

    /// Remembers that these were read.
    pub fn add(&self, ids: impl IntoIterator<Item = Id>) -> Result<()> {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_none() {
            return Ok(());
        }
        let _lock = self.store.lock(RESOURCE)?;
        let mut list = self.list()?;
        let mut marked: HashSet<Id> = list.iter().copied().collect();
        list.extend(ids.filter(|id| marked.insert(*id)));
        let old = list.len().saturating_sub(KEPT);
        let kept = list.iter().enumerate().filter(|(at, id)| *at >= old || self.known.contains(id));
        let lines: Vec<String> = kept.map(|(_, id)| id.to_string()).collect();
        self.store.replace(&self.name, (lines.join("\n") + "\n").as_bytes())
    }

    /// In the order of marking. A line that is no id costs an unread mark at most.
    fn list(&self) -> Result<Vec<Id>> {
        let bytes = self.store.read(&self.name)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&bytes).lines().filter_map(Id::parse).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(dir: &tempfile::TempDir) -> ReadMarks {
        ReadMarks::new(Store::new(dir.path()), &Party::Operator, &Log::default())
    }

    fn id(number: usize) -> Id {
        Id::of(number.to_string().as_bytes())
    }

    #[test]
    fn marks_of_many_at_once_all_stay() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let dir = &dir;
                scope.spawn(move || (0..20).for_each(|n| marks(dir).add([id(writer * 20 + n)]).unwrap()));
            }
        });
        assert_eq!(marks(&dir).read().unwrap(), (0..80).map(id).collect());
    }

    #[test]
    fn only_old_marks_of_what_is_gone_are_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let mut marks = marks(&dir);
        marks.known.insert(id(3));
        marks.add((0..10).map(id)).unwrap();
        assert_eq!(marks.read().unwrap().len(), 10);
        marks.add((10..KEPT + 5).map(id)).unwrap();
        let read = marks.read().unwrap();
        assert_eq!(read.len(), KEPT + 1);
        assert_eq!([2, 3, 4, 5].map(|n| read.contains(&id(n))), [false, true, false, true]);
    }

    #[test]
    fn a_damaged_list_costs_marks_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let marks = marks(&dir);
        marks.store.replace(&marks.name, format!("\u{0}\n{}\r\nnonsense\n", id(1)).as_bytes()).unwrap();
        assert_eq!(marks.read().unwrap(), BTreeSet::from([id(1)]));
    }
}
