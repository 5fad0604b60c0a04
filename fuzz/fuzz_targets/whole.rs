//! Whatever bytes a file is, it goes the whole way: read, merged, grouped, placed, and written in every format.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::whole::holds(bytes));
