//! What a text takes away that guards everybody's work.

use super::{told, writes};

#[track_caller]
fn takes(guard: &str, texts: &[&str]) {
    for text in texts {
        let (found, _) = told(text);
        assert!(found.contains(&format!("takes {guard}")), "{text}: {found:?}");
    }
}

#[track_caller]
fn takes_nothing(texts: &[&str]) {
    for text in texts {
        let (found, _) = told(text);
        assert!(!found.iter().any(|found| found.starts_with("takes ")), "{text}: {found:?}");
    }
}

#[test]
fn hooks_that_are_looked_for_elsewhere() {
    takes(
        "GitHooks",
        &[
            "git config core.hooksPath /dev/null",
            "git config --global core.hookspath x",
            "git config set core.hooksPath x",
            "git config --unset core.hooksPath",
            "git config unset core.hooksPath",
            "git config --remove-section core",
            "git -c core.hooksPath=x commit -m y",
            "git -C own -c CORE.HOOKSPATH=x push",
            "git --git-dir=.git -c core.hooksPath=x commit -m y",
            "git --config-env core.hooksPath=H commit -m y",
            "git --config-env=core.hooksPath=H commit -m y",
            "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=x git commit -m y",
            "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath; git commit -m y",
            "env GIT_CONFIG_COUNT=$N GIT_CONFIG_KEY_0=core.hooksPath git commit -m y",
            "GIT_CONFIG_PARAMETERS=\"'core.hooksPath=x'\" git commit -m y",
            "GIT_CONFIG_GLOBAL=/tmp/c git commit -m y",
            "sh -c 'git -c core.hooksPath=x commit -m y'",
        ],
    );
    takes_nothing(&[
        "git config core.hooksPath",
        "git config --get core.hooksPath",
        "git config get core.hooksPath",
        "git config --list",
        "git config user.name Ada",
        "git -c core.hooksPath=x log",
        "git -c user.name=Ada commit -m y",
        "GIT_CONFIG_GLOBAL=/dev/null git commit -m y",
        "GIT_CONFIG_GLOBAL=/tmp/c true; git commit -m y",
        "HOME=/tmp git config --global core.hooksPath x",
        "git -C \"$X\" config core.hooksPath x",
    ]);
}

#[test]
fn an_alias_is_what_it_stands_for() {
    writes("git config alias.x '!rm a'", &["a"]);
    writes("git -c alias.x='!touch' x 'own/a b'", &["own/a b"]);
    takes("Files", &["git config --global alias.wip 'stash -u'", "git -c alias.x=stash x"]);
    takes("GitHooks", &["git config alias.x '!git -c core.hooksPath=y commit'"]);
    writes("git config alias.st status; git config alias.lg 'log --graph'", &[]);
}

#[test]
fn the_name_taken_off_what_writes() {
    takes(
        "Name",
        &[
            "unset AURAOPS_AGENT; git commit -m y",
            "unset -v AURAOPS_AGENT && git push",
            "(unset AURAOPS_AGENT; git commit -m y)",
            "env -u AURAOPS_AGENT git commit -m y",
            "env -uAURAOPS_AGENT git commit -m y",
            "env --unset=AURAOPS_AGENT timeout 5 git commit -m y",
            "env -i PATH=$PATH git commit -m y",
            "env - git commit -m y",
            "env -i bash -c 'git commit -m y'",
            "env -S 'AURAOPS_AGENT= git commit -m y'",
            "AURAOPS_AGENT= git commit -m y",
            "AURAOPS_AGENT=; git commit -m y",
            "AURAOPS_AGENT= bash -c 'git push'",
            "export AURAOPS_AGENT=; git commit -m y",
            "export -n AURAOPS_AGENT; git commit -m y",
            "declare +x AURAOPS_AGENT; git commit -m y",
            "exec -c git commit -m y",
            "env -u AURAOPS_AGENT auraops ship -m y",
            "env -u AURAOPS_AGENT git branch new",
        ],
    );
    takes_nothing(&[
        "env -i git log",
        "env -u AURAOPS_AGENT git branch --list",
        "env -u AURAOPS_AGENT true; git commit -m y",
        "(unset AURAOPS_AGENT); git commit -m y",
        "AURAOPS_AGENT= cargo test && git commit -m y",
        "env -i AURAOPS_AGENT=SENSOR git commit -m y",
        "AURAOPS_AGENT=$A git commit -m y",
        "export PATH; git commit -m y",
        "env -u AURAOPS_AGENT auraops status",
    ]);
}

#[test]
fn stashes_of_all() {
    takes("Files", &["git stash", "git stash -u", "git stash push -m y", "git stash save y", "git stash -k"]);
    takes(
        "Stashes",
        &[
            "git stash clear",
            "git update-ref -d refs/stash",
            "echo 'delete refs/stash' | git update-ref --stdin",
            "git reflog delete stash@{0}",
            "git reflog expire --expire=now --all",
        ],
    );
    takes(
        "Autostash",
        &[
            "git pull --rebase --autostash",
            "git rebase --autostash main",
            "git merge --autostash x",
            "git -c rebase.autoStash=true pull --rebase",
            "git -c merge.autoStash merge x",
            "git config rebase.autoStash true",
        ],
    );
    takes_nothing(&[
        "git stash list",
        "git stash show -p",
        "git stash push -- own",
        "git reflog",
        "git pull --rebase --no-autostash",
        "git -c rebase.autoStash=false rebase main",
        "git rebase --autostash --no-autostash main",
        "git rebase --abort",
        "git config rebase.autoStash false",
        "git config rebase.autoStash",
    ]);
    writes("git -c rebase.autoStash=false rebase main", &[]);
    writes("git rebase main", &[": Join(Rebase)"]);
}

#[test]
fn our_own_hooks_and_map() {
    takes("Auraops", &["auraops hook remove", "auraops init --force", "target/debug/auraops hook remove"]);
    takes_nothing(&["auraops hook install", "auraops init", "auraops init --help", "auraops ship -m y"]);
}

#[test]
fn what_is_asked_of_git_in_other_spellings() {
    writes("git clean -fdq", &[r#": Clean(["-f", "-d", "--"])"#]);
    writes(
        "git clean --quiet --forc -d -e x own",
        &[r#": Clean(["--forc", "-d", "--exclude=x", "--", "own"])"#],
    );
    writes("git -c clean.requireForce=false clean -d", &[r#": Clean(["-d", "--"])"#]);
    writes("git clean -d", &[]);
    writes("git reset --har", &[r#": Reset("HEAD")"#]);
    writes("git reset --merge", &[r#": ResetMerge("HEAD")"#]);
    writes("git reset", &[": Unstage { operands: [], paths: [] }"]);
    writes("git reset HEAD -- own", &[r#": Unstage { operands: ["HEAD"], paths: ["own"] }"#]);
    writes("git restore --staged own", &[r#": Unstage { operands: [], paths: ["own"] }"#]);
    writes("git read-tree --reset -u HEAD", &[r#": Reset("HEAD")"#]);
    writes("git read-tree -mu HEAD main", &[r#": Switch("main")"#]);
    writes("git checkout-index -fa", &[r#": Restore { from: None, paths: ["."], keeps_added: false }"#]);
    writes("git checkout-index -a --prefix=other/", &["other/?"]);
    writes("git stash drop 1", &[r#": Drop("stash@{1}")"#]);
}

#[test]
fn a_command_in_another_directory_leaves_the_shell_where_it_is() {
    writes("env -C own touch a; touch b", &["own/a", "b"]);
    writes("env --chdir=own sh -c 'touch a'", &["own/a"]);
    writes("X=own sh -c 'touch $X/a'; touch b", &["own/a", "b"]);
}
