//! Whatever a few documents say, the laws of merging and grouping hold.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::merging::holds(bytes));
