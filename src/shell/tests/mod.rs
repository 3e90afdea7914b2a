//! Texts whose writes are known.

use std::path::{Path, PathBuf};

use super::effect::ShellReading;
use super::*;

mod bounds;
mod fills;
mod formats;
pub mod generate;
mod guards;
mod languages;
mod outputs;
mod places;
mod programs;
mod properties;
mod windows;

/// A disk with these directories and files under `/r`.
struct Paper;

const DIRS: [&str; 6] = ["/r", "/r/own", "/r/own/sub", "/r/other", "/home/ada", "/tmp"];
const FILES: [&str; 5] = ["/r/own/a.rs", "/r/own/b.rs", "/r/own/sub/c.rs", "/r/other/x.rs", "/r/other/y.rs"];

impl Disk for Paper {
    fn is_dir(&self, path: &Path) -> bool {
        DIRS.iter().any(|dir| Path::new(dir) == path::lexical(path))
    }

    fn exists(&self, path: &Path) -> bool {
        self.is_dir(path) || FILES.iter().any(|file| Path::new(file) == path::lexical(path))
    }

    fn is_link(&self, _: &Path) -> bool {
        false
    }

    fn names(&self, dir: &Path) -> Vec<String> {
        let dir = path::lexical(dir);
        let all = DIRS.iter().chain(&FILES).map(Path::new).filter(|path| path.parent() == Some(&dir));
        all.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
    }

    fn listed(&self, _: &Path, args: &[String]) -> Vec<String> {
        args.iter().map(|dir| format!("{dir}/x.rs")).collect()
    }

    fn text(&self, _: &Path) -> Option<String> {
        None
    }

    fn absolute(&self, dir: &Path, text: &str) -> PathBuf {
        dir.join(text)
    }
}

fn reading(text: &str) -> ShellReading {
    reading_of(text, Dialect::Posix)
}

fn reading_of(text: &str, dialect: Dialect) -> ShellReading {
    let around = Surroundings {
        cwd: Path::new("/r"),
        home: Some(Path::new("/home/ada")),
        root: Path::new("/r"),
        disk: &Paper,
    };
    read(text, dialect, around)
}

/// The paths as text, without `/r/`; what is no plain file is marked.
fn told(text: &str) -> (Vec<String>, usize) {
    told_of(text, Dialect::Posix)
}

fn told_of(text: &str, dialect: Dialect) -> (Vec<String>, usize) {
    let short = |path: &Path| {
        let path = path::lexical(path);
        path.strip_prefix("/r").unwrap_or(&path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    };
    let reading = reading_of(text, dialect);
    let said = reading.effects.iter().filter(|effect| !matches!(effect, Effect::Text { .. }));
    let writes = said.map(|effect| match effect {
        Effect::Write(PathWrite { path, how: How::Dir }) | Effect::Make(path) => format!("{}/", short(path)),
        Effect::Write(PathWrite { path, how: How::Below }) => format!("{}/?", short(path)),
        Effect::Write(PathWrite { path, .. }) => short(path),
        Effect::Tree(path) => format!("-{}", short(path)),
        Effect::Copy { from, to } => format!("{}=>{}", short(from), short(to)),
        Effect::Git(GitCommand { dir, action }) => format!("{}: {action:?}", short(dir)),
        Effect::Rewrite(rewritten) => {
            format!("{}/*.{}", short(&rewritten.dir), rewritten.endings.first().unwrap_or(&"*"))
        }
        Effect::SetsAgent(name) => format!("as {name}"),
        Effect::SetsClock => "at another time".to_owned(),
        Effect::Takes(taken) => format!("takes {:?}", taken.guard),
        Effect::Lock(path) => format!("lock {}", short(path)),
        Effect::Text { text, .. } => text.clone(),
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
        "x=${ echo > a; }",
        "echo \"${ echo > a; }\"",
        "x=${| echo > a; }",
        "x=${\n{ echo > a; }\n}",
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
