//! PowerShell's texts, and those of `cmd`.

use proptest::prelude::*;

use super::{reading_of, told_of};
use crate::shell::Dialect::{self, Cmd, PowerShell};

#[track_caller]
fn all(dialect: Dialect, table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(told_of(text, dialect), (expected, 0), "{text}");
    }
}

#[test]
fn paths_are_found_however_they_are_given() {
    all(
        PowerShell,
        &[
            (r"Set-Content own\n x", &["own/n"]),
            (r"set-content -path own\n -value x", &["own/n"]),
            (r"Set-Content -Pa:own\n -Val:x", &["own/n"]),
            (r"sc -LiteralPath 'own\n' -Value @('a', 'b')", &["own/n"]),
            (r"'x' | sc own\n -Enc utf8 -NoNewline", &["own/n"]),
            ("Set-Content `\n  -Path own\\n `\n  -Value x", &["own/n"]),
            (r#"Set-Content "own\sub\n" "a ""b"" `"c`"""#, &["own/sub/n"]),
            (r"Set-Content own\n 'it''s > own\m'", &["own/n"]),
            (r"Set-Content own\n,own\m x", &["own/n", "own/m"]),
            (r"Set-Content ./own/n x", &["own/n"]),
            (r"Add-Content -Path own\n -Value x; ac own\m x", &["own/n", "own/m"]),
            (r"Clear-Content own\a.rs", &["own/a.rs"]),
            (r"clc own\*.rs", &["own/a.rs", "own/b.rs"]),
            (r"Set-Content -WhatIf own\n x", &[]),
            (r"Set-Content own\n x -WhatIf:$false", &["own/n"]),
            ("@'\nline1 > other/x\n'@ | Out-File own\\n", &["own/n"]),
            ("Set-Content own\\n @\"\n$(1)\n\"quoted\"\n\"@", &["own/n"]),
            (r"$p = 'own\n'; Set-Content $p x", &["own/n"]),
            (r#"$d = "own"; Set-Content "$d\n" x; Set-Content ${d}/m x"#, &["own/n", "own/m"]),
            (r"$env:D = 'own'; Set-Content $env:d\n x", &["own/n"]),
            (r"Set-Content (Join-Path own 'n') x", &["own/n"]),
            (r"Set-Content ('own\' + 'n') x", &["own/n"]),
            (r#"Set-Content "$PWD\own\n" x"#, &["own/n"]),
            ("# Set-Content other\\n x\n<# rm other\n #> Set-Content own\\n x # and so on", &["own/n"]),
            ("1..3 | Out-Null; 'a;b' > $null", &[]),
            (r"git status > own\n 2>&1", &["own/n"]),
            (r"git status *> own\n; git status 2>> own\m", &["own/n", "own/m"]),
            ("Get-Content x 2> $null", &[]),
            ("2>&1 | Out-Null", &[]),
        ],
    );
}

#[test]
fn items_are_made_brought_and_removed() {
    all(
        PowerShell,
        &[
            (r"New-Item own\n", &["own/n"]),
            (r"ni -Path own -Name n -ItemType File -Value x", &["own/n"]),
            (r"New-Item -Path own -Name d -ItemType Directory -Force | Out-Null", &["own/d/"]),
            (r"mkdir own\d; md own\e", &["own/d/", "own/e/"]),
            (r"Remove-Item own\a.rs -ErrorAction SilentlyContinue", &["-own/a.rs"]),
            (r"Remove-Item -ea 0 own\a.rs", &["-own/a.rs"]),
            (r"rm -r -fo own\sub", &["-own/sub"]),
            (r"del own\*.rs", &["-own/a.rs", "-own/b.rs"]),
            (r"rmdir /s /q own\sub", &["-own/sub"]),
            ("Remove-Item own\\a.rs,\n  own\\b.rs", &["-own/a.rs", "-own/b.rs"]),
            (r"gci own\*.rs | ri", &["-own/a.rs", "-own/b.rs"]),
            (
                r"Get-ChildItem own -Filter *.rs | ForEach-Object { Remove-Item $_.FullName }",
                &["-own/a.rs", "-own/b.rs"],
            ),
            (r"'own\a.rs', 'own\b.rs' | % { rm $_ -WhatIf }", &[]),
            (r"gci own\*.rs | Sort-Object Name | ri", &["-own/a.rs", "-own/b.rs"]),
            (r"$p = @{ Path = 'own\n'; Value = 'x' }; Set-Content @p", &["own/n"]),
            ("$l = @(\n  'own\\n'\n  'own\\m'\n)\nforeach ($f in $l) { ni $f }", &["own/n", "own/m"]),
            (r"(New-Object Net.WebClient).DownloadFile('https://a.invalid', 'own\n')", &["own/n"]),
            (
                r"[IO.File]::Open('own\n', [IO.FileMode]::Create); [IO.File]::Open('own\m', 'Open')",
                &["own/n"],
            ),
            (r",'own\a.rs' | % { rm $PSItem }", &["-own/a.rs"]),
            (r"'own\a.rs', 'own\b.rs' | % { rm $_ }", &["-own/a.rs", "-own/b.rs"]),
            (r"foreach ($f in 'n', 'm') { ni own\$f }", &["own/n", "own/m"]),
            (r"$l = 'n', 'm'; foreach ($f in $l) { ni own\$f }", &["own/n", "own/m"]),
            (r"Move-Item own\a.rs own\z.rs", &["own/z.rs", "-own/a.rs"]),
            (r"mv -Path own\a.rs -Dest other", &["other/a.rs", "-own/a.rs"]),
            (r"Copy-Item own\a.rs other\", &["other/a.rs"]),
            (r"cp -Recurse own other", &["own=>other/own"]),
            (r"rni own\a.rs z.rs", &["own/z.rs", "-own/a.rs"]),
            (r"Tee-Object -FilePath own\n -InputObject x", &["own/n"]),
            (r"'x' | tee own\n | Out-Null", &["own/n"]),
            (r"iwr https://a.invalid -OutFile own\n", &["own/n"]),
            (r"Invoke-WebRequest -Uri https://a.invalid -O own\n", &["own/n"]),
            (r"Compress-Archive -Path other -DestinationPath own\n.zip", &["own/n.zip"]),
            (r"Remove-Item Env:\NAME; Remove-Item env:NAME; ri variable:x", &[]),
        ],
    );
}

#[test]
fn directories_blocks_and_programs_are_followed() {
    all(
        PowerShell,
        &[
            (r"Set-Location own; ni n", &["own/n"]),
            (r"cd own && ni n", &["own/n"]),
            (r"sl -Path own\sub; cd ..; ni n", &["own/n"]),
            (r"Push-Location own; ni n; Pop-Location; ni own\m", &["own/n", "own/m"]),
            (r"cd missing; ni own\n", &["own/n"]),
            (
                r"if (Test-Path own) { ni own\n } elseif ($x) { ni own\m } else { ni own\o }",
                &["own/n", "own/m", "own/o"],
            ),
            (r"if (-not (Test-Path own\n)) { New-Item own\n | Out-Null }", &["own/n"]),
            (r"for ($i = 0; $i -lt 3; $i++) { ni own\n }", &["own/n"]),
            (r"while ($true) { ni own\n; break }", &["own/n"]),
            (r"do { ni own\n } while ($x -gt 1)", &["own/n"]),
            (
                "try { ni own\\n } catch [IO.IOException] { ni own\\m }\nfinally { ni own\\o }",
                &["own/n", "own/m", "own/o"],
            ),
            (r"switch ($x) { 'a' { ni own\n } default { ni own\m } }", &["own/n", "own/m"]),
            ("function Add-It { param($a)\n ni own\\n }\nAdd-It 1", &["own/n"]),
            (r"& { ni own\n }", &["own/n"]),
            (r"& 'C:\Program Files\Git\bin\touch.exe' own\n", &["own/n"]),
            (r"$x = ni own\n", &["own/n"]),
            (r"[void](ni own\n); $null = ni own\m", &["own/n", "own/m"]),
            (r"touch own\n; curl.exe -o own\m https://a.invalid", &["own/n", "own/m"]),
            (r"bash -c 'touch own/n'", &["own/n"]),
            (r"cmd /c 'del own\a.rs'", &["own/a.rs"]),
            (r"pwsh -NoProfile -Command 'ni own\n'", &["own/n"]),
            (r"Invoke-Expression 'ni own\n'", &["own/n"]),
            (r"Start-Process touch -ArgumentList 'own\n','own\m' -Wait", &["own/n", "own/m"]),
            (r"Start-Process touch 'own/n own/m'", &["own/n", "own/m"]),
            (r"git rm own\a.rs", &[r#": Remove(["own/a.rs"])"#]),
            (r"[IO.File]::WriteAllText('own\n', 'x')", &["own/n"]),
            (r#"[System.IO.File]::AppendAllText("$PWD\own\n", "x`n")"#, &["own/n"]),
            (
                r"[IO.File]::Delete('own\a.rs'); [IO.File]::Move('own\b.rs', 'own\z')",
                &["own/a.rs", "own/b.rs", "own/z"],
            ),
            (r"[IO.File]::Copy('other\x.rs', 'own\n', $true)", &["own/n"]),
            (r"[IO.Directory]::CreateDirectory('own\d')", &["own/d/"]),
            (r"$w = New-Object System.IO.StreamWriter('own\n', $false)", &["own/n"]),
            (r"$env:AURAOPS_AGENT = 'X'; git status", &["as X"]),
            (r"[Environment]::SetEnvironmentVariable('AURAOPS_AGENT', 'X')", &["as X"]),
            (r"Set-Item env:AURAOPS_AGENT X", &["as X"]),
            (r"$env:AURAOPS_NOW = '2026-01-01'", &["at another time"]),
            (r"Remove-Item env:AURAOPS_AGENT", &[]),
        ],
    );
}

#[test]
fn what_only_reads_or_only_looks_like_a_write_is_none() {
    all(
        PowerShell,
        &[
            (r#"Write-Host "x > other\a""#, &[]),
            (r"Get-ChildItem -Recurse | Where-Object { $_.Length -gt 100 } | Select-Object -First 3", &[]),
            (r"Select-String -Path other\*.rs -Pattern 'a > b'", &[]),
            (r"Test-Path other\x; Resolve-Path other; Get-Item other\x.rs | Format-List *", &[]),
            (r"$h = @{ rm = 'other\x'; b = 1 }; $h.rm", &[]),
            (r#"git commit -m "Set-Content other\x; rm other""#, &[]),
            (r"'Remove-Item other\x.rs'", &[]),
            (r"git diff HEAD~1 -- other\x.rs | Out-String", &[]),
            (r"(Get-Content other\x.rs) -replace 'a > b', 'c' | Select-Object -First 1", &[]),
        ],
    );
}

#[test]
fn what_is_not_known_is_counted_and_nothing_else() {
    for (text, expected) in [
        (r"Set-Content $unknown x", &[][..]),
        (r"Remove-Item (Get-Thing)", &[]),
        (r#"Set-Content "own\$x" y"#, &["own/?"]),
        (r"powershell -EncodedCommand UwBlAHQA", &[]),
        (r"pwsh -enc UwBlAHQA", &[]),
        (r"pwsh -File make.ps1", &[]),
        (r"iex $text", &[]),
        (r"Expand-Archive a.zip -DestinationPath own", &["own/?"]),
        (r"gci other -Recurse -Include *.rs | Remove-Item", &["other/?"]),
        (r"Remove-Item other\* -Include *.rs", &["other/?"]),
        (r"gci other\*.rs | ? { $_.Length -gt 3 } | ri", &["other/?"]),
        (r"Remove-Item * -Include *.rs", &[]),
        (r"Set-Content $x, own\n y", &["own/n"]),
    ] {
        let (found, unclear) = told_of(text, PowerShell);
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{text}");
        assert!(unclear > 0, "{text}");
    }
}

#[test]
fn the_old_shell_of_windows_is_read() {
    all(
        Cmd,
        &[
            (r"echo x > own\n", &["own/n"]),
            (r"echo x>own\n 2>nul", &["own/n"]),
            (r"type nul > own\n & echo y >> own\m", &["own/n", "own/m"]),
            (r"type other\x.rs > nul", &[]),
            (r"del /q own\*.rs", &["own/a.rs", "own/b.rs"]),
            (r"rd /s /q own\sub", &["-own/sub"]),
            (r"copy /y own\a.rs own\n", &["own/n"]),
            (r"move own\a.rs own\z", &["own/z", "-own/a.rs"]),
            (r"ren own\a.rs z.rs", &["own/z.rs", "-own/a.rs"]),
            (r"md own\d && cd own\d", &["own/d/"]),
            (r"cd /d own && del a.rs", &["own/a.rs"]),
            (r"cd own & cd.. & del own\a.rs", &["own/a.rs"]),
            (r"xcopy /s own other", &["own=>other/own"]),
            (r"robocopy own other\o /E", &["own=>other/o"]),
            (r"robocopy own other /MIR", &["-other", "own=>other"]),
            (r"mklink own\l own\a.rs", &["own/l"]),
            (r"set D=own& del %D%\a.rs", &["own/a.rs"]),
            (r#"set "AURAOPS_AGENT=X" && git status"#, &["as X"]),
            (r"if exist own\a.rs (del own\a.rs) else echo x > own\n", &["own/a.rs", "own/n"]),
            (r"for %f in (n m) do echo x > own\%f", &["own/n", "own/m"]),
            (r"@echo off & rem del other\x.rs", &[]),
            (r"echo a ^> other\x", &[]),
            (r#"echo "a > other\x" & git log"#, &[]),
            (r#"call del "own\a.rs""#, &["own/a.rs"]),
            (r#"start "" /b cmd /c del own\a.rs"#, &["own/a.rs"]),
            (r#"powershell -Command "ni own\n""#, &["own/n"]),
        ],
    );
}

#[test]
fn another_shell_may_start_it() {
    all(
        Dialect::Posix,
        &[
            (r#"powershell -NoProfile -Command "Set-Content own\n 'x'""#, &["own/n"]),
            (r"pwsh -c 'cd own; ni n'", &["own/n"]),
            (r#"powershell.exe -ep Bypass "ni own\n""#, &["own/n"]),
            (r"'powershell.exe' '-Command' 'ni own\n'", &["own/n"]),
            (r#"cmd /c "echo x > own\n""#, &["own/n"]),
            (r"cmd.exe //c 'del own\a.rs'", &["own/a.rs"]),
            ("cat > own/n <<'E'\nSet-Content other\\x y\ndel other\\x\nE\n", &["own/n"]),
            (r"git commit -m 'x; Remove-Item other'", &[]),
        ],
    );
}

#[test]
fn what_is_too_deep_or_too_much_is_said() {
    for text in [
        "(".repeat(30_000),
        "$(".repeat(30_000),
        "{ ".repeat(30_000),
        "\"$(".repeat(20_000),
        "@(".repeat(30_000),
        "!".repeat(30_000),
        "if (1) {".repeat(20_000),
        "[a]".repeat(20_000),
        "$p=@{a='x'};".to_owned() + &"@p ".repeat(20) + &"@{a=".repeat(1000),
        "iex 'iex ''iex '".repeat(3) + &"& { ".repeat(100),
    ] {
        assert!(reading_of(&text, PowerShell).is_beyond, "{text:.20}");
    }
    assert!(reading_of(&"( ".repeat(30_000), Cmd).is_beyond);
    for text in [
        "'".repeat(30_001),
        "@'\n".repeat(20_000),
        "<#".repeat(30_000),
        "${".repeat(30_000),
        "[".repeat(30_000),
    ] {
        reading_of(&text, PowerShell);
    }
    assert!(
        !reading_of(&format!("Set-Content own\\n @'\n{}'@", "a > line\n".repeat(5000)), PowerShell).is_beyond
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        reading_of(&text, PowerShell);
        reading_of(&text, Cmd);
    }

    /// The same with the words that open and close something.
    #[test]
    fn no_words_make_it_panic(words in prop::collection::vec(prop::sample::select(vec![
        "if", "else", "elseif", "for", "foreach", "in", "do", "while", "switch", "try", "catch", "function", "param", "return",
        "{", "}", "(", ")", "@(", "@{", "@'", "\n'@", "@\"", "\n\"@", "'", "\"", "$(", "${", "$x", "$env:A", "=", "+=", "+", "-f", "..",
        "[", "]", "[IO.File]::Delete", "::", ".a", ";", "\n", "|", "&&", "||", "&", ">", ">>", "2>&1", "*>", "`", "`\n", "#", "<#", "#>",
        ",", "%", "?", "cd", "rm", "ni", "iex", "-Path", "-Path:", "a\\b", "*", "~", "--%", "exit", "é", "^", "%x%", "%%f", "!x!", "set a=b",
        "if exist", "not", "cmd", "/c", "pwsh", "-c", "popd", "pushd", "robocopy", "start", "\"\"",
    ]), 0..40), blank in prop::sample::select(vec!["", " "])) {
        let text = words.join(blank);
        reading_of(&text, PowerShell);
        reading_of(&text, Cmd);
    }
}
