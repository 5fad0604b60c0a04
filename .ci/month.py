#!/usr/bin/env python3
"""A month of digests over real files: nothing told twice, nothing lost, updates only where due.

  python3 .ci/month.py --bin target/release/newsfeed --corpus ../shared/data/corpus --work DIR

Files come by their date of publication in 31 batches, one in twenty of them late. The same month runs again
with kill -9 at random moments, then with two runs at once. Python's standard library only."""
import argparse, datetime, json, os, random, re, shutil, subprocess, time

RUNS = 31
KILLS = 250
PAIRS = 200


def run(cmd, ok=(0,)):
    done = subprocess.run(cmd, capture_output=True)
    assert done.returncode in ok, (cmd, done.returncode, done.stderr.decode()[-500:])
    return done.stdout


def places(article):
    return [(os.path.basename(m["file"]), m["line"], m["role"], m["index"]) for m in article["mentions"]]


def batches(args):
    """Files by publication in RUNS batches, each with the moment of its run; one in twenty comes later."""
    out = json.loads(run([args.bin, "ingest", args.corpus, "--json", "-q"]))
    heads = {}
    for story in out["stories"]:
        for article in story["articles"]:
            for m in article["mentions"]:
                if m["role"] == "head":
                    heads[m["file"]] = m["published"] or "2000-01-01T00:00:00Z"
    files = sorted(heads, key=lambda f: (heads[f], f))
    rng = random.Random(31)
    due = [[] for _ in range(RUNS)]
    for at, file in enumerate(files):
        batch = at * RUNS // len(files)
        if rng.random() < .05:
            batch = min(RUNS - 1, batch + rng.randint(1, 3))
        due[batch].append(file)
    nows = [heads[files[(b + 1) * len(files) // RUNS - 1]] for b in range(RUNS)]
    # Links are dated after the files that list them; the last run is when all of them have come.
    late = datetime.datetime.fromisoformat(nows[-1].replace("Z", "+00:00")) + datetime.timedelta(days=40)
    return due + [[]], nows + [late.strftime("%Y-%m-%dT%H:%M:%SZ")], out


class Folder:
    """The input, growing."""
    def __init__(self, args, name):
        self.args, self.path = args, os.path.join(args.work, name)
        shutil.rmtree(self.path, ignore_errors=True)
        os.makedirs(self.path)
        self.state = os.path.join(args.work, name + ".json")
        for path in (self.state, self.state + ".lock"):
            if os.path.exists(path):
                os.remove(path)

    def add(self, files):
        for file in files:
            shutil.copy(file, self.path)

    def digest(self, now, *more):
        return [self.args.bin, "digest", self.path, "--state", self.state, "--now", now, "--json", *more]

    def show(self):
        text = run([self.args.bin, "digest", "--state", self.state, "--state-show"]).decode()
        number = lambda words: int(re.search(r"(\d+) " + words, text).group(1))
        return {"told": number("articles? told"), "added": number("added to a story"), "before": number("there before")}


def first(folder, nows):
    """An old article of its own makes the first run, which counts as told what is old."""
    with open(os.path.join(folder.path, "0000-first.md"), "w") as file:
        file.write("---\ntitle: Nothing else has this qwertzuiop headline\nwebUrl: https://first.example/only\npublishedDateTime: 1999-01-01T00:00:00Z\n---\n")
    day_before = datetime.datetime.fromisoformat(nows[0].replace("Z", "+00:00")) - datetime.timedelta(days=3000)
    run(folder.digest(day_before.strftime("%Y-%m-%dT%H:%M:%SZ")))


def site_and_day(article):
    return article["site"], (article["published"] or "")[:10]


def plain(args, due, nows, single):
    folder = Folder(args, "month")
    first(folder, nows)
    told, items, updates, late, stories = {}, 0, 0, 0, {}
    for number, (files, now) in enumerate(zip(due, nows)):
        folder.add(files)
        text = run(folder.digest(now))
        out = json.loads(text) if text else {"stories": []}
        for story in out["stories"]:
            known = [stories[i] for i in [story["id"], *story["former"]] if i in stories]
            sites, days = set(), set()
            for s, d in known:
                sites |= s
                days |= d
            gained = [site_and_day(a) for a in story["articles"]]
            if story["update"]:
                updates += 1
                new_sites = {s for s, _ in gained} - sites
                assert len(new_sites) >= 2 or max(d for _, d in gained) > max(days, default=""), ("not due", story["title"])
            else:
                assert not known, ("told before, and no update", story["id"])
            stories[story["id"]] = (sites | {s for s, _ in gained}, days | {d for _, d in gained})
            for article in story["articles"]:
                items += 1
                late += article["late"]
                for place in places(article):
                    assert place not in told, ("told twice", place, number, told[place])
                    told[place] = items
    memory = folder.show()
    final = [a for s in single["stories"] for a in s["articles"]]
    untold = [a for a in final if not any(p in told for p in places(a))]
    # A later file can show two articles to be one, or one to be two.
    merged = sum(max(0, len({told[p] for p in places(a) if p in told}) - 1) for a in final)
    parts = {}
    for at, article in enumerate(final):
        for p in places(article):
            parts.setdefault(told.get(p), set()).add(at)
    parted = sum(len(finals) - 1 for item, finals in parts.items() if item)
    print(f"month: {items} articles told in {len(due)} runs ({updates} updates, {late} late; {merged} since merged, {parted} since parted), "
          f"{memory['added']} added without an update, {len(final)} in a single run")
    assert len(untold) <= memory["added"], ("lost", [a["title"] for a in untold][:5])
    assert items - merged + parted == memory["told"], (items, merged, parted, memory)
    assert memory["told"] + memory["added"] == len(final), (memory, len(final))
    assert memory["before"] == 1, memory
    # The same input again: nothing to tell, and the state as it was but for its times.
    entries = lambda: [{k: v for k, v in a.items() if k != "last_seen"} for a in json.load(open(folder.state))["articles"]]
    before = entries()
    assert run(folder.digest(nows[-1])) == b"" and entries() == before, "a second run changes the state"


def killed(args, due, nows, single):
    folder = Folder(args, "killed")
    first(folder, nows)
    rng, kills, told = random.Random(9), 0, set()
    out = os.path.join(args.work, "killed.out")
    started = time.monotonic()
    run(folder.digest(nows[0], "--dry-run", "--out", out))
    def collect():
        if os.path.exists(out):
            told.update(p for s in json.load(open(out))["stories"] for a in s["articles"] for p in places(a))
    for number, (files, now) in enumerate(zip(due, nows)):
        folder.add(files)
        began = time.monotonic()
        run(folder.digest(now, "--dry-run"))
        length = time.monotonic() - began
        for _ in range(-(-KILLS // RUNS)):
            process = subprocess.Popen(folder.digest(now, "--out", out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # The last third is where output and state are written.
            time.sleep(length * rng.uniform(.5, 1.1))
            process.kill()
            kills += process.wait() != 0
            collect()
        run(folder.digest(now, "--out", out))
        collect()
    memory = folder.show()
    untold = [a for s in single["stories"] for a in s["articles"] if not any(p in told for p in places(a))]
    left = [f for f in os.listdir(args.work) if f.startswith(".newsfeed-")]
    print(f"killed: {kills} runs killed, {len(untold)} not told, {memory['added']} added without an update, {len(left)} temporary files left, {time.monotonic() - started:.0f} s")
    assert len(untold) <= memory["added"], ("lost", [a["title"] for a in untold][:5])


def pairs(args):
    """Two runs at once, many times: one of them tells each article, none tells it again."""
    folder = Folder(args, "pairs")
    now = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
    stamp = lambda: now.strftime("%Y-%m-%dT%H:%M:%SZ")
    first(folder, [stamp()])
    told = []
    for number in range(PAIRS):
        now += datetime.timedelta(hours=6)
        with open(os.path.join(folder.path, f"{number}.md"), "w") as file:
            word = "".join(random.Random(number).choices("bcdfghjklmnprstvwz", k=9))
            file.write(f"---\ntitle: Report {word} of the {word[::-1]} inquiry\nwebUrl: https://a{number}.example/{word}\npublishedDateTime: {stamp()}\n---\n")
        both = [subprocess.Popen(folder.digest(stamp()), stdout=subprocess.PIPE) for _ in range(2)]
        for process in both:
            text = process.communicate()[0]
            assert process.returncode == 0, process.returncode
            if text:
                told += [a["url"] for s in json.loads(text)["stories"] for a in s["articles"]]
    print(f"pairs: {PAIRS} times two runs at once, {len(told)} told")
    assert len(told) == len(set(told)) == PAIRS, (len(told), len(set(told)))


def main():
    parser = argparse.ArgumentParser()
    for name in ("bin", "corpus", "work"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()
    args.bin = os.path.abspath(args.bin)
    due, nows, single = batches(args)
    plain(args, due, nows, single)
    pairs(args)
    killed(args, due, nows, single)


main()
