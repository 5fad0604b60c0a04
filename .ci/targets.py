#!/usr/bin/env python3
"""Merging and grouping on labelled data, against the targets; fails when one is missed.

  .ci/targets.py --bin target/release/newsfeed --shared ../shared [--work FOLDER] [--args "..."] [--report]

--args: extra arguments for `ingest`. --report: print only, do not fail (for ablations)."""
import argparse, collections, json, os, subprocess, sys, tempfile

# row of run.py, figure, least (or most, for counts of errors)
TARGETS = [
    ("duplicates", "f1", 0.95), ("duplicates", "precision", 0.96),
    ("url pairs", "f1", 0.98), ("url pairs", "wrong_merges", 0),
    ("number_or_name wrongly merged", "wrong", 0), ("videos wrongly merged", "wrong", 0),
    ("story pairs", "f1", 0.92), ("uci stories", "b3_f1", 0.85), ("uci stories", "pair_f1", 0.85),
    ("sample stories", "b3_f1", 0.88),
]
# kind of copy in the generated corpus: least share merged (near-miss: most)
COPIES = {"amp": 0.995, "tracking": 0.995, "suffix": 0.98, "case": 0.98, "near-miss": 0, "edit": None}


def generated(a):
    """Share of copies merged with what they copy, by kind, and articles that hold two true stories."""
    out = os.path.join(a.work, "generated")
    gen = os.path.join(a.shared, "bench/corpus/gen.py")
    if not os.path.isdir(out):
        subprocess.run([sys.executable, gen, "--files", "10000", "--seed", "1", "--out", out], check=True, stdout=subprocess.DEVNULL)
    cmd = [a.bin, "ingest", os.path.join(out, "files"), "--format", "json", *a.args.split()]
    feed = json.loads(subprocess.run(cmd, check=True, capture_output=True).stdout)
    article = {}
    for story in feed["stories"]:
        for art in story["articles"]:
            for m in art["mentions"]:
                article[os.path.basename(m["file"]), -1 if m["index"] is None else m["index"]] = art["id"]
    rows = [json.loads(line) for line in open(os.path.join(out, "truth.jsonl"), encoding="utf-8")]
    by_url, of = {}, collections.defaultdict(set)
    for r in rows:
        r["article"] = article[os.path.basename(r["file"]), r["index"]]
        by_url.setdefault(r["url"], r["article"])
        of[r["article"]].add(r["story"])
    hit, count = collections.Counter(), collections.Counter()
    for r in rows:
        if r["kind"] != "original":
            count[r["kind"]] += 1
            hit[r["kind"]] += by_url.get(r["of"]) == r["article"]
    return {k: hit[k] / count[k] for k in COPIES}, sum(len(s) > 1 for s in of.values())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", required=True)
    p.add_argument("--shared", default="../shared")
    p.add_argument("--work", default=None)
    p.add_argument("--args", default="")
    p.add_argument("--report", action="store_true")
    a = p.parse_args()
    a.work = a.work or tempfile.mkdtemp()
    run = os.path.join(a.shared, "bench/dedup/run.py")
    out = subprocess.run([sys.executable, run, "--bin", a.bin, "--json", "--args", a.args], check=True, capture_output=True, text=True)
    table = json.loads(out.stdout)
    missed = 0

    def row(name, figure, value, bound, ok):
        nonlocal missed
        missed += not ok
        value = f"{value:.3f}" if isinstance(value, float) else value
        print(f"{'ok  ' if ok else 'MISS'} {name:32} {figure:14} {value:>7}  {'' if bound is None else f'target {bound}'}")

    for name, figure, bound in TARGETS:
        value = table[name][figure]
        row(name, figure, value, bound, value >= bound if isinstance(bound, float) else value <= bound)
    shares, mixed = generated(a)
    for kind, bound in COPIES.items():
        ok = bound is None or (shares[kind] <= 0 if bound == 0 else shares[kind] >= bound)
        row("generated, 10,000 files", kind, shares[kind], bound, ok)
    row("generated, 10,000 files", "mixed articles", mixed, 0, mixed == 0)
    return 1 if missed and not a.report else 0


if __name__ == "__main__":
    sys.exit(main())
