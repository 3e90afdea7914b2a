//! The coding agents whose tool calls can be asked about: what each sends its hook, and the one form in which each
//! understands the answer. The only room that names them, beside the flags of the command line.
//!
//! Text in, text out; nothing here knows a repository. Never a union of answers: Codex lets a call through whose answer
//! has a field that it does not know.
//!
//! A program is one file, which knows nothing of this one: here alone a `Vendor` becomes its `Profile`.

mod call;
mod claude;
mod codex;
mod copilot;
mod cursor;
mod gemini;
mod input;
mod mcp;
mod profile;
mod reply;
pub mod settings;
#[cfg(test)]
mod tests;
pub mod trust;
mod vendor;

use call::EventKind;
use input::Payload;
use profile::Profile;
use trust::{Files, Trust, UserFile};

pub use call::{Call, Content, Dialect, Edit, Event, Malformed, Swap, Tool};
pub use reply::Reply;
pub use vendor::Vendor;

impl Vendor {
    fn profile(self) -> &'static Profile {
        match self {
            Vendor::Claude => &claude::PROFILE,
            Vendor::Codex => &codex::PROFILE,
            Vendor::Gemini => &gemini::PROFILE,
            Vendor::Cursor => &cursor::PROFILE,
            Vendor::Copilot => &copilot::PROFILE,
        }
    }

    /// The name on our command line.
    pub fn name(self) -> &'static str {
        self.profile().name
    }

    /// The program as its users call it.
    pub fn program(self) -> &'static str {
        self.profile().program
    }

    /// The variable in which the agent names the directory of its project.
    pub fn project_variable(self) -> Option<&'static str> {
        self.profile().project_variable
    }

    /// Understands what the agent sent. Fields and tools that nobody here knows are no error: they write nothing we could name.
    pub fn read(self, bytes: &[u8]) -> Result<Call, Malformed> {
        let malformed = |reason: String| Malformed { vendor: self.name(), reason };
        let payload = Payload::parse(bytes).map_err(malformed)?;
        (self.profile().read)(&payload).map_err(malformed)
    }

    /// Whether a payload that could not be read is about a session and no tool call: to refuse such a one could keep the
    /// agent from ever stopping.
    pub fn is_of_session(self, bytes: &[u8]) -> bool {
        let is_tool = |event: String| (self.profile().event)(&event) == Some(EventKind::Tool);
        input::event_in(bytes).is_some_and(|event| !is_tool(event))
    }

    /// What goes to standard output.
    pub fn says(self, reply: &Reply) -> Option<String> {
        (self.profile().says)(&reply.plain()).map(|answer| answer.to_string())
    }

    /// What the user has to do before the program runs the hook.
    pub fn asks(self) -> Option<&'static str> {
        self.profile().asks
    }

    /// Whether it runs our hook in this project.
    pub fn trust(self, files: &Files) -> Trust {
        (self.profile().trust)(files)
    }

    /// Where the user's trust is written down.
    pub fn trust_file(self) -> Option<UserFile> {
        self.profile().trust_file
    }

    /// What its own means of confining a session do not do, and the programs that they need.
    pub fn limits(self) -> Option<(&'static str, &'static [&'static str])> {
        self.profile().limits
    }
}
