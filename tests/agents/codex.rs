//! Codex in its headless mode. A project's hooks run only in a trusted project and only with their hash in the user's
//! settings; that is what a person's yes to Codex' question writes, and here the test.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};

use crate::agent::{self, Agent, Begin, installed, run};
use crate::model::{Model, Turn, say};
use crate::session::{launched, refused_in};
use crate::world::World;

/// With a model that calls tools one by one.
pub struct Codex;

/// With a model that has one tool, which runs its JavaScript; that calls the others.
pub struct CodexInCode;

impl Agent for Codex {
    const PROGRAM: &str = PROGRAM;
    const PACKAGE: &str = PACKAGE;
    const FLAG: &str = FLAG;
    const SETTINGS: &str = SETTINGS;

    fn create(_: &World, path: &str) -> Turn {
        Turn::Freeform("apply_patch", patch(path))
    }

    fn shell(command: &str) -> Turn {
        Turn::Call("exec_command", arguments(command))
    }

    fn session(world: &World, program: &Path, model: &Model, begin: Begin) -> Command {
        let mut command = prepared(world, program, model, "gpt-5.5");
        command.args(words(begin));
        command
    }
}

impl Agent for CodexInCode {
    const PROGRAM: &str = PROGRAM;
    const PACKAGE: &str = PACKAGE;
    const FLAG: &str = FLAG;
    const SETTINGS: &str = SETTINGS;

    fn create(_: &World, path: &str) -> Turn {
        Turn::Freeform("exec", format!("text(await tools.apply_patch({}))", json!(patch(path))))
    }

    fn shell(command: &str) -> Turn {
        let code = format!("text(JSON.stringify(await tools.exec_command({})))", arguments(command));
        Turn::Freeform("exec", code)
    }

    fn session(world: &World, program: &Path, model: &Model, begin: Begin) -> Command {
        let mut command = prepared(world, program, model, "gpt-6-sol");
        command.args(words(begin));
        command
    }
}

const PROGRAM: &str = "codex";
const PACKAGE: &str = "@openai/codex";
const FLAG: &str = "--codex";
const SETTINGS: &str = ".codex/hooks.json";

fn patch(path: &str) -> String {
    format!("*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch\n")
}

/// Without a login shell: its profile would take the binary under test off PATH.
fn arguments(command: &str) -> Value {
    json!({"cmd": command, "login": false})
}

/// `name` is a model that Codex knows; it decides which tools there are.
fn prepared(world: &World, program: &Path, model: &Model, name: &str) -> Command {
    // TMPDIR is elsewhere than CODEX_HOME: Codex takes no helper program from below a temporary directory.
    for dir in ["codex", "tmp"] {
        std::fs::create_dir_all(world.beside(dir)).unwrap();
    }
    let settings = world.beside("codex/config.toml");
    let preferences = format!("model = {name:?}\n{}", preferences(world, model));
    std::fs::write(&settings, &preferences).unwrap();
    let trust = trusted(&hooks(world, program));
    std::fs::write(&settings, preferences + &trust).unwrap();
    let mut command = bare(world, program);
    command.args(["exec", "--json", "--sandbox", "danger-full-access"]);
    command
}

fn words(begin: Begin) -> &'static [&'static str] {
    match begin {
        Begin::Anew => &["Follow the script."],
        Begin::Again => &["resume", "--last", "Follow the script."],
    }
}

fn bare(world: &World, program: &Path) -> Command {
    let mut command = agent::command(world, program);
    command.env("CODEX_HOME", world.beside("codex")).env("TMPDIR", world.beside("tmp"));
    command.env("SCRIPTED_KEY", "none");
    command
}

fn preferences(world: &World, model: &Model) -> String {
    format!(
        r#"
model_provider = "scripted"
check_for_update_on_startup = false
analytics.enabled = false
features.plugins = false
features.apps = false

[model_providers.scripted]
name = "scripted"
base_url = "{}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0

[projects.{:?}]
trust_level = "trusted"
"#,
        model.url(),
        world.beside("repo").to_str().unwrap(),
    )
}

/// The hooks of the project as Codex sees them.
fn hooks(world: &World, program: &Path) -> Vec<Value> {
    let mut command = bare(world, program);
    command.arg("app-server").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().unwrap();
    let mut input = server.stdin.take().unwrap();
    let client = json!({"name": "tests", "version": "1"});
    let asked = [
        json!({"id": 1, "method": "initialize", "params": {"clientInfo": client}}),
        json!({"method": "initialized"}),
        json!({"id": 2, "method": "hooks/list", "params": {"cwds": [world.path("")]}}),
    ];
    for message in asked {
        writeln!(input, "{message}").unwrap();
    }
    let (sender, lines) = mpsc::channel();
    let output = BufReader::new(server.stdout.take().unwrap());
    thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let answer = loop {
        let line = lines.recv_timeout(agent::PATIENCE).expect("codex app-server lists the hooks");
        let message: Value = serde_json::from_str(&line).unwrap_or_default();
        if message["id"] == 2 {
            break message;
        }
    };
    // The end of its input is the end of the server.
    drop(input);
    server.wait().unwrap();
    answer["result"]["data"][0]["hooks"].as_array().unwrap().clone()
}

fn trusted(hooks: &[Value]) -> String {
    let trusted = hooks.iter().map(|hook| {
        let (key, hash) = (hook["key"].as_str().unwrap(), hook["currentHash"].as_str().unwrap());
        format!("\n[hooks.state.{key:?}]\ntrusted_hash = {hash:?}\n")
    });
    trusted.collect()
}

#[test]
fn a_shell_started_elsewhere_is_judged_there() {
    if !installed::<Codex>() {
        return;
    }
    let world = launched::<Codex>();
    let command = json!({"cmd": "echo x > gauge.rs", "workdir": "src/render", "login": false});
    let model = run::<Codex>(&world, [Turn::Call("exec_command", command), say("It was refused.")]);
    refused_in(&model, 1);
    assert_eq!(world.read("src/render/gauge.rs"), "theirs\n");
}

#[test]
fn a_patch_given_to_the_shell_is_read() {
    if !installed::<Codex>() {
        return;
    }
    let world = launched::<Codex>();
    let command = format!("apply_patch <<'EOF'\n{}EOF\n", patch("src/render/tool.rs"));
    let model = run::<Codex>(&world, [Codex::shell(&command), say("It was refused.")]);
    refused_in(&model, 1);
    assert!(!world.path("src/render/tool.rs").exists());
}

/// Both paths of a move count, and one foreign file stops the whole patch.
#[test]
fn a_patch_that_takes_a_foreign_file_along_changes_nothing() {
    if !installed::<Codex>() {
        return;
    }
    let world = launched::<Codex>();
    let patch = "*** Begin Patch\n*** Add File: src/telemetry/tool.rs\n+x\n\
        *** Update File: src/telemetry/sensor.rs\n*** Move to: src/render/sensor.rs\n@@\n-ours\n+theirs\n\
        *** End Patch\n";
    let model =
        run::<Codex>(&world, [Turn::Freeform("apply_patch", patch.to_owned()), say("It was refused.")]);
    refused_in(&model, 1);
    assert_eq!(world.git_line(["status", "--short", "src"]), "");
}
