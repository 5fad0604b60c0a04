# Commands for contributors; CONTRIBUTING.md explains them. `just` lists them.

[private]
default:
    @just --list --unsorted

# Run all tests, or those of one target: just test --test cli
test *ARGS:
    cargo test {{ARGS}}

# Check format and lints
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

# Run everything that must hold before a change lands (about half an hour on two cores)
ci:
    .ci/run

# Time each stage over made-up files, or one of them: just bench parse
bench *FILTER:
    cargo bench --bench per_stage -- {{FILTER}}

# Compare whole runs with cat: 10000 generated files, and a folder of real ones if named
bench-runs FILES="10000" *FOLDER:
    benches/whole_run.sh {{FILES}} {{FOLDER}}

# Fuzz one target (ls fuzz/fuzz_targets) for some seconds; needs cargo-fuzz
fuzz TARGET SECONDS="60":
    mkdir -p target/fuzz/{{TARGET}}
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{TARGET}} --sanitizer none target/fuzz/{{TARGET}} fuzz/corpus/{{TARGET}} -- -max_total_time={{SECONDS}}

# Run the long form of a check: just trust kills (scripts/trust.sh names them)
trust *PARTS:
    scripts/trust.sh {{PARTS}}

# Print the timeline of the sample files
demo:
    cargo run --release -- ingest fixtures/seeds
