use proptest::prelude::*;

use super::*;

fn map() -> Map {
    let agents = ["SENSOR", "RENDER", "SHELL", "PLATFORM", "A-1"];
    Map::of(&agents.map(|name| (name, "src/**")))
}

/// Each agent that has a block, with the text of it.
fn blocks(text: &str) -> String {
    let dispatch = Dispatch::parse(text, &map());
    let block = |agent: &super::super::map::Agent| {
        let text = dispatch.launch(&agent.name)?.text.trim_end().replace('\n', "/");
        Some(format!("{}={text}", agent.name))
    };
    map().agents.iter().filter_map(block).collect::<Vec<_>>().join(" ")
}

fn notes(text: &str) -> Vec<String> {
    Dispatch::parse(text, &map()).notes
}

#[test]
fn headings_are_read_as_people_write_them() {
    for heading in [
        "## Launch: SENSOR",
        "### SENSOR",
        "## SENSOR - telemetry",
        "## SENSOR – telemetry",
        "# launch: sensor",
        "## **SENSOR**",
        "## `SENSOR` (telemetry)",
        "## Launch block for __Sensor__",
        "## 1. SENSOR",
        "## Telemetry (SENSOR)",
        "##SENSOR",
        "## SENSOR: feeds RENDER",
        "## SENSOR - shell integration",
        "## Shell integration - SENSOR",
        "## Launch: SENSOR ##",
        "## [SENSOR](src/telemetry)",
        "## SENSOR's block",
        "## SENSOR {#sensor}",
        "SENSOR\n---",
        "Launch\nSENSOR\n===",
        "---\ntitle: RENDER\n---\n\n## SENSOR",
    ] {
        let text = format!("{heading}\n\nWords.\n\n```text\na\n```\n");
        assert_eq!(blocks(&text), "SENSOR=a", "{heading}");
        assert_eq!(blocks(&text.replace('\n', "\r\n")), "SENSOR=a", "{heading} with CRLF");
        assert!(notes(&text).is_empty(), "{heading} {:?}", notes(&text));
    }
}

#[test]
fn what_names_nobody_has_no_block() {
    for heading in [
        "SENSOR",
        "## SENSORS",
        "## SENSOR-2",
        "## MY_SENSOR",
        "## Telemetry",
        "####### SENSOR",
        "## SENSOR and RENDER",
        "## SENSOR/RENDER",
        "## Launch: SENSOR, RENDER",
        "<!--\n## SENSOR\n-->",
        "```\n## SENSOR\n```",
        "## Migration: SENSOR",
    ] {
        assert_eq!(blocks(&format!("{heading}\n\n```\na\n```\n")), "", "{heading}");
    }
}

#[test]
fn fences_come_in_every_length_and_language() {
    for (fence, block) in [
        ("```\na\n```", "a"),
        ("~~~markdown title=x\na\n~~~", "a"),
        ("`````text\na\n```sh\nb\n```\nc\n`````", "a/```sh/b/```/c"),
        ("~~~\n```\n## RENDER\n```\n~~~", "```/## RENDER/```"),
        ("   ```\n   a\n     b\n   ```", "a/  b"),
        ("> ```\n> a\n>\n> b\n> ```", "a//b"),
        ("- ```\n  a\n  ```", "a"),
        ("```\na\n\n  b", "a//  b"),
        ("```\n```\n\n```\nb\n```", "b"),
        ("    indented\n\n```\nb\n```", "b"),
        ("```\na\n```\n\n```\nb\n```", "a"),
    ] {
        assert_eq!(blocks(&format!("# SENSOR\n\n{fence}\n")), format!("SENSOR={block}"), "{fence}");
    }
}

#[test]
fn a_block_belongs_to_the_heading_above_it() {
    for (text, found) in [
        ("# SENSOR\n## Prompt\n```\na\n```\n# RENDER\n```\nb\n```", "SENSOR=a RENDER=b"),
        ("# SENSOR\n# Other\n```\na\n```", ""),
        ("# Sensor fleet\n## RENDER\n```\nb\n```\n## SENSOR\n```\na\n```", "SENSOR=a RENDER=b"),
        ("## SENSOR\n### Migration\n```\nm\n```", ""),
        ("## SENSOR\nNo block.\n## Launch: SENSOR\n```\na\n```", "SENSOR=a"),
        ("## How to ask SENSOR\n```\nx\n```\n## SENSOR\n```\na\n```", "SENSOR=a"),
        ("## a-1.\n```\na\n```", "A-1=a"),
        ("", ""),
    ] {
        assert_eq!(blocks(text), found, "{text}");
    }
}

#[test]
fn what_the_author_should_know_is_said() {
    for (text, note) in [
        (
            "# SENSOR\n```\na\n```\n# Launch: SENSOR\n```\nb\n```",
            "DISPATCH.md:5: a second block for SENSOR: the one at line 1 counts",
        ),
        (
            "# SENSOR and RENDER\n```\na\n```",
            "DISPATCH.md:1: the heading names SENSOR and RENDER: its block counts for neither",
        ),
        (
            "# SENSOR, RENDER, SHELL\n```\na\n```",
            "DISPATCH.md:1: the heading names SENSOR and RENDER and SHELL: its block counts for none of them",
        ),
        ("# Launch: Ghost\n```\na\n```", "DISPATCH.md:1: a block for `Ghost`, which is not in the map"),
        (
            "## SENSOR\n```\na\n```\n## GHOST - gone\n```\nb\n```",
            "DISPATCH.md:5: a block for `GHOST`, which is not in the map",
        ),
        (
            "# SENSOR\n\n```\na",
            "DISPATCH.md:3: the fence is never closed: the block of SENSOR runs to the end",
        ),
    ] {
        assert_eq!(notes(text), [note], "{text}");
    }
    for text in [
        "## SENSOR\n```\na\n```\n## TODO\n```\nb\n```",
        "## SENSOR\n```\na\n```\n### GHOST\n```\nb\n```",
        "## SENSOR\n```\na\n```\n## GHOST\nno block",
        "# HOWTO\n```\na\n```",
        "# Launch: how it works\n```\na\n```",
        "# Launch\n```\na\n```",
        "# Launching\n## Prompts for SENSOR, RENDER\n### SENSOR\n```\na\n```",
    ] {
        assert!(notes(text).is_empty(), "{text} {:?}", notes(text));
    }
}

#[test]
fn the_migration_prompt_is_for_all_or_for_one() {
    let text = "## One-time Migration Prompt\n```\nall\n```\n## SENSOR migration\n```\none\n```\n";
    let dispatch = Dispatch::parse(text, &map());
    let of =
        |name: &str| dispatch.migration(map().agent(name).map(|agent| &agent.name)).map(|b| b.text.as_str());
    assert_eq!((of("SENSOR"), of("RENDER"), of("")), (Some("one\n"), Some("all\n"), Some("all\n")));
    assert_eq!(Dispatch::parse("# Migration\nnone", &map()).migration(None), None);
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in r"(#|##|SENSOR|GHOST|Launch|migration|```|~~~|---|>|-| |:|\(|\r|\n|\PC|\t){0,40}") {
        Dispatch::parse(&text, &map());
    }
}
