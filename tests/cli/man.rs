//! Manual pages: complete, and rendered by the programs that read them.

use snapbox::str;

use crate::support::commands::{Described, every_command};
use crate::support::{World, installed, text};

/// The pages, each with the command that it is of; those below `hook` have none.
fn pages(world: &World) -> Vec<(Described, String)> {
    let commands = every_command(world).into_iter().filter(|command| command.words.len() <= 2);
    let page = |command: &Described| {
        let printed = world.auraops(["man"].into_iter().chain(command.words[1..].iter().map(String::as_str)));
        text(&printed.assert().success().get_output().stdout).replace("\r\n", "\n")
    };
    commands.map(|command| (page(&command), command)).map(|(page, command)| (command, page)).collect()
}

#[test]
fn a_page_has_every_command_option_and_example_of_the_help() {
    for (command, page) in pages(&World::empty()) {
        let page = page.replace(r"\-", "-").replace(r"\*(Aq", "'");
        let title = command.words.join("-");
        assert!(page.contains(&format!(".TH {title} 1 ")), "{title}: {page}");
        for below in command.commands() {
            assert!(page.contains(&format!("{title}-{below}(1)")), "{below} on the page of {title}: {page}");
        }
        assert!(command.options().count() >= 3, "the global ones at least: {}", command.help);
        for option in command.options() {
            assert!(page.contains(option), "{option} on the page of {title}: {page}");
        }
        let (_, examples) = command.help.split_once("\nExample:\n").unwrap();
        for example in examples.lines() {
            assert!(page.contains(example), "{example} on the page of {title}: {page}");
        }
    }
}

#[test]
fn every_page_is_rendered_without_a_warning() {
    // mandoc has to say about `.br` beside a blank line, which clap_mangen writes; its errors count.
    const READERS: [(&str, &[&str]); 2] =
        [("groff", &["-man", "-Tutf8", "-ww"]), ("mandoc", &["-man", "-Tutf8", "-Werror"])];
    let world = World::empty();
    let pages = pages(&world);
    for (reader, args) in READERS {
        if !installed(reader) {
            continue;
        }
        for (command, page) in &pages {
            world.write("page.1", page);
            let output = world.program(reader).args(args).arg("page.1").output().unwrap();
            assert!(output.status.success(), "{}: {}", command.name(), text(&output.stderr));
            assert_eq!(text(&output.stderr), "", "{reader}: {}", command.name());
            let rendered = text(&output.stdout);
            assert!(rendered.contains("Use colour"), "{}: {rendered}", command.name());
        }
    }
}

#[test]
fn a_page_of_no_command_is_told_with_where_the_commands_are() {
    World::empty().auraops(["man", "nope"]).assert().code(2).stdout_eq(str![]).stderr_eq(str![[r#"
error: no command `nope`
next: auraops --help

"#]]);
}
