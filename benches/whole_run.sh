#!/usr/bin/env bash
# Whole runs against `cat` of the same files and against readers of front matter that are installed, in turn:
#
#   benches/whole_run.sh [FILES [CORPUS]]     10000 generated files; with CORPUS its files repeated to as many
#
# Prints a table of medians and ratios; every line is one command, run five times after a warm-up. Peers are used
# where they are: python-frontmatter (pip), gray-matter and js-yaml (npm, in NODE_PATH), hugo.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "${1:-10000}" "${2:-}" "$work" target/release/newsfeed <<'PY'
import importlib.util, os, random, resource, shutil, statistics, subprocess, sys, time

count, corpus, work, binary = int(sys.argv[1]), sys.argv[2], sys.argv[3], os.path.abspath(sys.argv[4])
RUNS = 5


def generate(folder):
    """Made-up news: a vocabulary with a long tail, three related links a file, a third of them other files' heads."""
    rng = random.Random(7)
    syllables = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split()]
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(30000)]
    pick = lambda n: " ".join(words[int(len(words) * rng.random() ** 3)] for _ in range(n))
    heads = []
    for number in range(count):
        day = 1 + number * 1800 // count
        date = time.strftime("%Y-%m-%d", time.gmtime(1577836800 + day * 86400))
        link = lambda: (pick(9).title(), pick(36), f"https://www.{words[rng.randrange(80)]}.example/{pick(8).replace(' ', '-')}", date)
        head = link()
        heads.append(head)
        lines = ["---", f'title: "{head[0]}"', f'excerpt: "{head[1]}"', f'webUrl: "{head[2]}"', f"publishedDateTime: {date}T08:00:00Z",
                 "type: article", "quality: 80", "", "topics:", f"  - {words[number % 40]}", "", "related:"]
        for _ in range(3):
            title, excerpt, url, published = rng.choice(heads[-200:]) if rng.random() < .33 else link()
            lines += [f'  - title: "{title}"', f'    excerpt: "{excerpt}"', f'    webUrl: "{url}"', f"    publishedDateTime: {published}T09:00:00Z",
                      "    type: article", "    provider:", f"      domain: {url.split('/')[2][4:]}"]
        with open(f"{folder}/{date}-{number}.md", "w") as file:
            file.write("\n".join(lines) + "\n---\n")


def repeat(folder):
    files = sorted(os.path.join(top, name) for top, _, names in os.walk(corpus) for name in names)
    for number in range(count):
        source = files[number % len(files)]
        shutil.copy(source, f"{folder}/{number // len(files)}-{number % len(files)}{os.path.splitext(source)[1]}")


folder = os.path.join(work, "files")
os.makedirs(folder)
(repeat if corpus else generate)(folder)
null = subprocess.DEVNULL
cat = ["sh", "-c", f"find {folder} -type f -print0 | xargs -0 cat"]
commands = {"cat": cat, "newsfeed ingest --json": [binary, "ingest", folder, "--json", "-q"],
            "newsfeed ingest --json --parser yaml": [binary, "ingest", folder, "--json", "-q", "--parser", "yaml"],
            "newsfeed digest --last 7d": [binary, "digest", folder, "--last", "7d", "--now", "2024-12-01"]}
if importlib.util.find_spec("frontmatter"):
    commands["python-frontmatter"] = [sys.executable, "-c", f"import frontmatter,glob\nfor f in glob.glob('{folder}/*'):\n  try: frontmatter.load(f)\n  except Exception: pass"]
node = shutil.which("node")
if node and subprocess.run([node, "-e", "require('gray-matter')"], stdout=null, stderr=null).returncode == 0:
    commands["gray-matter (Node)"] = [node, "-e", f"const m=require('gray-matter'),fs=require('fs');for(const f of fs.readdirSync('{folder}')){{try{{m(fs.readFileSync('{folder}/'+f,'utf8'))}}catch(e){{}}}}"]

times = {name: [] for name in commands}
for turn in range(RUNS + 1):
    for name, command in commands.items():
        began = time.monotonic()
        subprocess.run(command, stdout=null, stderr=null)
        if turn:
            times[name].append(time.monotonic() - began)
size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
written = len(subprocess.run(commands["newsfeed ingest --json"], capture_output=True).stdout)
peak = subprocess.run(["sh", "-c", f"exec {binary} ingest {folder} --json -q > /dev/null"])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{count} files, {size / 1e6:.1f} MB, {os.cpu_count()} processors, {written / 1e6:.1f} MB of JSON, peak of all children {peak:.0f} MiB")
floor = statistics.median(times["cat"])
print(f"| {'command':37} | median s | against cat |\n|{'-' * 39}|---------:|------------:|")
for name, runs in times.items():
    median = statistics.median(runs)
    print(f"| {name:37} | {median:8.3f} | {median / floor:9.1f} × |")
PY
