#!/usr/bin/env python3
"""Runs the cases of reported faults, less those that are not built yet (cases-not-yet.txt).

    .ci/cases.py --bin target/release/newsfeed --shared ../shared

Fails where a case fails that is not in the list, and where one in the list passes: the list only shrinks.
"""
import argparse
import pathlib
import re
import subprocess
import sys

here = pathlib.Path(__file__).parent
parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--shared", required=True)
args = parser.parse_args()

cases = pathlib.Path(args.shared) / "bench" / "cases"
folders = {path.name for path in (cases / "dev").iterdir()}
lines = (here / "cases-not-yet.txt").read_text().splitlines()
not_yet = {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}
run = subprocess.run(
    [sys.executable, str(cases / "check_cases.py"), "--bin", args.bin, str(cases / "dev")],
    capture_output=True, text=True)
failed = set(re.findall(r"^FAIL (\S+?):", run.stdout, re.M))
skipped = set(re.findall(r"^SKIP (\S+?):", run.stdout, re.M))
wrong = []
if run.returncode not in (0, 1) or not re.search(r"^\d+ passed, \d+ failed", run.stdout, re.M):
    wrong.append(f"the checker ended with {run.returncode}: {run.stderr.strip()[-400:]}")
for name in sorted(failed - not_yet):
    wrong.append(next(line for line in run.stdout.splitlines() if line.startswith(f"FAIL {name}:")))
wrong += [f"{name} passes: take it out of cases-not-yet.txt" for name in sorted((not_yet & folders) - failed - skipped)]
wrong += [f"{name} is in cases-not-yet.txt and nowhere else" for name in sorted(not_yet - folders)]
if not folders - failed - skipped:
    wrong.append("no case passes: nothing was checked")
print("\n".join(wrong))
print(f"{len(folders) - len(failed) - len(skipped)} of {len(folders)} cases pass, {len(not_yet)} are not built yet")
sys.exit(1 if wrong else 0)
