//! The table of formatters and codemods: what makes each of them write, what keeps it from that, and which files it takes.

use super::formatter::{Formatter, Without};

const PYTHON: &[&str] = &["py", "pyi", "ipynb"];
const SCRIPT: &[&str] = &["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte"];
const STYLE: &[&str] = &["css", "scss", "sass", "less"];
const WEB: &[&str] = &[
    "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "css", "scss", "less", "json",
    "jsonc", "json5", "html", "md", "mdx", "yaml", "yml", "graphql", "hbs",
];
const C: &[&str] =
    &["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "m", "mm", "java", "js", "ts", "proto", "cs"];
const SHELL: &[&str] = &["sh", "bash", "ksh"];
const KOTLIN: &[&str] = &["kt", "kts"];
const RUBY: &[&str] = &["rb", "rake", "gemspec"];
const NIX: &[&str] = &["nix"];
const MARKDOWN: &[&str] = &["md", "markdown"];
const YAML: &[&str] = &["yml", "yaml"];
const TERRAFORM: &[&str] = &["tf", "tfvars", "hcl", "tftest.hcl"];
const ANY: &[&str] = &[];
const WRITE: &[&str] = &["w", "write"];
const IN_PLACE: &[&str] = &["i", "in-place", "inplace"];
const FIX: &[&str] = &["fix"];
const CHECK: &[&str] = &["check", "diff"];

/// It writes unless it is told to look only.
const fn writes(
    names: &'static [&'static str],
    checks: &'static [&'static str],
    files: &'static [&'static str],
) -> Formatter {
    Formatter {
        names,
        command: &[],
        writes: &[],
        checks,
        valued: &[],
        files,
        without: Without::Nothing,
        deep: &[],
    }
}

/// It only looks unless it is told to write.
const fn looks(
    names: &'static [&'static str],
    writes: &'static [&'static str],
    files: &'static [&'static str],
) -> Formatter {
    Formatter {
        names,
        command: &[],
        writes,
        checks: &[],
        valued: &[],
        files,
        without: Without::Nothing,
        deep: &[],
    }
}

impl Formatter {
    const fn command(self, command: &'static [&'static str]) -> Formatter {
        Formatter { command, ..self }
    }

    const fn valued(self, valued: &'static [&'static str]) -> Formatter {
        Formatter { valued, ..self }
    }

    const fn checking(self, checks: &'static [&'static str]) -> Formatter {
        Formatter { checks, ..self }
    }

    /// Without a target it takes everything here.
    const fn here(self) -> Formatter {
        Formatter { without: Without::Here, ..self }
    }

    /// Its target is a whole project, whatever its operands are.
    const fn whole(self) -> Formatter {
        Formatter { without: Without::Whole, ..self }
    }

    /// It goes into directories only where it is told to.
    const fn flat(self, deep: &'static [&'static str]) -> Formatter {
        Formatter { deep, ..self }
    }
}

pub static FORMATTERS: &[Formatter] = &[
    looks(&["prettier"], WRITE, WEB).valued(&[
        "config",
        "ignore-path",
        "plugin",
        "parser",
        "log-level",
        "tab-width",
        "print-width",
    ]),
    looks(&["eslint", "eslint_d"], FIX, SCRIPT)
        .valued(&[
            "c",
            "config",
            "ext",
            "f",
            "format",
            "o",
            "output-file",
            "rule",
            "ignore-pattern",
            "max-warnings",
            "parser",
        ])
        .checking(&["fix-dry-run"])
        .here(),
    looks(&["oxlint"], FIX, SCRIPT).here(),
    looks(&["xo", "standard", "ts-standard", "semistandard"], FIX, SCRIPT).here(),
    looks(&["tslint"], FIX, SCRIPT).valued(&["c", "config", "p", "project"]),
    looks(&["stylelint"], FIX, STYLE).valued(&["config", "c", "formatter", "f"]),
    looks(&["biome", "rome"], &["write", "fix"], WEB).command(&["format"]).valued(&["config-path"]).here(),
    looks(&["biome", "rome"], &["write", "fix", "apply", "apply-unsafe"], WEB)
        .command(&["check", "lint"])
        .valued(&["config-path", "only", "skip"])
        .here(),
    writes(&["oxfmt"], &["check", "list-different"], WEB).here(),
    writes(&["dprint"], &[], ANY).command(&["fmt"]).valued(&["config", "c"]).here(),
    writes(&["deno"], &["check"], WEB).command(&["fmt"]).valued(&["config", "ext"]).here(),
    writes(&["jscodeshift"], &["d", "dry"], SCRIPT).valued(&["t", "transform", "parser", "extensions"]),
    writes(&["black", "blue"], CHECK, PYTHON).valued(&[
        "l",
        "line-length",
        "t",
        "target-version",
        "config",
        "include",
        "exclude",
        "extend-exclude",
        "W",
        "workers",
    ]),
    writes(&["ruff"], CHECK, PYTHON)
        .command(&["format"])
        .valued(&["config", "line-length", "exclude", "extension"])
        .here(),
    looks(&["ruff"], &["fix", "fix-only", "add-noqa"], PYTHON)
        .command(&["check"])
        .checking(&["diff"])
        .valued(&[
            "config",
            "line-length",
            "select",
            "ignore",
            "extend-select",
            "target-version",
            "exclude",
            "output-format",
        ])
        .here(),
    writes(&["isort"], &["c", "check", "check-only", "d", "diff", "stdout"], PYTHON).valued(&[
        "profile",
        "p",
        "settings-path",
        "sp",
        "l",
        "line-length",
        "skip",
        "s",
        "src",
    ]),
    looks(&["autopep8"], IN_PLACE, PYTHON).valued(&[
        "select",
        "ignore",
        "max-line-length",
        "j",
        "jobs",
        "exclude",
    ]),
    looks(&["yapf", "yapf3"], IN_PLACE, PYTHON).valued(&["style", "e", "exclude", "l", "lines"]),
    looks(&["autoflake", "docformatter"], IN_PLACE, PYTHON).valued(&["imports", "exclude", "j"]),
    writes(&["pyupgrade", "add-trailing-comma", "reorder-python-imports", "usort"], &[], PYTHON),
    looks(&["2to3", "2to3-3", "lib2to3"], WRITE, PYTHON).valued(&["f", "fix", "x", "nofix", "o"]),
    looks(&["codespell"], &["w", "write-changes"], ANY)
        .valued(&["S", "skip", "L", "ignore-words-list", "I", "ignore-words", "D"])
        .here(),
    looks(&["clang-format"], &["i"], C).checking(&["n", "dry-run"]).valued(&[
        "style",
        "assume-filename",
        "lines",
    ]),
    looks(&["cmake-format", "gersemi"], IN_PLACE, &["cmake", "CMakeLists.txt"]),
    looks(&["gofmt", "goimports", "gofumpt", "golines", "gci"], WRITE, &["go"])
        .valued(&["r", "local", "m", "max-len"]),
    writes(&["go"], &["n"], &["go"]).command(&["fmt", "fix"]).valued(&["mod"]).here(),
    looks(&["golangci-lint"], FIX, &["go"]).command(&["run"]).here(),
    writes(&["golangci-lint"], &["d", "diff"], &["go"]).command(&["fmt"]).here(),
    writes(&["terraform", "tofu"], &["check", "write=false"], TERRAFORM)
        .command(&["fmt"])
        .here()
        .flat(&["recursive"]),
    writes(&["terragrunt"], &["check", "terragrunt-check"], TERRAFORM).command(&["hclfmt", "hcl"]).here(),
    writes(&["packer"], &["check", "write=false"], &["hcl"]).command(&["fmt"]).flat(&["recursive"]),
    writes(&["dotnet"], &["verify-no-changes", "check"], &["cs", "vb", "fs"]).command(&["format"]).whole(),
    writes(&["csharpier"], &["check"], &["cs"]),
    writes(&["fantomas"], &["check"], &["fs", "fsi", "fsx"]),
    writes(&["dart"], &["output=none", "o=none", "show"], &["dart"])
        .command(&["format"])
        .valued(&["l", "line-length"]),
    looks(&["dart"], &["apply"], &["dart"]).command(&["fix"]).here(),
    looks(&["ktlint"], &["F", "format"], KOTLIN).valued(&["reporter", "editorconfig"]).here(),
    writes(&["ktfmt"], &["n", "dry-run"], KOTLIN),
    looks(&["google-java-format"], &["i", "r", "replace"], &["java"]),
    writes(&["scalafmt"], &["check", "test", "list"], &["scala", "sbt", "sc"]).here(),
    writes(&["swiftformat"], &["lint", "dryrun"], &["swift"]).valued(&["config", "swiftversion"]),
    looks(&["swift-format"], &["i", "in-place"], &["swift"]),
    looks(&["swiftlint"], &["fix", "autocorrect"], &["swift"]).here(),
    looks(
        &["rubocop"],
        &["a", "A", "autocorrect", "autocorrect-all", "auto-correct", "auto-correct-all", "x", "fix-layout"],
        RUBY,
    )
    .valued(&["c", "config", "only", "except", "format", "f", "o", "out"])
    .here(),
    looks(&["standardrb"], FIX, RUBY).here(),
    looks(&["erb-format", "htmlbeautifier"], WRITE, &["erb"]),
    looks(&["php-cs-fixer"], &["fix"], &["php"]).checking(&["dry-run"]).valued(&["config", "rules"]),
    writes(&["php-cs-fixer"], &["dry-run"], &["php"]).command(&["fix"]).valued(&["config", "rules"]).here(),
    writes(&["pint"], &["test"], &["php"]).here(),
    writes(&["phpcbf", "rector"], &["n", "dry-run"], &["php"]).valued(&["standard"]),
    writes(&["nixfmt", "alejandra", "nixpkgs-fmt"], &["c", "check"], NIX),
    looks(&["buf"], WRITE, &["proto"]).command(&["format"]).checking(&["d"]).here(),
    looks(&["shfmt"], WRITE, SHELL).valued(&["i", "indent", "ln", "language-dialect", "filename"]),
    writes(&["stylua"], &["check", "c"], &["lua", "luau"]).valued(&["config-path", "f", "g", "glob"]),
    writes(&["taplo"], &["check", "diff"], &["toml"]).command(&["fmt", "format"]).here(),
    writes(&["mix"], &["check-formatted", "dry-run"], &["ex", "exs", "heex"]).command(&["format"]).here(),
    writes(&["zig"], &["check"], &["zig"]).command(&["fmt"]),
    writes(&["elm-format"], &["validate"], &["elm"]),
    writes(&["gleam"], &["check"], &["gleam"]).command(&["format"]).here(),
    writes(&["crystal"], &["check"], &["cr"]).command(&["tool format", "tool"]).here(),
    looks(&["ormolu", "fourmolu", "stylish-haskell"], &["i", "inplace", "in-place"], &["hs"]),
    looks(&["ocamlformat"], &["i", "inplace"], &["ml", "mli"]),
    looks(&["perltidy"], &["b"], &["pl", "pm", "t"]),
    writes(&["buildifier"], &["mode=check", "mode=diff", "d"], &["bzl", "bazel", "BUILD", "WORKSPACE"]),
    writes(&["mdformat"], &["check"], MARKDOWN).valued(&["wrap", "number"]),
    looks(&["markdownlint", "markdownlint-cli2"], &["f", "fix"], MARKDOWN),
    writes(&["yamlfmt"], &["lint", "dry"], YAML).here(),
    writes(&["yamlfix"], &["check"], YAML),
    writes(&["sqlfluff"], &[], &["sql"]).command(&["fix", "format"]).valued(&["dialect"]).here(),
    looks(&["sql-formatter"], FIX, &["sql"]),
    looks(&["djlint"], &["reformat"], &["html", "jinja", "j2"]),
    looks(&["ast-grep", "sg"], &["U", "update-all"], ANY)
        .valued(&["p", "pattern", "r", "rewrite", "l", "lang", "c", "config"])
        .here(),
    looks(&["comby"], &["i", "in-place"], ANY).valued(&["matcher", "d", "directory", "f"]).here(),
    looks(&["semgrep"], &["autofix", "a"], ANY).valued(&["config", "c", "e", "l"]).here(),
    writes(&["dos2unix", "unix2dos", "mac2unix"], &["i", "info", "n", "newfile"], ANY),
    writes(&["pre-commit", "prek"], &[], ANY)
        .command(&["run"])
        .valued(&["hook-stage", "c", "config"])
        .whole(),
];
