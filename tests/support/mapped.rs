//! A world with a map: who is asking, and what git tells of what was done.

use std::ffi::OsStr;

use super::world::{World, text};

/// SENSOR, RENDER and the chat.
pub const MAP: &str = r#"
[agents.SENSOR]
owns = ["src/telemetry/**", "tests/test_telemetry/**"]

[agents.RENDER]
owns = ["src/render/**"]

[shared]
append = ["groupchat.md"]
write = ["Cargo.lock"]

[day]
timezone = "+01:00"
"#;

impl World {
    /// A repository with a map in its first commit.
    pub fn new() -> World {
        let world = World::empty();
        world.write("auraops.toml", MAP).write("groupchat.md", "# chat\n");
        world.git(["add", "."]).git(["commit", "-qm", "map"]);
        world
    }

    pub fn set_agent(&mut self, name: Option<&str>) {
        self.agent = name.map(Into::into);
    }

    /// What git prints, without the last line break.
    pub fn git_line<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).trim_end().to_owned()
    }
}
