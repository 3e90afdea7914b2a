//! The next command: what an answer, a refusal or an error ends in. Each can be pasted as it stands.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};

/// A command to run next, by whom, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Next {
    command: String,
    /// Whether it is a command of ours, which takes `--agent`.
    is_ours: bool,
    by: Option<String>,
    reason: Option<String>,
}

impl Next {
    /// `auraops` with these words.
    pub fn auraops(words: impl Display) -> Next {
        Next { command: format!("auraops {words}"), is_ours: true, by: None, reason: None }
    }

    /// Any other command.
    pub fn run(command: impl Into<String>) -> Next {
        Next { command: command.into(), is_ours: false, by: None, reason: None }
    }

    /// Run by the operator.
    #[must_use]
    pub fn by_operator(self) -> Next {
        Next { command: format!("AURAOPS_AGENT=user {}", self.command), ..self }
    }

    /// Run by whom the question was asked for, where `--agent` said so. Only our own commands take that.
    #[must_use]
    pub fn by(self, name: Option<impl Display>) -> Next {
        Next { by: name.map(|name| name.to_string()), ..self }
    }

    /// Says beside the command what it is for.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Next {
        Next { reason: Some(reason.into()), ..self }
    }

    /// After another one, if that succeeds.
    #[must_use]
    pub fn after(self, first: &str) -> Next {
        Next { command: format!("{first} && {}", self.command), ..self }
    }

    /// Without the reason, to stand in a sentence.
    pub fn command(&self) -> String {
        match &self.by {
            Some(by) if self.is_ours => format!("{} --agent {by}", self.command),
            _ => self.command.clone(),
        }
    }
}

impl Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.command())?;
        match &self.reason {
            Some(reason) => write!(f, "   # {reason}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Next {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_commands_are_told_who_asks() {
        for (next, line) in [
            (Next::auraops("end"), "auraops end"),
            (Next::auraops("end").by(Some("SENSOR")), "auraops end --agent SENSOR"),
            (Next::auraops("end").by(None::<&str>), "auraops end"),
            (Next::run("git push").by(Some("SENSOR")), "git push"),
            (Next::auraops("end").because("when done").by(Some("A")), "auraops end --agent A   # when done"),
            (Next::auraops("ship").after("cd x").by(Some("A")), "cd x && auraops ship --agent A"),
            (Next::run("git push").by_operator(), "AURAOPS_AGENT=user git push"),
        ] {
            assert_eq!(next.to_string(), line);
        }
    }
}
