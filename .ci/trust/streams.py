#!/usr/bin/env python3
"""Streams that are full, closed or go away, few descriptors, and what a program is asked to stop by.

  python3 .ci/trust/streams.py --bin target/release/newsfeed --work DIR"""
import argparse, os, resource, shutil, subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "streams")
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root + "/feed/deep/er")
for number in range(600):
    folder = root + ("/feed/deep/er" if number % 3 else "/feed")
    with open(f"{folder}/{number}.md", "w") as file:
        file.write(f"---\ntitle: Report {number} on {chr(97 + number % 26) * 7}{number}\nwebUrl: https://a{number}.example/x\n"
                   "publishedDateTime: 2031-04-02T08:00:00Z\n---\n")
with open(root + "/feed/bad.md", "w") as file:
    file.write("---\ntitle: never closed\n")
done = []
SUBCOMMANDS = [["ingest", "feed"], ["ingest", "feed", "--json"], ["ingest", "feed", "--format", "html"], ["check", "feed"],
               ["digest", "feed", "--date", "2031-04-02"], ["explain", "feed", "https://a1.example/x"], ["schema"], ["man"],
               ["completions", "zsh"], ["template", "html"]]


def run(command, shell, name, codes, says=None):
    """`shell` is what stands around the command in sh."""
    line = shell.replace("CMD", " ".join([binary, *command]))
    result = subprocess.run(["sh", "-c", line], capture_output=True, cwd=root, timeout=60)
    error = result.stderr.decode(errors="replace")
    assert result.returncode in codes and "panicked" not in error, (name, command, result.returncode, error[-300:])
    assert says is None or says in error, (name, command, error[-300:])
    done.append(name)
    return result


for command in SUBCOMMANDS:
    partial = command[1:2] == ["feed"]
    good = (1,) if partial else (0,)
    if command[0] == "explain":
        good = (0,)
    run(command, "CMD >/dev/full", "/dev/full", (2,), "no space left")
    run(command, "CMD >&-", "closed stdout", (*good, 2))
    run(command, "CMD 2>&-", "closed stderr", good)
    run(command, "CMD 2>/dev/full", "full stderr", good)
    run(command, "CMD <&-", "closed stdin", good)
    run(command, "CMD <&- >&- 2>&-", "all closed", (*good, 2))
    run(command, "ulimit -n 64; CMD", "64 descriptors", good)
    run(command, "ulimit -n 20; CMD --threads 4" if partial else "ulimit -n 20; CMD", "20 descriptors", good)
    whole = run(command, "CMD", "whole", good).stdout
    for size in (0, 1, 100):
        result = run(command, f"{{ CMD; echo $? >&3; }} 3>code | head -c {size}", "closed pipe", (0,))
        code = open(root + "/code").read().strip()
        assert code in ("0", *map(str, good)), (command, size, code, result.stderr)
        assert result.stdout == whole[:size]
    # A closed standard output is no result that was written.
    result = run(command, "CMD >&- 2>err", "closed stdout is said", (*good, 2))
run(["ingest", "-"], "CMD <&-", "stdin that is closed", (0, 2))
run(["ingest", "-"], "CMD </dev/null", "stdin that is empty", (0,))
run(["ingest", "-"], "CMD < .", "stdin that is a folder", (2,))
run(["ingest", "--files-from", "-"], "CMD <&-", "list that is closed", (0, 2))
run(["digest", "feed", "--history", "s.json"], "CMD >/dev/full", "a digest on a full disk", (2,))
assert not os.path.exists(root + "/s.json"), "remembered what nobody got"
# Files may not grow past 4 KiB: the page cannot be made, the old one stays.
with open(root + "/page.html", "w") as file:
    file.write("old page")
limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
result = subprocess.run([binary, "ingest", "feed", "--format", "html", "--out", "page.html"], cwd=root, capture_output=True, preexec_fn=limited, restore_signals=False)
assert result.returncode == 2 and open(root + "/page.html").read() == "old page", (result.returncode, result.stderr)
assert not [name for name in os.listdir(root) if name.startswith(".newsfeed-")], "left behind"
# Memory that is not there: an abort at worst, never a half-written page.
little = lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
result = subprocess.run([binary, "ingest", "feed", "--format", "html", "--out", "page.html"], cwd=root, capture_output=True, preexec_fn=little)
assert result.returncode == 1 and open(root + "/page.html").read() != "old page", (result.returncode, result.stderr[-200:])
print(f"{len(done)} runs around streams: {', '.join(dict.fromkeys(done))}")
