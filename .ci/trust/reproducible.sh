#!/usr/bin/env bash
# Two release builds in two folders give the same bytes. The paths of the folder, the registry and the toolchain are
# mapped to names that are the same everywhere.
#   .ci/trust/reproducible.sh DIR
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${1:?a folder for the copies}/reproducible
rm -rf "$work"
copies="one another/and-deeper"
for copy in $copies; do
  mkdir -p "$work/$copy"
  git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$work/$copy"
done
for copy in $copies; do
  (cd "$work/$copy" && unset CARGO_TARGET_DIR &&
    RUSTFLAGS="--remap-path-prefix=$PWD=/newsfeed --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
      cargo build --release --locked --quiet)
  sha256sum "$work/$copy/target/release/newsfeed"
done
cmp "$work/one/target/release/newsfeed" "$work/another/and-deeper/target/release/newsfeed"
! grep -qaF "$work" "$work/one/target/release/newsfeed" || { echo "the binary names its folder"; exit 1; }
echo "two builds, the same bytes"
