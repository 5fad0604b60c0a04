//! Whatever bytes a header is, the scanner gives up or reads what the YAML reader reads: `src/parse/differential.rs`
//! compares the documents and the diagnostics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newsfeed::parse::differential;

fuzz_target!(|header: &[u8]| {
    let _scanned = differential::agrees(header);
});
