//! The hook answers before its program goes on without it, whatever holds it up.

use std::fs::File;
use std::io::Write;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use snapbox::{assert_data_eq, str};

use crate::support::asked::{denial, write};
#[cfg(unix)]
use crate::support::executable;
use crate::support::hooked::hooked;
use crate::support::{World, text};

const VENDORS: [&str; 5] = ["claude", "codex", "gemini", "cursor", "copilot"];
/// The programs wait for ten seconds at the least. What comes later than this is no answer of the hook's own deadline.
const PATIENCE: Duration = Duration::from_secs(9);

/// A hook that was asked, and whose standard input stays open unless it is closed.
fn asked(world: &World, vendor: &str, payload: &str) -> Child {
    let mut hook = world.process(["hook", vendor]);
    hook.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = hook.spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(payload.as_bytes()).unwrap();
    child
}

fn closed(mut child: Child) -> Child {
    drop(child.stdin.take());
    child
}

/// What it said in time, on standard output and on standard error.
fn said(mut child: Child) -> (String, String) {
    let stdin = child.stdin.take();
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("no answer in {PATIENCE:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout).trim_end().to_owned(), text(&output.stderr).into_owned())
}

/// A call of Claude's shell, or one about its session.
fn event(world: &World, event: &str, command: &str) -> String {
    serde_json::json!({
        "session_id": format!("s-{event}"), "cwd": world.path(""), "hook_event_name": event, "source": "startup",
        "tool_name": "Bash", "tool_input": {"command": command},
    })
    .to_string()
}

#[test]
fn standard_input_that_never_ends_is_not_waited_for() {
    let mut world = hooked();
    let agents: Vec<Child> = VENDORS.iter().map(|vendor| asked(&world, vendor, "{\"tool_name\": ")).collect();
    let stop = asked(&world, "claude", "{\"hook_event_name\":\"Stop\",\"session_id\":\"s\"");
    world.set_agent(None);
    let people: Vec<Child> = VENDORS.iter().map(|vendor| asked(&world, vendor, "")).collect();
    let mut reasons = agents.into_iter().map(|child| said(child).0);
    assert_data_eq!(
        denial(&reasons.next().unwrap()),
        str![[r#"
auraops could not judge this call: it took longer than 4 s
hint: try again, in smaller steps; where that does not help either, tell the user to run: auraops doctor
"#]]
    );
    denial(&reasons.next().unwrap());
    for (said, form) in reasons.zip([
        r#"{"decision":"deny","reason":"auraops could not"#,
        r#"{"permission":"deny","#,
        r#"{"permissionDecision":"deny","permissionDecisionReason":"auraops could not"#,
    ]) {
        assert!(said.starts_with(form), "{said}");
    }
    assert_eq!(said(stop).0, "", "no session is kept by a mistake");
    for child in people {
        let (answer, note) = said(child);
        assert!(matches!(answer.as_str(), "" | r#"{"permission":"allow"}"#), "{answer}");
        assert!(note.starts_with("note: auraops could not judge this call"), "{note}");
    }
}

#[cfg(unix)]
#[test]
fn a_git_that_hangs_is_stopped_with_what_it_started() {
    let mut world = hooked();
    std::fs::create_dir(world.beside("slow")).unwrap();
    let pids = world.beside("pids");
    let script = format!("#!/bin/sh\nsleep 600 &\necho $$ $! >> '{}'\nwait\n", pids.display());
    executable(&world.beside("slow/git"), &script);
    let path = std::env::join_paths([world.beside("slow"), "/usr/bin".into(), "/bin".into()]).unwrap();
    let run = |world: &World, payload: &str| {
        let mut hook = world.process(["hook", "claude"]);
        hook.env("PATH", &path).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = hook.spawn().unwrap();
        child.stdin.take().unwrap().write_all(payload.as_bytes()).unwrap();
        child
    };
    let call = run(&world, &write(&world, "src/render/a.rs", "x"));
    let stop = run(&world, &event(&world, "Stop", ""));
    world.set_agent(None);
    let person = run(&world, &write(&world, "src/render/a.rs", "x"));
    assert_eq!(said(person).0, "");
    assert!(denial(&said(call).0).contains("it took longer than"));
    assert_eq!(said(stop).0, "");
    let started = std::fs::read_to_string(&pids).unwrap();
    assert_eq!(started.lines().count(), 2, "{started}");
    let began = Instant::now();
    for pid in started.split_whitespace() {
        let runs = || world.program("kill").args(["-0", pid]).output().unwrap().status.success();
        while runs() {
            assert!(began.elapsed() < PATIENCE, "{pid} runs on");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_lock_that_somebody_holds_keeps_nobody() {
    let world = hooked();
    let message =
        "MSG | 2026-02-14 18:00:00 +01:00 | RENDER | to:SENSOR | type:info | locks:none | note:read this\n";
    world.append("groupchat.md", message);
    world.write("src/telemetry/a.rs", "work\n");
    std::fs::create_dir_all(world.path(".git/auraops")).unwrap();
    // A process that is stopped, another user: whoever may read the file can hold it.
    let names = ["chat", "read", "unclear", "reminded", "writing", "ship", "checkout", "launch", "settings"];
    let held: Vec<File> = names
        .iter()
        .map(|name| {
            let lock = File::create(world.path(format!(".git/auraops/{name}.lock"))).unwrap();
            lock.lock().unwrap();
            lock
        })
        .collect();
    let ask = |payload: &str| closed(asked(&world, "claude", payload));
    let unclear = ask(&event(&world, "PreToolUse", "eval \"$(cat x)\""));
    let foreign = ask(&event(&world, "PreToolUse", "echo x > src/render/a.rs"));
    let start = ask(&event(&world, "SessionStart", ""));
    let stop = ask(&event(&world, "Stop", ""));
    assert_eq!(said(unclear), (String::new(), String::new()), "not to be able to count refuses nothing");
    assert!(denial(&said(foreign).0).contains("RENDER owns it"));
    let told = said(start).0;
    assert!(told.contains("You are SENSOR") && told.contains("read this"), "{told}");
    assert_eq!(said(stop).0, "");
    drop(held);
}

#[test]
fn a_chat_of_gigabytes_keeps_no_session_from_anything() {
    let world = hooked();
    world.write("src/telemetry/a.rs", "work\n");
    let chat = File::options().append(true).open(world.path("groupchat.md")).unwrap();
    chat.set_len(3 << 30).unwrap();
    let start = closed(asked(&world, "claude", &event(&world, "SessionStart", "")));
    let told = said(start).0;
    assert!(told.contains("You are SENSOR") && told.contains("too large to be read now"), "{told}");
    let told = said(closed(asked(&world, "claude", &event(&world, "Stop", "")))).0;
    assert!(told.contains("1 path not committed: src/telemetry/a.rs"), "{told}");
    let call = closed(asked(&world, "claude", &write(&world, "groupchat.md", "all anew")));
    denial(&said(call).0);
}

#[test]
fn no_variable_keeps_the_hook_from_answering() {
    let world = hooked();
    let run = |name: &str, value: &str| {
        let mut hook = world.process(["hook", "claude"]);
        hook.env(name, value).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = hook.spawn().unwrap();
        let payload = write(&world, "src/render/a.rs", "x");
        child.stdin.take().unwrap().write_all(payload.as_bytes()).unwrap();
        child
    };
    for (name, value) in [("AURAOPS_NOW", "nonsense"), ("AURAOPS_NOW", ""), ("TZ", "nonsense"), ("HOME", "")]
    {
        assert!(denial(&said(run(name, value)).0).contains("RENDER owns it"), "{name}={value}");
    }
    #[cfg(unix)]
    {
        // The zone of the machine's time is read from a file.
        let made = world.program("mkfifo").arg(world.beside("zone")).output().unwrap();
        assert!(made.status.success());
        let mut hook = world.process(["hook", "claude"]);
        hook.env("TZ", format!(":{}", world.beside("zone").display())).env_remove("AURAOPS_NOW");
        hook.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        denial(&said(hook.spawn().unwrap()).0);
    }
}
