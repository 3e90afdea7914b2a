use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use snapbox::str;

use crate::support::World;

/// Far more than it takes, for a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

fn line(rest: &str) -> String {
    format!("MSG | 2026-02-14 {rest}\n")
}

/// A chat with something for everybody.
fn world() -> World {
    let world = World::new();
    world.append(
        "groupchat.md",
        &line("08:00:00 +01:00 | RENDER | to:SENSOR | type:request | locks:src/render/a.rs | note:may I?"),
    );
    world.append("groupchat.md", "MSG | 2026-02-13 17:00:00 +01:00 | user | to:all | note:good evening\n");
    world.append(
        "groupchat.md",
        &line("09:00:00 +01:00 | SENSOR | to:RENDER,user | type:info | note:not to myself"),
    );
    world.append(
        "groupchat.md",
        &line("09:10:00 +01:00 | user | to:sensor | type:ack | note:escaped \u{1b}[2J\u{202e}"),
    );
    world
}

#[test]
fn unread_messages_are_shown_once() {
    let world = world().agent("SENSOR");
    world.auraops(["inbox", "--peek"]).assert().success().stdout_eq(str![[r#"
4vf3hv  2026-02-13 17:00  user (not known here) → all  info            good evening
3bdqyi  08:00             RENDER → you                 request (open)  locks:src/render/a.rs  may I?
kgqss5  09:10             user (not known here) → you  ack             escaped /u{1b}[2J/u{202e}
next: auraops msg "…" --re 3bdqyi --type ack

"#]]);
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
4vf3hv  2026-02-13 17:00  user (not known here) → all  info            good evening
3bdqyi  08:00             RENDER → you                 request (open)  locks:src/render/a.rs  may I?
kgqss5  09:10             user (not known here) → you  ack             escaped /u{1b}[2J/u{202e}
next: auraops msg "…" --re 3bdqyi --type ack

"#]]);
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
nothing unread for SENSOR
an earlier request awaits an answer:
3bdqyi  08:00  RENDER → you  request (open)  locks:src/render/a.rs  may I?
next: auraops msg "…" --re 3bdqyi --type ack

"#]]);
    world.auraops(["inbox", "--all"]).assert().success().stdout_eq(str![[r#"
4vf3hv  2026-02-13 17:00  user (not known here) → all  info            good evening
3bdqyi  08:00             RENDER → you                 request (open)  locks:src/render/a.rs  may I?
kgqss5  09:10             user (not known here) → you  ack             escaped /u{1b}[2J/u{202e}
next: auraops msg "…" --re 3bdqyi --type ack

"#]]);
}

#[test]
fn an_answered_request_is_no_longer_open() {
    let world = world().agent("SENSOR");
    world.auraops(["msg", "yes", "--re", "3bdqyi"]).assert().success();
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
4vf3hv  2026-02-13 17:00  user (not known here) → all  info     good evening
3bdqyi  08:00             RENDER → you                 request  locks:src/render/a.rs  may I?
kgqss5  09:10             user (not known here) → you  ack      escaped /u{1b}[2J/u{202e}

"#]]);
    world.auraops(["inbox"]).assert().success().stdout_eq(str![[r#"
nothing unread for SENSOR

"#]]);
}

#[test]
fn the_operator_has_an_inbox_too() {
    world().auraops(["inbox", "--agent", "user"]).assert().success().stdout_eq(str![[r#"
9pwee2  09:00  SENSOR → RENDER,user  info  not to myself

"#]]);
    world().auraops(["inbox"]).assert().code(2).stderr_eq(str![[r#"
error: no agent is identified here
hint: add `--agent NAME` (a person: `--agent user`), or set AURAOPS_AGENT

"#]]);
}

#[test]
fn json_is_one_document() {
    world().auraops(["inbox", "--agent", "user", "--json"]).assert().success().stdout_eq(str![[r#"
{
  "schema": 1,
  "agent": "user",
  "messages": [
    {
      "id": "9pwee2",
      "stamp": "2026-02-14 09:00:00 +01:00",
      "who": "SENSOR",
      "entry": "msg",
      "to": "RENDER,user",
      "type": "info",
      "locks": [],
      "re": null,
      "note": "not to myself",
      "file": "groupchat.md",
      "line": 4,
      "at": "2026-02-14T09:00:00+01:00",
      "open": false
    }
  ],
  "older": 0,
  "awaiting": [],
  "next": []
}

"#]]);
}

#[test]
fn of_a_long_backlog_the_newest_come_first_and_nothing_is_skipped() {
    let world = World::new().agent("SENSOR");
    let lines: Vec<String> = (0..120)
        .map(|n| line(&format!("10:{:02}:{:02} | RENDER | to:SENSOR | note:n{n}", n / 60, n % 60)))
        .collect();
    world.append("groupchat.md", &lines.concat());
    let mut shown = Vec::new();
    for (first, count) in
        [("70 older messages are also unread", 50), ("20 older messages are also unread", 50), ("", 20)]
    {
        let output = world.process(["inbox"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(first), "{text}");
        let notes: Vec<String> =
            text.lines().filter_map(|line| Some(line.rsplit_once("  n")?.1.to_owned())).collect();
        assert_eq!(notes.len(), count, "{text}");
        shown.splice(0..0, notes);
    }
    assert_eq!(shown, (0..120).map(|n| n.to_string()).collect::<Vec<_>>());
    world.auraops(["inbox"]).assert().stdout_eq(str![[r#"
nothing unread for SENSOR

"#]]);
}

#[test]
fn two_inboxes_at_once_lose_no_mark() {
    let world = World::new();
    for agent in ["SENSOR", "RENDER"] {
        let lines: Vec<String> =
            (0..8).map(|n| line(&format!("10:00:0{n} | user | to:{agent} | note:{n}"))).collect();
        world.append("groupchat.md", &lines.concat());
    }
    std::thread::scope(|scope| {
        for reader in 0..8 {
            let agent = if reader % 2 == 0 { "SENSOR" } else { "RENDER" };
            let mut inbox = world.process(["inbox"]);
            inbox.env("AURAOPS_AGENT", agent);
            scope.spawn(move || assert!(inbox.output().unwrap().status.success()));
        }
    });
    world.auraops(["inbox", "--agent", "SENSOR"]).assert().stdout_eq(str![[r#"
nothing unread for SENSOR

"#]]);
    world.auraops(["inbox", "--agent", "RENDER"]).assert().stdout_eq(str![[r#"
nothing unread for RENDER

"#]]);
}

#[test]
fn a_deleted_state_directory_costs_only_marks() {
    let world = world().agent("SENSOR");
    world.auraops(["inbox"]).assert().success();
    std::fs::remove_dir_all(world.path(".git/auraops")).unwrap();
    let output = world.process(["inbox"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 4);
}

/// A process whose lines are read as they come. Killed when the test is over.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn new(world: &World, args: &[&str]) -> Following {
        let mut child = world.process(args).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Following { child, lines }
    }

    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line in time")
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn following_shows_what_other_processes_write() {
    let world = World::new();
    let following = Following::new(&world, &["inbox", "--follow", "--agent", "RENDER"]);
    // Perhaps before it watches, perhaps after.
    world.auraops(["msg", "one", "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
    let first = following.line();
    let first = if first.starts_with("nothing unread") { following.line() } else { first };
    assert!(first.ends_with("18:22  SENSOR → you  info  one"), "{first}");
    world.auraops(["msg", "not for you", "--to", "user", "--agent", "SENSOR"]).assert().success();
    let request = ["msg", "two", "--to", "all", "--type", "request", "--agent", "user"];
    world.auraops(request).assert().success();
    snapbox::assert_data_eq!(following.line(), str!["ud5ezu  18:22  user → all  request (open)  two"]);
    snapbox::assert_data_eq!(
        following.line(),
        str![[r#"next: auraops msg "…" --re ud5ezu --type ack --agent RENDER"#]]
    );
    world.append("groupchat.md", &line("19:00 | user | to:render | note:by hand"));
    assert!(following.line().ends_with("19:00  user → you  info  by hand"));
}

#[test]
fn following_as_json_is_a_document_a_line() {
    let world = world();
    let following = Following::new(&world, &["inbox", "--follow", "--json", "--agent", "RENDER"]);
    let mut notes = Vec::new();
    for _ in 0..2 {
        notes.push(following.line());
    }
    world.auraops(["msg", "later", "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
    notes.push(following.line());
    let notes: Vec<String> = notes
        .iter()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|document| format!("{} {}", document["schema"], document["note"]))
        .collect();
    assert_eq!(notes, [r#"1 "good evening""#, r#"1 "not to myself""#, r#"1 "later""#]);
}

#[test]
fn whoever_stops_reading_ends_it_and_misses_nothing() {
    let world = World::new();
    let mut following = Following::new(&world, &["inbox", "--follow", "--agent", "RENDER"]);
    following.line();
    // The thread that reads stops at the next line, and closes the pipe.
    following.lines = channel().1;
    let begun = Instant::now();
    let mut last = String::new();
    let mut status = None;
    // More than one message: a process that another test is starting holds the pipe open for a moment, too.
    while status.is_none() {
        assert!(begun.elapsed() < PATIENCE, "it goes on for nobody");
        last = format!("unseen at {:?}", begun.elapsed());
        world.auraops(["msg", &last, "--to", "RENDER", "--agent", "SENSOR"]).assert().success();
        std::thread::sleep(Duration::from_millis(50));
        status = following.child.try_wait().unwrap();
    }
    assert!(status.unwrap().success());
    let output = world.process(["inbox", "--agent", "RENDER"]).output().unwrap();
    let unread = String::from_utf8(output.stdout).unwrap();
    assert!(unread.contains(&last), "{unread}");
}
