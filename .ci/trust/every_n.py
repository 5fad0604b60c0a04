#!/usr/bin/env python3
"""Fails the n-th open, read, write, fsync and rename of a run, for every n, and looks at what is left.

  python3 .ci/trust/every_n.py --bin target/debug/newsfeed --work DIR

A digest over 12 files with --history and --out, where both are there already, and an ingest to standard output. After
every fault: no panic, the right status, --out and history old or new as a whole, no news lost (what the failed run and
the next one tell is everything), nothing left behind. EINTR and short calls must change nothing at all. And once more
with SIGINT, SIGTERM and SIGKILL just before each of these calls."""
import argparse, errno, json, os, shutil, subprocess, sys

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "every-n")
here = os.path.dirname(os.path.abspath(__file__))
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root + "/feed")
library, mark = root + "/fail.so", root + "/mark"
if not shutil.which("cc"):
    print("skipped: faults in every call (cc is not here)")
    sys.exit(0)
built = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, here + "/fail.c"], capture_output=True, text=True)
if built.returncode:
    sys.exit(f"fail.c does not compile: {built.stderr}")

WORDS = ["ferry", "glacier", "opera", "chess", "orchard", "vaccine", "railway", "lantern", "marble", "walnut", "compass", "thistle"]
for number, word in enumerate(WORDS):
    with open(f"{root}/feed/{number:02}.md", "w") as file:
        # No two have a word in common: each is a story of its own.
        file.write(f"---\ntitle: {word} {word[::-1]} {word[1:]}{word[:3]} {word[2:]}{word[:4]}\nwebUrl: https://a{number}.example/{word}\n"
                   f"publishedDateTime: 2031-04-02T{8 + number // 6:02}:{number:02}:00Z\n---\n")
feed, history, out = root + "/feed", root + "/history.json", root + "/out.json"
EARLY, NOW = "2031-04-02T08:59:00Z", "2031-04-02T12:00:00Z"


def run(command, **fail):
    # A fixed number of threads, so that the n-th call is about the same in every run.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FAIL_")} | {"NEWSFEED_THREADS": "1"}
    if fail:
        environment |= {"LD_PRELOAD": library, "FAIL_MARK": mark} | {k: str(v) for k, v in fail.items() if v is not None}
    if os.path.exists(mark):
        os.remove(mark)
    return subprocess.run(command, env=environment, capture_output=True, timeout=60)


def digest(to=out):
    return [binary, "digest", feed, "--history", history, "--now", NOW, "--json", "--out", to]


def titles(path):
    with open(path) as file:
        return {a["title"] for s in json.load(file)["stories"] for a in s["articles"]}


def read(path):
    with open(path, "rb") as file:
        return file.read()


# What is there before each run: a history that has reported a part of the news, and a page of another day.
part = [os.path.join(feed, name) for name in sorted(os.listdir(feed))[:5]]
before = subprocess.run([binary, "digest", *part, "--history", history, "--now", EARLY, "--json", "--out", root + "/first.json"], capture_output=True)
assert before.returncode == 0, before.stderr
old_history, old_out = read(history), b"the page of yesterday\n"
told_first = titles(root + "/first.json")


def reset():
    for path, content in ((history, old_history), (out, old_out)):
        with open(path, "wb") as file:
            file.write(content)


reset()
assert run(digest()).returncode == 0
new_history, new_out, told_now = read(history), read(out), titles(out)
assert len(told_first) >= 3 and len(told_now) >= 5 and not told_first & told_now
listed = run([binary, "ingest", feed, "--json"])
assert listed.returncode == 0


STOPS = {"interrupt": (130,), "terminate": (130,), "kill": (-9,)}


def check(name, done, harmless):
    error = done.stderr.decode(errors="replace")
    stop = STOPS.get(name.rsplit(": ", 1)[1])
    if stop:
        # Where the handler is not yet there the signal does what it does to any program.
        assert done.returncode in (*stop, -2, -15, 0) and "panicked" not in error, (name, done.returncode, error)
        return []
    assert done.returncode in (0, 1, 2) and "panicked" not in error, (name, done.returncode, error)
    refused = [line for line in error.splitlines() if ": unreadable:" in line or ": not-found:" in line]
    if harmless:
        assert done.returncode == 0 and not error, (name, done.returncode, error)
    else:
        # Nothing went wrong in silence, and what costs a file is not the end.
        assert (done.returncode == 0) == (not error), (name, done.returncode, error)
        assert bool(refused) if done.returncode == 1 else not refused or done.returncode == 2, (name, done.returncode, error)
    return refused


def after_a_digest(name, done, harmless):
    refused = check(name, done, harmless)
    history_now, out_now = read(history), read(out)
    if not refused:
        assert history_now in (old_history, new_history) and out_now in (old_out, new_out), (name, "half written")
    assert not (history_now != old_history and out_now == old_out), (name, "remembered, but not told")
    if 0 <= done.returncode < 2:
        assert history_now != old_history and out_now != old_out, (name, "done, but nothing was written")
    left = [file for file in os.listdir(root) if file.startswith(".newsfeed-")]
    assert not left or done.returncode == -9, (name, left)
    for file in left:
        os.remove(f"{root}/{file}")
    told = titles(out) if out_now != old_out else set()
    again = run(digest(root + "/again.json"))
    assert again.returncode == 0, (name, again.stderr)
    told |= titles(root + "/again.json") if os.path.exists(root + "/again.json") else set()
    assert told == told_now, (name, "lost", told_now - told)
    if os.path.exists(root + "/again.json"):
        os.remove(root + "/again.json")


def after_an_ingest(name, done, harmless):
    refused = check(name, done, harmless)
    if done.returncode == 0:
        assert done.stdout == listed.stdout, (name, "done, but not all was written")
    if done.returncode == 1:
        feed_out = json.loads(done.stdout)["summary"]
        assert feed_out["refused"] + feed_out["documents"] == feed_out["files"] or len(refused) > feed_out["refused"], (name, feed_out)


FAULTS = [(call, number, None) for call in ("open", "read", "write", "fsync", "rename")
          for number in (errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EACCES)
          if number in {"open": (errno.EMFILE, errno.EACCES), "read": (errno.EIO,), "write": (errno.ENOSPC, errno.EIO),
                        "fsync": (errno.EIO, errno.ENOSPC), "rename": (errno.EACCES, errno.EIO)}[call]]
FAULTS += [(call, errno.EINTR, None) for call in ("open", "read", "write", "fsync")]
FAULTS += [(call, None, "short") for call in ("read", "write")]
FAULTS += [(call, None, stop) for call in ("open", "read", "write", "fsync", "rename") for stop in STOPS]
runs, hit = 0, {}
for call, number, action in FAULTS:
    harmless = number == errno.EINTR or action == "short"
    for command, after in ((digest(), after_a_digest), ([binary, "ingest", feed, "--json"], after_an_ingest)):
        for at in range(1, 10_000):
            reset()
            done = run(command, FAIL_CALL=call, FAIL_AT=at, FAIL_ERRNO=number, FAIL_DO=action)
            if done.returncode == 99:
                print("skipped: faults in every call (", done.stderr.decode().strip(), ")")
                sys.exit(0)
            if not os.path.exists(mark):
                break
            path = read(mark).decode(errors="replace")
            name = f"{command[1]}: {call} {at} of {path}: {errno.errorcode.get(number, action)}"
            # A message that cannot be written is nobody's to read: standard error is a pipe, as standard output is.
            ours = path.startswith(root) or path.startswith("pipe:")
            if ours or action in STOPS:
                # A folder is opened once; only a network's could be interrupted there, and then it is said.
                after(name, done, harmless and not (call == "open" and os.path.isdir(path)))
            else:
                # The C library and the standard library ask the machine about itself, and can do without an answer.
                assert done.returncode in (0, 1, 2) and b"panicked" not in done.stderr, (name, done)
            runs += 1
            hit[call] = max(hit.get(call, 0), at)
        assert runs and at > 1 or call in ("fsync", "rename"), (call, "was never failed")

# Files that vanish or are cut between being found and being read.
for action, call in (("unlink", "open"), ("truncate", "open"), ("truncate", "read")):
    for number in range(len(WORDS)):
        path = f"{feed}/{number:02}.md"
        kept = read(path)
        reset()
        done = run(digest(), FAIL_CALL=call, FAIL_AT=1, FAIL_DO=action, FAIL_PATH=path)
        assert os.path.exists(mark), (action, path)
        error = done.stderr.decode()
        gone = 1 if action == "unlink" else 0
        assert done.returncode == gone and "panicked" not in error, (action, path, done.returncode, error)
        assert gone == error.count("not-found"), (action, error)
        with open(path, "wb") as file:
            file.write(kept)
        told = titles(out)
        assert run(digest(root + "/again.json")).returncode == 0
        told |= titles(root + "/again.json") if os.path.exists(root + "/again.json") else set()
        assert told == told_now, (action, path, told_now - told)
        if os.path.exists(root + "/again.json"):
            os.remove(root + "/again.json")
        runs += 1

print(f"{runs} runs with one call failed (opens up to the {hit['open']}th, reads {hit['read']}, writes {hit['write']}, "
      f"fsyncs {hit['fsync']}, renames {hit['rename']}): no panic, nothing half written, no news lost")
