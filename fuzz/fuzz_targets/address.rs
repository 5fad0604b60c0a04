//! Whatever text an address is, it is refused or reads back as itself.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    made::address::holds(text);
    made::address::ignores_tracking(text, "utm_source");
});
