#!/usr/bin/env python3
"""Months of digests over real files: every article is reported exactly once, and a second run is silent.

  python3 .ci/month.py --bin target/release/newsfeed --corpus ../shared/data/corpus --work DIR [--simulations 40]

In each simulation some hundred files arrive in any order over 30 days, some days after their date; one in twenty has no date; a few
vanish for a day, and some get another title or date after they were reported. At the end all are there. Six ways of
running it take turns. Then runs are killed at random moments, and two run at once. Python's standard library only."""
import argparse, collections, datetime, json, os, random, re, shutil, subprocess

DAYS, FILES, KILLS, PAIRS = 30, 260, 150, 200
MODES = {
    "default": [],
    "three runs a day": [],
    "--date yesterday": ["--date", "yesterday"],
    "--top 5": ["--top", "5"],
    "--updates none": ["--updates", "none"],
    "clock back": [],
}


def run(command):
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, (command, done.returncode, done.stderr.decode()[-500:])
    return done.stdout


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def places(article):
    return [(os.path.basename(m["file"]), m["role"], m["index"]) for m in article["mentions"]]


def names(article):
    """Two links without an address are one article by their title, second and outlet."""
    return [(m["title"], m["published"], json.dumps(m["provider"])) for m in article["mentions"]]


def real_files(args):
    """The text of each file with a head that has a date and an address, by name, and that date."""
    files = {}
    out = json.loads(run([args.bin, "ingest", args.corpus, "--json", "-q"]))
    for story in out["stories"]:
        for article in story["articles"]:
            for m in article["mentions"]:
                if m["role"] == "head" and m["published"] and m["url"]:
                    text = open(m["file"], newline="").read()
                    files[os.path.basename(m["file"])] = (text, datetime.datetime.fromisoformat(m["published"].replace("Z", "+00:00")))
    return files


class Simulation:
    def __init__(self, args, number, mode, files):
        self.args, self.mode, self.rng = args, mode, random.Random(number)
        self.folder = os.path.join(args.work, "month")
        self.history = os.path.join(args.work, "month.json")
        for path in (self.history, self.history + ".lock"):
            if os.path.exists(path):
                os.remove(path)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        names = sorted(files, key=lambda name: files[name][1])
        start = self.rng.randrange(max(1, len(names) - FILES))
        self.files = {name: files[name][0] for name in names[start:start + FILES]}
        for name in list(self.files):
            if self.rng.random() < .05:
                # Neither the header nor the name tells the day.
                self.files["undated" + name] = re.sub(r"(?m)^publishedDateTime:.*\n", "", self.files.pop(name), count=1)
        dates = [files[name.removeprefix("undated")][1] for name in self.files]
        first, last = min(dates), max(dates)
        # The months of the corpus in 30 days of runs: a file comes when its date does, or up to ten days later.
        self.step = (last - first) / DAYS + datetime.timedelta(hours=1)
        self.begin = first
        self.due = collections.defaultdict(list)
        for name in self.files:
            day = int((files[name.removeprefix("undated")][1] - first) / self.step)
            late = self.rng.choice((0, 0, 0, 0, 1, 2, self.rng.randrange(11)))
            self.due[min(DAYS - 1, day + late)].append(name)
        self.reported, self.addresses, self.count, self.loud = {}, {}, collections.Counter(), 0
        self.covered = set()

    def write(self, name):
        with open(os.path.join(self.folder, name), "w", newline="") as file:
            file.write(self.files[name])

    def correct(self, name):
        """Another title or another date, of a piece that keeps its address."""
        text = self.files[name]
        if self.rng.random() < .5:
            text = re.sub(r"(?m)^title: (['\"]?)", r"title: \1Corrected: ", text, count=1)
        else:
            day = self.rng.randrange(1, 28)
            text = re.sub(r"(?m)^(publishedDateTime: ['\"]?\d{4}-\d{2})-\d{2}", rf"\g<1>-{day:02}", text, count=1)
        self.files[name] = text
        self.write(name)

    def digest(self, now, *more):
        options = MODES[self.mode] if not more else list(more)
        command = [self.args.bin, "digest", self.folder, "--history", self.history, "--now", stamp(now), "--report-all", "--json", *options]
        text = run(command)
        stories = json.loads(text)["stories"] if text else []
        for story in stories:
            for article in story["articles"]:
                self.count[article["reported"]] += 1
                for place in places(article):
                    self.reported.setdefault(place, []).append(stamp(now))
                if article["canonical_url"]:
                    self.addresses.setdefault(article["canonical_url"], []).append(stamp(now))
        self.loud += run(command) != b""
        # What was one article with something reported was reported with it, whatever becomes of it later.
        for article in self.articles():
            if any(place in self.covered or place in self.reported for place in places(article)):
                self.covered.update(places(article) + names(article))

    def articles(self):
        whole = json.loads(run([self.args.bin, "ingest", self.folder, "--json", "-q"]))
        return [article for story in whole["stories"] for article in story["articles"]]

    def go(self):
        now = self.begin
        for day in range(DAYS):
            now = self.begin + self.step * (day + 1)
            present = sorted(os.listdir(self.folder))
            gone = self.rng.sample(present, min(2, len(present)))
            for name in gone:
                os.remove(os.path.join(self.folder, name))
            for name in self.rng.sample(present, min(3, len(present))):
                if name not in gone:
                    self.correct(name)
            for name in self.due[day]:
                self.write(name)
            if self.mode == "clock back" and day % 7 == 3:
                now -= self.step * 3
            self.digest(now)
            if self.mode == "three runs a day":
                for part in (1, 2):
                    self.digest(now + self.step * part / 3)
            for name in gone:
                self.write(name)
        # All are there, and the days of all have come.
        self.digest(now + self.step * 20 + datetime.timedelta(days=400), "--updates", "due")
        articles = self.articles()
        never = [a for a in articles if not any(sign in self.covered for sign in places(a) + names(a))]
        # A link without an address may be of another article when more files are there; pages and addresses stay.
        heads = {place: when for place, when in self.reported.items() if place[1] == "head"}
        twice = [item for item in [*heads.items(), *self.addresses.items()] if len(item[1]) > 1]
        return len(articles), twice, never


def simulate(args, files):
    totals = {mode: collections.Counter() for mode in MODES}
    for number in range(args.simulations):
        mode = list(MODES)[number % len(MODES)]
        simulation = Simulation(args, number, mode, files)
        articles, twice, never = simulation.go()
        total = totals[mode]
        total.update(simulations=1, articles=articles, twice=len(twice), never=len(never), loud=simulation.loud)
        total.update(simulation.count)
        assert not twice, (number, mode, "reported twice", twice[:3])
        assert not never, (number, mode, "never reported", [a["title"] for a in never][:3])
        assert simulation.loud == 0, (number, mode, "a second run was not silent")
    for mode, total in totals.items():
        how = ", ".join(f"{total[key]} {key}" for key in ("new", "update", "also", "late", "undated", "ahead"))
        print(f"{mode}: {total['simulations']} simulations, {total['articles']} articles ({how}); {total['twice']} twice, {total['never']} never, {total['loud']} second runs that printed")


class Small:
    """A folder of made-up files and its history."""
    def __init__(self, args, name):
        self.args, self.folder = args, os.path.join(args.work, name)
        self.history = self.folder + ".json"
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for path in (self.history, self.history + ".lock"):
            if os.path.exists(path):
                os.remove(path)
        self.number = 0

    def add(self, now):
        word = "".join(random.Random(self.number).choices("bcdfghjklmnprstvwz", k=9))
        url = f"https://a{self.number}.example/{word}"
        with open(f"{self.folder}/{self.number}.md", "w") as file:
            file.write(f"---\ntitle: Report {word} of the {word[::-1]} inquiry\nwebUrl: {url}\npublishedDateTime: {stamp(now)}\n---\n")
        self.number += 1
        return url

    def digest(self, now, *more):
        return [self.args.bin, "digest", self.folder, "--history", self.history, "--now", stamp(now), "--report-all", "--json", *more]


def urls(text):
    return [a["url"] for s in json.loads(text)["stories"] for a in s["articles"]] if text else []


def pairs(args):
    """Two runs at once, many times: one of them reports each article, none reports it again."""
    small, reported, made = Small(args, "pairs"), [], []
    now = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
    for _ in range(PAIRS):
        now += datetime.timedelta(hours=6)
        made.append(small.add(now))
        both = [subprocess.Popen(small.digest(now), stdout=subprocess.PIPE) for _ in range(2)]
        for process in both:
            reported += urls(process.communicate()[0])
            assert process.returncode == 0, process.returncode
    assert sorted(reported) == sorted(made), (len(reported), len(made))
    print(f"pairs: {PAIRS} times two runs at once, each of {len(made)} articles reported once")


def delivered(args):
    """A delivery that fails, or is killed, reports nothing; one that takes it reports everything, once."""
    small, rng, taken, made = Small(args, "delivered"), random.Random(7), [], []
    now = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
    inbox = small.folder + ".inbox"
    for number in range(KILLS):
        now += datetime.timedelta(hours=6)
        made.append(small.add(now))
        if os.path.exists(inbox):
            os.remove(inbox)
        how = rng.choice(("fails", "kills itself", "takes it"))
        command = {"fails": "cat > /dev/null; exit 75", "kills itself": "kill -9 $$", "takes it": f"cat > {inbox}"}[how]
        done = subprocess.run(small.digest(now, "--deliver", command), capture_output=True)
        assert done.stdout == b"" and done.returncode == (0 if how == "takes it" else 2), (how, done)
        assert how == "takes it" or done.stderr.count(b"\n") == 1, done.stderr
        if how == "takes it":
            taken += urls(open(inbox).read())
    taken += urls(run(small.digest(now)))
    assert sorted(taken) == sorted(made), (len(taken), len(made))
    print(f"delivered: {KILLS} deliveries, a third each failed and killed; each of {len(made)} articles delivered once")


def main():
    parser = argparse.ArgumentParser()
    for name in ("bin", "corpus", "work"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--simulations", type=int, default=40)
    args = parser.parse_args()
    args.bin = os.path.abspath(args.bin)
    simulate(args, real_files(args))
    pairs(args)
    delivered(args)


main()
