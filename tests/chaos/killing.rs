//! A run that is killed.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::ground::{Ran, text, to_file};
use super::janitor::{Process, processes};

/// What is killed, and how.
#[derive(Debug, Clone, Copy)]
pub enum Kill {
    /// The process alone: its children run on.
    Process,
    /// Its group, as a terminal that is closed does it.
    Group,
    /// Everything below it, as a machine that is switched off does it.
    Descendants,
    /// Asked to end: alone, or with its group.
    Terminate,
    TerminateGroup,
}

pub const KILLS: [Kill; 5] =
    [Kill::Process, Kill::Group, Kill::Descendants, Kill::Terminate, Kill::TerminateGroup];

/// Runs a command in a process group of its own and kills it after a time; `None` where it was killed.
pub fn run_killed(mut command: Command, after: Duration, kill: Kill) -> Option<Ran> {
    let said = to_file(&mut command);
    let mut child = command.process_group(0).spawn().unwrap();
    let end = Instant::now() + after;
    while Instant::now() < end {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(1).min(end.saturating_duration_since(Instant::now())));
    }
    if child.try_wait().unwrap().is_none() {
        kill.strike(&child);
    }
    let status = child.wait().unwrap();
    status.signal().is_none().then(|| Ran { status, said: text(said) })
}

impl Kill {
    fn strike(self, child: &Child) {
        let process = child.id().to_string();
        let group = format!("-{process}");
        match self {
            Kill::Process => signal("KILL", &[process]),
            Kill::Group => signal("KILL", &[group]),
            Kill::Descendants => signal("KILL", &descendants(child.id())),
            Kill::Terminate => signal("TERM", &[process]),
            Kill::TerminateGroup => signal("TERM", &[group]),
        }
    }
}

fn signal(name: &str, whom: &[String]) {
    // Some may have ended meanwhile.
    let mut kill = Command::new("kill");
    kill.args(["-s", name, "--"]).args(whom);
    to_file(&mut kill);
    kill.status().unwrap();
}

/// A process and all below it, each before its children.
fn descendants(of: u32) -> Vec<String> {
    let all = processes();
    let mut found = vec![of];
    let mut at = 0;
    while let Some(&parent) = found.get(at) {
        found.extend(all.iter().filter(|process| process.parent == parent).map(|Process { id, .. }| id));
        at += 1;
    }
    found.iter().map(ToString::to_string).collect()
}
