//! Which entries auraops has written here: ids in the state directory, each with the time that its entry bears, the last
//! written at its end. An entry that is not among them, and is no older than they are, was written by something else.

use std::collections::HashMap;
use std::fmt::Write;

use anyhow::Result;

use crate::domain::day::Zone;
use crate::domain::entry::{Entry, Reading, read};
use crate::domain::id::Id;
use crate::sys::file;
use crate::sys::state::Store;

const NAME: &str = "written";
/// So many are kept; twice as many are there at most.
const KEPT: usize = 10_000;
/// The bytes of one: id, blank, ten digits, newline.
const BYTES: usize = 18;

/// What auraops is known to have written here.
#[derive(Debug, Default)]
pub struct Written {
    ids: HashMap<Id, i64>,
    /// The time of the first that is known; of what is older nothing is known.
    since: Option<i64>,
}

impl Written {
    pub fn read(store: &Store) -> Result<Written> {
        let text = store.read(NAME)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let ids: Vec<(Id, i64)> = text.lines().filter_map(record).collect();
        Ok(Written { since: ids.first().map(|(_, time)| *time), ids: ids.into_iter().collect() })
    }

    pub fn has(&self, entry: &Entry) -> bool {
        self.ids.contains_key(&entry.id)
    }

    /// Whether it would be known here if auraops had written it here.
    pub fn covers(&self, entry: &Entry, zone: Zone) -> bool {
        self.since.is_some_and(|since| entry.stamp.earliest(zone).timestamp() >= since)
    }
}

/// Notes a line that is about to be written. To be called by the holder of the chat's lock.
pub fn note(store: &Store, line: &str) -> Result<()> {
    let Reading::Entry(entry) = read(line.as_bytes()) else { return Ok(()) };
    // Ours bear their zone.
    let time = entry.stamp.earliest(Zone::Local).timestamp();
    let noted = format!("{} {time:010}\n", entry.id);
    let path = store.path(NAME);
    let is_full = path.metadata().is_ok_and(|metadata| metadata.len() >= (2 * KEPT * BYTES) as u64);
    if is_full || !path.exists() {
        let old = store.read(NAME)?.unwrap_or_default();
        let old = String::from_utf8_lossy(&old).into_owned();
        let lines: Vec<&str> = old.lines().filter(|line| record(line).is_some()).collect();
        let mut text = String::new();
        for line in &lines[lines.len().saturating_sub(KEPT)..] {
            writeln!(text, "{line}")?;
        }
        return store.replace(NAME, (text + &noted).as_bytes());
    }
    file::append(&path, noted.as_bytes())?;
    Ok(())
}

fn record(line: &str) -> Option<(Id, i64)> {
    let (id, time) = line.split_once(' ')?;
    Some((Id::parse(id)?, time.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(second: usize) -> String {
        format!(
            "MSG | 2026-02-14 {:02}:{:02}:{:02} +01:00 | A | note:x",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }

    fn entry(line: &str) -> Entry {
        match read(line.as_bytes()) {
            Reading::Entry(entry) => *entry,
            reading => panic!("{reading:?}"),
        }
    }

    #[test]
    fn what_was_written_is_known_and_older_lines_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        assert!(!Written::read(&store).unwrap().covers(&entry(&line(9)), Zone::Local));
        drop(store.lock("x").unwrap());
        (10..20).for_each(|second| note(&store, &line(second)).unwrap());
        let written = Written::read(&store).unwrap();
        let known =
            |second| (written.has(&entry(&line(second))), written.covers(&entry(&line(second)), Zone::Local));
        assert_eq!([9, 10, 19, 20].map(known), [(false, false), (true, true), (true, true), (false, true)]);
    }

    #[test]
    fn only_the_last_are_kept_and_damage_costs_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let many: Vec<String> =
            (0..2 * KEPT).map(|at| format!("{} {at:010}\n", Id::of(&at.to_le_bytes()))).collect();
        store.replace(NAME, many.concat().as_bytes()).unwrap();
        note(&store, &line(1)).unwrap();
        let written = Written::read(&store).unwrap();
        assert_eq!((written.ids.len(), written.since), (KEPT + 1, i64::try_from(KEPT).ok()));
        store.replace(NAME, b"\0\nnonsense 1\n").unwrap();
        note(&store, &line(2)).unwrap();
        assert!(Written::read(&store).unwrap().has(&entry(&line(2))));
    }
}
