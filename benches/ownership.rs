//! How fast paths are classified and maps are proven: `cargo bench`.

use auraops::benches::codename::Codename;
use auraops::benches::day::Zone;
use auraops::benches::map::{Agent, ChatFiles, Map, Shared};
use auraops::benches::overlap::clashes;
use auraops::benches::path::RepoPath;
use auraops::benches::pattern::{Case, Pattern};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

fn path(text: &str) -> RepoPath {
    RepoPath::from_git(text.as_bytes()).expect("a normal path")
}

/// Agents that own four globs each: three directories and, for every tenth agent, a suffix.
fn map(agents: usize) -> Map {
    let agent = |at: usize| {
        let dirs = (0..3).map(|dir| format!("src/team{at}/part{dir}/**"));
        let fourth =
            if at.is_multiple_of(10) { format!("**/x{at}_*.py") } else { format!("tests/team{at}/*.rs") };
        let glob = |text: String| Pattern::parse(&text, Case::Sensitive).expect("a glob");
        Agent {
            name: Codename::parse(&format!("AGENT{at}")).expect("a codename"),
            owns: dirs.chain([fourth]).map(glob).collect(),
            except: Vec::new(),
            mission: None,
            verify: Vec::new(),
        }
    };
    Map {
        agents: (0..agents).map(agent).collect(),
        shared: Shared::default(),
        chat: ChatFiles { file: path("groupchat.md"), journals: Vec::new(), case: Case::Sensitive },
        day: Zone::Local,
    }
}

#[divan::bench(args = [4, 50])]
fn classify(bencher: Bencher, agents: usize) {
    let map = map(agents);
    let paths: Vec<RepoPath> = (0..1000)
        .map(|at| path(&format!("src/team{}/part{}/dir{at}/file{at}.rs", at % agents, at % 4)))
        .collect();
    bencher
        .counter(ItemsCount::new(paths.len()))
        .bench(|| paths.iter().map(|path| map.owner(path)).collect::<Vec<_>>());
}

#[divan::bench(args = [4, 50])]
fn prove(bencher: Bencher, agents: usize) {
    let map = map(agents);
    bencher.bench(|| clashes(&map, &[]));
}
