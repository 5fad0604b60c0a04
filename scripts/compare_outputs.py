#!/usr/bin/env python3
"""Compares two builds of newsfeed: every output format of every input at hand, with standard error and exit status.

For changes that must not change what a user gets. Inputs: the fixtures, and where they are, the real files, the hostile
files and the generated files of ../shared. Each is run with 1, 2 and 4 threads and with `--parser yaml`, too.

    scripts/compare_outputs.py OLD NEW [--shared ../shared] [--work DIR] [--but-messages]

With --but-messages the sentences of diagnostics may differ, but not their number, places and kinds.
"""
import argparse, concurrent.futures, difflib, hashlib, os, pathlib, re, subprocess, sys, tempfile

FORMATS = "timeline json jsonl markdown html atom jsonfeed tsv eml".split()
NOW = "2031-06-08T06:00:00Z"
SENTENCE = re.compile(r'^(newsfeed: .*?: [a-z0-9-]+: |newsfeed: [0-9]+ more of kind [a-z0-9-]+ ).*$', re.M)
MESSAGE = re.compile(r'("(?:message|hint)":\s*)"(?:[^"\\]|\\.)*"')


def inputs(shared, work):
    yield "seeds", ["fixtures/seeds"]
    yield "fixtures", ["fixtures/cases"]
    for case in sorted(pathlib.Path("fixtures/cases").glob("*.in")):
        yield case.name, [str(case)]
    if not shared.is_dir():
        print(f"skipped: {shared} is not here")
        return
    for name in ("seeds", "corpus"):
        if (shared / "data" / name).is_dir():
            yield "data-" + name, [str(shared / "data" / name)]
    for corpus in sorted((shared / "bench/world/corpora").glob("*")):
        yield "world-" + corpus.name, [str(corpus)]
    for case in sorted((shared / "bench/cases/dev").glob("*/in")):
        yield "case-" + case.parent.name, [str(case)]
    hostile = work / "hostile"
    if not hostile.is_dir():
        subprocess.run([sys.executable, shared / "bench/hostile/make_hostile.py", hostile], check=True, stdout=subprocess.DEVNULL)
    for case in sorted(hostile.glob("*/in")):
        yield "hostile-" + case.parent.name, [str(case)]
    generated = work / "generated"
    if not generated.is_dir():
        subprocess.run([sys.executable, shared / "bench/corpus/gen.py", "--files", "10000", "--seed", "1", "--out", generated], check=True, stdout=subprocess.DEVNULL)
    if generated.is_dir():
        yield "generated", [str(generated)]


def commands(name, paths):
    common = [*paths, "--now", NOW]
    mail = ["--from", "news@example.org", "--to", "me@example.org"]
    for form in FORMATS:
        yield ["ingest", *common, "--format", form, *(mail if form == "eml" else [])]
    for threads in ("1", "4"):
        yield ["ingest", *common, "--json", "--threads", threads]
    yield ["ingest", *common, "--json", "--parser", "yaml"]
    yield ["ingest", *common, "--tz", "Europe/Paris", "--by", "day", "--width", "60", "-v"]
    yield ["ingest", *common, "--flat", "--by", "provider", "--diagnostics", "json"]
    yield ["digest", *common, "--top", "5"]
    yield ["digest", *common, "--json", "--date", "2020-06-10"]
    yield ["check", *paths]
    yield ["check", *paths, "--json"]


def run(binary, arguments):
    """The whole of what one run says, as text."""
    done = subprocess.run([binary, *arguments], capture_output=True, stdin=subprocess.DEVNULL)
    return b"status %d\n" % done.returncode + b"-- out\n" + done.stdout + b"-- err\n" + done.stderr


def masked(output, but_messages):
    if not but_messages:
        return output
    text = output.decode("utf-8", "surrogateescape")
    return MESSAGE.sub(r'\1""', SENTENCE.sub(r"\1", text)).encode("utf-8", "surrogateescape")


def kept(work, binary, arguments):
    """The digest of a run of the old build, from the last comparison where there was one."""
    key = hashlib.sha256("\0".join(arguments).encode()).hexdigest()
    return work / "old" / (hashlib.sha256(pathlib.Path(binary).read_bytes()).hexdigest()[:12] + key)


def compare(old, new, arguments, but_messages, cache):
    after = masked(run(new, arguments), but_messages)
    digest = hashlib.sha256(after).hexdigest()
    if cache.exists() and cache.read_text() == digest:
        return None
    before = masked(run(old, arguments), but_messages)
    cache.write_text(hashlib.sha256(before).hexdigest())
    if before == after:
        return None
    lines = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    found = [line[:300] for line in difflib.unified_diff(*(list(text)[:20000] for text in lines), lineterm="", n=0) if not line.startswith(("---", "+++", "@@"))]
    return "newsfeed " + " ".join(arguments) + "\n    " + "\n    ".join(found[:8])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old"), parser.add_argument("new")
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"))
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "newsfeed-compare")
    parser.add_argument("--but-messages", action="store_true")
    parser.add_argument("--only", default="", help="only inputs whose name contains this")
    options = parser.parse_args()
    os.chdir(pathlib.Path(__file__).resolve().parent.parent)
    old, new = (str(pathlib.Path(binary).resolve()) for binary in (options.old, options.new))
    mode = "messages" if options.but_messages else "all"
    (options.work / mode / "old").mkdir(parents=True, exist_ok=True)
    jobs = [arguments for name, paths in inputs(options.shared, options.work) if options.only in name for arguments in commands(name, paths)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda a: compare(old, new, a, options.but_messages, kept(options.work / mode, old, a)), jobs)
        different = [result for result in results if result]
    print("\n".join(different[:40]))
    print(f"{len(jobs)} runs, {len(different)} differ")
    sys.exit(bool(different))


main()
