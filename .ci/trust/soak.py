#!/usr/bin/env python3
"""Random corpora of damaged files: bytes flipped, lines swapped, files cut, copied into one another.

  python3 .ci/trust/soak.py --bin target/release/newsfeed --work DIR --corpora 60 [--files FOLDER] [--seed 1]

Each goes through ingest, digest and explain: no panic, no hang, and every file is accounted for: files = documents +
texts + skipped + refused, every refused or skipped one has a diagnostic, no mention is lost, JSON and its lines read back."""
import argparse, json, os, random, shutil, subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
parser.add_argument("--corpora", type=int, default=60)
parser.add_argument("--files", help="a folder of files to damage, beside our own")
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()
binary = os.path.abspath(args.bin)
root = os.path.join(os.path.abspath(args.work), "soak")
fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../fixtures")
NAMES = (".md", ".markdown", ".mdx", ".txt", ".html", ".htm", ".yaml", ".yml")
sources = []
for top in filter(None, [fixtures, args.files]):
    sources += sorted(os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names if name.endswith(NAMES))
sources = [open(path, "rb").read() for path in sources]
sources = [source for source in sources if 0 < len(source) < 1 << 20]
PIECES = [b"---\n", b"...\n", b"\n", b"\r", b"\0", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x1b[31m", b"\"", b"'", b": ", b"- ", b"[" * 70,
          b"{", b"&a ", b"*a", b"!!str ", b"\t", b"title: x\n", b"related:\n", b"\xef\xbb\xbf", b"|\n", b"9" * 40, b"#", b"%YAML 1.2\n"]


def damaged(rng):
    data = bytearray(rng.choice(sources))
    for _ in range(rng.choice((0, 1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(7):
            case 0 if data:
                data[min(at, len(data) - 1)] ^= 1 << rng.randrange(8)
            case 1:
                lines = bytes(data).splitlines(keepends=True)
                if len(lines) > 1:
                    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
                    lines[a], lines[b] = lines[b], lines[a]
                    data = bytearray(b"".join(lines))
            case 2:
                del data[at:]
            case 3:
                other = rng.choice(sources)
                start = rng.randrange(len(other))
                data[at:at] = other[start:start + rng.randrange(4000)]
            case 4:
                data[at:at + rng.randrange(40)] = b""
            case 5:
                data += rng.choice(sources)
            case _:
                data[at:at] = rng.choice(PIECES) * rng.choice((1, 1, 1, 50))
    return bytes(data)


def run(*command, codes=(0, 1)):
    done = subprocess.run([binary, *command], capture_output=True, timeout=60, cwd=root)
    error = done.stderr.decode(errors="replace")
    assert done.returncode in codes and "panicked" not in error, (command, done.returncode, error[-400:], "kept in", root)
    return done


totals = {"files": 0, "documents": 0, "texts": 0, "skipped": 0, "refused": 0, "mentions": 0}
for number in range(args.corpora):
    rng = random.Random(args.seed * 1_000_003 + number)
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(root + "/feed")
    names = set()
    for at in range(rng.choice((1, 5, 20, 40))):
        name = f"{at:02}-{rng.choice(('2031-04-01-a', 'b', 'é'))}{rng.choice(NAMES)}"
        names.add(f"feed/{name}")
        with open(f"{root}/feed/{name}", "wb") as file:
            file.write(damaged(rng))
    done = run("ingest", "feed", "--json", "--diagnostics", "json")
    out = json.loads(done.stdout)
    summary = out["summary"]
    assert summary["files"] == len(names) == sum(summary[key] for key in ("documents", "texts", "skipped", "refused")), (number, summary)
    articles = [article for story in out["stories"] for article in story["articles"]]
    mentions = [mention for article in articles for mention in article["mentions"]]
    assert summary["mentions"] == len(mentions) and summary["articles"] == len(articles), (number, summary)
    heads = {mention["file"] for mention in mentions if mention["role"] == "head"}
    texts = {text["file"] for text in out["texts"]}
    errors = {d["file"] for d in out["diagnostics"] if d["level"] == "error"}
    notes = {d["file"] for d in out["diagnostics"] if d["level"] == "note"}
    assert len(heads) == summary["documents"] and len(texts) == summary["texts"] and len(errors) == summary["refused"], (number, summary)
    assert heads | texts | errors | notes == names, (number, names - heads - texts - errors - notes)
    assert not (heads & texts or heads & errors or texts & errors), number
    assert (done.returncode == 1) == bool(errors), (number, done.returncode)
    assert [json.loads(line) for line in done.stderr.splitlines()] == out["diagnostics"], number
    for key in totals:
        totals[key] += summary[key]
    # The order of arguments and the reader of headers change nothing.
    turned = run("ingest", *sorted(names, reverse=True), "--json", "--parser", "yaml")
    assert turned.stdout == done.stdout, (number, "another order, the YAML reader alone")
    for format in rng.sample(("jsonl", "tsv", "html", "markdown", "atom", "jsonfeed", "timeline"), 2):
        run("ingest", "feed", "--format", format, "--quiet")
    first = run("digest", "feed", "--history", "history.json", "--now", "2031-06-08", "--json", codes=(0, 1))
    second = run("digest", "feed", "--history", "history.json", "--now", "2031-06-08", "--json", codes=(0, 1))
    assert not second.stdout and not second.stderr, (number, "told twice", second.stdout[:200], second.stderr[:200])
    if articles:
        article = rng.choice(articles)
        run("explain", "feed", article["id"], codes=(0,))
        run("explain", "feed", article["id"], rng.choice(articles)["id"], codes=(0, 1))
    run("check", "feed")
print(f"{args.corpora} corpora of damaged files ({', '.join(f'{value:,} {key}' for key, value in totals.items())}): "
      "no panic, no hang, every file accounted for")
