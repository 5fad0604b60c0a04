//! Whatever bytes a file is (fence, guard, scanner, YAML reader, fields), it becomes a document, a text or a
//! diagnostic, and what is kept keeps its promises.
#![no_main]

#[path = "../../tests/generators/mod.rs"]
mod generators;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| generators::file::holds(bytes));
