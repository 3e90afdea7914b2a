//! The trailer that says whose a commit is. Only git decides what a trailer is: a line of the body that looks like one says
//! nothing (<https://git-scm.com/docs/git-interpret-trailers>).

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::repo::Repo;

/// Trailers are written and read with a colon, whatever the user's configuration says.
pub const PLAIN: [&str; 2] = ["-c", "trailer.separators=:"];

/// The trailer that names the agent of a commit.
pub const TRAILER: &str = "Auraops-Agent";
/// What it says in a commit, as a placeholder of `git log --format`: every value, with commas between.
pub const VALUES: &str = "%(trailers:key=Auraops-Agent,valueonly,unfold,separator=%x2C)";

/// The names in what git printed for [`VALUES`], each once.
pub fn names(values: &str) -> Vec<String> {
    let mut names: Vec<String> = values.split(',').map(|name| name.trim().to_owned()).collect();
    names.retain(|name| !name.is_empty());
    names.dedup_by_key(|name| name.to_lowercase());
    names
}

impl Repo {
    /// The names in the trailers of a message that is no commit yet.
    pub fn trailers(&self, message: &str) -> Result<Vec<String>> {
        if !mentions(message) {
            return Ok(Vec::new());
        }
        // As in a commit, where nothing ends the message before its end.
        let git = self.git().args(PLAIN).args(["interpret-trailers", "--parse", "--no-divider"]);
        let printed = git.input(message.as_bytes().to_vec()).stdout();
        let printed = printed.context("reading the trailers of the message")?;
        let text = String::from_utf8_lossy(&printed);
        let name = |line: &str| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(TRAILER).then(|| value.trim().to_owned())
        };
        Ok(text.lines().filter_map(name).filter(|name| !name.is_empty()).collect())
    }

    /// Adds the trailer to a message file that has none.
    pub fn add_trailer(&self, file: &Path, name: &str) -> Result<()> {
        end_last_line(file).context("ending the last line of the message")?;
        let git = self.git().args(PLAIN).args(["interpret-trailers", "--in-place", "--no-divider"]);
        let git = git.args(["--if-exists", "doNothing", "--if-missing", "add", "--where", "end"]);
        let git = git.args(["--trailer", &format!("{TRAILER}: {name}")]).arg(file);
        git.stdout().map(drop).context("adding the trailer to the message")
    }
}

/// Whether a line begins like the trailer: without one, git need not be asked.
fn mentions(message: &str) -> bool {
    let key = TRAILER.to_lowercase();
    message.lines().any(|line| line.to_lowercase().starts_with(&key))
}

/// Git before 2.41 starts no new paragraph below a line without an end, such as `git merge` writes.
fn end_last_line(file: &Path) -> std::io::Result<()> {
    let text = std::fs::read(file)?;
    if !text.is_empty() && !text.ends_with(b"\n") {
        File::options().append(true).open(file)?.write_all(b"\n")?;
    }
    Ok(())
}
