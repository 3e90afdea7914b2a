//! Texts whose writes are known.

use std::path::{Path, PathBuf};

use super::*;

/// A disk with these directories and files under `/r`.
struct Paper;

const DIRS: [&str; 6] = ["/r", "/r/own", "/r/own/sub", "/r/other", "/home/ada", "/tmp"];
const FILES: [&str; 5] = ["/r/own/a.rs", "/r/own/b.rs", "/r/own/sub/c.rs", "/r/other/x.rs", "/r/other/y.rs"];

impl Disk for Paper {
    fn is_dir(&self, path: &Path) -> bool {
        DIRS.iter().any(|dir| Path::new(dir) == state::lexical(path))
    }

    fn exists(&self, path: &Path) -> bool {
        self.is_dir(path) || FILES.iter().any(|file| Path::new(file) == state::lexical(path))
    }

    fn is_link(&self, _: &Path) -> bool {
        false
    }

    fn names(&self, dir: &Path) -> Vec<String> {
        let dir = state::lexical(dir);
        let all = DIRS.iter().chain(&FILES).map(Path::new).filter(|path| path.parent() == Some(&dir));
        all.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
    }

    fn absolute(&self, dir: &Path, text: &str) -> PathBuf {
        dir.join(text)
    }
}

fn reading(text: &str) -> Reading {
    let around = Surroundings {
        cwd: Path::new("/r"),
        home: Some(Path::new("/home/ada")),
        root: Path::new("/r"),
        disk: &Paper,
    };
    read(text, around)
}

/// The paths as text, without `/r/`; what is no plain file is marked.
fn told(text: &str) -> (Vec<String>, usize) {
    let short = |path: &Path| {
        let path = state::lexical(path);
        path.strip_prefix("/r").unwrap_or(&path).to_string_lossy().into_owned()
    };
    let reading = reading(text);
    let writes = reading.effects.iter().map(|effect| match effect {
        Effect::Write(Write { path, how: How::Dir }) => format!("{}/", short(path)),
        Effect::Write(Write { path, .. }) => short(path),
        Effect::Make(path) => format!("{}/", short(path)),
        Effect::Tree(path) => format!("-{}", short(path)),
        Effect::Copy { from, to } => format!("{}=>{}", short(from), short(to)),
        Effect::Git(Git { dir, act }) => format!("{}: {act:?}", short(dir)),
        Effect::Diff { file, .. } => format!("diff {}", short(file)),
    });
    (writes.collect(), reading.unclear)
}

#[track_caller]
fn writes(text: &str, expected: &[&str]) {
    let (mut found, unclear) = told(text);
    found.dedup();
    assert_eq!((found, unclear), (expected.iter().map(ToString::to_string).collect(), 0), "{text}");
}

#[track_caller]
fn unclear(text: &str, expected: &[&str]) {
    let (found, unclear) = told(text);
    assert!(unclear > 0, "{text}");
    assert_eq!(found, expected, "{text}");
}

#[test]
fn redirections_are_writes() {
    for text in [
        "echo x > a",
        "echo x >a",
        "echo x >> a",
        "echo x >| a",
        "echo x &> a",
        "echo x &>> a",
        "echo x 2> a",
        "echo x 2>a 1>&2",
        "echo x <> a",
        "echo x >& a",
        "> a",
        ": > a",
        "echo x > 'a'",
        "echo x > \"a\"",
        "echo x > $'a'",
        "echo x > \\a",
        "exec 3> a",
        "exec {fd}>a",
        "> a echo x",
        "cat <<EOF > a\nx\nEOF",
        "cat > a <<'E'\n> b\nE",
        "cat <<< x > a",
        "if x; then y; fi > a",
        "{ echo x; } > a",
        "(cd own; echo x) > a",
        "{ cd own; } > a",
        "for i in 1; do echo; done > a",
        "while read l; do echo; done < b > a",
        "echo x >\\\na",
        "! echo x > a",
        "time echo x > a",
        "echo x > a # > b",
        "echo x > ./a",
        "echo x > own/../a",
        "cat a b | sort > a",
        "x=1 echo > a",
        "[[ a > b ]] > a",
        "(( a > 3 )) > a",
        "a() { echo x > $1; }; a a",
        "case x in a) echo > a;; esac",
        "case x in (a|b) echo > a ;; esac",
        "echo $(echo x > a)",
        "echo \"$(echo x > a)\"",
        "echo `echo x > a`",
        "x=$(echo > a)",
        "diff <(echo > a) x",
        "foo | tee >(cat > a)",
        "echo x > a &",
        "echo 'it'\"'\"'s' > a",
        "echo x>a",
        "echo \"${x:-$(echo > a)}\"",
    ] {
        writes(text, &["a"]);
    }
}

#[test]
fn what_only_looks_like_a_write_is_none() {
    for text in [
        "echo 'a > b'",
        "echo \"a > b\"",
        "echo a \\> b",
        "grep '>' x",
        "awk '{ if ($1 > 3) print }' x",
        "[[ a > b ]]",
        "[[ a > b && c < d ]] || true",
        "(( a > b ))",
        "((a>b)) && echo x",
        "echo hi # > x",
        "git commit -m 'rm own/x'",
        "git commit -m \"$(cat <<'EOF'\nit's > a (rm x\nEOF\n)\"",
        "cat <<EOF\nrm -rf other\n> a\nEOF",
        "cat <<-'EOF'\n\trm a\n\tEOF",
        "echo x > /dev/null",
        "echo x 2>&1",
        "echo x >&2",
        "echo x 2>&-",
        "echo x 2>/dev/null >&1",
        "ls < a",
        "echo $((1 > 2))",
        "echo ${x#>}",
        "echo \"rm a; > b\"",
        "cmd 2>&1 | grep -v '->'",
        "true",
        "",
        "# rm a",
        "echo rm a",
        "sed s/a/b/ f",
        "sed -n '1,3p' own/a.rs",
        "echo a -> b >/dev/null",
        "find . -name x",
        "find . -exec grep x {} \\;",
        "git status",
        "git log -- rm a",
        "git add a",
        "git stash list",
        "git clean -n",
        "git clean -nd",
        "git checkout -b new",
        "git switch -c new",
        "git restore --staged a",
        "git reset a",
        "git reset --soft HEAD~1",
        "git apply --check x",
        "patch --dry-run -p1 < x",
        "test a -nt b",
        "x='> a'",
        "command -v rm",
        "f() { rm a; }",
        "cp",
        "rm",
        "rm -f",
        "tar tf a.tar",
        "dd if=a",
        "bash -n a",
        "curl -o - x",
        "if false; then :; fi",
        "for f in; do rm $f; done",
        "exit; rm a",
        "exit 0\nrm a",
        "ln",
        "rsync -n a b",
        "rsync a host:b",
        "chmod",
    ] {
        let (found, _) = told(text);
        assert!(!found.iter().any(|found| found.trim_start_matches('-') != "b"), "{text}: {found:?}");
    }
}

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
        "touch own/$X",
        "while read f; do rm $f; done < list",
        "ls | xargs rm",
        "python3 -c 'x'",
        "bash x.sh",
        "source x",
        "rm $@",
        "$CMD a",
    ] {
        unclear(text, &[]);
    }
}

#[test]
fn programs_write_what_they_are_given() {
    for (text, expected) in [
        ("cp a b", &["b"][..]),
        ("cp a own", &["own/a"]),
        ("cp x/a own/", &["own/a"]),
        ("cp a b c own", &["own/a", "own/b", "own/c"]),
        ("cp -t own a b", &["own/a", "own/b"]),
        ("cp --target-directory=own a", &["own/a"]),
        ("cp -r own new", &["/r/own=>/r/new"]),
        ("cp -r own other", &["own=>other/own"]),
        ("cp -a own/. other", &["own=>other"]),
        ("cp -- -a b", &["b"]),
        ("mv own/a.rs other/", &["other/a.rs", "-own/a.rs"]),
        ("mv -f own/a.rs b", &["b", "-own/a.rs"]),
        ("mv own other", &["own=>other/own", "-own"]),
        ("rm -rf other", &["-other"]),
        ("rm -f a b", &["a", "b"]),
        ("rm -- -a", &["-a"]),
        ("\\rm a", &["a"]),
        ("/bin/rm a", &["a"]),
        ("mkdir -p n/m", &["n/m/"]),
        ("mkdir -p own", &[]),
        ("touch -d yesterday a", &["a"]),
        ("echo | tee -a a b", &["a", "b"]),
        ("sed -i s/x/y/ a", &["a"]),
        ("sed -i.bak s/x/y/ a", &["a", "a.bak"]),
        ("sed -i '' s/x/y/ a", &["a"]),
        ("sed -i '' -e s/x/y/ a b", &["a", "b"]),
        ("sed -i -e s/x/y/ a", &["a"]),
        ("sed -Ei s/x/y/ a", &["a"]),
        ("sed --in-place=.o s/x/y/ a", &["a", "a.o"]),
        ("sed -e s/x/y/ -i a", &["a"]),
        ("perl -pi -e s/x/y/ a", &["a"]),
        ("perl -i.bak -pe s/x/y/ a", &["a", "a.bak"]),
        ("install -m 644 a own", &["own/a"]),
        ("install -d n", &["n/"]),
        ("ln -s ../other own/l", &["own/l"]),
        ("ln -s x/y", &["y"]),
        ("dd if=x of=a bs=1", &["a"]),
        ("truncate -s 0 a", &["a"]),
        ("chmod +x a", &["a"]),
        ("chmod -x a", &["a"]),
        ("chmod -R 755 own", &["-own"]),
        ("chown ada: a", &["a"]),
        ("rsync -a own/ other/", &["own=>other"]),
        ("rsync -a own other", &["own=>other/own"]),
        ("tar cf a own", &["a"]),
        ("curl -o a http://x", &["a"]),
        ("sort -o a b", &["a"]),
        ("find own -name '*.rs' -delete", &["own/a.rs", "own/b.rs", "own/sub/c.rs"]),
        ("find other -type f -exec rm {} \\;", &["other/x.rs", "other/y.rs"]),
        ("find other -name 'x*' -exec sed -i s/a/b/ {} +", &["other/x.rs"]),
        ("echo a b | xargs rm", &["a", "b"]),
        ("echo a | xargs -I{} mv {} own/", &["own/a", "-a"]),
        ("sudo rm a", &["a"]),
        ("sudo -u root env X=1 nice -n 5 rm a", &["a"]),
        ("nohup timeout 5 rm a", &["a"]),
        ("timeout -k 5 10s rm a", &["a"]),
        ("command rm a", &["a"]),
        ("builtin echo > a", &["a"]),
        ("bash -c 'rm a'", &["a"]),
        ("bash -lc \"cd own && rm a\"", &["own/a"]),
        ("bash -euo pipefail -c 'rm $1' x a", &["a"]),
        ("sh <<EOF\nrm a\nEOF", &["a"]),
        ("echo 'rm a' | sh", &["a"]),
        ("eval rm a", &["a"]),
        ("eval \"rm a\"", &["a"]),
        ("ln -s ../other own/l && echo > own/l/x", &["own/l", "other/x"]),
        ("ln -s ../other/x.rs own/l; cp y own/l", &["own/l", "other/x.rs"]),
        ("ln -s ../other own/l && rm own/l", &["own/l"]),
        ("ln other/x.rs l && echo > l", &["l", "other/x.rs"]),
        ("( ( (echo > a) ) )", &["a"]),
        ("git mv own/a.rs b", &["b", "-own/a.rs"]),
    ] {
        let (found, unclear) = told(text);
        let expected: Vec<String> = expected.iter().map(|path| path.replace("/r/", "")).collect();
        assert_eq!((found, unclear), (expected, 0), "{text}");
    }
}

#[test]
fn patches_in_a_shell_name_their_files() {
    let patch = "*** Begin Patch\n*** Add File: own/n\n+it's $(x) `y`\n*** Update File: other/x.rs\n*** Move to: own/m\n*** End Patch";
    for text in [
        format!("apply_patch <<'EOF'\n{patch}\nEOF"),
        format!("apply_patch <<\"EOF\"\n{patch}\nEOF\n"),
        format!("apply_patch <<-'EOF'\n{patch}\n\tEOF\n"),
        format!("applypatch <<'PATCH'\n{patch}\nPATCH"),
        format!("cd own && cd .. && apply_patch <<'EOF'\n{patch}\nEOF"),
        format!("/usr/bin/apply_patch <<'EOF'\n{patch}\nEOF"),
        format!("apply_patch \"$(cat <<'EOF'\n{patch}\nEOF\n)\""),
        format!("cat <<'EOF' | apply_patch\n{patch}\nEOF"),
        format!("apply_patch '{}'", patch.replace('\'', "")),
        format!("bash -lc \"apply_patch <<'EOF'\n{}\nEOF\"", patch.replace(['$', '`'], "")),
        format!("apply_patch <<'EOF'\r\n{}\r\nEOF", patch.replace('\n', "\r\n")),
    ] {
        writes(&text, &["own/n", "other/x.rs", "own/m"]);
    }
    writes("cd own && apply_patch <<EOF\n*** Update File: n\nEOF", &["own/n"]);
}

#[test]
fn diffs_in_a_shell_name_their_files() {
    let diff = "--- a/own/a.rs\n+++ b/own/a.rs\n@@ -1 +1 @@\n-x\n+y\n";
    for text in [
        format!("git apply <<'EOF'\n{diff}EOF"),
        format!("patch -p1 <<'EOF'\n{diff}EOF"),
        format!("cat <<'EOF' | patch -p1\n{diff}EOF"),
        format!("cd other && git apply --directory=../own -p2 <<'EOF'\n{diff}EOF")
            .replace("cd other && ", "")
            .replace("../own", "own"),
        format!("patch -d own -p2 <<'EOF'\n{diff}EOF"),
    ] {
        writes(&text, &["own/a.rs"]);
    }
    writes(&format!("cat > d <<'EOF'\n{diff}EOF\npatch -p1 < d"), &["d", "own/a.rs"]);
    writes(&format!("cat > d <<'EOF'\n{diff}EOF\ngit apply d"), &["d", "own/a.rs"]);
    writes("patch -p1 < d", &["diff d"]);
}

#[test]
fn what_cannot_be_read_keeps_what_came_before() {
    unclear("rm a\necho 'open\nrm b", &["a"]);
    unclear("rm a\n}\nrm b", &["a"]);
    unclear("echo $(rm a", &[]);
    for text in [
        "(",
        "((",
        "$(",
        "${",
        "`",
        "'",
        "\"",
        "<<",
        ">",
        "case",
        "case x in",
        "if",
        "for",
        "for x",
        "for x in",
        "done",
        "esac",
        "a(",
        "a()",
        "function",
        "{",
        "$'",
        "<(",
        "a=(",
        "[[",
        "{a,",
        "\\",
        "é'",
        "\u{0}>\u{0}",
        "!",
        "time",
        ";;",
        "&&",
        "|",
        "))",
    ] {
        reading(text);
        reading(&text.repeat(1000));
    }
}

#[test]
fn depth_and_length_have_a_bound() {
    let deep = 10_000;
    for text in [
        format!("{}rm a{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{}rm a{}", "$(".repeat(deep), ")".repeat(deep)),
        format!("{}rm a{}", "( ".repeat(deep), ")".repeat(deep)),
        "`".repeat(deep),
        "\"$(".repeat(deep),
        "${x:-".repeat(deep),
        "{".repeat(deep),
        format!("touch {}", "{a,".repeat(deep)),
        format!("touch {}", "{a,b}".repeat(200)),
        "if x; then ".repeat(deep),
        "f() { f; }; f".to_owned(),
        "f() { f | f; }; f".to_owned(),
        "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(12) + "rm x;" + &"done;".repeat(12),
        "eval ".repeat(deep) + "rm a",
        "sudo ".repeat(deep) + "rm a",
        "<<a ".repeat(deep) + "\n",
        "rm a\n".repeat(deep),
        "x".repeat(10 << 20),
        "echo 'x y' > a; ".repeat(deep),
    ] {
        reading(&text);
    }
}
