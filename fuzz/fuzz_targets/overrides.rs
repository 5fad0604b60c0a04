//! Whatever bytes an overrides file is, it is refused with a place, or holds addresses only.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::file::overrides_hold(bytes));
