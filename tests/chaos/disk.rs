//! A disk that fills up and is freed again.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use super::random::Random;

/// Never more than this: what is given to us is meant to be a small disk.
const MOST: usize = 512 << 20;

pub fn fill_until(is_over: &AtomicBool, dir: &Path, random: &mut Random) {
    let ballast = dir.join("ballast");
    let mut times = 0;
    while !is_over.load(Relaxed) {
        std::thread::sleep(random.time_up_to(Duration::from_millis(1500)));
        let mut file = File::create(&ballast).unwrap();
        let full = fill(&mut file);
        assert!(full, "{} is too large to be filled up: mount a small one there", dir.display());
        // Nearly full is another thing than full: some writes work then, and later ones do not.
        let end = fs::metadata(&ballast).unwrap().len();
        let spare = [0, 0, 4096, 20_000, 100_000][random.below(5)];
        file.set_len(end.saturating_sub(spare)).unwrap();
        std::thread::sleep(random.time_up_to(Duration::from_millis(800)));
        fs::remove_file(&ballast).unwrap();
        times += 1;
    }
    eprintln!("the disk was filled up {times} times");
}

fn fill(file: &mut File) -> bool {
    for size in [1 << 20, 4096, 1] {
        let block = vec![0; size];
        let mut written = 0;
        while file.write_all(&block).is_ok() {
            written += size;
            if written > MOST {
                return false;
            }
        }
    }
    true
}
