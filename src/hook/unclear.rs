//! How often an agent ran shell texts that nobody understood: allowed, and counted, so that `doctor` can tell.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::domain::codename::Codename;
use crate::sys::state::Store;

/// The resource, and the name of what is kept.
const NAME: &str = "unclear";

/// Adds one.
pub fn count(store: &Store, agent: &Codename) -> Result<()> {
    let _lock = store.lock(NAME)?;
    let mut counts = counts(store)?;
    *counts.entry(agent.to_string()).or_default() += 1;
    store.replace(NAME, &serde_json::to_vec(&counts)?)
}

/// How many each agent ran since somebody last deleted the state.
pub fn counts(store: &Store) -> Result<BTreeMap<String, u64>> {
    let bytes = store.read(NAME)?.unwrap_or_default();
    // What is damaged counts for nothing.
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_counts_however_many_count_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let (store, sensor) = (Store::new(dir.path()), Codename::parse("SENSOR").unwrap());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10).for_each(|_| count(&store, &sensor).unwrap()));
            }
        });
        assert_eq!(counts(&store).unwrap()["SENSOR"], 40);
        store.replace(NAME, b"nonsense").unwrap();
        count(&store, &sensor).unwrap();
        assert_eq!(counts(&store).unwrap()["SENSOR"], 1);
    }
}
