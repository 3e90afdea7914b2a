//! What the hook says to an agent's program, before it is put in that program's own form.

/// What the agent is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Allow,
    Deny(String),
    /// Something to know from the start.
    Context(String),
    /// What is left to do before it stops.
    GoOn(String),
    Nothing,
}
