//! What must hold when everybody has stopped.

use std::path::{Path, PathBuf};

use super::bystanders::Bystanders;
use super::chat;
use super::elsewhere;
use super::files::Kept;
use super::ground::Checkout;
use super::yard::{FAR, Work, Yard, name};

pub fn check(yard: &Yard, mut work: Work) {
    let repo = yard.repo();
    yard.janitor.clear();
    elsewhere::finish(yard, &mut work.elsewhere);
    everybody_ships(yard, &mut work);
    work.bystanders.assert_untouched(&repo);
    says_that_it_is_behind(yard);
    Bystanders::take_back(&repo);
    everybody_ends(yard);
    is_caught_up(yard);
    has_all_files(yard, &work);
    has_all_lines(yard, &work);
    is_sound(yard);
    owners_kept_to_their_own(&yard.remote());
    let root = repo.git(&["rev-list", "--max-parents=0", "HEAD"]);
    repo.done("user", &["check-path", "--range", &format!("{}..HEAD", root.trim())]);
    repo.done("user", &["audit"]);
    eprintln!("git's own lock files, left by what was killed: {:?}", yard.janitor.removed());
}

/// No lock is to be taken over, whoever was killed: the next command works.
fn everybody_ships(yard: &Yard, work: &mut Work) {
    let repo = yard.repo();
    for (number, hand) in work.agents.iter_mut().enumerate() {
        let name = name(number);
        let undone = hand.undone(&hand.look());
        assert!(undone.is_empty(), "somebody touched {name}'s files:\n{}", undone.join("\n"));
        hand.write(&format!("work/{name}/own/last.txt"), Kept::Plain(b"the last\n".to_vec()));
        repo.done(&name, &["ship", "-m", &format!("{name}'s last")]);
        let token = format!("{name} says the last.");
        repo.done(&name, &["msg", &token, "--to", "all"]);
        work.said.push(chat::Line { token, is_said: true });
    }
}

/// Bystanders' work is in the way of what the second clone pushed.
fn says_that_it_is_behind(yard: &Yard) {
    let status = yard.repo().done("user", &["status"]);
    assert!(status.contains("not brought in yet: "), "{status}");
    let head = yard.repo().git(&["rev-parse", "HEAD"]);
    assert_ne!(head, yard.remote().git(&["rev-parse", "main"]));
}

fn everybody_ends(yard: &Yard) {
    yard.far().done(FAR, &["end"]);
    for number in 0..yard.scale.agents {
        yard.repo().done(&name(number), &["end"]);
    }
}

fn is_caught_up(yard: &Yard) {
    let repo = yard.repo();
    let heads = [&repo, &yard.remote()].map(|one| one.git(&["rev-parse", "main"]));
    let said = repo.done("user", &["status"]);
    assert_eq!(heads[0], heads[1], "the checkout has not caught up: {said}\n{}", repo.git(&["status"]));
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), repo.git(&["rev-parse", "origin/main"]));
    assert_eq!(repo.git(&["status", "--porcelain", "--ignored"]), "", "something is left over");
}

/// Nobody's last state of a file is missing on the remote or in the checkout.
fn has_all_files(yard: &Yard, work: &Work) {
    let remote = yard.remote().files_at("main", ".");
    for hand in work.agents.iter().chain([&work.elsewhere]) {
        let undone = hand.undone(&remote);
        assert!(undone.is_empty(), "the remote lacks\n{}", undone.join("\n"));
    }
    for number in 0..yard.scale.agents {
        let below = format!("work/{}", name(number));
        let here = super::files::below(&yard.repo().dir, &below);
        let there = yard.remote().files_at("main", &below);
        assert_eq!(here, there);
    }
}

fn has_all_lines(yard: &Yard, work: &Work) {
    let there = yard.remote().text_at("main", "groupchat.md");
    let here = std::fs::read_to_string(yard.repo().dir.join("groupchat.md")).unwrap();
    chat::check("the chat here", &here, &work.said);
    assert_eq!(here, there);
}

fn is_sound(yard: &Yard) {
    let how: &[&str] = if yard.scale.is_long { &["--full"] } else { &["--connectivity-only"] };
    for checkout in [yard.repo(), yard.far(), yard.remote()] {
        checkout.git(&[&["fsck", "--no-dangling", "--no-progress"], how].concat());
        let left = scratch(&checkout.dir);
        assert!(left.is_empty(), "scratch is left: {left:?}");
    }
}

/// What killed runs of auraops may have left.
fn scratch(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with("auraops-") || name.starts_with(".auraops-") || path.ends_with("auraops/incoming")
        {
            found.push(path);
        } else if entry.file_type().unwrap().is_dir() && name != "objects" {
            found.extend(scratch(&path));
        }
    }
    found
}

/// By what git alone tells: whom a commit names, and which files it touches.
fn owners_kept_to_their_own(remote: &Checkout) {
    let format = "--format=%x00%(trailers:key=Auraops-Agent,valueonly,separator=%x2c)";
    let log = remote.git(&["log", "--no-merges", "--name-only", format, "main"]);
    for commit in log.split('\0').skip(1) {
        let (agent, paths) = commit.split_once('\n').unwrap();
        let own = match agent {
            "user" => continue,
            FAR => "far/".to_owned(),
            agent => format!("work/{agent}/own/"),
        };
        for path in paths.lines().filter(|path| !path.is_empty()) {
            assert!(path.starts_with(&own) || path == "groupchat.md", "{agent} committed {path}");
        }
    }
}
