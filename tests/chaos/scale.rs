//! How long a run is, and where: short by default, as the environment says where somebody asks for more.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

pub struct Scale {
    /// How many runs are killed.
    pub kills: usize,
    pub agents: usize,
    pub clones: usize,
    /// How often each clone ships.
    pub ships: usize,
    pub seed: u64,
    /// Where the repositories are; a temporary directory where nothing is said.
    pub dir: Option<PathBuf>,
    /// Whether the disk is filled up meanwhile.
    pub fills_up: bool,
    pub is_long: bool,
}

impl Scale {
    pub fn of_this_run() -> Scale {
        let kills = number("AURAOPS_CHAOS");
        let is_long = kills.is_some();
        let or = |name, short, long| number(name).unwrap_or(if is_long { long } else { short });
        Scale {
            kills: kills.unwrap_or(30),
            agents: or("AURAOPS_CHAOS_AGENTS", 4, 16),
            clones: or("AURAOPS_CHAOS_CLONES", 3, 10),
            ships: or("AURAOPS_CHAOS_SHIPS", 4, 100),
            seed: number("AURAOPS_CHAOS_SEED").map_or_else(any_seed, |seed| seed as u64),
            dir: std::env::var_os("AURAOPS_CHAOS_DIR").map(PathBuf::from),
            fills_up: number("AURAOPS_CHAOS_FILL").is_some_and(|fill| fill > 0),
            is_long,
        }
    }
}

fn number(name: &str) -> Option<usize> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is no number: {value}")))
}

/// Short enough to be typed again.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}
