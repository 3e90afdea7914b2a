//! Many clones, one agent in each, that all push to one remote at the same time.

use std::thread;
use std::time::{Duration, Instant};

use super::chat::{self, Line};
use super::files::Kept;
use super::ground::Ground;
use super::hand::Hand;
use super::scale::Scale;
use super::yard::{found, joined, name};

/// What one clone did.
struct Shipped {
    said: Vec<Line>,
    longest: Duration,
}

pub fn run(scale: &Scale) {
    let ground = Ground::new(scale);
    let names: Vec<String> = (0..scale.clones).map(name).collect();
    let owners: Vec<_> = names.iter().map(|name| (name.clone(), format!("work/{name}"))).collect();
    found(&ground, &owners, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let began = Instant::now();
    let shipped: Vec<Shipped> = thread::scope(|scope| {
        let all: Vec<_> =
            names.iter().map(|name| scope.spawn(|| ships(&ground, name, scale.ships))).collect();
        all.into_iter().map(joined).collect()
    });
    let took = began.elapsed();
    let remote = ground.checkout("remote.git");
    let subjects = remote.git(&["log", "--no-merges", "--format=%s", "main"]);
    for name in &names {
        for step in 0..scale.ships {
            let subject = format!("{name} ships {step}");
            let times = subjects.lines().filter(|line| *line == subject).count();
            assert_eq!(times, 1, "{subject}");
        }
    }
    let merges: usize = remote.git(&["rev-list", "--merges", "--count", "main"]).trim().parse().unwrap();
    let ships = scale.clones * scale.ships;
    assert!(merges <= ships, "{merges} merges of {ships} ships");
    let longest = shipped.iter().map(|one| one.longest).max().unwrap();
    let said: Vec<Line> = shipped.into_iter().flat_map(|one| one.said).collect();
    chat::check("the remote's chat", &remote.text_at("main", "groupchat.md"), &said);
    remote.git(&["fsck", "--no-dangling", "--no-progress"]);
    eprintln!(
        "{} clones, {} ships each: {took:.1?}, {merges} merges, the longest ship {longest:.1?}",
        scale.clones, scale.ships
    );
}

/// Ships again and again; each says a line first. None gives up.
fn ships(ground: &Ground, name: &str, times: usize) -> Shipped {
    let clone = ground.checkout(name);
    let mut hand = Hand::new(clone.dir.clone(), ground.dir.join(format!("scratch-{name}")), name);
    let mut shipped = Shipped { said: Vec::new(), longest: Duration::ZERO };
    for step in 0..times {
        let token = format!("{name} says {step}.");
        clone.done(name, &["msg", &token, "--to", "all"]);
        shipped.said.push(Line { token, is_said: true });
        let text = format!("{name} {step}\n");
        hand.write(&format!("work/{name}/f{}.txt", step % 7), Kept::Plain(text.into_bytes()));
        let began = Instant::now();
        clone.done(name, &["ship", "-m", &format!("{name} ships {step}")]);
        shipped.longest = shipped.longest.max(began.elapsed());
        let undone = hand.undone(&ground.checkout("remote.git").files_at("main", &format!("work/{name}")));
        assert!(
            undone.is_empty(),
            "step {step} was shipped, and the remote lacks it:\n{}",
            undone.join("\n")
        );
    }
    shipped
}
