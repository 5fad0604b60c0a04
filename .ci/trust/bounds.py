#!/usr/bin/env python3
"""What one input may cost at most: seconds and MiB.

  python3 .ci/trust/bounds.py --bin target/release/newsfeed --work DIR [--full]

Without --full the large inputs are a tenth as large. A bound is generous: a miss is a fault of growth, not noise."""
import argparse, os, shutil, subprocess, sys, time

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
parser.add_argument("--full", action="store_true")
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "bounds")
shutil.rmtree(root, ignore_errors=True)
scale = 1 if args.full else 10
GOOD = "---\ntitle: The control article\nwebUrl: https://control.example/x\npublishedDateTime: 2031-04-02T08:00:00Z\n---\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def big_body(folder):
    write(folder + "/big.md", GOOD)
    os.truncate(folder + "/big.md", (1 << 30))


def big_text(folder):
    write(folder + "/big.txt", "A text\n\n")
    os.truncate(folder + "/big.txt", 1 << 30)


def big_yaml(folder):
    write(folder + "/big.yaml", "title: A title\n")
    os.truncate(folder + "/big.yaml", 1 << 30)


def one_line(folder):
    write(folder + "/line.md", "---\ntitle: " + "x" * (100 << 20) + "\n---\n")


def brackets(folder):
    write(folder + "/deep.md", "---\ntitle: A\nx: " + "[" * 100_000 + "]" * 100_000 + "\n---\n")
    write(folder + "/open.md", "---\ntitle: A\nx: " + "[" * 60_000 + "\n---\n")
    write(folder + "/maps.md", "---\ntitle: A\nx: " + "{a: " * 50_000 + "\n---\n")
    write(folder + "/lines.md", "---\ntitle: A\n" + "".join(" " * i + "a:\n" for i in range(2_500)) + "---\n")
    write(folder + "/dashes.md", "---\ntitle: A\nx:\n" + "- " * 50_000 + "\n---\n")
    write(folder + "/quoted.md", "---\ntitle: \"" + "[" * 200_000 + "\n---\n")


def bomb(folder):
    lines = ["title: A", "a: &a \"" + "x" * 4096 + "\""] + [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join('*' + chr(97 + i) for _ in range(9))}]" for i in range(9)]
    write(folder + "/lists.md", "---\n" + "\n".join(lines) + "\ntopics: *j\n---\n")
    write(folder + "/text.md", "---\ntitle: &t " + "y" * 27_000 + "\nrelated:\n" + "- {title: *t, webUrl: 'https://a.example/x'}\n" * 600 + "---\n")


def same_words(folder):
    words = "the quick harbour bridge opens again after storm".split()
    for number in range(20_000 // scale):
        title = " ".join(words[(number * k + k) % 8] for k in range(1, 9))
        write(f"{folder}/{number // 1000}/{number}.md", f"---\ntitle: {title}\nwebUrl: https://a{number}.example/x{number}\npublishedDateTime: 2031-04-02T08:00:00Z\n---\n")


def hub(folder):
    for number in range(100_000 // scale):
        write(f"{folder}/{number // 1000}/{number}.md", f"---\ntitle: w{number} x{number * 7} y{number * 13}\nwebUrl: https://a.example/p{number}z\n"
              f"publishedDateTime: 2031-04-{1 + number % 28:02}T08:00:00Z\nrelated:\n- title: Home page of the hub\n  webUrl: https://hub.example/live/page\n---\n")


def related(folder):
    entries = "".join(f"- title: Piece w{n} x{n * 7} of the list\n  webUrl: https://a{n % 900}.example/p{n}z\n  publishedDateTime: 2031-04-02T08:00:00Z\n" for n in range(50_000 // scale))
    write(folder + "/long.md", GOOD.replace("---\n", "---\nrelated:\n" + entries, 1))
    write(folder + "/longer.md", GOOD.replace("control", "other").replace("---\n", "---\nrelated:\n" + "- title: x\n" * (60_000 // scale), 1))


def copies(folder):
    for number in range(5_000 // scale):
        write(f"{folder}/{number}.md", GOOD)


def mended(folder):
    start = "---\ntitle: Ferry\nrelated:\n"
    colons = "".join(f"  - title: t: i {n}\n    url: https://a.example/{n}\n" for n in range(20_000))
    quotes = "".join(f"  - title: 't' i {n}\n    url: http//a {n}\n    quality: x\n" for n in range(20_000))
    write(folder + "/colons.md", start + colons + "---\n")
    write(folder + "/quotes.md", start + quotes + "---\n")


def numbers(folder):
    address = "https://n.example/" + "1234567/" * 100_000 + "ab-" * 100_000
    write(folder + "/numbers.md", GOOD.replace("---\n", f"---\nampWebUrl: {address}\n", 1))


# Name, what makes it, seconds, MiB, and what else is said on the command line.
CASES = [
    ("a body of 1 GiB", big_body, 5, 64, []),
    ("a text of 1 GiB", big_text, 5, 64, []),
    ("a bare header of 1 GiB", big_yaml, 5, 64, []),
    ("a title of 100 MiB", one_line, 5, 128, []),
    ("100,000 brackets", brackets, 10, 256, []),
    ("alias bombs", bomb, 10, 200, []),
    (f"{20_000 // scale:,} titles of the same words", same_words, 60, 700, []),
    (f"{100_000 // scale:,} files that list one hub", hub, 90, 900, []),
    (f"{50_000 // scale:,} related links in one file", related, 60 if scale > 1 else 300, 900, []),
    (f"{5_000 // scale:,} copies of one file", copies, 20, 256, []),
    ("20,000 entries that are no YAML, twice", mended, 5, 512, []),
    ("an address of 1 MB, all of it numbers and words", numbers, 5, 128, ["--max-url", "10000000"]),
]
for name, make, seconds, mib, more in CASES:
    folder = f"{root}/{make.__name__}"
    write(folder + "/control.md", GOOD)
    make(folder)
    # A process of its own asks, so that the peak is that of this run alone.
    ask = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE); "
           "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.stdout.flush(); sys.stderr.buffer.write(done.stderr)")
    began = time.monotonic()
    try:
        done = subprocess.run([sys.executable, "-c", ask, binary, "ingest", folder, "--json", "--out", f"{root}/out.json", *more],
                              capture_output=True, timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        raise SystemExit(f"{name}: still running after {seconds * 2} s")
    took = time.monotonic() - began
    code, peak = map(int, done.stdout.split())
    out = open(f"{root}/out.json", encoding="utf-8").read()
    assert code in (0, 1) and b"panicked" not in done.stderr, (name, code, done.stderr[-300:])
    assert "The control article" in out, (name, "the control article is lost")
    assert took <= seconds and peak / 1024 <= mib, f"{name}: {took:.1f} s of {seconds}, {peak / 1024:.0f} MiB of {mib}"
    print(f"{name}: {took:.1f} s (at most {seconds}), {peak / 1024:.0f} MiB (at most {mib})")
    shutil.rmtree(folder)
