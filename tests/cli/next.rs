//! That the next commands are run, wherever one is printed, and leave nothing behind. `support/next.rs` says how.

use crate::support::World;

/// Lets git print a text.
fn print(world: &World, text: &str) {
    world.git(["-c", &format!("alias.print=!printf '{text}\\n' >&2"), "print"]);
}

#[test]
#[should_panic(expected = "`auraops no-such-command   # why not` was printed, and fails")]
fn one_that_fails_is_found() {
    print(&World::new(), "refused\\n    next: auraops no-such-command   # why not");
}

#[test]
#[should_panic(expected = "`test -e b` was printed, and fails")]
fn each_is_run_by_itself() {
    print(&World::new(), "next: touch b\\nnext: test -e b");
}

#[test]
fn the_world_is_what_it_was() {
    let mut world = World::new();
    world.set_agent(Some("SENSOR"));
    let head = world.git_line(["rev-parse", "HEAD"]);
    print(
        &world,
        "next: test \"$AURAOPS_AGENT\" = SENSOR && git commit -q --allow-empty -m x && git rm -q -r .",
    );
    assert_eq!(world.git_line(["rev-parse", "HEAD"]), head);
    assert_eq!(world.git_line(["status", "--porcelain"]), "");
    assert!(!world.beside("").with_extension("aside").exists());
}
