//! All there is to know of one program, in one row: each vendor's file fills in its own.

use serde_json::Value;

use super::call::{Call, EventKind};
use super::input::Payload;
use super::reply::Reply;
use super::settings::entries::{Entry, Invocation};
use super::trust::{Files, Trust, UserFile};

/// One agent's program.
pub struct Profile {
    /// The name on our command line.
    pub name: &'static str,
    /// The program as its users call it.
    pub program: &'static str,
    /// The variable in which it names the directory of its project.
    pub project_variable: Option<&'static str>,
    /// What one of its events is about; `None` for one that we have nothing to say to.
    pub event: fn(&str) -> Option<EventKind>,
    /// What its payload means.
    pub read: fn(&Payload) -> Result<Call, String>,
    /// What goes to standard output, where anything does.
    pub says: fn(&Reply) -> Option<Value>,
    pub settings: Settings,
    /// What the user has to do before it runs our hook.
    pub asks: Option<&'static str>,
    /// Whether it runs our hook in this project.
    pub trust: fn(&Files) -> Trust,
    /// Where the user's trust is written down.
    pub trust_file: Option<UserFile>,
    /// What its own means of confining a session do not do, and the programs that they need.
    pub limits: Option<(&'static str, &'static [&'static str])>,
}

/// Where it looks for its hooks, and what ours is there.
pub struct Settings {
    /// The file that our hook is written to, from the top of the work tree.
    pub file: &'static str,
    /// Whether that file belongs to one machine, and in no commit.
    pub is_local: bool,
    /// Another file from the top of the work tree, in which a hook of ours may be.
    pub shared: Option<&'static str>,
    /// The user's own file, in which a hook of ours may be.
    pub user: UserFile,
    /// How the names of its files begin in which hooks stand; in lower case.
    pub guarded: &'static str,
    /// The version that the file has to name.
    pub version: Option<u32>,
    /// What our hook has to be for each event, in the order in which a new file has them.
    pub entries: fn(&Invocation) -> Vec<Entry>,
}
