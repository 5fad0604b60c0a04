#!/usr/bin/env bash
# The long form of every proof of trust. Each part can be called alone; without a name all of them run, which takes
# hours. `.ci/run` has the quick forms. Figures of the last runs: docs/SECURITY-MODEL.md.
#
#   scripts/trust.sh [PART...]
#
#   cases         the command-line cases, counted
#   properties    every property over made-up input, 10,000 cases each
#   fuzz          libFuzzer: 10 million runs for fence, address and date, a million or 30 minutes for the others
#   faults        every n-th call fails or meets a signal; full disks, foreign states; streams
#   kills         1,000 kills, two runs at once; a month of digests where ../shared is
#   bytes         the same bytes: 5 runs, threads 1/2/4, 3 locales, 3 zones, 20 shuffled orders
#   network       no socket, no program, no input opened to write
#   soak          2,000 corpora of damaged files (../shared/data/corpus where it is)
#   hygiene       every forbidden character everywhere
#   bounds        memory and time of the largest inputs
#   hostile       the hostile inputs of ../shared/bench, where they are
#   yaml          the archived serde_yaml in the place of its continuation
#   reproducible  two release builds, the same bytes
#   mutants       cargo-mutants on a seeded sample of parse/, dedup/ and address
#   dependencies  cargo-deny: licences, bans, sources; advisories where the network has them
#
# TRUST_WORK is where it works (default: a new folder in /tmp), TRUST_BIN a binary that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=never PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261123}
work=${TRUST_WORK:-$(mktemp -d)}
mkdir -p "$work"
shared=$PWD/../shared
t=.ci/trust
need() { command -v "$1" >/dev/null || cargo install "$1" --locked --quiet; }
binary() {
  bin=${TRUST_BIN:-target/release/newsfeed}
  [ -n "${TRUST_BIN:-}" ] || cargo build --release --quiet
}
here() { [ -e "$1" ] || { echo "skipped: $1 is not here"; return 1; }; }

cases() {
  cargo test --test cli
  echo "$(ls fixtures/cases/*.trycmd fixtures/cases/*.toml | wc -l) case files," \
    "$(($(cat fixtures/cases/*.trycmd README.md docs/FORMATS.md | grep -c '^\$ ') + $(ls fixtures/cases/*.toml | wc -l))) command lines"
}
properties() {
  PROPTEST_CASES=10000 cargo test --release --lib -- properties story::shortcut_tests
  PROPTEST_CASES=10000 cargo test --release --test properties
}
# A target and how long: fuzz_one NAME RUNS SECONDS
fuzz_one() {
  RUSTC_BOOTSTRAP=1 cargo fuzz run "$1" --sanitizer none "$work/corpus-$1" "fuzz/corpus/$1" -- -runs="$2" -max_total_time="$3" -print_final_stats=1 2>&1 |
    tee "$work/fuzz-$1.log" | grep -E '^Done|panicked|stat::number_of_executed_units' || true
  grep -q '^Done' "$work/fuzz-$1.log"
}
fuzz() {
  need cargo-fuzz
  local target
  for target in fence address date; do mkdir -p "$work/corpus-$target" "fuzz/corpus/$target"; fuzz_one $target 10000000 3600; done
  for target in scanner file merging formats text history overrides whole; do mkdir -p "$work/corpus-$target" "fuzz/corpus/$target"; fuzz_one $target 1000000 1800; done
}
faults() {
  binary
  python3 $t/every_n.py --bin "$bin" --work "$work"
  python3 .ci/faults.py --bin "$bin" --work "$work"
  python3 $t/streams.py --bin "$bin" --work "$work"
}
kills() {
  binary
  python3 $t/kills.py --bin "$bin" --work "$work" --kills 1000
  if here "$shared/data/corpus"; then
    python3 .ci/month.py --bin "$bin" --corpus "$shared/data/corpus" --work "$work"
  fi
}
bytes() { binary; python3 $t/same_bytes.py --bin "$bin" --work "$work" --orders 20 --runs 5; }
network() { binary; python3 $t/no_network.py --bin "$bin" --work "$work"; }
soak() {
  binary
  local more=()
  if here "$shared/data/corpus"; then more=(--files "$shared/data/corpus"); fi
  python3 $t/soak.py --bin "$bin" --work "$work" --corpora 2000 "${more[@]}"
}
hygiene() { binary; python3 $t/hygiene.py --bin "$bin" --work "$work"; }
bounds() { binary; python3 $t/bounds.py --bin "$bin" --work "$work" --full; }
hostile() {
  here "$shared/bench/hostile" || return 0
  binary
  python3 "$shared/bench/hostile/make_hostile.py" "$work/hostile" >/dev/null
  PYTHONUTF8=1 python3 "$shared/bench/hostile/check_hostile.py" "$work/hostile" --bin "$bin" \
    --html '{bin} ingest --format html {paths}' --markdown '{bin} ingest --format markdown {paths}' \
    --csv '{bin} ingest --format tsv {paths}' | tail -n 1
}
yaml() { $t/yaml_swap.sh "$work"; }
reproducible() { $t/reproducible.sh "$work"; }
mutants() {
  need cargo-mutants
  # Every ninth mutant in the order of the files: about 320 of 2,850. What runs in half a minute tells them apart.
  CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0 NEWSFEED_EDITS=5000 PROPTEST_CASES=64 \
    cargo mutants -f 'src/parse/**' -f 'src/dedup/**' -f 'src/address/**' -e src/parse/properties.rs -e src/parse/differential.rs \
    --shard "${TRUST_SHARD:-0/9}" --sharding round-robin --timeout 60 -j 1 -o "$work/mutants" \
    --cargo-test-arg=--lib --cargo-test-arg=--test=rules --cargo-test-arg=--test=cli --cargo-test-arg=--test=properties \
    --cargo-test-arg=--test=texts --cargo-test-arg=--test=round_trip
}
dependencies() {
  need cargo-deny
  cargo deny --log-level error check licenses bans sources
  cargo deny --log-level error check advisories || echo "skipped: advisories (their list could not be fetched here)"
}

[ $# -gt 0 ] || set -- cases properties faults kills bytes network soak hygiene bounds hostile dependencies yaml reproducible fuzz mutants
for part in "$@"; do
  printf '\n== %s, %s, %s cores\n' "$part" "$(date -u +%F)" "$(nproc)"
  began=$SECONDS
  "$part"
  echo "$part: $((SECONDS - began)) s"
done
