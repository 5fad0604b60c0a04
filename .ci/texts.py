#!/usr/bin/env python3
"""Texts that find their story: our own texts, run with the real samples and with our own, against what they are of.

  .ci/texts.py --bin target/release/newsfeed [--shared ../shared] [--args "..."] [--report]

A text of fixtures/texts belongs to the story its folder is named for, or to none (`unrelated`). Those on our own
seeds run with fixtures/seeds, the others with the samples where these are. Prints a line a set, and what is wrong or
missed; fails when a text joins a wrong story, or when fewer than --least of those that should do."""
import argparse, glob, json, os, subprocess, sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# folder: what the headline of its story holds
OWN = {"velmar": "Velmar port stops", "norlin": "Norlin Bank drops plan"}
REAL = {"divestment": "divests from", "police-sales": "sell facial recognition technology to police"}
SAMPLES = {"001": "divestment", "002": "divestment", "004": "police-sales"}


def run(a, paths):
    cmd = [a.bin, "ingest", *paths, "--format", "json", "--quiet", *a.args.split()]
    return json.loads(subprocess.run(cmd, check=True, capture_output=True).stdout)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", required=True)
    p.add_argument("--shared", default=os.path.join(HERE, "../shared"))
    p.add_argument("--args", default="")
    p.add_argument("--least", type=float, default=0.6)
    p.add_argument("--report", action="store_true")
    a = p.parse_args()
    seeds, corpus = (os.path.join(a.shared, "data", part) for part in ("seeds", "corpus"))
    sets = [("our seeds", [os.path.join(HERE, "fixtures/seeds")], OWN)]
    if os.path.isdir(seeds):
        sets += [("real samples", [seeds], REAL), ("samples and 1,200 real files", [seeds, corpus], REAL)]
    else:
        print(f"skipped: the real samples ({seeds} is not here)")
    bad = 0
    for part in ("tuning", "held-out", "after", "last"):
        for name, paths, stories in sets:
            texts = [t for s in stories for t in glob.glob(os.path.join(HERE, "fixtures/texts", part, s, "*.txt"))]
            folder = "unrelated" if part == "tuning" else part + "/unrelated"
            others = glob.glob(os.path.join(HERE, "fixtures/texts", folder, "*.txt"))
            feed = run(a, [*paths, *sorted(texts), *sorted(others)])
            headline = {s["id"]: s["title"] for s in feed["stories"]}
            right = wrong = missed = joined = 0
            for text in feed["texts"]:
                base = os.path.basename(text["file"])
                want = os.path.basename(os.path.dirname(text["file"]))
                if want == "seeds" and stories is REAL:
                    want = SAMPLES.get(base[:3], "unrelated")
                elif want == "seeds":
                    want = {"001": "norlin", "004": "velmar"}.get(base[:3], "unrelated")
                got = headline.get(text["story"])
                expected = stories.get(want)
                joined += expected is not None
                ok = (expected in got) if got and expected else got is None and expected is None
                right += bool(ok and got)
                missed += got is None and expected is not None
                if not ok:
                    wrong += got is not None
                    print(f"  {'MISSED' if got is None else 'WRONG '} {want}/{base}: {got} {text['evidence']}")
            count = len(feed["texts"]) - joined
            print(f"{part:9} {name:30} found {right} of {joined}, wrong {wrong}, of no story {count}")
            bad += wrong + (right < a.least * joined)
    return 1 if bad and not a.report else 0


if __name__ == "__main__":
    sys.exit(main())
