//! Git where it talks to a remote, for as long as that takes: said aloud where it takes long, and given up where only a
//! question has no answer. A push may be large, or wait for a hook: nobody but its owner stops it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::destination::Upstream;
use crate::sys::lock::Narrate;
use crate::sys::process::{Output, Process};

/// From when on it is said, and from when on a remote that says nothing is not waited for any longer.
pub const LIMITS: Limits = Limits { silence: Duration::from_secs(10), most: Duration::from_mins(1) };

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub silence: Duration,
    pub most: Duration,
}

impl Limits {
    /// Runs a push to its end.
    pub fn push(self, git: Process, to: &Upstream, narrate: Narrate) -> Result<Output> {
        let began = Instant::now();
        let mut told = false;
        let output = git.output_while(|_| {
            if !told && began.elapsed() >= self.silence {
                narrate(&format!("still pushing to {} after {} seconds", to.name(), self.silence.as_secs()));
                told = true;
            }
            true
        })?;
        output.context("`git push` was stopped")
    }

    /// Asks a remote, which shows in what git prints that it is there.
    pub fn ask(self, git: Process, of: &Upstream, narrate: Narrate) -> Result<Output> {
        // An address may hold a password.
        let who = if of.remote.contains(':') { "the remote".to_owned() } else { format!("`{}`", of.remote) };
        let mut told = false;
        let output = git.output_while(|silence| {
            if !told && silence >= self.silence {
                narrate(&format!("no answer from {who} for {} seconds", self.silence.as_secs()));
                told = true;
            }
            silence < self.most
        })?;
        match output {
            Some(output) => Ok(output),
            None => bail!("no answer from {who} for {} seconds", self.most.as_secs()),
        }
    }
}

/// What git complains of, without the progress that it prints beside.
pub fn complaint(output: &Output) -> String {
    let is_progress = |line: &str| line.ends_with(", done.") || line.contains("% (");
    let whole = output.complaint();
    let lines = whole.split(['\n', '\r']).map(str::trim_end);
    lines.filter(|line| !line.is_empty() && !is_progress(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SHORT: Limits = Limits { silence: Duration::from_millis(20), most: Duration::from_millis(300) };

    fn origin() -> Upstream {
        Upstream { remote: "origin".to_owned(), branch: "refs/heads/main".to_owned() }
    }

    fn sh(script: &str) -> Process {
        Process::new("sh", std::path::Path::new("/")).args(["-c", script])
    }

    #[test]
    fn a_question_without_an_answer_comes_to_an_end_and_a_push_is_not_cut() {
        let error = SHORT.ask(sh("exec sleep 60"), &origin(), |said| {
            assert_eq!(said, "no answer from `origin` for 0 seconds");
        });
        assert_eq!(error.unwrap_err().to_string(), "no answer from `origin` for 0 seconds");
        let pushed = SHORT.push(sh("sleep 0.6; echo done"), &origin(), |said| {
            assert_eq!(said, "still pushing to origin/main after 0 seconds");
        });
        assert_eq!(pushed.unwrap().stdout, b"done\n");
    }

    #[test]
    fn an_answer_that_goes_on_is_waited_for() {
        let script = "for part in 1 2 3 4 5 6; do echo $part% >&2; sleep 0.1; done; echo done";
        assert_eq!(SHORT.ask(sh(script), &origin(), |_| {}).unwrap().stdout, b"done\n");
    }

    #[test]
    fn progress_is_no_complaint() {
        let output = sh(
            "printf 'remote: Counting objects: 50%% (1/2)\\rremote: Counting objects: 100%% (2/2), done.\\nfatal: no\\n' >&2",
        );
        assert_eq!(complaint(&output.output().unwrap()), "fatal: no");
    }
}
