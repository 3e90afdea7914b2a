//! What the tools run that are named after PowerShell, and what other shells hand to it and to `cmd`.

use crate::support::World;
use crate::support::asked::{answer, codex, denial};

/// What SENSOR may run.
const OWN: &[&str] = &[
    r"Set-Content src\telemetry\n.rs x",
    r"Set-Content -Path .\src\telemetry\a.rs -Value 'x > src\render\a.rs'",
    r"'x' | Set-Content -LiteralPath src\telemetry\a.rs",
    r#""hello" >> .\src\telemetry\a.rs"#,
    r"(Get-Content src\telemetry\a.rs) -replace 'a','b' | Set-Content src\telemetry\a.rs",
    r"$c = Get-Content src\render\a.rs; $c | Out-File src\telemetry\a.rs",
    "@\"\nline1 > README.md\n\"@ | Out-File -FilePath src\\telemetry\\a.rs -Encoding utf8",
    r#"[IO.File]::WriteAllLines("$PWD\src\telemetry\a.rs", $lines)"#,
    r"New-Item -ItemType Directory -Path src\telemetry\new | Out-Null",
    r"ni src\telemetry\n.rs",
    r"Remove-Item -Recurse -Force .\src\telemetry\deep",
    r"rm -r -fo src\telemetry\deep",
    r"gci src\telemetry\*.rs | ri",
    r"Copy-Item src\render\a.rs src\telemetry\",
    r"Move-Item src\telemetry\a.rs src\telemetry\z.rs",
    r"Rename-Item src\telemetry\a.rs z.rs",
    r"Invoke-WebRequest https://example.invalid/a -OutFile src\telemetry\a.js",
    r"curl.exe -o src\telemetry\a.js https://example.invalid/a",
    r"Compress-Archive -Path src\render -DestinationPath src\telemetry\a.zip",
    r"cd src\telemetry; Set-Content a.rs x; cd ..; Get-Content render\a.rs",
    r"Push-Location src\telemetry; ni n; Pop-Location; git status",
    r"$p = 'src\telemetry\a.rs'; Set-Content -Path $p -Value 'x'",
    r"foreach ($f in 'a', 'b') { Set-Content src\telemetry\$f x }",
    r"if (Test-Path src\telemetry) { ni src\telemetry\n } else { 'no' }",
    r"pwsh -NoProfile -c 'Set-Content src\telemetry\a.rs x'",
    r#"cmd /c "echo x > src\telemetry\a.rs & del src\telemetry\b.rs""#,
    r"rd /s /q src\telemetry\deep",
    r"copy /y src\render\a.rs src\telemetry\r.rs",
    r"robocopy src\render src\telemetry\r /E",
    r"type nul > src\telemetry\empty.txt",
    r"cd /d src\telemetry && del a.rs",
    r"for %f in (a b) do echo x > src\telemetry\%f.txt",
    r"Add-Content -Path groupchat.md -Value 'hello'",
    r"git add src\telemetry\a.rs; if ($?) { git commit -m 'x > src\render\y' -- src\telemetry\a.rs }",
    r"git checkout -- src\telemetry\a.rs",
    r"Set-Content $unknown x",
    r"powershell -EncodedCommand UwBlAHQA",
    r#"Write-Host "x > src\render\a.rs""#,
    r"Get-ChildItem src\render -Recurse | Where-Object { $_.Length -gt 100 }",
    r"Select-String -Path src\render\*.rs -Pattern 'a > b'",
    r"Remove-Item -Recurse -Force build, dist",
    r"Remove-Item -Recurse src\render -WhatIf",
    r"cargo build *> build.log; cargo test 2> $null",
    r"$env:AURAOPS_AGENT = 'SENSOR'; git status",
    r"Get-Content src\render\a.rs | Select-Object -First 3",
];

/// What it may not.
const FOREIGN: &[&str] = &[
    r"Set-Content src\render\n.rs x",
    r"Set-Content -Path .\src\render\a.rs -Value 'x'",
    r"'x' | Set-Content -LiteralPath src\render\a.rs",
    r"Set-Content -Pa:src\render\a.rs x",
    r#""hello" >> .\src\render\a.rs"#,
    r"(Get-Content src\render\a.rs) -replace 'a','b' | Set-Content src\render\a.rs",
    "@'\nx\n'@ | Out-File -FilePath src\\render\\a.rs",
    r#"[IO.File]::WriteAllLines("$PWD\src\render\a.rs", $lines)"#,
    r"[System.IO.File]::Delete('src\render\a.rs')",
    r"[IO.Directory]::Delete('src\render', $true)",
    r"New-Item -ItemType Directory -Path src\render\new | Out-Null",
    r"ni src\render\n.rs",
    r"ni -Path src\render -Name n.rs",
    r"Remove-Item -Recurse -Force .\src\render\deep",
    r"rm -r -fo src\render\deep",
    r"Remove-Item src\telemetry\a.rs, src\render\a.rs",
    r"gci src\render\*.rs | ri",
    r"Get-ChildItem src\render -Filter *.rs | ForEach-Object { Remove-Item $_.FullName }",
    r"Copy-Item src\telemetry\a.rs src\render\",
    r"Move-Item src\render\a.rs src\telemetry\z.rs",
    r"Rename-Item src\render\a.rs z.rs",
    r"Invoke-WebRequest https://example.invalid/a -OutFile src\render\a.js",
    r"curl.exe -o src\render\a.js https://example.invalid/a",
    r"Compress-Archive -Path docs -DestinationPath src\render\a.zip",
    r"cd src\render; Set-Content a.rs x",
    "Set-Location `\n src\\render\nSet-Content a.rs x",
    r"$p = 'src\render\a.rs'; Set-Content -Path $p -Value 'x'",
    r"foreach ($f in 'a', 'b') { Set-Content src\render\$f x }",
    r"if (Test-Path src\telemetry) { ni src\render\n } else { 'no' }",
    r"& { ni src\render\n }",
    r"iex 'ni src\render\n'",
    r"Start-Process cmd -ArgumentList '/c', 'del src\render\a.rs'",
    r"pwsh -NoProfile -c 'Set-Content src\render\a.rs x'",
    r#"cmd /c "echo x > src\render\a.rs""#,
    r"rd /s /q src\render\deep",
    r"copy /y README.md src\render\r.md",
    r"robocopy docs src\render\docs /E",
    r"type nul > src\render\empty.txt",
    r"cd /d src\render && del a.rs",
    r"for %f in (a b) do echo x > src\render\%f.txt",
    r"icacls src\render /grant Users:F",
    r"Set-Content groupchat.md 'x'",
    r"Clear-Content groupchat.md",
    r"git checkout -- src\render\a.rs",
    r"git checkout -- .",
    r"$env:AURAOPS_AGENT = 'RENDER'; git commit -m x",
    r"$env:AURAOPS_NOW = '2026-01-01T00:00:00Z'; git commit -m x",
    r"Set-Content .claude\settings.local.json '{}'",
];

fn ground() -> World {
    let world = World::new().agent("SENSOR");
    world.write(".gitignore", "build/\ndist/\n*.log\n").write("README.md", "# read\n");
    for owner in ["telemetry", "render"] {
        for name in ["a.rs", "b.rs", "deep/x.rs"] {
            world.write(format!("src/{owner}/{name}"), "a\n");
        }
    }
    world.git(["add", "."]).git(["commit", "-qm", "all", "--no-verify"]);
    world.append("src/telemetry/a.rs", "b\n").append("src/render/a.rs", "b\n");
    world
}

fn payload(world: &World, tool: &str, command: &str) -> String {
    let call = serde_json::json!({
        "session_id": "s", "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": tool,
        "tool_input": {"command": command},
    });
    call.to_string()
}

#[test]
fn a_command_of_powershell_writes_what_is_ones_own_and_nothing_else() {
    let world = ground();
    let said = |command: &&&str| answer(&world, "claude", payload(&world, "PowerShell", command));
    let refused: Vec<_> = OWN.iter().filter(|command| !said(command).is_empty()).collect();
    assert!(refused.is_empty(), "refused: {refused:#?}");
    let allowed: Vec<_> = FOREIGN.iter().filter(|command| said(command).is_empty()).collect();
    assert!(allowed.is_empty(), "allowed: {allowed:#?}");
}

#[test]
fn the_tool_of_another_program_is_read_the_same_way() {
    let world = ground();
    let said = |command: &str| {
        let call = serde_json::json!({
            "sessionId": "s", "cwd": world.path(""), "toolName": "powershell", "toolArgs": {"command": command},
        });
        answer(&world, "copilot", call.to_string())
    };
    for own in OWN.iter().step_by(5) {
        assert_eq!(said(own), "", "{own}");
    }
    for foreign in FOREIGN.iter().step_by(5) {
        assert!(said(foreign).contains(r#""permissionDecision":"deny""#), "{foreign}");
    }
}

#[test]
fn a_command_may_come_as_a_list_of_words() {
    let world = ground();
    let said = |words: &[&str]| {
        let call = serde_json::json!({
            "session_id": "s", "cwd": world.path(""), "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_input": {"command": words},
        });
        answer(&world, "codex", call.to_string())
    };
    assert_eq!(
        said(&["powershell.exe", "-NoProfile", "-Command", r"Set-Content src\telemetry\a.rs 'it''s'"]),
        ""
    );
    assert_eq!(said(&["bash", "-lc", "echo 'x' > src/telemetry/a.rs"]), "");
    denial(&said(&["powershell.exe", "-Command", r"Set-Content src\render\a.rs x"]));
    denial(&said(&["cmd", "/c", r"del src\render\a.rs"]));
    denial(&said(&["bash", "-lc", "echo 'x' > src/render/a.rs"]));
}

#[test]
fn other_shells_start_it() {
    let world = ground();
    let bash = |command: &str| codex(&world, "Bash", "", command);
    assert_eq!(bash(r"powershell -Command 'Set-Content src\telemetry\a.rs x'"), "");
    assert_eq!(bash("cat > src/telemetry/a.rs <<'E'\nSet-Content src\\render\\a.rs x\nE\n"), "");
    denial(&bash(r"powershell -Command 'Set-Content src\render\a.rs x'"));
    denial(&bash(r"pwsh -c 'cd src\render; rm a.rs'"));
    denial(&bash(r#"cmd.exe /c "del src\render\a.rs""#));
    denial(&bash(r"Set-Content src\render\a.rs x"));
}
