//! Whatever a few documents say, the laws of merging and grouping hold.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::merging::holds(bytes));
