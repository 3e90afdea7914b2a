//! A shell text as tokens and words.

mod ansi;
pub mod braces;
mod level;
pub mod lex;
pub mod token;
mod word;
