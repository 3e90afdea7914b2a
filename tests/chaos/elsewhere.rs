//! The second clone: an agent that ships from there all the while, and the user, who changes files of everybody.

use super::bystanders::IN_THE_WAY;
use super::chat::Line;
use super::files::Kept;
use super::ground::Checkout;
use super::hand::Hand;
use super::random::Random;
use super::yard::{FAR, Yard, name, pause};

/// When the user begins to get into the bystanders' way, in percent of the work; till then the checkout keeps up.
const LATE: usize = 60;

pub struct Elsewhere<'y> {
    yard: &'y Yard<'y>,
    far: Checkout<'y>,
    hand: Hand,
    said: Vec<Line>,
    random: Random,
    steps: usize,
}

impl<'y> Elsewhere<'y> {
    pub fn new(yard: &'y Yard<'y>) -> Elsewhere<'y> {
        let far = yard.far();
        let random = Random::new(yard.scale.seed, FAR);
        Elsewhere { yard, hand: yard.hand(FAR, &far), far, said: Vec::new(), random, steps: 0 }
    }

    pub fn work(mut self) -> (Hand, Vec<Line>) {
        self.far.done(FAR, &["launch", FAR]);
        while !self.yard.is_over() {
            self.step();
            pause(&mut self.random);
        }
        // Once for certain, however early it was over.
        self.get_in_the_way();
        (self.hand, self.said)
    }

    fn step(&mut self) {
        self.steps += 1;
        let agent = name(self.random.below(self.yard.scale.agents));
        let theirs = format!("work/{agent}/theirs");
        for dir in [theirs.as_str(), "calm", "docs"] {
            if self.random.is_one_of(60) {
                self.hand.change(dir, &mut self.random);
            }
        }
        if self.random.is_one_of(20) {
            self.point_submodule();
        }
        if self.yard.progress() > LATE && self.random.is_one_of(50) {
            self.get_in_the_way();
        }
        commit(&self.far, &format!("the user's step {}", self.steps));
        self.hand.change("far", &mut self.random);
        if self.random.is_one_of(50) {
            let token = format!("{FAR} says {}.", self.steps);
            let is_said = self.far.auraops(FAR, &["msg", &token, "--to", "all"]).is_done();
            self.said.push(Line { token, is_said });
        }
        let ran = self.far.auraops(FAR, &["ship", "-m", &format!("{FAR} step {}", self.steps)]);
        let how = if ran.is_done() { "done" } else { "refused" };
        if !ran.is_done() && self.yard.scale.is_long {
            eprintln!("{FAR} ship: {}", ran.said.trim_end());
        }
        self.yard.count(format!("ship elsewhere {how}"));
    }

    fn get_in_the_way(&mut self) {
        let path = *self.random.of(&IN_THE_WAY);
        let text = format!("from elsewhere {}\n", self.steps);
        self.hand.write(path, Kept::Plain(text.into_bytes()));
    }

    /// A submodule comes, or points elsewhere.
    fn point_submodule(&self) {
        let history = self.far.git(&["rev-list", "--first-parent", "origin/main"]);
        let commits: Vec<&str> = history.lines().collect();
        let entry = format!("160000,{},mods/lib", commits[self.steps % commits.len()]);
        self.far.try_git(&["config", "-f", ".gitmodules", "submodule.lib.path", "mods/lib"]);
        self.far.try_git(&["config", "-f", ".gitmodules", "submodule.lib.url", "../remote.git"]);
        self.far.try_git(&["add", ".gitmodules"]);
        self.far.try_git(&["update-index", "--add", "--cacheinfo", &entry]);
    }
}

/// The user commits what is left and the agent ships it, both undisturbed.
pub fn finish(yard: &Yard, hand: &mut Hand) {
    let far = yard.far();
    commit(&far, "the user's last step");
    let text = b"the last\n".to_vec();
    hand.write("far/last.txt", Kept::Plain(text));
    far.done(FAR, &["ship", "-m", "the last from elsewhere"]);
}

/// The user commits whatever is not the agent's. Where the disk is full, the next time.
fn commit(far: &Checkout, message: &str) {
    for path in ["work", "calm", "docs", "idle"] {
        // Also what is ignored here, and what is gone; one that never was is refused.
        far.try_git(&["add", "-Af", "--", path]);
    }
    far.try_git(&["commit", "-qm", message]);
}
