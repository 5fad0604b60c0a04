#!/usr/bin/env python3
"""The same files give the same bytes: whatever the run, the number of threads, the locale, the zone of the machine,
the order in which the files were made and the order in which they are named.

  python3 .ci/trust/same_bytes.py --bin target/release/newsfeed --work DIR [--orders 20] [--runs 5]

Every combination of them, the formats in turn; standard error is compared, too."""
import argparse, hashlib, os, random, shutil, subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
parser.add_argument("--orders", type=int, default=20)
parser.add_argument("--runs", type=int, default=5)
args = parser.parse_args()
binary = os.path.abspath(args.bin)
here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(os.path.abspath(args.work), "same-bytes")
shutil.rmtree(root, ignore_errors=True)
fixtures = os.path.join(here, "../../fixtures")
sources = [os.path.join(folder, file) for top in ("seeds", "cases/feed", "cases/hostile-text-in-every-format.in", "cases/overrides.in")
           for folder, _, files in os.walk(os.path.join(fixtures, top)) for file in files]
contents = {}
for source in sorted(sources):
    contents[f"{len(contents):02}-{os.path.basename(source)}"] = open(source, "rb").read()
contents["broken.md"] = b"---\ntitle: never closed\n"
contents["odd.md"] = b"---\ntitle: Odd values\nquality: high\npublishedDateTime: 2031-13-01\nwebUrl: javascript:x\n---\n"
installed = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split() if shutil.which("locale") else []
LOCALES = ["C", "C.UTF-8", next((name for name in installed if name.startswith(("tr_TR", "de_DE", "fr_FR"))), "tr_TR.UTF-8")]
ZONES = ["UTC", "Pacific/Auckland", "America/St_Johns"]
FORMATS = ["timeline", "json", "jsonl", "markdown", "html", "atom", "jsonfeed", "tsv", "eml"]
rng = random.Random(20261124)


def folder(order):
    path = f"{root}/feed"
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    names = sorted(contents)
    if order:
        rng.shuffle(names)
    for name in names:
        with open(f"{path}/{name}", "wb") as file:
            file.write(contents[name])
    return names


def output(names, threads, locale, zone, format):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": locale, "LANG": locale, "TZ": zone}
    command = [binary, "ingest", *(f"feed/{name}" for name in names), "--threads", str(threads), "--format", format,
               "--now", "2031-06-08", "--to", "me@example.org"]
    done = subprocess.run(command, capture_output=True, cwd=root, env=environment)
    assert done.returncode == 1, (done.returncode, done.stderr)
    return done.stdout + b"\0" + done.stderr


expected, runs = {}, 0
for order in range(args.orders + 1):
    names = folder(order)
    for threads in (1, 2, 4):
        for locale in LOCALES:
            for zone in ZONES:
                for _ in range(args.runs):
                    # The formats take turns, so that each meets every thread count, locale, zone and order.
                    format = FORMATS[runs % len(FORMATS)] if runs % 27 else rng.choice(FORMATS)
                    got = hashlib.sha256(output(names, threads, locale, zone, format)).hexdigest()
                    runs += 1
                    assert expected.setdefault(format, got) == got, (format, order, threads, locale, zone)
assert set(expected) == set(FORMATS)
whole = {}
for order in range(min(args.orders, 20)):
    folder(order)
    done = subprocess.run([binary, "ingest", "feed", "--json"], capture_output=True, cwd=root)
    assert whole.setdefault("feed", done.stdout) == done.stdout, ("as a folder", order)
    runs += 1
print(f"{runs} runs, {len(FORMATS)} formats, {len(contents)} files, threads 1, 2, 4, locales {', '.join(LOCALES)}, zones {', '.join(ZONES)}, "
      f"{args.orders} shuffled orders: the same bytes")
