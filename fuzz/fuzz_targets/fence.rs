//! Whatever bytes a file is, its header is found whole, at the line it says, however the bytes come.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsfeed::parse::properties;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, file)) = bytes.split_first() else { return };
    properties::fence(file, first & 1 == 1, usize::from(first >> 1));
});
