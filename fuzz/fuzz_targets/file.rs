//! Whatever bytes a file is (fence, guard, scanner, YAML reader, fields), it becomes a document, a text or a
//! diagnostic, and what is kept keeps its promises.
#![no_main]

#[path = "../../tests/made/mod.rs"]
mod made;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| made::file::holds(bytes));
