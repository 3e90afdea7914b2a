//! What many processes, messy files and kills do to the chat.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use snapbox::str;

use crate::support::World;

/// Lines as people and agents have left them in real chats.
fn messy() -> Vec<u8> {
    let mut chat = Vec::new();
    for line in [
        "# Group chat",
        "",
        "Write `MSG | <timestamp> | <codename> | to:<x> | type:<t> | locks:<l> | note:<n>`.",
        "MSG | <timestamp> | <CODENAME> | to:<name> | type:request | locks:none | note:<text>",
        "START | 2026-02-14T08:00:00Z | sensor",
        "MSG | 2026-02-14 09:30 | render | to:sensor | type:request | locks:src/a | note:a | b | c",
        "MSG | 2026-02-14 | RENDER | to:all | note:a day without a time",
        "SCOPE | 2026-02-14 09:31 | RENDER | src/render",
        "GIT-1 | pushed",
        "RISK | high | none",
        "LOCKS | src/a | SENSOR",
        "START | 2026-02-14 07:00:00 +01:00 | RENDER | platform: linux",
        "END | 2026-02-14 11:00:00 +01:00 | RENDER | linux | free to work: a, b | commit: feat: gauge",
        "END | 2026-02-14 11:00:00 +01:00 | RENDER | linux | free to work: a, b | commit: feat: gauge",
        "MSG | 2026-02-13 18:00:00 +01:00 | user | to:SENSOR | type:request | note:out of order",
        "MSG | yesterday | RENDER | to:SENSOR | note:no time at all",
    ] {
        chat.extend_from_slice(line.as_bytes());
        chat.extend_from_slice(b"\r\n");
    }
    chat.extend_from_slice(b"MSG | 2026-02-14 12:00 | RENDER | to:SENSOR | note:caf\xe9 \x1b[31m\xff\r\n");
    let long = "long ".repeat(2_000);
    chat.extend_from_slice(format!("MSG | 2026-02-14 12:01 | RENDER | to:user | note:{long}\r\n").as_bytes());
    chat.extend_from_slice(
        b"MSG | 2026-02-14 12:02 | RENDER | to:SENSOR | note:the last line has no newline",
    );
    chat
}

#[test]
fn a_messy_chat_stops_nobody_and_loses_nothing() {
    let world = World::new().agent("SENSOR");
    let before = messy();
    world.write("groupchat.md", &before);
    world.auraops(["status"]).assert().success().stdout_eq(str![[r#"
SENSOR  live since 09:00  no commit
RENDER  ended 11:00       no commit
kezp9k  open request user (not known here) → SENSOR, 24 h ago: out of order
ak96w4  open request RENDER → SENSOR, 8 h ago: locks:src/a  a | b | c
1 of 2 codenames are live; ended: RENDER
next: auraops msg "…" --re ak96w4 --type ack

"#]]).stderr_eq(str![[r#"
note: 3 lines of the chat cannot be read; the first is groupchat.md:4: `<timestamp>` is not a time such as `2026-02-14 18:22:12 +01:00`

"#]]);
    world
        .auraops(["inbox"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
kezp9k  2026-02-13 18:00  user (not known here) → you  request (open)  out of order
ak96w4  09:30             RENDER → you                 request (open)  locks:src/a  a | b | c
2ct9ik  09:30             RENDER → all                 info            a day without a time
d3wjmm  12:00             RENDER → you                 info            caf� /u{1b}[31m�
zexbwm  12:02             RENDER → you                 info            the last line has no newline
next: auraops msg "…" --re ak96w4 --type ack
next: auraops msg "…" --re kezp9k --type ack

"#]])
        .stderr_eq(str![[""]]);
    world.auraops(["msg", "hello", "--to", "RENDER"]).assert().success();
    let after = std::fs::read(world.path("groupchat.md")).unwrap();
    let added = after.strip_prefix(&before[..]).expect("what was there is still there");
    snapbox::assert_data_eq!(
        String::from_utf8_lossy(added).replace('\r', "␍").trim_start_matches("␍\n").to_owned(),
        str![[r#"
MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:info | locks:none | note:hello␍

"#]]
    );
    assert!(added.starts_with(b"\r\nMSG") && added.ends_with(b"\r\n"));
    world.auraops(["inbox", "--json"]).assert().success();
    world.auraops(["inbox", "--all", "--json"]).assert().success();
    world.auraops(["status", "--json"]).assert().success();
}

#[test]
fn many_processes_at_once_lose_no_line_and_tear_none() {
    const WRITERS: usize = 8;
    const MESSAGES: usize = 25;
    let world = World::new();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let world = &world;
            scope.spawn(move || {
                let agent = if writer % 2 == 0 { "SENSOR" } else { "RENDER" };
                for count in 0..MESSAGES {
                    let note = format!("w{writer} m{count} {}.", "x".repeat(writer * 300 + count));
                    let args = ["msg", &note, "--to", "user", "--agent", agent];
                    let output = world.process(args).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
        // Another program, which knows nothing of locks.
        let path = world.path("groupchat.md");
        scope.spawn(move || {
            for count in 0..200 {
                let mut file = OpenOptions::new().append(true).open(&path).unwrap();
                file.write_all(format!("RISK | r{count} {}.\n", "y".repeat(count)).as_bytes()).unwrap();
                std::thread::sleep(Duration::from_millis(2));
            }
        });
    });
    let chat = world.read("groupchat.md");
    let lines: Vec<&str> = chat.strip_suffix('\n').unwrap().split('\n').collect();
    assert_eq!(lines.len(), 1 + WRITERS * MESSAGES + 200);
    let lines: BTreeSet<&str> = lines.into_iter().collect();
    for writer in 0..WRITERS {
        let agent = if writer % 2 == 0 { "SENSOR" } else { "RENDER" };
        for count in 0..MESSAGES {
            let head =
                format!("MSG | 2026-02-14 18:22:12 +01:00 | {agent} | to:user | type:info | locks:none");
            let line = format!("{head} | note:w{writer} m{count} {}.", "x".repeat(writer * 300 + count));
            assert!(lines.contains(&*line), "{line}");
        }
    }
    for count in 0..200 {
        assert!(lines.contains(&*format!("RISK | r{count} {}.", "y".repeat(count))));
    }
}

#[test]
fn a_writer_killed_at_any_instant_loses_at_most_its_own_entry() {
    const ROUNDS: u32 = 60;
    let world = World::new().agent("SENSOR");
    // An unfinished last line has to be mended as well.
    world.write("groupchat.md", "# chat\nprose without an end");
    let filler = "x".repeat(3_000);
    let message = |name: &str| {
        let note = format!("{name} {filler}.");
        let mut command = world.process(["msg", &note, "--to", "RENDER"]);
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let begun = Instant::now();
    assert!(message("first").wait().unwrap().success());
    let whole = begun.elapsed();
    let mut survived = 0;
    for round in 0..ROUNDS {
        let mut child = message(&format!("round{round}"));
        std::thread::sleep(whole * round / ROUNDS);
        child.kill().unwrap();
        survived += u32::from(child.wait().unwrap().success());
    }
    assert!(message("last").wait().unwrap().success(), "nothing stands in the way of the next one");
    let chat = world.read("groupchat.md");
    let lines: Vec<&str> = chat.strip_suffix('\n').unwrap().split('\n').collect();
    assert_eq!(lines[..2], ["# chat", "prose without an end"]);
    let entry = |name: &str| {
        let head = "MSG | 2026-02-14 18:22:12 +01:00 | SENSOR | to:RENDER | type:info | locks:none | note:";
        format!("{head}{name} {filler}.")
    };
    assert_eq!((lines[2], *lines.last().unwrap()), (&*entry("first"), &*entry("last")));
    let rounds: BTreeSet<String> = (0..ROUNDS).map(|round| entry(&format!("round{round}"))).collect();
    let between = &lines[3..lines.len() - 1];
    let whole: BTreeSet<&&str> = between.iter().filter(|line| rounds.contains(**line)).collect();
    // The system may stop a write between two pages: then the killed one's own entry has no end, and no other's.
    let cut = between.iter().filter(|line| !rounds.contains(**line));
    for line in cut {
        assert!(rounds.iter().any(|entry| entry.starts_with(line)), "{line}");
    }
    assert!(u32::try_from(whole.len()).unwrap() >= survived, "whoever ended well has written");
}

/// A file-size limit stands for a full disk: the first half of a line fits, the rest does not.
#[test]
#[cfg(unix)]
fn an_entry_that_does_not_fit_whole_is_taken_back() {
    const LIMIT: usize = 1024;
    let world = World::new().agent("SENSOR");
    for room in [1, 40, 100] {
        for ended in ["\n", ""] {
            let before = format!("# chat\n{}{ended}", "y".repeat(LIMIT - 7 - room - ended.len()));
            world.write("groupchat.md", &before);
            // Two blocks of 512 bytes; the signal would end the process before it could take anything back.
            let script =
                r#"trap '' XFSZ; ulimit -f 2; exec auraops msg "do not delete the table users" --to RENDER"#;
            let output = world.program("sh").args(["-c", script]).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(world.read("groupchat.md"), before);
        }
    }
    world.auraops(["msg", "do not delete the table users", "--to", "RENDER"]).assert().success();
    assert_eq!(world.read("groupchat.md").lines().count(), 3);
}
