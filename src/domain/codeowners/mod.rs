//! The map and `CODEOWNERS`, the file by which GitHub and GitLab ask for reviews, in both directions.
//!
//! The two think differently: there the last match wins, here no path may match two agents. So importing turns
//! every later rule into an `except` of the earlier ones it cuts into, and exporting turns every `except` into a
//! later line without an owner. What one side cannot say is a note, never a silent difference.
//!
//! Formats: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>
//! and <https://docs.gitlab.com/user/project/codeowners/reference/>.

mod export;
mod import;
mod line;

pub use export::export;
pub use import::{Import, Imported, Note, import, to_toml};

#[cfg(test)]
mod tests;
