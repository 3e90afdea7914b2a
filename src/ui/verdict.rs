//! How a verdict on a path is said: whose it is, which rule spoke, what to do now.

use std::fmt::{self, Display};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::text::{Plain, cut, quoted_path, said, said_path};
use crate::domain::append::{Altered, What};
use crate::domain::asker::Asker;
use crate::domain::codename::OPERATOR;
use crate::domain::commit::Commit;
use crate::domain::map::Owner;
use crate::domain::next::Next;
use crate::domain::path::RepoPath;
use crate::domain::verdict::{Location, Refusal, Verdict};

/// How much of a line of a file is repeated.
pub const MOST_TEXT: usize = 100;

/// One judged path, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct PathRow {
    pub path: String,
    /// The judged path as an argument.
    #[serde(skip)]
    pub arg: String,
    /// Where it leads, when that is another place than it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub real: Option<String>,
    pub allowed: bool,
    pub owner: Owner,
    #[serde(flatten)]
    pub refusal: Option<Refusal>,
    /// The commit that touched it, for a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<CommitSource>,
}

/// The commit behind a row.
#[derive(Debug, Clone, Serialize)]
pub struct CommitSource {
    pub oid: String,
    pub agent: Option<String>,
    pub subject: String,
}

impl CommitSource {
    pub fn new(commit: &Commit, by: &Asker) -> CommitSource {
        let agent = match by {
            Asker::Agent(name) => Some(name.to_string()),
            Asker::Operator => Some(OPERATOR.to_owned()),
            Asker::Nobody => None,
        };
        CommitSource { oid: commit.oid.to_string(), agent, subject: commit.subject.clone() }
    }

    /// Who made it, in words.
    pub fn by(&self) -> &str {
        self.agent.as_deref().unwrap_or("an unidentified author")
    }
}

impl PathRow {
    pub fn new(verdict: Verdict) -> PathRow {
        let allowed = verdict.is_allowed();
        let arg = verdict.place.path().map(quoted_path).unwrap_or_default();
        let (path, real) = match verdict.place {
            Location::At(path) => (path.to_string(), None),
            Location::Through { asked, real } => (Plain(&asked).to_string(), Some(real.to_string())),
            Location::Outside { asked, real } => (Plain(&asked).to_string(), real),
        };
        PathRow { path, arg, real, allowed, owner: verdict.owner, refusal: verdict.refusal, commit: None }
    }

    /// The path that the verdict is about.
    pub fn judged_path(&self) -> &str {
        self.real.as_deref().unwrap_or(&self.path)
    }

    pub fn width(&self) -> usize {
        self.label().width()
    }

    /// The path, and where it leads.
    pub fn label(&self) -> String {
        match &self.real {
            Some(real) => format!("{} -> {}", said(&self.path), said(real)),
            None => said(&self.path),
        }
    }

    /// Whose it is and by which glob, or why it may not be touched.
    pub fn reason(&self) -> String {
        match &self.refusal {
            Some(Refusal::Outside) => "outside the repository".to_owned(),
            Some(Refusal::Rewritten(altered)) => format!("append-only, and {}", alteration(altered, None)),
            Some(Refusal::Unowned) => "nobody owns it: only the user may change it".to_owned(),
            Some(Refusal::Unsigned) => {
                format!("{}, and no trailer says whose the commit is", Whose(&self.owner))
            }
            Some(Refusal::Borrowed { map_of }) => {
                format!(
                    "{}, but for the map of {}, which the user did not sign",
                    Whose(&self.owner),
                    map_of.short()
                )
            }
            Some(Refusal::Contested) => format!("{}: the map must be fixed", Whose(&self.owner)),
            Some(Refusal::Foreign | Refusal::SeveralOwners { .. }) | None => Whose(&self.owner).to_string(),
        }
    }

    /// The command that asks whoever can allow it.
    pub fn ask(&self) -> Option<Next> {
        let to = match (&self.refusal, &self.owner) {
            (Some(Refusal::Foreign), Owner::Agent { agent, .. }) => agent.as_str(),
            (Some(Refusal::Unowned | Refusal::Contested), _) => OPERATOR,
            _ => return None,
        };
        Some(Next::auraops(format!(r#"msg "…" --to {to} --type request --locks {}"#, self.arg)))
    }
}

/// What was done to an append-only file, with the line; with the file and the place, where these are not said around it.
pub fn alteration(altered: &Altered, place: Option<(&RepoPath, &str)>) -> String {
    let (of, file, its, place) = match place {
        Some((path, place)) => (
            format!(" of {}", said_path(path)),
            format!("append-only {}", said_path(path)),
            format!("the mode of append-only {}", said_path(path)),
            format!(" in {place}"),
        ),
        None => (String::new(), "the file".to_owned(), "its mode".to_owned(), String::new()),
    };
    let text = cut(&altered.text, MOST_TEXT);
    let (line, text) = (altered.line, Plain(&text));
    match altered.what {
        // A patch shows a line and not its number.
        What::Changed if line == 0 => format!("a line{of} was changed or removed{place}: `{text}`"),
        What::Changed => format!("line {line}{of} was changed or removed{place}: `{text}`"),
        What::Inserted => format!("line {line}{of} was inserted before older ones{place}: `{text}`"),
        What::Restored => format!("line {line}{of} had been taken out, and came back{place}: `{text}`"),
        What::Removed => format!("{file} was removed or replaced{place}"),
        What::Mode => format!("{its} was changed{place}"),
    }
}

/// An owner in words.
pub struct Whose<'a>(pub &'a Owner);

impl Display for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Owner::Agent { agent, glob } => write!(f, "{agent} owns it ({})", said(glob)),
            Owner::Contested { claims } => {
                let claims: Vec<String> =
                    claims.iter().map(|(agent, glob)| format!("{agent} ({})", said(glob))).collect();
                write!(f, "{} both own it", claims.join(" and "))
            }
            Owner::Append { .. } => f.write_str("shared: any agent may add lines at the end"),
            Owner::Write { .. } => f.write_str("shared: any agent may change it"),
            Owner::Unowned => f.write_str("nobody owns it"),
        }
    }
}
