//! Completion scripts, each loaded by the shell that it is for.

use std::collections::HashSet;

use crate::support::commands::every_command;
use crate::support::{World, text};

fn script(world: &World, shell: &str) -> String {
    let printed = world.auraops(["completions", shell]).assert().success();
    text(&printed.get_output().stdout).into_owned()
}

#[test]
fn the_script_of_every_shell_names_every_command_and_option() {
    let world = World::empty();
    let commands = every_command(&world);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = script(&world, shell);
        let words: HashSet<&str> = script
            .split(|char: char| char != '-' && !char.is_ascii_alphanumeric())
            .map(|word| word.trim_start_matches('-'))
            .collect();
        for command in &commands {
            let last = command.words.last().map(String::as_str);
            for named in command.options().chain(last) {
                let known = words.contains(named.trim_start_matches('-'));
                assert!(known, "{named} of {} for {shell}", command.name());
            }
        }
    }
}

#[cfg(unix)]
mod loaded {
    use std::process::Command;

    use super::script;
    use crate::support::{World, installed, text};

    /// What is typed, and the one word that completes it.
    const TYPED: [(&str, &str); 4] = [
        ("auraops che", "check-path"),
        ("auraops check-path --stag", "--staged"),
        ("auraops hook ins", "install"),
        ("auraops msg --type req", "request"),
    ];

    /// What a shell says, which must not stumble.
    fn said(shell: &mut Command) -> String {
        let output = shell.stdin(std::process::Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{shell:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{shell:?}");
        text(&output.stdout).into_owned()
    }

    #[test]
    fn bash_completes_commands_options_and_values() {
        const COMPLETE: &str = r#"
            source ./auraops.bash
            for word in $(complete -p auraops); do [ "$before" = -F ] && function=$word; before=$word; done
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\n' "${COMPREPLY[@]}"
        "#;
        if !installed("bash") {
            return;
        }
        let world = World::empty();
        world.write("auraops.bash", script(&world, "bash"));
        for (typed, word) in TYPED {
            let mut bash = world.program("bash");
            bash.args(["--noprofile", "--norc", "-c", COMPLETE, "bash"]).args(typed.split(' '));
            assert_eq!(said(&mut bash).trim_end(), word, "{typed}");
        }
    }

    #[test]
    fn fish_completes_commands_options_and_values() {
        if !installed("fish") {
            return;
        }
        let world = World::empty();
        // Where fish looks for it: the world's home is the directory of settings, too.
        std::fs::create_dir_all(world.beside("fish/completions")).unwrap();
        std::fs::write(world.beside("fish/completions/auraops.fish"), script(&world, "fish")).unwrap();
        for (typed, word) in TYPED {
            let mut fish = world.program("fish");
            fish.args(["-c", "complete -C $argv[1]", typed]);
            let said = said(&mut fish);
            let offered: Vec<&str> =
                said.lines().map(|line| line.split_once('\t').map_or(line, |(word, _)| word)).collect();
            assert_eq!(offered, [word], "{typed}");
        }
    }

    /// Zsh completes only while a line is edited, so it is given a terminal, and a line to begin with.
    #[test]
    fn zsh_completes_commands_options_and_values() {
        const TERMINAL: &str =
            "zmodload zsh/zpty && zpty pty zsh -d -i && while zpty -r pty said; do :; done";
        const LINE: &str = r#"
            typed() {
                BUFFER=$TYPED CURSOR=$#TYPED
                zle complete-word
                print -r -- "$BUFFER" >$ZDOTDIR/completed
                exit
            }
            zle -N zle-line-init typed
        "#;
        const LOADED: [&str; 2] = [
            "fpath=($ZDOTDIR $fpath); autoload -U compinit; compinit -D -u",
            "autoload -U compinit; compinit -D -u; source $ZDOTDIR/_auraops",
        ];
        if !installed("zsh") {
            return;
        }
        let world = World::empty();
        world.write("_auraops", script(&world, "zsh"));
        for load in LOADED {
            world.write(".zshrc", format!("{load}\n{LINE}"));
            for (typed, word) in TYPED {
                let mut zsh = world.program("zsh");
                // A shell that waits for somebody to type goes by itself.
                zsh.args(["-f", "-c", TERMINAL]).env("TMOUT", "60").env("TYPED", typed).env("TERM", "xterm");
                said(zsh.env("ZDOTDIR", world.path("")));
                let (before, _) = typed.rsplit_once(' ').unwrap();
                assert_eq!(world.read("completed"), format!("{before} {word} \n"), "{load}");
                std::fs::remove_file(world.path("completed")).unwrap();
            }
        }
    }
}
