//! One checkout in which everybody works, its remote, and a second clone of that.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use super::agent::Agent;
use super::bystanders::Bystanders;
use super::bystanders::TRACKED;
use super::chat::{HEADER, Line};
use super::disk;
use super::elsewhere::Elsewhere;
use super::ground::{Checkout, Ground};
use super::hand::Hand;
use super::janitor::Janitor;
use super::random::Random;
use super::scale::Scale;

/// Works in the second clone.
pub const FAR: &str = "FAR";

pub struct Yard<'s> {
    pub scale: &'s Scale,
    pub ground: Ground,
    pub janitor: Janitor,
    kills: AtomicUsize,
    is_over: AtomicBool,
    /// How often what ended how.
    counts: Mutex<BTreeMap<String, usize>>,
}

/// What was done.
pub struct Work {
    pub agents: Vec<Hand>,
    pub elsewhere: Hand,
    pub said: Vec<Line>,
    pub bystanders: Bystanders,
}

impl<'s> Yard<'s> {
    pub fn new(scale: &'s Scale) -> Yard<'s> {
        eprintln!("AURAOPS_CHAOS_SEED={}: {} agents, {} kills", scale.seed, scale.agents, scale.kills);
        let ground = Ground::new(scale);
        let git_dirs = ["repo/.git", "far/.git", "remote.git"].map(|dir| ground.dir.join(dir));
        let janitor = Janitor::new(&ground.dir, git_dirs.to_vec());
        let (kills, is_over, counts) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::default());
        let yard = Yard { scale, ground, janitor, kills, is_over, counts };
        yard.found();
        yard
    }

    /// Everybody works until enough runs were killed.
    pub fn work(&self) -> Work {
        let began = Instant::now();
        let bystanders = Bystanders::new(&self.repo());
        let seed = self.scale.seed;
        let work = thread::scope(|scope| {
            scope.spawn(|| self.janitor.sweep_until(&self.is_over));
            let agents: Vec<_> = (0..self.scale.agents)
                .map(|number| scope.spawn(move || self.watched(|| Agent::new(self, number).work())))
                .collect();
            let far = scope.spawn(|| self.watched(|| Elsewhere::new(self).work()));
            if self.scale.fills_up {
                let dir = self.ground.dir.parent().unwrap();
                scope.spawn(move || {
                    self.watched(|| disk::fill_until(&self.is_over, dir, &mut Random::new(seed, "disk")));
                });
            }
            let (elsewhere, said) = joined(far);
            let mut work = Work { agents: Vec::new(), elsewhere, said, bystanders };
            for agent in agents {
                let (hand, said) = joined(agent);
                work.agents.push(hand);
                work.said.extend(said);
            }
            work
        });
        eprintln!("{:.1?}: {:?}", began.elapsed(), self.counts.lock().unwrap());
        work
    }

    /// Has everybody stop where one fails.
    fn watched<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Alarm<'a>(&'a AtomicBool);
        impl Drop for Alarm<'_> {
            fn drop(&mut self) {
                if thread::panicking() {
                    self.0.store(true, Relaxed);
                }
            }
        }
        let _alarm = Alarm(&self.is_over);
        work()
    }

    pub fn is_over(&self) -> bool {
        self.is_over.load(Relaxed)
    }

    pub fn count(&self, what: impl Into<String>) {
        *self.counts.lock().unwrap().entry(what.into()).or_default() += 1;
    }

    pub fn killed(&self) {
        if self.kills.fetch_add(1, Relaxed) + 1 >= self.scale.kills {
            self.is_over.store(true, Relaxed);
        }
    }

    /// How much of the work is done, in percent.
    pub fn progress(&self) -> usize {
        self.kills.load(Relaxed) * 100 / self.scale.kills
    }

    pub fn repo(&self) -> Checkout<'_> {
        self.ground.checkout("repo")
    }

    pub fn far(&self) -> Checkout<'_> {
        self.ground.checkout("far")
    }

    pub fn remote(&self) -> Checkout<'_> {
        self.ground.checkout("remote.git")
    }

    pub fn hand(&self, name: &str, checkout: &Checkout) -> Hand {
        Hand::new(checkout.dir.clone(), self.ground.dir.join(format!("scratch-{name}")), name)
    }

    fn found(&self) {
        let dirs = (0..self.scale.agents).map(|number| (name(number), format!("work/{}", name(number))));
        let others = [("IDLE", "idle"), ("CALM", "calm"), (FAR, "far")];
        let others = others.map(|(name, dir)| (name.to_owned(), dir.to_owned()));
        found(&self.ground, &dirs.chain(others).collect::<Vec<_>>(), &["repo", "far"]);
    }
}

/// What a thread gives back; where it failed, its failure is ours.
pub fn joined<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|failure| std::panic::resume_unwind(failure))
}

/// The codename of an agent of the checkout.
pub fn name(number: usize) -> String {
    format!("A{number:02}")
}

/// A remote with a map, and checkouts of it in which the hooks are in place.
pub fn found(ground: &Ground, owners: &[(String, String)], checkouts: &[&str]) {
    let mut map = String::new();
    for (name, dir) in owners {
        writeln!(map, "[agents.{name}]\nowns = [\"{dir}/**\"]").unwrap();
    }
    map += "[shared]\nappend = [\"groupchat.md\"]\n[day]\ntimezone = \"+01:00\"\n";
    let first = ground.checkout(checkouts[0]);
    fs::create_dir(&first.dir).unwrap();
    let write = |path: &str, text: &str| {
        let path = first.dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("auraops.toml", &map);
    write("groupchat.md", &format!("{HEADER}\n"));
    write(".gitattributes", "groupchat.md merge=union\n");
    write(".gitignore", "*.log\nbuild/\n");
    for path in TRACKED {
        write(path, &format!("{path} as it was\n"));
    }
    let remote = ground.dir.join("remote.git");
    let remote = remote.to_str().unwrap();
    first.git(&["init", "-q", "-b", "main"]);
    first.git(&["init", "-q", "--bare", "-b", "main", remote]);
    first.git(&["add", "."]);
    first.git(&["commit", "-qm", "the beginning", "--trailer", "Auraops-Agent: user"]);
    first.git(&["remote", "add", "origin", remote]);
    first.git(&["push", "-qu", "origin", "main"]);
    for name in &checkouts[1..] {
        first.git(&["clone", "-q", remote, ground.checkout(name).dir.to_str().unwrap()]);
    }
    for name in checkouts {
        ground.checkout(name).done("user", &["hook", "install"]);
    }
}

/// Lets the others go on for a while.
pub fn pause(random: &mut Random) {
    thread::sleep(random.time_up_to(Duration::from_millis(300)));
}
