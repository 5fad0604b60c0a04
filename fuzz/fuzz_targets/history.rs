//! Whatever bytes a history is, it is refused, or reads back as it was written and does its work.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::history::holds(bytes));
