//! `auraops init`: a repository that has nothing of ours yet.

mod codeowners;
mod files;

use crate::support::World;

/// A repository without a map, with these files in its first commit.
fn world(files: &[&str]) -> World {
    let world = World::empty();
    for file in files {
        world.write(file, "x\n");
    }
    world.git(["add", "."]).git(["commit", "-qm", "files"]);
    world
}
