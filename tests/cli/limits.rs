//! What a chat that somebody filled does to those who read it.

use crate::support::World;

/// A request that is as long as one can be.
fn long(number: usize) -> String {
    let head = format!("MSG | 2026-02-14 08:{:02}:{:02} +01:00 | RENDER | ", number / 60, number % 60);
    let locks = "src/render/a\u{202e}b ".repeat(180);
    format!("{head}to:SENSOR | type:request | locks:{locks} | note:{}\n", "ü".repeat(300))
}

fn filled(requests: usize) -> World {
    let world = World::new().agent("SENSOR");
    world.append("groupchat.md", &(0..requests).map(long).collect::<String>());
    world
}

#[test]
fn what_a_session_is_told_at_its_start_is_cut_one_by_one_and_in_all() {
    for requests in [1, 100] {
        let world = filled(requests);
        let started = r#"{"hook_event_name":"SessionStart","source":"startup","session_id":"s"}"#;
        let told = world.auraops(["hook", "claude"]).stdin(started).output().unwrap();
        assert!((700..8000).contains(&told.stdout.len()), "{}", told.stdout.len());
        let told = world.auraops(["launch", "SENSOR"]).assert().success();
        let told = String::from_utf8_lossy(&told.get_output().stdout).into_owned();
        assert!((1000..8000).contains(&told.len()), "{}", told.len());
        assert!(!told.contains('\u{202e}'));
        assert_eq!(told.contains("more: auraops inbox --all"), requests > 1, "{told}");
    }
}

#[test]
fn an_inbox_shows_so_much_at_once_and_the_rest_stays_unread() {
    let world = filled(30);
    let mut shown = Vec::new();
    for _ in 0..30 {
        let peek = world.process(["inbox", "--peek"]).output().unwrap();
        assert!(peek.stdout.len() < 60_000, "{}", peek.stdout.len());
        let output = world.process(["inbox", "--json"]).output().unwrap();
        let inbox: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let ids = inbox["messages"].as_array().unwrap().iter().map(|message| message["id"].to_string());
        shown.splice(0..0, ids);
        if inbox["older"] == 0 {
            break;
        }
    }
    let distinct: std::collections::BTreeSet<&String> = shown.iter().collect();
    assert_eq!((shown.len(), distinct.len()), (30, 30));
}

#[test]
fn a_line_that_is_too_long_is_skipped_and_told() {
    let world = World::new().agent("SENSOR");
    let entry = |note: &str| format!("MSG | 2026-02-14 08:00:00 +01:00 | RENDER | to:SENSOR | note:{note}\n");
    world.append("groupchat.md", &(entry(&"x".repeat(5000)) + &"\0".repeat(70_000) + "\n" + &entry("heard")));
    let inbox = world.process(["inbox"]).output().unwrap();
    let inbox = String::from_utf8_lossy(&inbox.stdout).into_owned();
    assert!(inbox.lines().count() == 1 && inbox.ends_with("heard\n"), "{inbox}");
    let status = world.process(["status"]).output().unwrap();
    let notes = String::from_utf8_lossy(&status.stderr).into_owned();
    assert!(notes.contains("2 lines of the chat cannot be read; the first is groupchat.md:2"), "{notes}");
}

/// Three gigabytes that take no room, one line for whoever looks for line breaks.
#[test]
#[cfg(target_os = "linux")]
fn a_file_without_line_breaks_costs_no_memory() {
    let world = World::new().agent("SENSOR");
    let file = std::fs::File::options().append(true).open(world.path("groupchat.md")).unwrap();
    file.set_len(3 << 30).unwrap();
    world.write("src/telemetry/a.rs", "x");
    let run = |command: &str| {
        let script = format!("ulimit -v 1500000; exec auraops {command}");
        let output = world.program("sh").args(["-c", &script]).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&text).into_owned())
    };
    for (command, code, says) in [
        ("msg 'can you read this?' --to RENDER", 0, "MSG"),
        ("inbox --agent SENSOR", 0, "nothing unread"),
        ("status", 0, "it is longer than 4096 bytes"),
        ("launch SENSOR --dry-run", 0, "You are SENSOR"),
        ("ship -m work", 0, "groupchat.md stays: it is larger than 256 MiB"),
        ("end", 1, "the user has to make groupchat.md smaller"),
    ] {
        let (found, text) = run(command);
        assert!(found == Some(code) && text.contains(says), "{command}: {found:?} {text}");
    }
}
