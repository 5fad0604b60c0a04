//! Whatever bytes a file is, it goes the whole way: read, merged, grouped, placed, and written in every format.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::whole::holds(bytes));
