//! What programs do with their arguments.

use super::told;

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
        ("find other -name '*.rs' | xargs sed -i s/a/b/", &["other/x.rs", "other/y.rs"]),
        ("find other -type f -print0 | xargs -0 rm -f", &["other/x.rs", "other/y.rs"]),
        ("find own -name 'c*' | xargs -I{} cp {} other", &["other/c.rs"]),
        ("find own -name none | xargs rm", &[]),
        ("echo x | sudo tee own/n", &["own/n"]),
        ("function f { rm a; }; f", &["a"]),
        ("if ! grep -q x f; then echo x >> own/f; fi", &["own/f"]),
        ("[ -f a ] && rm a || true", &["a"]),
        ("for ((i=0; i<3; i++)); do rm a; done", &["a"]),
        ("time -p rm a", &["a"]),
        ("cp {x,y} own/", &["own/x", "own/y"]),
        ("mv -t own x y", &["own/x", "-x", "own/y", "-y"]),
        ("sed -i \"s/$A/$B/\" a", &["a"]),
        ("while IFS= read -r f; do echo \"$f\" > a; done < list", &["a"]),
        ("until false; do rm a; done", &["a"]),
        ("rm a; (exit 1)", &["a"]),
        ("rmdir own/sub", &["own/sub/"]),
        ("trap 'rm a' EXIT; set -euo pipefail; rm b", &["b", "a"]),
        ("ls -la && pwd; cat <<'A' <<'B' > a\n1\nA\n2\nB\nrm b", &["a", "b"]),
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
fn powershell_writes_what_it_is_given() {
    for (text, expected) in [
        (r"Set-Content -Path own\n -Value 'a > b'", &["own/n"][..]),
        (r"'x' | Out-File -FilePath .\own\n -Append", &["own/n"]),
        (r"Add-Content own\n x", &["own/n"]),
        (r"remove-item -Recurse -Force other", &["-other"]),
        (r"Remove-Item own\a.rs,own\b.rs", &["-own/a.rs", "-own/b.rs"]),
        (r"Copy-Item x -Destination own\n", &["own/n"]),
        (r"Copy-Item -Recurse own other", &["own=>other/own"]),
        ("Move-Item -Path own\\a.rs `\n -Destination other", &["other/a.rs", "-own/a.rs"]),
        (r"New-Item -ItemType Directory -Path own\d", &["own/d/"]),
        (r"New-Item own\n", &["own/n"]),
        (r"Rename-Item own\a.rs z.rs", &["own/z.rs", "-own/a.rs"]),
        (r"Get-Content own\a.rs; Set-Content own\n x", &["own/n"]),
        (r"Remove-Item x -WhatIf", &[]),
        (r"echo Remove-Item other\x", &[]),
    ] {
        let (found, unclear) = told(text);
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!((found, unclear), (expected, 0), "{text}");
    }
}

#[test]
fn scripts_as_agents_write_them_are_followed() {
    for (text, expected) in [
        ("if [[ $x == *\">\"* ]]; then rm a; fi", &["a"][..]),
        ("case \"$1\" in -h|--help) echo \"usage: > x\";; *) rm a;; esac", &["a"]),
        ("cat > n << 'EOF' && rm a\n> body\nEOF", &["n", "a"]),
        ("x=$(cat <<EOF\n)\nEOF\n)\nrm a", &["a"]),
        ("# it's\nrm a # isn't\nrm b", &["a", "b"]),
        ("echo $'it\\'s' > a", &["a"]),
        ("[[ $a =~ ^(x|y)$ ]] && rm a", &["a"]),
        ("[[ -n \"$x\" && ! -f y ]] || rm a", &["a"]),
        ("a=1 b=2 rm a 2>/dev/null || true", &["a"]),
        ("echo \"${arr[@]}\" ${#x} ${x//a/b} ${x^^} ${x:0:3} ${x:-${y:-z}} > a", &["a"]),
        ("echo \"$(( $(wc -l < f) + 1 ))\" > a", &["a"]),
        ("(cd own && touch n) && touch m", &["own/n", "m"]),
        ("cat <<EOF >> a\n$(rm b)\nEOF", &["b", "a"]),
        ("diff <(sort a) <(sort b) > c", &["c"]),
        ("make |& tee a", &["a"]),
        ("echo hi >a; echo 'x' 1>&2 >b", &["a", "b"]),
        ("export PATH=$PATH:x; rm a", &["a"]),
        ("sudo -u x -- rm a; env -i A=b rm b", &["a", "b"]),
        ("bash -c \"$(cat <<'EOF'\nrm a\nEOF\n)\"", &["a"]),
        ("if true; then cat > a <<'EOF'\nfi\nEOF\nfi", &["a"]),
        ("function f() { local d=own; rm \"$d/$1\"; }; f n", &["own/n"]),
        ("git diff > a; git show HEAD:x > b", &["a", "b"]),
        ("echo x | (cat > a)", &["a"]),
        ("npm test && cd own && touch n; cd /r; touch m", &["own/n", "m"]),
        (
            "for f in a b; do\n  if [ -f $f ]; then\n    rm \"$f\"\n  else\n    continue\n  fi\ndone\nrm c",
            &["a", "b", "c"],
        ),
        ("set -x; D=/r/own; cd \"${D}\" || { echo fail; exit 1; }\ntouch n", &["own/n"]),
        ("mkdir -p own/new && cd own/new && touch n && cd ../.. && touch m", &["own/new/", "own/new/n", "m"]),
    ] {
        let (found, unclear) = told(text);
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!((found, unclear), (expected, 0), "{text}");
    }
}
