//! Calls that ask for more than is read: no answer would let them through.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::asked::denial;
use crate::support::{World, text};

/// What the hook may take of memory, debug symbols and libraries included.
const KILOBYTES: u32 = 500_000;

fn call(world: &World, command: &str) -> String {
    serde_json::json!({
        "session_id": "s", "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_input": {"command": command},
    })
    .to_string()
}

/// What the hook says that cannot have more memory than that.
fn confined(world: &World, payload: &str) -> String {
    let program = world.process(["hook", "claude"]);
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("ulimit -v {KILOBYTES}; exec \"$0\" \"$@\"")).arg(program.get_program());
    shell.args(program.get_args()).current_dir(world.path(""));
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let mut child =
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let payload = payload.to_owned();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(payload.as_bytes())));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

#[test]
fn a_command_that_asks_for_too_much_is_refused_at_once() {
    let world = World::new().agent("SENSOR");
    let touch = "touch src/render/x";
    for command in [
        "x=aaaa; ".to_owned() + &"x=$x$x; ".repeat(30) + touch,
        "eval ".repeat(100_000) + touch,
        "eval ".repeat(20_000) + touch,
        "$(".repeat(100_000),
        format!("{}{touch};;{}", "case x in x) ".repeat(5000), "esac;;".repeat(5000)),
        format!("touch {}x", "../".repeat(3000)),
        format!("{touch}{}", "{a,b}".repeat(40)),
        "rm -rf src/telemetry; ".repeat(5000) + touch,
        "git checkout -- src/telemetry; ".repeat(5000) + touch,
        format!("# {}\n{touch}", "x".repeat(10 << 20)),
        "\\\n".repeat(5 << 20) + touch,
    ] {
        let reason = denial(&confined(&world, &call(&world, &command)));
        let is_told = reason.contains("RENDER owns it") || reason.contains("too much to be judged");
        assert!(is_told, "{}: {reason}", &command[..60]);
    }
    assert_eq!(confined(&world, &call(&world, "touch src/telemetry/x")), "");
}
