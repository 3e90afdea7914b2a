//! Another clone of the same remote, on which somebody works at the same time.

use std::path::PathBuf;

use super::World;

pub struct Elsewhere<'w> {
    world: &'w World,
    clone: PathBuf,
}

impl Elsewhere<'_> {
    /// A fresh clone of the world's remote.
    pub fn of(world: &World) -> Elsewhere<'_> {
        let clone = world.beside("elsewhere");
        world.git(["clone", "-q", world.beside("remote.git").to_str().unwrap(), clone.to_str().unwrap()]);
        Elsewhere { world, clone }
    }

    /// Commits one file with this content.
    pub fn change(&self, path: &str, content: &str) -> &Self {
        let file = self.clone.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
        self.git(&["add", path]).git(&["commit", "-qm", "work elsewhere"])
    }

    pub fn append(&self, path: &str, line: &str) -> &Self {
        let old = std::fs::read_to_string(self.clone.join(path)).unwrap();
        self.change(path, &(old + line))
    }

    pub fn push(&self) -> &Self {
        self.git(&["push", "-q"])
    }

    pub fn pull(&self) -> &Self {
        self.git(&["pull", "-q", "--no-rebase"])
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.clone.join(path)).unwrap()
    }

    /// The first line that git prints there.
    pub fn line(&self, args: &[&str]) -> String {
        self.world.git_line(["-C", self.clone.to_str().unwrap()].iter().chain(args))
    }

    pub fn git(&self, args: &[&str]) -> &Self {
        self.world.git(["-C", self.clone.to_str().unwrap()].iter().chain(args));
        self
    }
}
