//! An agent of the shared checkout, some of whose runs are killed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::chat::Line;
use super::ground::{Checkout, Ran, run};
use super::hand::Hand;
use super::killing::{KILLS, run_killed};
use super::random::Random;
use super::yard::{Yard, name};

/// Of a hundred runs so many are to be killed.
const DOOMED: usize = 60;
/// How long a command may take before one was waited for.
const FIRST: Duration = Duration::from_millis(300);

pub struct Agent<'y> {
    yard: &'y Yard<'y>,
    repo: Checkout<'y>,
    name: String,
    own: String,
    hand: Hand,
    said: Vec<Line>,
    random: Random,
    steps: usize,
    /// How long a command takes that is left alone.
    durations: BTreeMap<String, Duration>,
}

impl<'y> Agent<'y> {
    pub fn new(yard: &'y Yard<'y>, number: usize) -> Agent<'y> {
        let (name, repo) = (name(number), yard.repo());
        let random = Random::new(yard.scale.seed, &name);
        let (hand, own) = (yard.hand(&name, &repo), format!("work/{name}/own"));
        let (said, durations) = (Vec::new(), BTreeMap::new());
        Agent { yard, repo, name, own, hand, said, random, steps: 0, durations }
    }

    /// Works until enough was killed; gives back its files and what it said.
    pub fn work(mut self) -> (Hand, Vec<Line>) {
        self.repo.done(&self.name, &["launch", &self.name]);
        while !self.yard.is_over() {
            self.step();
        }
        (self.hand, self.said)
    }

    fn step(&mut self) {
        self.steps += 1;
        match self.random.below(10) {
            0..=5 => self.ship(),
            6 | 7 => self.say(),
            8 => drop(self.run(&["inbox"])),
            _ => drop(self.run(&["status"])),
        }
    }

    fn ship(&mut self) {
        for _ in 0..=self.random.below(3) {
            self.hand.change(&self.own, &mut self.random);
        }
        if self.random.is_one_of(30) {
            // Whoever holds the index may be quicker.
            drop(self.repo.try_git(&["add", "-A", "--", &self.own]));
        }
        let message = format!("{} step {}", self.name, self.steps);
        if self.run(&["ship", "-m", &message]).is_some_and(|ran| ran.is_done()) {
            let there = self.yard.remote().files_at("main", &self.own);
            let undone = self.hand.undone(&there);
            assert!(
                undone.is_empty(),
                "{message} was shipped, and the remote lacks it:\n{}",
                undone.join("\n")
            );
        }
    }

    fn say(&mut self) {
        let token = format!("{} says {}.", self.name, self.steps);
        let is_said = self.run(&["msg", &token, "--to", "all"]).is_some_and(|ran| ran.is_done());
        self.said.push(Line { token, is_said });
    }

    /// Runs a command, which may be killed: then there is no answer.
    fn run(&mut self, args: &[&str]) -> Option<Ran> {
        let command = self.repo.command(&self.name, args);
        let usual = self.durations.entry(args[0].to_owned()).or_insert(FIRST);
        if self.random.is_one_of(DOOMED) {
            let after = self.random.time_up_to(*usual);
            let kill = *self.random.of(&KILLS);
            let ran = run_killed(command, after, kill);
            if ran.is_none() {
                self.yard.count(format!("{} {kill:?}", args[0]));
                self.yard.killed();
            }
            return ran;
        }
        let began = Instant::now();
        let ran = run(command);
        *usual = (*usual * 3 + began.elapsed()) / 4;
        let how = if ran.is_done() { "done" } else { "refused" };
        if !ran.is_done() && self.yard.scale.is_long {
            eprintln!("{} {args:?}: {}", self.name, ran.said.trim_end());
        }
        self.yard.count(format!("{} {how}", args[0]));
        Some(ran)
    }
}
