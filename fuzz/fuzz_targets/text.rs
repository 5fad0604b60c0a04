//! Whatever text there is, no sink gets what it would obey, and what was cleaned is clean.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (width, text) = input;
    newsfeed::render::properties::text(text, usize::from(width % 100) + 1);
    newsfeed::parse::properties::cleaned(text, usize::from(width));
});
