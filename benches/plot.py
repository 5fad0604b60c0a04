#!/usr/bin/env python3
"""Time of `newsfeed ingest --json` and of `cat` against the number of files, as docs/time.svg; standard library only.

  benches/plot.py [SIZE...]        1000 2000 5000 10000 20000 generated files

BINARY names another newsfeed than target/release/newsfeed, OUT another picture, GENERATOR another generator."""
import math, os, sys, tempfile

from measure import HERE, cat, generated, ingest, medians

BINARY = os.path.abspath(os.environ.get("BINARY") or os.path.join(HERE, "../target/release/newsfeed"))
OUT = os.environ.get("OUT") or os.path.join(HERE, "../docs/time.svg")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 440, 80, 175, 50, 60
COLORS = {"newsfeed ingest --json": "#0b5fa5", "cat": "#b3471d"}


def measured(sizes):
    """Points (files, seconds) of each line."""
    lines = {name: [] for name in COLORS}
    for size in sizes:
        with tempfile.TemporaryDirectory() as work:
            folder = generated(work, size)
            times = medians(dict(zip(COLORS, (ingest(BINARY, folder), cat(folder)))))
        for name, points in lines.items():
            points.append((size, times[name][0]))
            print(f"{size:>8} files  {times[name][0]:8.4f} s  {name}")
    return lines


def picture(lines):
    """Both axes are logarithmic: a straight line of slope one is time in proportion to files."""
    sizes = [size for points in lines.values() for size, _ in points]
    times = [time for points in lines.values() for _, time in points]
    decades = range(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))) + 1)
    across = scale(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    down = scale(10 ** decades[0], 10 ** decades[-1], HEIGHT - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">',
             "<title>Time of a whole run against the number of files</title>",
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
             text(LEFT, 28, "Time of a whole run against the number of files", "start", ' font-size="16"')]
    for decade in decades:
        y = down(10**decade)
        parts += [rule(LEFT, y, WIDTH - RIGHT, y), text(LEFT - 8, y + 4, f"{10**decade:g} s", "end")]
    for size in sorted(set(sizes)):
        x = across(size)
        parts += [rule(x, TOP, x, HEIGHT - BOTTOM), text(x, HEIGHT - BOTTOM + 20, f"{size:,}", "middle")]
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts += [text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, "files (logarithmic)", "middle"),
              text(18, middle, "seconds (logarithmic)", "middle", f' transform="rotate(-90 18 {middle})"')]
    for name, points in lines.items():
        at = [(across(size), down(time)) for size, time in points]
        path, color = " ".join(f"{x:.1f},{y:.1f}" for x, y in at), COLORS[name]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in at]
        parts.append(text(at[-1][0] + 10, at[-1][1] + 4, name, "start", f' fill="{color}"'))
    return "\n".join([*parts, "</svg>\n"])


def scale(least, most, start, end):
    span = math.log(most / least) or 1
    return lambda value: start + math.log(value / least) / span * (end - start)


def rule(x, y, to_x, to_y):
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="#ddd"/>'


def text(x, y, words, anchor, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{words}</text>'


if __name__ == "__main__":
    lines = measured(sorted(int(size) for size in sys.argv[1:]) or [1000, 2000, 5000, 10000, 20000])
    with open(OUT, "w") as file:
        file.write(picture(lines))
