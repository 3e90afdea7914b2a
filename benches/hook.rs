//! What the hook before an agent's write costs as a whole process, beside starting `true`: `cargo bench --bench hook`.
//!
//! On a repository of 100,000 files, in rounds in which every command has its turn. The figure that counts is the ratio of
//! the medians: milliseconds are the machine's.
#![expect(clippy::disallowed_types, clippy::print_stdout, reason = "a bench stands outside the house")]

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

const FILES: usize = 100_000;
const ROUNDS: usize = 300;
const MAP: &str =
    "[agents.SENSOR]\nowns = [\"src/telemetry/**\"]\n[agents.RENDER]\nowns = [\"src/render/**\"]\n";

fn main() {
    // `cargo test --all-targets` starts benches too.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    let repo = dir.path().canonicalize().expect("its real path");
    generate(&repo);
    let payload = |path: &str| {
        let input = json!({ "file_path": repo.join(path), "content": "x" });
        let call = json!({ "cwd": repo, "hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": input });
        call.to_string()
    };
    let (own, foreign) = (payload("src/telemetry/d1/new.rs"), payload("src/render/d1/new.rs"));
    let auraops = env!("CARGO_BIN_EXE_auraops");
    let commands: [(&str, Vec<&str>, &str); 4] = [
        ("true", vec!["true"], ""),
        ("own", vec![auraops, "hook", "claude"], &own),
        ("foreign", vec![auraops, "hook", "claude"], &foreign),
        ("git --version", vec!["git", "--version"], ""),
    ];
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); commands.len()];
    for round in 0..ROUNDS + 10 {
        for (at, (_, command, input)) in commands.iter().enumerate() {
            let time = run(&repo, command, input);
            // The first few warm the caches.
            if round >= 10 {
                times[at].push(time);
            }
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    for ((name, ..), median) in commands.iter().zip(&medians) {
        println!("{name:>14}  {median:.2} ms  {:.2} x true", median / medians[0]);
    }
}

fn run(repo: &Path, command: &[&str], input: &str) -> Duration {
    let start = Instant::now();
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .current_dir(repo)
        .env("AURAOPS_AGENT", "SENSOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    // `true` may be gone before it has read anything.
    drop(child.stdin.take().expect("a pipe").write_all(input.as_bytes()));
    child.wait().expect("the command ends");
    start.elapsed()
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// A commit with all the files, half of them in each agent's directory, checked out.
fn generate(repo: &Path) {
    git(repo, &["init", "-q", "-b", "main"], "");
    let mut stream = String::from("commit refs/heads/main\ncommitter A <a@example.org> 0 +0000\ndata 0\n");
    let mut file = |path: &str, text: &str| {
        write!(stream, "M 644 inline {path}\ndata {}\n{text}\n", text.len()).expect("text grows");
    };
    file("auraops.toml", MAP);
    for at in 0..FILES {
        let owner = if at % 2 == 0 { "telemetry" } else { "render" };
        file(&format!("src/{owner}/d{}/module_{at}.rs", at / 20), "x\n");
    }
    git(repo, &["fast-import", "--quiet"], &stream);
    git(repo, &["reset", "-q", "--hard"], "");
}

fn git(repo: &Path, args: &[&str], input: &str) {
    let mut git =
        Command::new("git").arg("-C").arg(repo).args(args).stdin(Stdio::piped()).spawn().expect("git starts");
    git.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("git reads");
    assert!(git.wait().expect("git ends").success());
}
