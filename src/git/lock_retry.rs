//! Waits for other git processes: whoever writes the index or a branch holds a lock *file* for that long, and git itself
//! gives up at once where one is there.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::error::hinted;
use crate::sys::process::{Output, Process};

/// How often to try, and how long to wait in between.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    tries: u32,
    pause: Duration,
}

/// Ten seconds: longer than git needs to write the index of a million files. What holds it longer waits for a person,
/// such as a hook or an editor, or is no longer there.
pub const PATIENCE: Patience = Patience { tries: 100, pause: Duration::from_millis(100) };

/// The status with which git dies, as opposed to that of a hook that says no.
const DIED: i32 = 128;

impl Patience {
    /// Runs a git command that writes, again while another process has what it needs. How it ended is the caller's to judge.
    pub fn run(self, git: impl Fn() -> Process) -> Result<Output> {
        self.attempts(|| git().output())
    }

    /// The same, for whoever runs git in another way.
    pub fn attempts(self, attempt: impl Fn() -> Result<Output>) -> Result<Output> {
        for _ in 1..self.tries {
            let output = attempt()?;
            if !is_busy(&output) {
                return Ok(output);
            }
            sleep(self.pause);
        }
        let output = attempt()?;
        if is_busy(&output) { Err(self.given_up(&output)) } else { Ok(output) }
    }

    /// Runs a git command that writes and has to succeed, again while another process has what it needs; `failed` says
    /// what did not happen.
    pub fn done(self, failed: &str, git: impl Fn() -> Process) -> Result<()> {
        let output = self.run(git)?;
        if !output.status.success() {
            bail!("{failed}: {}", output.complaint());
        }
        Ok(())
    }

    fn given_up(self, output: &Output) -> anyhow::Error {
        let waited = (self.pause * self.tries).as_secs();
        match lock_file(&output.stderr) {
            Some(file) => hinted(
                format!("another git process has held `{}` for {waited} seconds", file.escape_debug()),
                format!("wait for it; if no git is running here any more: rm '{}'", file.escape_debug()),
            ),
            None => hinted(
                format!(
                    "other git processes kept the branch moving for {waited} seconds: {}",
                    output.complaint()
                ),
                "run this again",
            ),
        }
    }
}

fn is_busy(output: &Output) -> bool {
    let says = |text: &str| output.stderr.contains(text);
    // Windows does not say that a file is there while somebody deletes it.
    let has_file = says(".lock': File exists") || cfg!(windows) && says(".lock': Permission denied");
    // `git commit` starts from where the branch is now; `git update-ref` was told where it has to be.
    let is_elsewhere = says("update_ref failed") && says("but expected");
    output.status.code() == Some(DIED) && (has_file || says("cannot lock ref") && !is_elsewhere)
}

/// The lock file that git complains of: `Unable to create '/repo/.git/index.lock': File exists.`
fn lock_file(complaint: &str) -> Option<&str> {
    let end = complaint.find(".lock'")? + ".lock".len();
    let start = complaint[..end].rfind('\'')? + 1;
    Some(&complaint[start..end])
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::path::Path;

    use super::*;

    const SOON: Patience = Patience { tries: 3, pause: Duration::from_millis(1) };

    fn repository() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path()).args(["init", "-q"]).stdout().unwrap();
        dir
    }

    fn git(dir: &Path) -> Process {
        Process::git(dir).elsewhere()
    }

    #[test]
    fn a_lock_that_stays_is_named_with_what_to_do() {
        let dir = repository();
        let lock = dir.path().join(".git/index.lock");
        crate::sys::file::create(&lock, b"").unwrap();
        let tries = Cell::new(0);
        let error = SOON.run(|| {
            tries.set(tries.get() + 1);
            git(dir.path()).args(["read-tree", "--empty"])
        });
        let error = error.unwrap_err();
        assert_eq!(tries.get(), 3);
        assert!(error.to_string().contains("index.lock` for 0 seconds"), "{error}");
        let hint = crate::error::hint(&error).unwrap().to_string();
        assert!(hint.contains("rm '") && hint.ends_with("index.lock'"), "{hint}");
    }

    #[test]
    fn a_lock_that_goes_is_waited_for_and_other_failures_are_not() {
        let dir = repository();
        let lock = dir.path().join(".git/index.lock");
        crate::sys::file::create(&lock, b"").unwrap();
        let tries = Cell::new(0);
        let output = SOON.run(|| {
            tries.set(tries.get() + 1);
            if tries.get() == 3 {
                std::fs::remove_file(&lock).unwrap();
            }
            git(dir.path()).args(["read-tree", "--empty"])
        });
        assert!(output.unwrap().status.success());
        tries.set(0);
        let output = SOON.run(|| {
            tries.set(tries.get() + 1);
            git(dir.path()).args(["read-tree", "nothing"])
        });
        assert_eq!((output.unwrap().status.code(), tries.get()), (Some(128), 1));
    }
}
