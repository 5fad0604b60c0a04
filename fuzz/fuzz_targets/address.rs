//! Whatever text an address is, it is refused or reads back as itself.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    generators::address::holds(text);
    generators::address::ignores_tracking(text, "utm_source");
});
