#!/usr/bin/env python3
"""kill -9 at a random moment, again and again, while --out and the history are written; and two runs at once.

  python3 .ci/trust/kills.py --bin target/release/newsfeed --work DIR [--kills 1000]

After each kill both files read back as a whole, and what was told before is still remembered; in the end every article
was told, to --out or as one of the runs that were not killed."""
import argparse, json, os, random, shutil, subprocess, time

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
parser.add_argument("--kills", type=int, default=1000)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "kills")
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root + "/feed")
rng = random.Random(20261124)
history, out = root + "/history.json", root + "/out.json"
made, told, kills, finished, lost = [], set(), 0, 0, 0


def word():
    return "".join(rng.choices("bcdfghjklmnpqrstvwxz", k=9))


def add(number):
    title = f"{word()} {word()} {word()}"
    made.append(title)
    with open(f"{root}/feed/{number}.md", "w") as file:
        file.write(f"---\ntitle: {title}\nwebUrl: https://a{number}.example/x\npublishedDateTime: 2031-04-02T08:{number % 60:02}:00Z\n---\n")


def command(to):
    return [binary, "digest", root + "/feed", "--history", history, "--now", "2031-04-02T12:00:00Z", "--json", "--out", to]


def look(path):
    if os.path.exists(path):
        told.update(a["title"] for s in json.load(open(path))["stories"] for a in s["articles"])


for number in range(40):
    add(number)
began = time.monotonic()
subprocess.run([*command(root + "/dry.json"), "--dry-run"], check=True, capture_output=True)
length = time.monotonic() - began
number = 40
while kills < args.kills:
    add(number)
    number += 1
    to = rng.choice((out, root + "/other.json"))
    runs = [subprocess.Popen(command(to), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)]
    if number % 4 == 0:
        runs.append(subprocess.Popen(command(root + "/second.json"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
    time.sleep(length * rng.uniform(.3, 1.2))
    for process in runs:
        process.kill()
    for process in runs:
        error = process.communicate()[1]
        assert process.returncode in (-9, 0) and b"panicked" not in error, (process.returncode, error)
        kills += process.returncode == -9
        finished += process.returncode == 0
    for path in (out, root + "/other.json", root + "/second.json"):
        look(path)
    if os.path.exists(history):
        memory = json.load(open(history))
        assert memory["newsfeed-history"] == 1
        remembered = {headline for _, headline in memory["stories"]}
        assert remembered <= told, ("remembered, and never reported", remembered - told)
    # The folder stays small, so that a run is short and a kill meets its end often.
    if number % 50 == 0:
        subprocess.run(command(out), check=True, capture_output=True)
        look(out)
        for name in sorted(os.listdir(root + "/feed"), key=lambda name: int(name[:-3]))[:-40]:
            os.remove(f"{root}/feed/{name}")
subprocess.run(command(out), check=True, capture_output=True)
look(out)
assert told == set(made), ("lost", set(made) - told)
# What killed runs leave the next run that writes removes; what looks like it and is none stays.
left = [name for name in os.listdir(root) if name.startswith(".newsfeed-")]
assert not left, ("left behind for ever", left)
for name, stays in ((".newsfeed-aB3xY9.tmp", False), (".newsfeed-config.toml", True), (".newsfeed-aB3xY9", True), (".newsfeed-longer.name.tmp", True)):
    open(f"{root}/{name}", "w").close()
    number += 1
    add(number)
    subprocess.run(command(out), check=True, capture_output=True)
    assert os.path.exists(f"{root}/{name}") == stays, name
print(f"{kills} runs killed, {finished} done before it; {len(made)} articles, all reported; history and output whole each time; no temporary file left")
