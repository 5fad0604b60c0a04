#!/usr/bin/env python3
"""Made-up news in OUT/files, the same bytes for the same options; standard library only.

  benches/corpus.py --files 10000 [--topics 40] [--seed 1] --out OUT

A vocabulary with a long tail, three related links a file, a third of them earlier files' heads and a third on the
event of their file's head. A topic's word stands in most titles of its files, so that `--topics 1` gives a feed in which nearly all titles have a word in common."""
import argparse, os, random, time

SYLLABLES = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split()]


def generate(files, topics, seed, out):
    rng = random.Random(seed)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(30000)]
    heads = []
    for number in range(files):
        date = time.strftime("%Y-%m-%d", time.gmtime(1577836800 + number * 1800 // files * 86400))
        topic = words[rng.randrange(topics)]
        heads.append(link(rng, words, topic, date))
        lines = ["---", *fields(heads[-1], ""), "quality: 80", "", "topics:", f"  - {topic}", "", "related:"]
        for _ in range(3):
            event = heads[-1][0].lower().split()[-5:] if rng.random() < 0.5 else []
            related = rng.choice(heads[-200:]) if rng.random() < 0.33 else link(rng, words, topic, date, event)
            first, *rest = fields(related, "    ")
            lines += [f"  - {first.strip()}", *rest]
        with open(os.path.join(out, f"{date}-{number:07}.md"), "w") as file:
            file.write("\n".join(lines) + "\n---\n")


def link(rng, words, topic, date, event=()):
    """Title, excerpt, site, address and day of one link; the title ends in the words of an event."""
    pick = lambda count: [words[int(len(words) * rng.random() ** 3)] for _ in range(count)]
    title = pick(8 - len(event)) + list(event)
    if rng.random() < 0.85:
        title.insert(rng.choice((0, 4)), topic)
    site = f"{words[-1 - rng.randrange(80)]}.example"
    address = f"https://www.{site}/{'-'.join(title)}-{rng.randrange(10**6, 10**9)}"
    return " ".join(title).title(), " ".join(pick(36)), site, address, date


def fields(link, indent):
    title, excerpt, site, address, date = link
    lines = [f'title: "{title}"', f'excerpt: "{excerpt}"', f'webUrl: "{address}"', f"publishedDateTime: {date}T08:00:00Z",
             "type: article", "provider:", f"  domain: {site}"]
    return [indent + line for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, required=True)
    parser.add_argument("--topics", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    out = os.path.join(args.out, "files")
    os.makedirs(out)
    generate(args.files, args.topics, args.seed, out)


if __name__ == "__main__":
    main()
