//! The elements of a settings file's lists of hooks: what ours run, and which are ours.

use serde_json::Value;

use crate::sys::windows;

/// How the program is found again.
#[derive(Debug, Clone)]
pub enum Program {
    /// At this path, as a shell would take it.
    At(String),
    OnPath,
}

/// One element of the list of an event's hooks.
pub struct Entry {
    pub event: &'static str,
    pub value: Value,
}

impl Entry {
    pub fn new(event: &'static str, value: Value) -> Entry {
        Entry { event, value }
    }
}

/// Seconds after which a program goes on without an answer. Ours takes milliseconds; a machine may be busy.
pub const SECONDS: u32 = 60;

/// The command that a hook runs.
pub struct Invocation {
    call: String,
}

impl Invocation {
    /// `name` is the agent's, on our command line.
    pub fn new(program: &Program, name: &str) -> Invocation {
        let call = match program {
            Program::At(path) => format!("{path} hook {name}"),
            Program::OnPath => format!("auraops hook {name}"),
        };
        Invocation { call }
    }

    /// The command as it is, where nothing has to be stopped.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// The command before a tool, for a POSIX shell: where auraops is missing or dies, an agent is stopped and a person
    /// is not.
    pub fn or_stop(&self) -> String {
        format!(r#"{} || [ -z "$AURAOPS_AGENT" ] || exit 2"#, self.call)
    }

    /// The command before a tool, for a program of which nobody knows which shell runs its hooks on Windows.
    pub fn or_stop_in_sh(&self) -> String {
        if cfg!(windows) { self.call.clone() } else { self.or_stop() }
    }
}

/// Whether a hook is ours for the agent of that name: any auraops, wherever it is.
pub fn is_ours(name: &str, hook: &Value) -> bool {
    let commands = ["command", "bash", "powershell"].iter().filter_map(|key| hook.get(key)?.as_str());
    commands.into_iter().any(|command| calls(name, command))
}

fn calls(agent: &str, command: &str) -> bool {
    let call = format!(" hook {agent}");
    command.match_indices(&call).any(|(at, _)| {
        let before = windows::slashed(&command[..at].to_lowercase());
        let program = before.trim_end_matches(['\'', '"']);
        let program = program.strip_suffix(".exe").unwrap_or(program);
        let after = command[at + call.len()..].chars().next();
        let name = program.rsplit(['/', ' ', '\'', '"']).next();
        name == Some("auraops") && after.is_none_or(char::is_whitespace)
    })
}
