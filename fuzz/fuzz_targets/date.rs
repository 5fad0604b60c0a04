//! Whatever text a date is, it is refused or reads back as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsfeed::parse::properties;

fuzz_target!(|text: &str| properties::date(text));
