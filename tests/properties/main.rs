//! Properties for any input: random documents and random bytes. For a long run: `PROPTEST_CASES=10000 cargo test
//! --release --test properties`.

mod bytes;
mod documents;
#[path = "../generators/mod.rs"]
mod generators;
mod scripts;

use proptest::prelude::ProptestConfig;

/// The number of cases for each property.
fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
