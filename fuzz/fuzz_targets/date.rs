//! Whatever text a date is, it is refused or reads back as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsfeed::parse::probe;

fuzz_target!(|text: &str| probe::date(text));
