"""Real files of other producers: every run comes to an end within its limits, crashes on nothing, and loses nothing.

Each corpus is one run of `ingest --json` and one of the timeline, then each file is read alone; all under a limit of
address space and of time: python3 .ci/world.py --bin target/release/newsfeed ../shared/bench/world/corpora
What is read right is another question (check_world.py beside the corpora).
"""
import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

GIB = 1 << 30


class Run:
    """One run of the program: its output, exit status, seconds, and peak memory in MiB."""

    def __init__(self, args, limit):
        begin = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen([options.bin, *args], stdin=subprocess.DEVNULL, stdout=out, stderr=err, preexec_fn=limited(limit))
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0), err.seek(0)
            self.out, self.err = out.read(), err.read().decode("utf-8", "replace")
        self.seconds = time.monotonic() - begin
        self.mebibytes = used.ru_maxrss / 1024
        self.wrong = self.problem(child.returncode, limit)

    def problem(self, status, limit):
        if self.seconds > limit:
            return f"no end within {limit} s"
        if status not in (0, 1):
            return f"exit status {status}: {self.err[-300:]}"
        if "panicked" in self.err:
            return f"a panic: {self.err[-300:]}"
        return None


def limited(seconds):
    """Limits of a child; the processor's time ends a walk that stands still, the alarm one that waits."""

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (options.gib * GIB, options.gib * GIB))
        resource.setrlimit(resource.RLIMIT_CPU, (4 * seconds, 4 * seconds))
        signal.alarm(seconds + 1)

    return limit


def ingest_json(path, limit):
    """A run of `ingest --json`, and what its output says."""
    run = Run(["ingest", path, "--json"], limit)
    if run.wrong:
        return run, None
    try:
        whole = json.loads(run.out)
    except ValueError as error:
        # Where nothing named can be read there is no output, and the exit status says so.
        run.wrong = f"no JSON: {error}"
        return run, None
    summary = whole["summary"]
    parts = summary["documents"] + summary["texts"] + summary["skipped"] + summary["refused"]
    if summary["files"] != parts:
        run.wrong = f"{summary['files']} files, and {parts} of them accounted for: {summary}"
    mentions = sum(len(article["mentions"]) for story in whole["stories"] for article in story["articles"])
    if summary["mentions"] != mentions:
        run.wrong = f"{summary['mentions']} mentions in, {mentions} out"
    if len(whole["texts"]) != summary["texts"]:
        run.wrong = f"{summary['texts']} texts in, {len(whole['texts'])} out"
    return run, summary


def files_below(folder):
    """The files that a walk meets: those in folders whose names begin with a dot are not looked for."""
    found = []
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(base, name) for name in names]
    return sorted(found)


def alone(path):
    """What is wrong with a run over one file, and the seconds of it."""
    run, _ = ingest_json(path, options.file_seconds)
    return path, run


def check(folder):
    """A row of the table; what is wrong with a corpus."""
    wrong = []
    name = os.path.basename(folder)
    run, summary = ingest_json(folder, options.seconds)
    timeline = Run(["ingest", folder, "--quiet"], options.seconds)
    wrong += [f"{name}: {what}: {r.wrong}" for what, r in (("json", run), ("timeline", timeline)) if r.wrong]
    paths = files_below(folder)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = list(pool.map(alone, paths))
    wrong += [f"{path}: {one.wrong}" for path, one in runs if one.wrong]
    if summary and summary["files"] < len(paths):
        wrong.append(f"{name}: {len(paths)} files are there, {summary['files']} were found")
    slowest = max((one.seconds for _, one in runs), default=0)
    largest = max((one.mebibytes for _, one in runs), default=0)
    counts = summary or dict.fromkeys(("files", "documents", "texts", "skipped", "refused", "mentions"), "?")
    print(
        f"{name:22} {counts['files']:>6} {counts['documents']:>6} {counts['texts']:>6} {counts['skipped']:>7} "
        f"{counts['refused']:>7} {counts['mentions']:>8} {max(run.seconds, timeline.seconds):>7.2f} "
        f"{max(run.mebibytes, timeline.mebibytes):>6.0f} {slowest:>7.2f} {largest:>6.0f}"
        + ("  !" if wrong else ""),
        flush=True,
    )
    return wrong


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--bin", required=True)
parser.add_argument("--seconds", type=int, default=10, help="for a corpus")
parser.add_argument("--file-seconds", type=int, default=5, help="for one file alone")
parser.add_argument("--gib", type=int, default=2, help="of address space")
parser.add_argument("--only", help="one corpus")
parser.add_argument("corpora", help="a folder of corpora")
options = parser.parse_args()

print(f"{'corpus':22} {'files':>6} {'docs':>6} {'texts':>6} {'skipped':>7} {'refused':>7} {'mentions':>8} {'s':>7} {'MiB':>6} {'1 file s':>8} {'MiB':>6}")
found, checked = [], 0
for corpus in sorted(os.listdir(options.corpora)):
    folder = os.path.join(options.corpora, corpus)
    if os.path.isdir(folder) and options.only in (None, corpus):
        found += check(folder)
        checked += 1
if not checked:
    found.append(f"no corpus in {options.corpora}")
print("\n".join(found[:40]))
sys.exit(bool(found))
