//! The real binary on real repositories with the real git.

mod check_path;
mod launch;
mod world;
