"""Functions that `whole_run.py` and `plot.py` share: they make corpora and run commands in turn."""
import os, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
GENERATOR = os.environ.get("GENERATOR") or os.path.join(HERE, "corpus.py")
RUNS = 5


def generated(work, files, topics=40):
    """A folder of made-up files."""
    out = os.path.join(work, f"{files}-files-{topics}-topics")
    command = [sys.executable, GENERATOR, "--files", str(files), "--topics", str(topics), "--seed", "1", "--out", out]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(out, "files")


def ingest(binary, folder, *options):
    return [binary, "ingest", folder, "--json", "-q", *options]


def cat(folder):
    return ["sh", "-c", 'find "$0" -type f -print0 | xargs -0 cat', folder]


def run(command):
    """Seconds and peak memory in bytes of one command. A peak below that of this script cannot be measured."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):  # 1: complete, but a file was refused
        sys.exit(f"exit status {child.returncode}: {' '.join(command)[:200]}")
    return seconds, usage.ru_maxrss * 1024


def medians(commands, runs=RUNS):
    """Median seconds and peak of each command: one warm-up, then all of them in turn."""
    seen = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            result = run(command)
            if turn:
                seen[name].append(result)
    return {name: tuple(statistics.median(column) for column in zip(*results)) for name, results in seen.items()}
