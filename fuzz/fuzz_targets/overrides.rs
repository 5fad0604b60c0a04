//! Whatever bytes an overrides file is, it is refused with a place, or holds addresses only.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::file::overrides_hold(bytes));
