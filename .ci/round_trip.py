"""Every real file and fixture through JSON Lines and back: the same stories, the same texts.

Each file by itself, then each folder as a whole: python3 .ci/round_trip.py --bin target/release/newsfeed FOLDER...
"""
import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def run(args, given=None):
    return subprocess.run([options.bin, *args], input=given, capture_output=True, check=False).stdout


def told(text):
    whole = json.loads(text)
    return whole["stories"], whole["texts"]


def comes_back(path):
    """Whether a path's stories survive; None where it has no output to survive."""
    whole = run(["ingest", path, "--json", "--quiet"])
    if not whole:
        return None
    lines = run(["ingest", path, "--format", "jsonl", "--quiet"])
    again = run(["ingest", "-", "--json", "--quiet"], lines)
    return bool(again) and told(again) == told(whole)


parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("folders", nargs="+")
options = parser.parse_args()

paths = list(options.folders)
for folder in options.folders:
    for base, _, names in os.walk(folder):
        paths.extend(os.path.join(base, name) for name in names)
with ThreadPoolExecutor(2) as pool:
    results = dict(zip(paths, pool.map(comes_back, paths)))
lost = sorted(path for path, same in results.items() if same is False)
print(f"{len(paths)} paths: {sum(r is True for r in results.values())} came back, "
      f"{sum(r is None for r in results.values())} have no output, {len(lost)} did not")
for path in lost:
    print("  ", path)
# A check that read nothing has shown nothing.
sys.exit(1 if lost or not any(results.values()) else 0)
