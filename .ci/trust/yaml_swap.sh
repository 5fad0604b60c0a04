#!/usr/bin/env bash
# Builds and tests a copy of the tree with the archived serde_yaml 0.9.34 in the place of its continuation, so that the
# choice stays free: one line of Cargo.toml, no other change. Needs the registry; says so where it is not reachable.
#   .ci/trust/yaml_swap.sh DIR
# YAML_SWAP_TARGET=TARGET takes the dependencies that are built there, and leaves its own program in it.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:?a folder for the copy}/yaml-swap
rm -rf "$work" && mkdir -p "$work"
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$work"
cd "$work"
sed -i 's|^serde_yaml = .*|serde_yaml = "=0.9.34"|' Cargo.toml
grep -q '^serde_yaml = "=0.9.34"$' Cargo.toml
if ! cargo fetch --quiet 2>/dev/null; then echo "skipped: the archived serde_yaml (no registry here)"; exit 0; fi
[ -n "${YAML_SWAP_TARGET:-}" ] || export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0
export CARGO_TARGET_DIR=${YAML_SWAP_TARGET:-$work/target}
cargo tree --quiet --invert serde_yaml --depth 0
# The scanner stands in front of the reader: `agree` compares the two on edited headers, the cases fix the messages.
if NEWSFEED_EDITS=${NEWSFEED_EDITS:-20000} cargo test --quiet --lib --test cli --test rules --test properties --test schema > "$work/log" 2>&1; then
  echo "serde_yaml 0.9.34: every test passes, nothing differs"
else
  grep -E '^test .*FAILED|panicked at|^error' "$work/log" | head -n 20
  tail -n 40 "$work/log"
  echo "serde_yaml 0.9.34: something differs"; exit 1
fi
