//! Claude Code in its headless mode. Its project hooks run without being asked for trust.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::agent::{self, Agent, Begin, installed, run};
use crate::model::{Model, Turn, say};
use crate::session::{launched, refused_in};
use crate::world::World;

pub struct Claude;

impl Agent for Claude {
    const PROGRAM: &str = "claude";
    const PACKAGE: &str = "@anthropic-ai/claude-code";
    const FLAG: &str = "--claude";
    const SETTINGS: &str = ".claude/settings.local.json";

    fn create(world: &World, path: &str) -> Turn {
        Turn::Call("Write", json!({"file_path": world.path(path), "content": "x\n"}))
    }

    fn shell(command: &str) -> Turn {
        Turn::Call("Bash", json!({"command": command, "description": "run"}))
    }

    fn session(world: &World, program: &Path, model: &Model, begin: Begin) -> Command {
        let mut command = agent::command(world, program);
        command.args(["-p", "Follow the script.", "--output-format", "stream-json", "--verbose"]);
        if begin == Begin::Again {
            command.arg("--continue");
        }
        // Nothing but the hooks may be what stops a tool; hooks deny in this mode too.
        command.args(["--permission-mode", "bypassPermissions"]).env("IS_SANDBOX", "1");
        command
            .env("CLAUDE_CONFIG_DIR", world.beside("claude"))
            .env("CLAUDE_CODE_TMPDIR", world.beside("tmp"));
        command.env("ANTHROPIC_BASE_URL", model.url()).env("ANTHROPIC_API_KEY", "scripted");
        command.env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1").env("DISABLE_AUTOUPDATER", "1");
        command
    }
}

#[test]
fn a_subagent_is_held_to_the_same_paths() {
    if !installed::<Claude>() {
        return;
    }
    let world = launched::<Claude>();
    let helper = json!({"description": "help", "prompt": "Go on.", "subagent_type": "general-purpose"});
    let script = [
        Turn::Call("Agent", helper),
        Claude::create(&world, "src/render/tool.rs"),
        say("It was refused."),
        say("So be it."),
    ];
    let model = run::<Claude>(&world, script);
    refused_in(&model, 2);
    assert!(!world.path("src/render/tool.rs").exists());
}

#[test]
fn a_shell_that_has_moved_is_judged_where_it_is() {
    if !installed::<Claude>() {
        return;
    }
    let world = launched::<Claude>();
    let script = [Claude::shell("cd src/render"), Claude::shell("echo x > gauge.rs"), say("It was refused.")];
    let model = run::<Claude>(&world, script);
    refused_in(&model, 2);
    assert_eq!(world.read("src/render/gauge.rs"), "theirs\n");
}
