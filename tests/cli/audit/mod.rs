//! `auraops audit`: what is missing of a day.

mod findings;
mod odd;
