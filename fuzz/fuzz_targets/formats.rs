//! Whatever news are called, no format holds what its reader would obey, and JSON reads back.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::formats::holds(bytes));
