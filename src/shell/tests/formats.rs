//! Formatters, and what they rewrite.

use super::told;

#[test]
fn formatters_rewrite_what_they_are_given() {
    for (text, expected) in [
        ("prettier --write own", &["own/*.js"][..]),
        ("prettier own", &[]),
        ("prettier -w own/a.ts other/b.css", &["own/a.ts", "other/b.css"]),
        ("prettier --config own/p.json --write other", &["other/*.js"]),
        ("npx --yes prettier@3.1 --write .", &["/*.js"]),
        ("npx -p prettier prettier --write own", &["own/*.js"]),
        ("bundle exec rubocop -a own", &["own/*.rb"]),
        ("eslint --fix", &["/*.js"]),
        ("eslint --fix 'own/**/*.ts'", &["own/*.js"]),
        ("ruff format", &["/*.py"]),
        ("ruff format --diff", &[]),
        ("ruff check --fix own", &["own/*.py"]),
        ("ruff check own", &[]),
        ("ruff server", &[]),
        ("python3 -m black -q own", &["own/*.py"]),
        ("black --check own", &[]),
        ("isort -c own", &[]),
        ("gofmt -l own", &[]),
        ("gofmt -s -w own", &["own/*.go"]),
        ("go fmt ./...", &["/*.go"]),
        ("go test ./...", &[]),
        ("terraform fmt -check", &[]),
        ("autopep8 -ir own", &["own/*.py"]),
        ("biome check --write own", &["own/*.js"]),
        ("biome check own", &[]),
        ("dotnet format own/x.csproj", &["/*.cs"]),
        ("dotnet format --verify-no-changes", &[]),
        ("dotnet build", &[]),
        ("deno fmt --check", &[]),
        ("deno fmt own", &["own/*.js"]),
        ("rustfmt own/a.rs", &["own/a.rs"]),
        ("rustfmt own/mod.rs", &["own/mod.rs", "own/*.rs"]),
        ("rustfmt --check own/a.rs", &[]),
        ("rustfmt --emit stdout own/a.rs", &[]),
        ("cargo test", &[]),
        ("cd own && shfmt -w .", &["own/*.sh"]),
    ] {
        assert_eq!(told(text).0, expected, "{text}");
    }
}
