//! The agent programs that there are for us.

/// An agent program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    Claude,
    Codex,
    Gemini,
    Cursor,
    Copilot,
}

impl Vendor {
    pub const ALL: [Vendor; 5] =
        [Vendor::Claude, Vendor::Codex, Vendor::Gemini, Vendor::Cursor, Vendor::Copilot];
}
