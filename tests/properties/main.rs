//! What holds whatever the input: over made-up documents, and over bytes.
//! The long form: `PROPTEST_CASES=10000 cargo test --release --test properties`.

mod bytes;
mod documents;
#[path = "../generators/mod.rs"]
mod generators;
mod scripts;

use proptest::prelude::ProptestConfig;

/// How many cases each law meets.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
