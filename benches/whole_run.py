"""The measurements of `whole_run.sh`, which says how to call it."""
import importlib.util, os, random, re, shutil, statistics, subprocess, sys, tempfile

from measure import RUNS, cat, generated, ingest, medians

BINARY, FILES = os.path.abspath(sys.argv[1]), int(sys.argv[2])
CORPUS = sys.argv[3] if len(sys.argv) > 3 else ""
NODE, HUGO = shutil.which("node"), shutil.which("hugo")
SEEDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fixtures/seeds")
NEWS = "newsfeed ingest --json"
TARGETS, PEERS = [], []  # rows of the two tables
PEER_CODE = {  # each reads the files of a folder and prints how many it could
    "python-frontmatter": """import frontmatter, os, sys
read = 0
for entry in os.scandir(sys.argv[1]):
    try: frontmatter.load(entry.path); read += 1
    except Exception: pass
print(read)""",
    # The empty options keep gray-matter from caching texts.
    "gray-matter": "const matter = require('gray-matter'); const take = text => matter(text, {})",
    "js-yaml": "const yaml = require('js-yaml'); const take = text => yaml.load(text.split(/^---$/m, 2)[1])",
}
NODE_LOOP = """
const fs = require('fs'), folder = process.argv[1]; let read = 0
for (const name of fs.readdirSync(folder)) try { take(fs.readFileSync(folder + '/' + name, 'utf8')); read++ } catch {}
console.log(read)"""


def main():
    with tempfile.TemporaryDirectory() as work:
        readers = peers(work)
        if CORPUS:
            against_cat(f"real files repeated to {FILES:,}", repeated(work), readers, 1.5, 1.0)
        folder = generated(work, FILES)
        seconds, peak, links = against_cat(f"generated {FILES:,}", folder, readers, 2.5, 1.5)
        memory(f"peak memory, generated {FILES:,}", peak, links)
        if os.environ.get("LONG"):
            long_run(work, seconds / links)
        one_topic(work, folder)
        hardest(work)
        samples()
        header_readers(folder)
    print("| measured | newsfeed | against | ratio | must | aim |\n|---|--:|--:|--:|--:|--:|", *TARGETS, sep="\n")
    print("\n| peer | files read | s | against `cat` |\n|---|--:|--:|--:|", *PEERS, sep="\n")


def against_cat(what, folder, peers, must, aim):
    """Prints a row for newsfeed and a row for each peer. Returns newsfeed's seconds, its peak and the number of links."""
    commands = {"cat": cat(folder), NEWS: ingest(BINARY, folder)}
    commands |= {name: [*command, folder] for name, command in peers.items()}
    counts = {name: files_read(commands[name], name) for name in peers}
    links, written = output(folder)
    times = medians(commands)
    floor, (seconds, peak) = times["cat"][0], times[NEWS]
    size = sum(entry.stat().st_size for entry in os.scandir(folder))
    note = f"{what} ({size / 1e6:.1f} MB, {links:,} links; {written / 1e6:.1f} MB of JSON)"
    row(note, f"{seconds:.3f} s", f"`cat` {floor:.3f} s", seconds / floor, must, aim)
    for name, count in counts.items():
        PEERS.append(f"| {name}, {what} | {count} | {times[name][0]:.3f} | {times[name][0] / floor:.1f} × |")
    return seconds, peak, links


def long_run(work, per_link):
    many = FILES * 10
    seconds, peak, links = against_cat(f"generated {many:,}", generated(work, many), {}, 3, 1.8)
    micro = lambda value: f"{value * 1e6:.2f} µs"
    growth = seconds / links / per_link
    row(f"time per link, {many:,} against {FILES:,} files", micro(seconds / links), micro(per_link), growth, 1.3, 1.1)
    memory(f"peak memory, generated {many:,}", peak, links)


def one_topic(work, folder):
    twin = generated(work, FILES, topics=1)
    times = medians({"cat": cat(folder), "many": ingest(BINARY, folder), "one": ingest(BINARY, twin)})
    one, many = times["one"][0], times["many"][0]
    row("one topic against 40", f"{one:.3f} s", f"{many:.3f} s", one / many, 2, 1.3)


def hardest(work):
    """The hardest known inputs: 20,000 titles of one hour from a vocabulary of few words, or from one in which few words
    make up most of the text. They are compared with as many titles of equally frequent words."""
    inputs = {
        "eight words of 200": lambda rng: rng.sample(range(200), 8),
        "six to eleven of 60,000, few of them most of the text": lambda rng: [int(60_000 ** rng.random()) for _ in range(rng.randint(6, 11))],
        "benign": lambda rng: rng.sample(range(60_000), 8),
    }
    commands = {name: ingest(BINARY, one_hour(os.path.join(work, f"hour-{at}"), pick)) for at, (name, pick) in enumerate(inputs.items())}
    times = medians(commands)
    benign = times.pop("benign")[0]
    for name, (seconds, _) in times.items():
        row(f"20,000 titles of one hour, {name}, against benign", f"{seconds:.3f} s", f"{benign:.3f} s", seconds / benign, 10, 10)


def one_hour(folder, pick):
    """A folder of 20,000 files; `pick` chooses the numbers of the words in each title."""
    os.makedirs(folder)
    rng = random.Random(1)
    for at in range(20_000):
        title = " ".join(f"w{word}" for word in pick(rng)).capitalize()
        header = f'title: "{title}"\nwebUrl: "https://www.site{at % 80}.example/news/{at}"\npublishedDateTime: 2031-04-01T08:{at % 60:02}:{at // 60 % 60:02}Z\n'
        with open(f"{folder}/{at:05}.md", "w") as file:
            file.write(f"---\n{header}---\n")
    return folder


def samples():
    """These runs are too short for five to be enough, so there are five times as many. `cat` gets the files by name, without a shell."""
    times = medians({"cat": ["cat", *(entry.path for entry in os.scandir(SEEDS))], NEWS: ingest(BINARY, SEEDS)}, RUNS * 5)
    floor, seconds = times["cat"][0], times[NEWS][0]
    plain("five samples, whole process", f"{seconds * 1e3:.1f} ms", f"`cat` {floor * 1e3:.1f} ms", seconds / floor, "≤ 4 ms", "≤ 2 ms")


def header_readers(folder):
    """The time of the parse stage with the scanner and with the YAML reader, from `--timings`."""
    seen = {"auto": [], "yaml": []}
    for turn in range(RUNS + 1):
        subprocess.run(cat(folder), stdout=subprocess.DEVNULL)
        for parser, times in seen.items():
            command = ingest(BINARY, folder, "--timings", "--parser", parser)
            said = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
            if turn:
                times.append(float(re.search(r"newsfeed: parse +([\d.]+) ms", said)[1]))
    auto, yaml = (statistics.median(times) for times in seen.values())
    plain("parse stage, YAML reader against scanner", f"{auto:.0f} ms", f"{yaml:.0f} ms", yaml / auto, "≥ 7 ×", "≥ 9 ×")


def memory(what, peak, links):
    must, aim = links * 1.2 * 1024 + (16 << 20), links * 700
    mib = lambda size: f"{size / 2**20:.0f} MiB"
    newsfeed = f"{mib(peak)}, {peak / links / 1024:.2f} KB a link"
    TARGETS.append(f"| {what} | {newsfeed} | | | ≤ {mib(must)} | ≤ {mib(aim)} |")


def row(what, newsfeed, against, ratio, must, aim):
    plain(what, newsfeed, against, ratio, f"≤ {must} ×", f"≤ {aim} ×")


def plain(what, newsfeed, against, ratio, must, aim):
    TARGETS.append(f"| {what} | {newsfeed} | {against} | {ratio:.2f} × | {must} | {aim} |")


def repeated(work):
    """Copies the files of CORPUS under new names until there are as many as asked for."""
    folder = os.path.join(work, "repeated")
    os.makedirs(folder)
    files = sorted(os.path.join(top, name) for top, _, names in os.walk(CORPUS) for name in names if name.endswith(".md"))
    for number in range(FILES):
        shutil.copyfile(files[number % len(files)], f"{folder}/{number:07}.md")
    return folder


def output(folder):
    """Links read and bytes written, from the summary at the beginning of the JSON."""
    with tempfile.TemporaryFile() as out:
        subprocess.run(ingest(BINARY, folder), stdout=out)
        written = out.tell()
        out.seek(0)
        return int(re.search(rb'"mentions":(\d+)', out.read(4096))[1]), written


def peers(work):
    """The commands of all installed front matter readers; each takes a folder as its last argument."""
    found = {}
    if importlib.util.find_spec("frontmatter"):
        found["python-frontmatter"] = [sys.executable, "-c", PEER_CODE["python-frontmatter"]]
    for name in ("gray-matter", "js-yaml"):
        code = PEER_CODE[name]
        if NODE and subprocess.run([NODE, "-e", f"require('{name}')"], stderr=subprocess.DEVNULL).returncode == 0:
            found[name] = [NODE, "-e", code + NODE_LOOP]
    if HUGO:
        site = os.path.join(work, "site")
        os.makedirs(site, exist_ok=True)
        with open(os.path.join(site, "hugo.toml"), "w") as config:
            config.write('baseURL = "https://news.example/"\n')
        # Its folder of content can be named in the environment, where not every release has a flag for it.
        found["hugo"] = ["sh", "-c", 'HUGO_CONTENTDIR="$2" exec "$0" list all --source "$1"', HUGO, site]
    for name in ("python-frontmatter", "gray-matter", "js-yaml", "hugo"):
        if name not in found:
            print(f"left out: {name} is not installed", file=sys.stderr)
    return found


def files_read(command, name):
    said = subprocess.run(command, capture_output=True, text=True)
    if name == "hugo":
        return max(0, len(said.stdout.splitlines()) - 1)  # a table with a heading
    return said.stdout.strip() or "none: " + said.stderr.strip()[-80:]


main()
