//! Our hook in the agents' settings files: put in, looked at, taken out without a trace.

#[cfg(unix)]
use std::path::Path;

use snapbox::str;

use crate::support::World;
#[cfg(unix)]
use crate::support::asked::{fixture, write};
use crate::support::settings::{FILES, install};

/// Every file of the work tree but git's own.
fn files(world: &World) -> Vec<String> {
    world.git_line(["ls-files", "--others"]).lines().map(str::to_owned).collect()
}

#[test]
fn a_hook_for_every_agent_comes_and_goes() {
    let world = World::new();
    world
        .auraops(["hook", "install", "--codex", "--cursor"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
.git/hooks
  pre-commit             installed
  pre-merge-commit       installed
  prepare-commit-msg     installed
  commit-msg             installed
  reference-transaction  installed
  pre-push               installed
agents
  codex                  installed in .codex/hooks.json
  cursor                 installed in .cursor/hooks.json

"#]])
        .stderr_eq(str![[r#"
note: codex: commit `.codex/hooks.json` yourself, and have auraops on PATH wherever codex runs
note: codex: start codex here once: trust the project, and the hooks under /hooks
note: cursor: commit `.cursor/hooks.json` yourself, and have auraops on PATH wherever cursor runs

"#]]);
    world.auraops(["hook", "status"]).assert().success().stdout_eq(str![[r#"
.git/hooks
  pre-commit             installed
  pre-merge-commit       installed
  prepare-commit-msg     installed
  commit-msg             installed
  reference-transaction  installed
  pre-push               installed
agents
  codex                  installed in .codex/hooks.json
  cursor                 installed in .cursor/hooks.json

"#]]);
    install(&world);
    let mut all: Vec<&str> = FILES.to_vec();
    all.sort_unstable();
    assert_eq!(files(&world), all);
    let before: Vec<String> = FILES.iter().map(|file| world.read(file)).collect();
    install(&world);
    assert_eq!(
        before,
        FILES.iter().map(|file| world.read(file)).collect::<Vec<_>>(),
        "twice changes nothing"
    );
    world.auraops(["hook", "remove", "--claude"]).assert().success().stdout_eq(str![[r#"
agents
  claude                 removed from .claude/settings.local.json

"#]]);
    world.auraops(["hook", "remove"]).assert().success().stdout_eq(str![[r#"
.git/hooks
  pre-commit             removed
  pre-merge-commit       removed
  prepare-commit-msg     removed
  commit-msg             removed
  reference-transaction  removed
  pre-push               removed
agents
  codex                  removed from .codex/hooks.json
  gemini                 removed from .gemini/settings.json
  cursor                 removed from .cursor/hooks.json
  copilot                removed from .github/hooks/auraops.json

"#]]);
    assert!(files(&world).is_empty());
    for dir in [".claude", ".codex", ".gemini", ".cursor", ".github"] {
        assert!(!world.path(dir).exists(), "{dir} was made for the hook and goes with it");
    }
    world.auraops(["hook", "status"]).assert().code(1).stdout_eq(str![[r#"
.git/hooks
  pre-commit             missing
  pre-merge-commit       missing
  prepare-commit-msg     missing
  commit-msg             missing
  reference-transaction  missing
  pre-push               missing
next: auraops hook install

"#]]);
}

// On Windows the command has no shell to be guarded by.
#[cfg(unix)]
#[expect(clippy::too_many_lines, reason = "two whole settings files")]
#[test]
fn what_is_written_for_codex_and_cursor() {
    let world = World::new();
    install(&world);
    snapbox::assert_data_eq!(
        world.read(".codex/hooks.json"),
        str![[r#"
{
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "*",
        "hooks": [
          {
            "type": "command",
            "command": "auraops hook codex || [ -z /"$AURAOPS_AGENT/" ] || exit 2",
            "timeout": 60
          }
        ]
      }
    ],
    "SessionStart": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "auraops hook codex",
            "timeout": 60
          }
        ]
      }
    ],
    "Stop": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "auraops hook codex",
            "timeout": 60
          }
        ]
      }
    ]
  }
}

"#]]
    );
    snapbox::assert_data_eq!(
        world.read(".cursor/hooks.json"),
        str![[r#"
{
  "version": 1,
  "hooks": {
    "preToolUse": [
      {
        "command": "auraops hook cursor || [ -z /"$AURAOPS_AGENT/" ] || exit 2",
        "timeout": 60,
        "failClosed": true
      }
    ],
    "beforeShellExecution": [
      {
        "command": "auraops hook cursor || [ -z /"$AURAOPS_AGENT/" ] || exit 2",
        "timeout": 60,
        "failClosed": true
      }
    ],
    "sessionStart": [
      {
        "command": "auraops hook cursor",
        "timeout": 60
      }
    ],
    "stop": [
      {
        "command": "auraops hook cursor",
        "timeout": 60
      }
    ]
  }
}

"#]]
    );
    snapbox::assert_data_eq!(
        world.read(".github/hooks/auraops.json"),
        str![[r#"
{
  "version": 1,
  "hooks": {
    "preToolUse": [
      {
        "type": "command",
        "bash": "auraops hook copilot || [ -z /"$AURAOPS_AGENT/" ] || exit 2",
        "powershell": "auraops hook copilot",
        "timeoutSec": 60
      }
    ],
    "sessionStart": [
      {
        "type": "command",
        "bash": "auraops hook copilot",
        "powershell": "auraops hook copilot",
        "timeoutSec": 60
      }
    ],
    "agentStop": [
      {
        "type": "command",
        "bash": "auraops hook copilot",
        "powershell": "auraops hook copilot",
        "timeoutSec": 60
      }
    ]
  }
}

"#]]
    );
}

#[cfg(unix)]
fn command(world: &World, file: &str, event: &str) -> String {
    let settings: serde_json::Value = serde_json::from_str(&world.read(file)).unwrap();
    let hook = &settings["hooks"][event][0];
    let command = [&hook["command"], &hook["bash"], &hook["hooks"][0]["command"]];
    command.iter().find_map(|command| command.as_str()).unwrap().to_owned()
}

/// Runs a hook's command as an agent's program does; gives back the status and what it said.
#[cfg(unix)]
fn run(world: &World, command: &str, path: Option<&Path>, payload: &str) -> (Option<i32>, String, String) {
    use std::io::Write;
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", command]).current_dir(world.path(""));
    for (name, value) in world.variables() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(path) = path {
        shell.env("PATH", path);
    }
    shell.stdin(std::process::Stdio::piped());
    shell.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = shell.spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(payload.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[cfg(unix)]
#[test]
fn the_command_of_a_hook_runs_and_stops_an_agent_where_auraops_is_missing() {
    let mut world = World::new().agent("SENSOR");
    install(&world);
    for (vendor, event) in [
        ("claude", "PreToolUse"),
        ("codex", "PreToolUse"),
        ("gemini", "BeforeTool"),
        ("cursor", "preToolUse"),
        ("copilot", "preToolUse"),
    ] {
        let file = FILES
            [["claude", "codex", "gemini", "cursor", "copilot"].iter().position(|v| *v == vendor).unwrap()];
        let command = command(&world, file, event);
        let payload = match vendor {
            "codex" => fixture(&world, "claude-write").replace("Write", "apply_patch"),
            "copilot" => fixture(&world, "copilot-edit"),
            vendor => fixture(&world, &format!("{vendor}-write")),
        };
        let (status, said, _) = run(&world, &command, None, &payload);
        assert_eq!(status, Some(0));
        assert!(said.contains("deny"), "{vendor}: {said}");
        if vendor != "claude" {
            let (status, said, complaint) = run(&world, &command, Some(Path::new("/nowhere")), &payload);
            assert_eq!((status, said.as_str()), (Some(2), ""), "{vendor}");
            assert!(complaint.contains("auraops"), "{vendor}: {complaint}");
        }
    }
    world.set_agent(None);
    let (status, said, _) = run(
        &world,
        &command(&world, FILES[1], "PreToolUse"),
        Some(Path::new("/nowhere")),
        &write(&world, "a", "b"),
    );
    assert_eq!((status, said.as_str()), (Some(0), ""), "a person goes on");
}
