//! The table of programs that write what an option or an operand names, and nothing else that could be told.

use super::row::{Operands, Output};

const DIR: Operands = Operands::LastDir;

const fn row(names: &'static [&'static str]) -> Output {
    Output { names, command: &[], files: &[], dirs: &[], valued: &[], operands: Operands::None, checks: &[] }
}

impl Output {
    const fn command(self, command: &'static [&'static str]) -> Output {
        Output { command, ..self }
    }

    const fn files(self, files: &'static [&'static str]) -> Output {
        Output { files, ..self }
    }

    const fn dirs(self, dirs: &'static [&'static str]) -> Output {
        Output { dirs, ..self }
    }

    const fn valued(self, valued: &'static [&'static str]) -> Output {
        Output { valued, ..self }
    }

    const fn operands(self, operands: Operands) -> Output {
        Output { operands, ..self }
    }

    const fn checks(self, checks: &'static [&'static str]) -> Output {
        Output { checks, ..self }
    }
}

const COMPILER: &[&str] = &["I", "D", "L", "l", "include", "x", "isystem", "MF", "MT"];
const NEVER: &[&str] = &["help", "version"];

pub static OUTPUTS: &[Output] = &[
    // What packs and splits.
    row(&[
        "gzip",
        "bzip2",
        "xz",
        "lzma",
        "zstd",
        "gunzip",
        "bunzip2",
        "unxz",
        "unzstd",
        "compress",
        "uncompress",
        "lz4",
        "brotli",
    ])
    .valued(&["S", "suffix", "T", "threads"])
    .files(&["o"])
    .operands(Operands::Beside)
    .checks(&["c", "stdout", "to-stdout", "l", "list", "t", "test", "help", "version"]),
    row(&["zip"]).valued(&["x", "i", "b", "P"]).operands(Operands::First).checks(&["sf", "T"]),
    row(&["7z", "7za", "7zz"]).command(&["a", "u", "d"]).operands(Operands::First),
    row(&["split"]).valued(&["n", "l", "b", "C", "a", "number", "lines", "bytes"]).operands(Operands::Second),
    row(&["csplit"]).files(&["f", "prefix"]).valued(&["n", "b"]),
    row(&["mktemp"]).dirs(&["p", "tmpdir"]).checks(&["u", "dry-run"]),
    row(&["mkfifo", "mknod"]).valued(&["m", "mode"]).operands(Operands::First),
    row(&["xxd"]).valued(&["l", "s", "c", "g"]).operands(Operands::Second),
    row(&["ssh-keygen"]).files(&["f"]).valued(&["t", "N", "C", "b", "P"]).checks(&["l", "y", "F", "B"]),
    row(&["openssl"]).files(&["out", "keyout"]),
    row(&["gpg"]).files(&["o", "output"]),
    row(&["setfacl", "setfattr"]).valued(&["m", "x", "n", "v"]).operands(Operands::All),
    row(&["fallocate"]).valued(&["l", "o"]).operands(Operands::All),
    row(&["script"]).valued(&["c", "command", "t"]).operands(Operands::First),
    // What downloads.
    row(&["scp"]).valued(&["i", "P", "o", "F", "c", "l", "J", "S"]).operands(Operands::Transfer),
    row(&["sftp"]).valued(&["i", "P", "o", "F", "b"]).operands(Operands::Transfer),
    row(&["http", "https", "xh", "xhs"]).files(&["o", "output"]),
    row(&["aria2c"]).files(&["o", "out"]).dirs(&["d", "dir"]),
    row(&["yt-dlp", "youtube-dl"]).files(&["o", "output"]).dirs(&["P", "paths"]),
    row(&["pip", "pip3"]).command(&["download", "wheel"]).dirs(&["d", "dest", "w", "wheel-dir"]),
    row(&["pip", "pip3"]).command(&["install"]).dirs(&["t", "target", "prefix", "root"]),
    row(&["kubectl", "oc"])
        .command(&["cp"])
        .valued(&["n", "namespace", "c", "container"])
        .operands(Operands::Transfer),
    row(&["docker", "podman"]).command(&["cp"]).operands(Operands::Transfer),
    row(&["docker", "podman"]).command(&["save", "export"]).files(&["o", "output"]),
    row(&["gsutil", "gcloud"]).command(&["cp", "mv", "rsync", "storage"]).operands(Operands::Transfer),
    row(&["aws"]).command(&["s3"]).operands(Operands::Transfer),
    row(&["rclone"]).command(&["copy", "sync", "move", "copyto", "moveto"]).operands(Operands::Transfer),
    row(&["gh"]).command(&["release"]).dirs(&["D", "dir"]).files(&["O", "output"]),
    row(&["gh"]).command(&["run"]).dirs(&["D", "dir"]),
    // What builds and generates.
    row(&["cmake"]).dirs(&["B"]).valued(&["S", "G", "D", "C"]),
    row(&["meson"]).command(&["setup"]).operands(Operands::LastDir),
    row(&[
        "gcc", "g++", "cc", "c++", "clang", "clang++", "rustc", "ld", "ar", "ghc", "swiftc", "kotlinc",
        "nasm", "as", "tcc",
    ])
    .files(&["o"])
    .dirs(&["out-dir"])
    .valued(COMPILER),
    row(&["go"])
        .command(&["build", "test"])
        .files(&["o", "coverprofile", "cpuprofile", "memprofile"])
        .valued(&["tags", "run", "ldflags"]),
    row(&["javac"]).dirs(&["d"]),
    row(&["tsc"])
        .dirs(&["outDir", "declarationDir"])
        .files(&["outFile", "tsBuildInfoFile"])
        .valued(&["p", "project", "b"]),
    row(&["esbuild"]).dirs(&["outdir"]).files(&["outfile", "metafile"]),
    row(&["rollup"]).files(&["o", "file"]).dirs(&["d", "dir"]).valued(&["c", "config"]),
    row(&["webpack"]).dirs(&["o", "output-path"]),
    row(&["vite", "parcel"]).command(&["build"]).dirs(&["outDir", "dist-dir"]),
    row(&["swc", "babel"]).files(&["o", "out-file"]).dirs(&["d", "out-dir"]),
    row(&["sass"]).operands(Operands::Second),
    row(&["lessc"]).operands(Operands::Second),
    row(&["tailwindcss"]).files(&["o", "output"]),
    row(&["protoc"]).dirs(&["*_out"]).valued(&["I", "proto_path"]),
    row(&[
        "pandoc",
        "dot",
        "neato",
        "mmdc",
        "plantuml",
        "asciidoctor",
        "wkhtmltopdf",
        "xsltproc",
        "bison",
        "flex",
    ])
    .files(&["o", "output"]),
    row(&["ffmpeg"]).valued(&["i", "f"]).operands(Operands::Last),
    row(&["openapi-generator", "openapi-generator-cli", "swagger-codegen"]).dirs(&["o", "output"]),
    row(&["cargo"]).command(&["new", "init"]).valued(&["name", "vcs", "edition"]).operands(DIR),
    row(&["cargo"])
        .command(&["add", "remove", "rm", "upgrade"])
        .operands(Operands::Fixed(&["Cargo.toml"]))
        .checks(&["dry-run", "n"]),
    row(&["cargo"]).command(&["install"]).dirs(&["root"]),
    row(&["cargo"]).command(&["build", "b", "test", "t", "run", "check", "doc"]).dirs(&[
        "target-dir",
        "out-dir",
        "artifact-dir",
    ]),
    row(&["go"])
        .command(&["get", "mod"])
        .operands(Operands::Fixed(&["go.mod", "go.sum"]))
        .checks(&["why", "graph", "verify", "download"]),
    row(&["uv", "poetry", "pdm"])
        .command(&["add", "remove"])
        .operands(Operands::Fixed(&["pyproject.toml"]))
        .checks(&["dry-run"]),
    row(&["bundle"]).command(&["add", "remove"]).operands(Operands::Fixed(&["Gemfile"])),
    row(&["composer"])
        .command(&["require", "remove"])
        .operands(Operands::Fixed(&["composer.json"]))
        .checks(&["dry-run"]),
    row(&["npm", "pnpm"])
        .command(&["pkg", "init"])
        .operands(Operands::Fixed(&["package.json"]))
        .checks(&["get"]),
    row(&["npm", "pnpm"]).command(&["version"]).operands(Operands::FixedIfAny(&["package.json"])),
    row(&["yarn"]).command(&["init", "add", "remove"]).operands(Operands::Fixed(&["package.json"])),
    row(&["pnpm", "bun"]).command(&["add", "remove"]).operands(Operands::Fixed(&["package.json"])),
    row(&["npm"]).command(&["uninstall", "un", "remove", "rm"]).operands(Operands::Fixed(&["package.json"])),
    row(&["npm", "bun"])
        .command(&["install", "i", "add"])
        .operands(Operands::FixedIfAny(&["package.json"]))
        .checks(&["no-save", "g", "global"]),
    row(&["venv", "virtualenv"]).valued(&["p", "python", "prompt"]).operands(DIR),
    row(&["json.tool"]).valued(&["indent"]).operands(Operands::Second),
    row(&["pytest", "py.test"])
        .files(&["junitxml", "junit-xml", "log-file", "cov-report"])
        .dirs(&["basetemp"])
        .valued(&["k", "m", "p", "n", "c"]),
    row(&["coverage"]).command(&["html"]).dirs(&["d", "directory"]),
    row(&["coverage"]).command(&["xml", "json", "lcov"]).files(&["o"]),
    row(&["sphinx-build"]).operands(Operands::LastDir),
    row(&["mkdocs", "hugo"]).dirs(&["d", "site-dir", "destination"]),
    // Editors that are told what to do.
    row(&["ed", "red"]).valued(&["p"]).operands(Operands::All).checks(NEVER),
    row(&["ex", "vim", "vi", "nvim"])
        .valued(&["c", "cmd", "u", "S"])
        .operands(Operands::All)
        .checks(&["R", "version", "help", "h"]),
    row(&["emacs"]).valued(&["eval", "l", "f"]).operands(Operands::All).checks(NEVER),
    row(&["sd"]).valued(&["n", "f"]).operands(Operands::From(2)).checks(&["p", "preview"]),
    row(&["yq"]).operands(Operands::InPlace),
    row(&["xmlstarlet", "xml"]).operands(Operands::InPlace),
    row(&["exiftool"]).operands(Operands::InPlace),
];
