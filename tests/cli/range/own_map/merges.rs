//! A map that came by a merge, and a branch without one.

use super::{OFF, audit, begun, commit, foreign, push, range, widened};
use crate::support::{MAP, World};

/// Merges a branch, past every hook and without a name; what is written is part of it.
fn merge(world: &World, options: &[&str], branch: &str, files: &[(&str, &str)]) -> String {
    let merge = ["merge", "-q", "--no-commit", "--no-ff", "--allow-unrelated-histories"];
    world.try_git([&OFF[..], &merge, options, &[branch]].concat());
    for (path, text) in files {
        world.write(path, text);
    }
    commit(world, "merge", "")
}

#[test]
fn a_map_that_came_by_a_side_branch_or_a_merge_is_found() {
    // Changed on a side branch.
    let world = begun();
    world.git(["switch", "-q", "-c", "side"]).write("auraops.toml", widened());
    let changed = commit(&world, "tidy", "");
    world.git(["switch", "-q", "main"]).write("README.md", "1\n");
    commit(&world, "readme", "");
    merge(&world, &[], "side", &[]);
    let short = foreign(&world);
    let note = |by: &str| format!("{short} by SENSOR may touch src/render/a.rs only by the map of {by},");
    let [(plain, said_plain), (strict, _)] = range(&world);
    assert!(plain == Some(0) && said_plain.contains(&note(&changed)), "{said_plain}");
    assert_eq!(strict, Some(1));
    // Changed by the merge itself.
    let world = begun();
    world.git(["switch", "-q", "-c", "side"]).write("README.md", "1\n");
    commit(&world, "readme", "");
    world.git(["switch", "-q", "main"]).write("NEWS.md", "1\n");
    commit(&world, "news", "");
    let merged = merge(&world, &[], "side", &[("auraops.toml", &widened())]);
    let short = foreign(&world);
    let note = format!("{short} by SENSOR may touch src/render/a.rs only by the map of {merged},");
    let [(plain, said_plain), (strict, _)] = range(&world);
    assert!(plain == Some(0) && said_plain.contains(&note), "{said_plain}");
    assert_eq!(strict, Some(1));
    // An old map, taken whole by a merge with where it stood, whichever parent comes first.
    for order in [["-p", "HEAD", "-p", "wide"], ["-p", "wide", "-p", "HEAD"]] {
        let world = was_wide();
        let args = [&["commit-tree", "wide^{tree}", "-m", "merge"], &order[..]].concat();
        let merged = world.git_line(args);
        world.git(["reset", "-q", "--hard", &merged]);
        let short = foreign(&world);
        let note =
            format!("{short} by SENSOR may touch src/render/a.rs only by the map of {},", &merged[..7]);
        let [(_, said_plain), (strict, _)] = range(&world);
        assert!(said_plain.contains(&note), "{said_plain}");
        assert_eq!(strict, Some(1));
    }
    // The same, once the map was brought back in a commit of its own.
    for order in [["-p", "HEAD", "-p", "wide"], ["-p", "wide", "-p", "HEAD"]] {
        let world = was_wide();
        world.write("auraops.toml", widened());
        let changed = commit(&world, "tidy", "");
        let args = [&["commit-tree", "HEAD^{tree}", "-m", "merge"], &order[..]].concat();
        let merged = world.git_line(args);
        world.git(["reset", "-q", "--hard", &merged]);
        let short = foreign(&world);
        let note = format!("{short} by SENSOR may touch src/render/a.rs only by the map of {changed},");
        let [(_, said_plain), (strict, _)] = range(&world);
        assert!(said_plain.contains(&note), "{said_plain}");
        assert_eq!(strict, Some(1));
    }
}

/// SENSOR had RENDER's files at `wide`, and has them no more at `base`.
fn was_wide() -> World {
    let world = begun();
    world.write("auraops.toml", widened());
    commit(&world, "for a while", "user");
    world.git(["tag", "wide"]).write("auraops.toml", MAP);
    commit(&world, "no more", "user");
    world.git(["tag", "-f", "base"]).write("README.md", "1\n");
    commit(&world, "readme", "");
    world
}

#[test]
fn what_main_granted_meanwhile_is_granted() {
    let world = begun();
    world.git(["switch", "-q", "-c", "topic"]).write("src/telemetry/b.rs", "1\n");
    commit(&world, "own", "SENSOR");
    world.git(["switch", "-q", "main"]).write("auraops.toml", widened());
    commit(&world, "SENSOR renders now", "");
    world.git(["tag", "-f", "base"]).git(["switch", "-q", "topic"]);
    merge(&world, &[], "main", &[]);
    world.write("src/render/a.rs", "2\n");
    commit(&world, "render", "SENSOR");
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
    // And what main took away meanwhile was granted when it was used.
    let world = begun();
    world.git(["switch", "-q", "-c", "topic"]).write("src/telemetry/b.rs", "1\n");
    commit(&world, "own", "SENSOR");
    world.git(["switch", "-q", "main"]);
    world.write("auraops.toml", MAP.replace("src/telemetry/**", "src/sense/**"));
    commit(&world, "moved", "");
    world.git(["tag", "-f", "base"]).git(["switch", "-q", "topic"]);
    merge(&world, &[], "main", &[]);
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
}

#[test]
fn a_branch_without_a_map_is_judged_by_that_of_where_it_goes() {
    for map in [None, Some(widened())] {
        for ours in [true, false] {
            let world = begun();
            world.git(["switch", "-q", "--orphan", "aside"]);
            if let Some(map) = &map {
                world.write("auraops.toml", map);
            }
            world.write("src/render/a.rs", "evil\n").write("src/telemetry/a.rs", "evil\n");
            commit(&world, "root", if map.is_some() { "" } else { "SENSOR" });
            world.write("src/render/b.rs", "evil\n");
            let short = commit(&world, "more", "SENSOR");
            if ours {
                merge(&world, &["-s", "ours"], "base", &[("auraops.toml", MAP)]);
            } else {
                world.git(["switch", "-q", "main"]);
                merge(&world, &["-X", "theirs"], "aside", &[("auraops.toml", MAP)]);
            }
            for (code, said) in range(&world) {
                assert!(code == Some(1) && said.contains(": root"), "{said}");
                assert!(said.contains(&short), "{said}");
            }
            let (done, said) = push(&world);
            assert!(!done && said.contains(": root"), "{said}");
            let audit = audit(&world);
            assert!(audit.contains(&short) && audit.contains("src/render/b.rs"), "{audit}");
        }
    }
}

#[test]
fn a_history_that_has_nothing_in_common_with_the_base_is_said_to_and_ci_stops() {
    let world = begun();
    world.git(["switch", "-q", "--orphan", "other"]).write("auraops.toml", widened());
    commit(&world, "root", "");
    world.write("src/render/a.rs", "evil\n");
    commit(&world, "work", "SENSOR");
    let parted = "`base` and `HEAD` have no commit in common here: its first commits are held against no map";
    let [(plain, said_plain), (strict, said_strict)] = range(&world);
    assert!(plain == Some(0) && said_plain.contains(&format!("note: {parted}")), "{said_plain}");
    assert!(strict == Some(2) && said_strict.contains(&format!("error: {parted}")), "{said_strict}");
}

#[test]
fn what_the_operator_merges_by_name_the_operator_answers_for() {
    let mut world = begun();
    world.git(["switch", "-q", "--orphan", "project"]).write("src/render/a.rs", "theirs\n");
    world.write("src/telemetry/a.rs", "theirs\n");
    commit(&world, "another project's beginning", "");
    world.git(["switch", "-q", "main"]);
    world.set_agent(Some("user"));
    world.git(["merge", "-q", "--allow-unrelated-histories", "-X", "ours", "--no-edit", "project"]);
    world.set_agent(None);
    for (code, said) in range(&world) {
        assert!(code == Some(0) && !said.contains("note: "), "{said}");
    }
    assert!(push(&world).0);
}

#[test]
fn a_branch_that_left_before_there_was_a_map_is_judged_when_it_comes_back() {
    let world = World::empty();
    world.write("README.md", "1\n");
    commit(&world, "root", "");
    world.git(["branch", "early"]).write("auraops.toml", MAP);
    commit(&world, "map", "");
    world.git(["tag", "base"]).git(["switch", "-q", "early"]).write("src/render/a.rs", "evil\n");
    let short = commit(&world, "past the rules", "SENSOR");
    merge(&world, &[], "base", &[]);
    for (code, said) in range(&world) {
        assert!(code == Some(1) && said.contains(&format!("in {short} by SENSOR")), "{said}");
    }
}
