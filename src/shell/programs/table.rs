//! The table of programs: their names, which of their options take a value, and what they do.
//!
//! A row that [`does`] something has a function from a call to the machine's verbs; one that [`wraps`] gives what is left
//! of its arguments, which is the next command; a [`cmdlet`] reads its arguments as PowerShell does. What is not in the
//! table is a program that may make anything, but writes nothing that the text names.

use super::options::Spec;
use super::program::{ProgramRow, cmdlet, does, wraps};
use super::{
    auraops, awk, builtin, cmd, diff, find, git, languages, list, other, powershell, print, project, remove,
    rsync, sed, sqlite,
};
use super::{shells, transfer, wrapper, write};

/// The program that a name stands for.
pub fn row(name: &str) -> Option<&'static ProgramRow> {
    PROGRAMS.iter().find(|program| program.is_called(name))
}

const NONE: Spec = Spec::NONE;
const TIME: Spec = Spec::new("fo", &["format", "output"]);
const TIMEOUT: Spec = Spec::new("sk", &["signal", "kill-after"]);
const GREP: Spec = Spec::new(
    "efmABCdDgtTj",
    &["regexp", "file", "include", "exclude", "exclude-dir", "glob", "type", "type-not", "max-count"],
);
const TRANSFER: &[&str] = &[
    "target-directory",
    "suffix",
    "mode",
    "owner",
    "group",
    "strip-program",
    "context",
    "sparse",
    "reflink",
];
const RSYNC: &[&str] = &[
    "rsh",
    "filter",
    "exclude",
    "include",
    "exclude-from",
    "include-from",
    "files-from",
    "temp-dir",
    "compare-dest",
    "link-dest",
    "log-file",
    "max-size",
    "min-size",
    "bwlimit",
    "port",
    "timeout",
    "chmod",
    "chown",
    "partial-dir",
    "backup-dir",
];
const PATCH: &[&str] =
    &["strip", "input", "output", "directory", "reject-file", "prefix", "suffix", "fuzz", "ifdef"];
const TAR: &[&str] =
    &["file", "directory", "files-from", "exclude-from", "exclude", "transform", "strip-components"];
const PACKAGE: Spec = Spec::new("pc", &["package", "call", "from", "with", "python"]);
const RUNNER: Spec =
    Spec::new("pCn", &["name", "python", "with", "directory", "project", "extra", "group", "env"]);
const XARGS: &[&str] =
    &["arg-file", "delimiter", "max-args", "max-procs", "max-lines", "replace", "max-chars", "jobs"];

const PYTHON: &[&str] = &[
    "python",
    "python2",
    "python3",
    "python3.9",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "pypy3",
    "py",
];

const FILE_METHODS: &[&str] = &[
    "[io.file]::writealltext",
    "[io.file]::writealllines",
    "[io.file]::writeallbytes",
    "[io.file]::appendalltext",
    "[io.file]::appendalllines",
    "[io.file]::appendallbytes",
    "[io.file]::appendtext",
    "[io.file]::create",
    "[io.file]::createtext",
    "[io.file]::open",
    "[io.file]::openwrite",
    "[io.file]::delete",
    "[io.file]::move",
    "[io.file]::copy",
    "[io.file]::replace",
    "[io.file]::setattributes",
    "[io.file]::setlastwritetime",
];
const DIRECTORY_METHODS: &[&str] = &[
    "[io.directory]::delete",
    "[io.directory]::createdirectory",
    "[io.directory]::move",
    "[io.directory]::setcurrentdirectory",
];

static PROGRAMS: &[ProgramRow] = &[
    // The shell's own.
    does(&["cd", "chdir"], NONE, builtin::cd),
    does(&["pushd"], NONE, builtin::pushd),
    does(&["popd"], NONE, builtin::popd),
    does(&["exit", "return"], NONE, builtin::exit),
    does(&["read", "mapfile", "readarray", "getopts"], NONE, builtin::read),
    does(&["unset"], NONE, builtin::unset),
    does(&["eval"], NONE, builtin::eval),
    does(&["trap"], NONE, builtin::trap),
    // Those that run another one.
    wraps(&["sudo"], Spec::new("ughpCrtTURD", &["user", "group", "host", "prompt", "chdir"]), wrapper::sudo),
    wraps(&["doas"], Spec::new("uC", &[]), wrapper::doas),
    wraps(&["env"], Spec::new("uCS", &["unset", "chdir", "split-string"]), wrapper::env),
    wraps(&["nice"], Spec::new("n", &["adjustment"]), wrapper::plain),
    wraps(&["ionice"], Spec::new("cnp", &["class", "classdata"]), wrapper::plain),
    wraps(&["time", "gtime"], TIME, wrapper::time),
    wraps(&["timeout", "gtimeout"], TIMEOUT, wrapper::timeout),
    wraps(&["exec"], Spec::new("a", &[]), wrapper::replacing),
    wraps(&["command"], NONE, wrapper::command),
    wraps(&["stdbuf"], Spec::new("ioe", &["input", "output", "error"]), wrapper::plain),
    wraps(&["caffeinate"], Spec::new("tw", &[]), wrapper::plain),
    wraps(&["flock"], Spec::new("wE", &["timeout", "wait", "conflict-exit-code"]), wrapper::flock),
    wraps(&["lockf"], Spec::new("t", &[]), wrapper::flock),
    wraps(&["strace", "ltrace"], Spec::new("oepsaSEuI", &["output"]), wrapper::time),
    wraps(&["runuser", "setpriv"], Spec::new("ugG", &["user", "group"]), wrapper::plain),
    wraps(&["xvfb-run"], Spec::new("nsefp", &["server-num", "server-args"]), wrapper::plain),
    wraps(&["wsl"], Spec::new("due", &["distribution", "user", "cd"]), wrapper::plain),
    wraps(&["direnv"], NONE, wrapper::direnv),
    wraps(&["npx", "bunx", "pnpx", "uvx"], PACKAGE, wrapper::package),
    wraps(&["bundle", "mise", "asdf", "opam"], NONE, wrapper::exec),
    wraps(
        &["uv", "poetry", "pipenv", "rye", "pdm", "hatch", "pixi", "conda", "mamba", "micromamba"],
        RUNNER,
        wrapper::runner,
    ),
    wraps(&["nohup", "builtin", "setsid", "busybox"], NONE, wrapper::plain),
    does(&["npm", "pnpm", "yarn"], project::NPM, project::npm),
    does(&["make", "gmake"], project::MAKE, project::make),
    // Those that run a text, as we read it or in a language of its own.
    does(
        &["sh", "bash", "zsh", "dash", "ksh", "ash"],
        Spec::new("oO", &["rcfile", "init-file"]).stopping(),
        shells::shell,
    ),
    does(&["xargs", "parallel"], Spec::new("aEILnPsdj", XARGS).attaching("iel").stopping(), shells::xargs),
    does(PYTHON, NONE, languages::python),
    does(&["node", "nodejs", "tsx", "ts-node"], NONE, languages::node),
    does(&["deno", "bun"], NONE, languages::runtime),
    does(&["lua", "luajit", "lua5.4"], NONE, languages::lua),
    does(&["ruby"], NONE, languages::ruby),
    does(&["php"], NONE, other::untold),
    does(&["osascript", "fish"], NONE, other::untold),
    does(&[".", "source"], NONE, shells::source),
    does(&["at", "batch"], Spec::new("ft", &[]), shells::at),
    does(&["tmux"], NONE, shells::tmux),
    // Those that print what can be told.
    does(&["pwd"], NONE, print::pwd),
    does(&["echo"], NONE, print::echo),
    does(&["printf"], NONE, print::printf),
    does(&["cat"], NONE, print::cat),
    does(&["dirname"], NONE, print::dirname),
    does(&["basename"], NONE, print::basename),
    does(&["ls"], NONE, list::ls),
    does(&["grep", "egrep", "fgrep"], GREP, list::grep),
    does(&["ggrep"], GREP, list::ggrep),
    does(&["rg"], GREP, list::rg),
    // Those that write files.
    does(&["touch"], Spec::new("dtrA", &["date", "time", "reference"]), write::touch),
    does(&["truncate"], Spec::new("sr", &["size", "reference"]), write::overwrite),
    does(&["shred"], Spec::new("ns", &["iterations", "size", "random-source"]), write::overwrite),
    does(&["tee"], NONE, write::tee),
    does(&["sponge"], NONE, write::sponge),
    does(&["mkdir"], Spec::new("mZ", &["mode"]), write::mkdir),
    does(&["mkfifo"], Spec::new("mZ", &["mode"]), write::mkfifo),
    does(&["mknod"], Spec::new("mZ", &["mode"]), write::mknod),
    does(&["dd"], NONE, write::dd),
    does(&["chmod", "chown", "chgrp"], Spec::new("", &["reference", "from"]), write::chmod),
    does(
        &["curl"],
        Spec::new(
            "oHXdbcuAeFTKmrtwxyzCDEPQUYp",
            &["output", "output-dir", "cookie-jar", "dump-header", "header", "data", "request", "config"],
        ),
        write::curl,
    ),
    does(
        &["wget"],
        Spec::new("OoaPtTQUewi", &["output-document", "output-file", "directory-prefix", "input-file"]),
        write::wget,
    ),
    does(&["sort", "gsort"], Spec::new("okStTS", &["output", "key", "field-separator"]), write::output),
    does(&["tar", "gtar", "bsdtar"], Spec::new("fCTXIbHgLNVK", TAR), write::tar),
    does(&["unzip"], Spec::new("dxPI", &[]), write::unzip),
    does(&["cpio", "pax"], NONE, other::untold),
    does(&["rm"], NONE, remove::rm),
    does(&["unlink"], NONE, remove::unlink),
    does(&["rmdir"], NONE, remove::rmdir),
    does(&["cp", "gcp"], Spec::new("tS", TRANSFER), transfer::cp),
    does(&["mv", "gmv"], Spec::new("tS", TRANSFER), transfer::mv),
    does(&["ln"], Spec::new("tS", TRANSFER), transfer::ln),
    does(&["install"], Spec::new("tSmogZ", TRANSFER), transfer::install),
    does(&["rsync"], Spec::new("efBTM", RSYNC), rsync::rsync),
    does(&["patch", "gpatch"], Spec::new("piodrBYzDFVg", PATCH), diff::patch),
    does(&["apply_patch", "applypatch"], NONE, diff::apply_patch),
    does(&["sed", "gsed"], Spec::new("efl", &["expression", "file", "line-length"]).attaching("i"), sed::sed),
    does(&["perl"], Spec::new("eEIMmFC", &[]).attaching("i0lDx").stopping(), languages::perl),
    does(&["awk", "gawk"], Spec::new("iFvfe", &["include", "assign", "file"]).stopping(), awk::awk),
    does(&["find", "gfind"], NONE, find::find),
    does(&["sqlite3"], NONE, sqlite::sqlite3),
    does(&["uniq", "guniq"], Spec::new("fsw", &["skip-fields", "skip-chars", "check-chars"]), write::second),
    wraps(&["su"], Spec::new("cgGsw", &["command", "group", "shell"]), wrapper::su),
    does(&["git"], NONE, git::git),
    does(&["auraops"], NONE, auraops::auraops),
    // Those that write nothing.
    does(
        &[
            "[", "test", "true", "false", ":", "head", "tail", "wc", "diff", "cmp", "stat", "file", "which",
            "type", "sleep", "date", "set", "shopt", "wait", "kill", "cut", "tr", "nl", "less", "more",
            "tree", "du", "df", "realpath", "readlink", "jq", "umask",
        ],
        NONE,
        other::reads,
    ),
    // PowerShell's, with their short names that mean nothing else in other shells.
    cmdlet(&["set-content", "set-item"], powershell::set_content),
    cmdlet(&["add-content"], powershell::add_content),
    cmdlet(&["clear-content"], powershell::clear_content),
    cmdlet(&["out-file"], powershell::out_file),
    cmdlet(&["tee-object"], powershell::tee_object),
    cmdlet(&["export-csv", "export-clixml"], powershell::export),
    cmdlet(&["invoke-webrequest", "invoke-restmethod"], powershell::web_request),
    cmdlet(&["start-transcript"], powershell::start_transcript),
    cmdlet(&["compress-archive"], powershell::compress_archive),
    cmdlet(&["expand-archive"], powershell::expand_archive),
    cmdlet(&["get-content"], powershell::get_content),
    cmdlet(&["get-childitem", "get-item", "resolve-path"], powershell::get_item),
    cmdlet(&["new-item", "ni"], powershell::new_item),
    cmdlet(&["md"], powershell::new_dir),
    cmdlet(&["remove-item", "ri", "del", "erase", "rd"], powershell::remove_item),
    cmdlet(&["copy-item", "cpi", "copy"], powershell::copy_item),
    cmdlet(&["move-item", "mi", "move"], powershell::move_item),
    cmdlet(&["rename-item", "ren"], powershell::rename_item),
    cmdlet(&["set-location"], powershell::set_location),
    cmdlet(&["push-location"], powershell::push_location),
    cmdlet(&["pop-location"], powershell::pop_location),
    cmdlet(&["invoke-expression"], powershell::invoke_expression),
    cmdlet(&["start-process"], powershell::start_process),
    cmdlet(&["new-object"], powershell::new_object),
    cmdlet(FILE_METHODS, powershell::file),
    cmdlet(DIRECTORY_METHODS, powershell::directory),
    cmdlet(&["[environment]::setenvironmentvariable"], powershell::environment),
    cmdlet(&["[io.streamwriter]::new", "[io.filestream]::new"], powershell::writer),
    cmdlet(&["sort-object"], powershell::sort_object),
    cmdlet(&["where-object", "select-object"], powershell::some_objects),
    cmdlet(&["get-location"], print::pwd),
    cmdlet(&["start-bitstransfer"], powershell::compress_archive),
    // PowerShell's that write nothing.
    cmdlet(
        &[
            "write-host",
            "test-path",
            "select-string",
            "measure-object",
            "format-list",
            "format-table",
            "out-null",
            "out-host",
            "out-string",
            "get-command",
            "get-process",
            "get-date",
            "split-path",
            "compare-object",
            "get-filehash",
        ],
        other::reads,
    ),
    // Those of Windows' `cmd`, as its reader names them, and its programs.
    cmdlet(&["cmd:cd", "cmd:chdir"], cmd::cd),
    cmdlet(&["cmd:pushd"], cmd::pushd),
    cmdlet(&["cmd:popd"], powershell::pop_location),
    cmdlet(&["cmd:del", "cmd:erase"], cmd::del),
    cmdlet(&["cmd:rd", "cmd:rmdir"], cmd::rd),
    cmdlet(&["cmd:md", "cmd:mkdir"], cmd::md),
    cmdlet(&["cmd:copy"], cmd::copy),
    cmdlet(&["cmd:move"], cmd::transfer_move),
    cmdlet(&["cmd:ren", "cmd:rename"], cmd::ren),
    cmdlet(&["cmd:mklink", "mklink"], cmd::mklink),
    cmdlet(&["cmd:dir", "cmd:type", "cmd:date"], other::reads),
    cmdlet(&["xcopy"], cmd::xcopy),
    cmdlet(&["robocopy"], cmd::robocopy),
    cmdlet(&["icacls", "cacls", "takeown", "attrib"], cmd::rights),
    cmdlet(&["certutil"], cmd::certutil),
    cmdlet(&["cmd"], powershell::cmd),
    cmdlet(&["pwsh", "powershell"], powershell::powershell),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_in_one_row() {
        for name in PROGRAMS.iter().flat_map(|program| program.names) {
            let rows = PROGRAMS.iter().filter(|program| program.is_called(name)).count();
            assert_eq!(rows, 1, "{name}");
        }
    }
}
