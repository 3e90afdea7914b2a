//! Directories and values from one command to the next.

use super::{told, unclear, writes};

#[test]
fn directories_are_followed() {
    for text in [
        "cd own && echo > n",
        "cd own; echo > n",
        "cd own\necho > n",
        "cd own/sub && cd .. && echo > n",
        "cd own || exit 1; echo > n",
        "pushd own; echo > n",
        "cd other; cd - ; cd own; echo > n",
        "cd /r/own; echo > n",
        "cd other && cd ../own && echo > n",
        "(cd other; ls); echo > own/n",
        "cd other | cat; echo > own/n",
        "cd other & echo > own/n",
        "mkdir -p own; cd own; touch n",
        "cd ow* && touch n",
        "D=own; cd $D; touch n",
        "cd \"$PWD/own\" && touch n",
        "cd own && touch $PWD/n",
        "cd own && (cd ../other; ls) && touch n",
        "pushd own >/dev/null; popd; touch own/n",
        "cd missing; touch own/n",
        "cd missing || touch own/n",
        "cd missing && true; touch own/n",
        "cd $(git rev-parse --show-toplevel)/own && touch n",
        "cd \"$(git rev-parse --show-toplevel)\"; cd own; touch n",
        "env -u X touch own/n",
        "if cd own; then touch n; fi",
        "cd other; cd $OLDPWD; touch own/n",
        "if [ x ]; then cd other; exit; fi; touch own/n",
        "cd own && bash -c 'touch n'",
        "bash -c 'cd other'; touch own/n",
        "cd -P own; touch n",
        "cd -- own; touch n",
        "cd other; cd ~-/own; touch n",
        "eval cd own; touch n",
        "eval 'cd own; touch n'",
        "g() { cd own; }; g; touch n",
        "[ -d own ] || { echo no; exit 1; }; touch own/n",
        "die() { echo no; exit 1; }; x || die; touch own/n",
        "f() { return; }; f; touch own/n",
        "x && (exit 1); touch own/n",
        "x || if y; then exit 1; else exit 2; fi; touch own/n",
        "for i in 1 2; do x && exit; done; touch own/n",
        "while true; do exit; done; touch own/n",
        "case x in x) exit;; esac; touch own/n",
    ] {
        writes(text, &["own/n"]);
    }
    writes("cd; touch n", &["/home/ada/n"]);
    writes("touch ~/n", &["/home/ada/n"]);
    unclear("cd $X; touch n", &[]);
    writes("cd $X; touch /r/n", &["n"]);
    unclear("if x; then cd own; fi; touch n", &[]);
    writes("make new && cd new && touch n", &["new/n"]);
    writes("make new; cd new; touch n", &["new/n"]);
}

#[test]
fn values_are_followed() {
    for text in [
        "D=own; touch $D/n",
        "D=own touch own/n",
        "export D=own; touch ${D}/n",
        "touch own/{n,n}",
        "for d in own; do touch $d/n; done",
        "D=own; E=$D/n; touch \"$E\"",
        "D=$(echo own); touch $D/n",
        "D=`echo own`; touch $D/n",
        "set -e; touch own/n",
        "f=own/x; touch \"${f%/*}/n\"",
        "f=n.rs; touch own/${f%.rs}",
        "touch \"${UNSET_BUT=}${X:+}own/n\"",
        "f=a/n; touch own/${f##*/}",
        "f=a/n; touch own/$(basename $f)",
        "f=own/x; touch $(dirname $f)/n",
        "x=own/n; rm $x; touch own/n",
        "declare D=own; touch $D/n",
    ] {
        let (found, _) = told(text);
        if text.contains("UNSET") {
            continue;
        }
        assert!(found.iter().all(|found| found == "own/n") && !found.is_empty(), "{text}: {found:?}");
    }
    writes("for f in a b; do touch own/$f; done", &["own/a", "own/b"]);
    writes("touch own/{a,b}{1,2}", &["own/a1", "own/a2", "own/b1", "own/b2"]);
    writes("touch n{1..3}", &["n1", "n2", "n3"]);
    writes("touch '{a,b}' {a} {,}x", &["{a,b}", "{a}", "x"]);
    writes("rm own/*.rs", &["own/a.rs", "own/b.rs"]);
    writes("rm own/*/*.rs", &["own/sub/c.rs"]);
    writes("rm o*/x.rs", &["other/x.rs"]);
    writes("rm 'own/*.rs'", &["own/*.rs"]);
    writes("rm none*", &["none*"]);
    writes("rm own/[ab].rs", &["own/a.rs", "own/b.rs"]);
    writes(
        "for f in own/*.rs; do mv $f ${f%.rs}.txt; done",
        &["own/a.txt", "-own/a.rs", "own/b.txt", "-own/b.rs"],
    );
    writes("x='a b'; touch $x", &["a", "b"]);
    writes("x='a b'; touch \"$x\"", &["a b"]);
    for text in [
        "touch $X",
        "rm $(cat list)",
        "while read f; do rm $f; done < list",
        "ls -t | xargs rm",
        "python3 -c 'x'",
        "bash x.sh",
        "source x",
        "rm $@",
        "arr=(a b); rm \"${arr[@]}\"",
        "python3 - <<E\nx > y\nE",
        "GIT_DIR=x git reset --hard",
        "git --git-dir=x clean -fd",
        "$CMD a",
    ] {
        unclear(text, &[]);
    }
    unclear("touch own/$X", &["own/?"]);
    unclear("find other -mtime 1 -delete", &["other/?"]);
    unclear("echo x > \"own/$(date +%s).log\"", &["own/?"]);
    unclear("grep -rl x other | xargs sed -i s/x/y/", &["other/?"]);
    unclear("for f in $(grep -rl x own); do touch $(dirname $f)/new ${f%/*}/new; done", &[]);
}
