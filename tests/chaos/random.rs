//! Random numbers that a seed gives again (`SplitMix64`).

use std::time::Duration;

pub struct Random(u64);

impl Random {
    /// Numbers of their own for each of those who share a seed.
    pub fn new(seed: u64, whose: &str) -> Random {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Random(whose.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, mix))
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end as u64).unwrap()
    }

    /// In `percent` of a hundred cases.
    pub fn is_one_of(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn of<'t, T>(&mut self, some: &'t [T]) -> &'t T {
        &some[self.below(some.len())]
    }

    pub fn time_up_to(&mut self, most: Duration) -> Duration {
        let most = usize::try_from(most.as_micros()).unwrap();
        Duration::from_micros(self.below(most + 1) as u64)
    }
}
