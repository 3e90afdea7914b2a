mod chat;
mod config;
pub mod domain;
mod env;
mod error;
mod process;
mod store;
mod ui;
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
