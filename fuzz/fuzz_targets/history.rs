//! Whatever bytes a history is, it is refused, or reads back as it was written and does its work.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::history::holds(bytes));
