//! Whatever news are called, no format holds what its reader would obey, and JSON reads back.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::formats::holds(bytes));
