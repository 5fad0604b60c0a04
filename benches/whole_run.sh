#!/usr/bin/env bash
# Whole runs against the targets, `cat` of the same files, and readers of front matter that are installed, in turn:
#
#   benches/whole_run.sh [FILES [CORPUS]]     10000 generated files; with CORPUS also its files repeated to as many
#
# LONG=1          ten times as many generated files, too
# GENERATOR=PATH  another generator than benches/corpus.py; it takes --files, --topics, --seed and --out
# BINARY=PATH     another newsfeed than the one built here
#
# Prints tables of medians: one warm-up, then five runs of each command in turn. Peers are used where they are:
# python-frontmatter (pip), gray-matter and js-yaml (npm, in NODE_PATH), hugo.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${BINARY:-}" ] || { cargo build --release --quiet && BINARY=${CARGO_TARGET_DIR:-target}/release/newsfeed; }
exec python3 benches/whole_run.py "$BINARY" "${1:-10000}" ${2:+"$2"}
