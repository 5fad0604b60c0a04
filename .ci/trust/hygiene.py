#!/usr/bin/env python3
"""Every forbidden character in every field, file name, template, override and option; and none of them in any output.

  python3 .ci/trust/hygiene.py --bin target/release/newsfeed --work DIR"""
import argparse, json, os, re, shutil, subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "hygiene")
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root + "/feed")
FORBIDDEN = [chr(c) for c in (*range(0x01, 0x09), 0x0b, 0x0c, *range(0x0e, 0x20), *range(0x7f, 0xa0), *range(0x202a, 0x202f),
                              *range(0x2066, 0x206a), 0x2028, 0x2029)]
MARKUP = "<b>bold</b><script>alert(1)</script>\" onmouseover=\"x' ]]> [x](javascript:alert(1)) {{ 7*7 }} =cmd|' /C'!A0"
FIELDS = ["title", "excerpt", "webUrl", "originalUrl", "ampWebUrl", "publishedDateTime", "updatedDateTime", "type", "provider.name",
          "provider.domain", "author", "quality", "topics", "category", "language", "images", "related.title", "related.webUrl", "unknown"]


def escaped(text):
    return '"' + "".join(f"\\u{ord(c):04x}" if c in FORBIDDEN or c == '"' else "\\\\" if c == "\\" else c for c in text) + '"'


def header(field, value):
    fields = {"title": '"Report of the harbour"', "webUrl": '"https://a.example/x"', "publishedDateTime": '"2031-04-02T08:00:00Z"'}
    base, _, inner = field.partition(".")
    if base == "related":
        fields["related"] = f"\n- {inner}: {value}\n  excerpt: {value}\n  provider: {{name: {value}}}"
    elif inner:
        fields["provider"] = f"{{{inner}: {value}}}"
    elif base in ("topics",):
        fields[base] = f"[{value}]"
    elif base == "images":
        fields[base] = f"\n- url: {value}"
    else:
        fields[base] = value
    return "---\n" + "".join(f"{name}: {text}\n" for name, text in fields.items()) + "---\n"


files = 0
for number, field in enumerate(FIELDS):
    for way, chars in enumerate(("".join(f"{c}x" for c in FORBIDDEN), MARKUP, f"https://a.example/{MARKUP}{FORBIDDEN[0]}{FORBIDDEN[-1]}")):
        # Once by YAML escapes, once as raw bytes.
        with open(f"{root}/feed/{number:02}-{way}-escaped.md", "w", encoding="utf-8", newline="") as file:
            file.write(header(field, escaped("Words " + chars)))
        with open(f"{root}/feed/{number:02}-{way}-raw.md", "w", encoding="utf-8", newline="") as file:
            raw = chars.replace('"', "'").replace("\\", "/")
            file.write(header(field, f'"Words {raw}"'))
        files += 2
# File names and folders, all of them but / and NUL.
for number, char in enumerate(FORBIDDEN + ["\n", "\t", "\r", "<b>", "\"", "'", "&", "|", "`", "*"]):
    with open(f"{root}/feed/n{number:02}{char}x.md", "w", encoding="utf-8") as file:
        file.write("---\ntitle: never closed\n" if number % 2 else "A text\n\nwithout a header.\n")
    files += 1
os.makedirs(f"{root}/feed/folder\x1b[2J\u202e")
for name in (f"{root}/feed/folder\x1b[2J\u202e/a.md", os.fsencode(root) + b"/feed/latin\xe9\x9b.md"):
    with open(name, "w") as file:
        file.write("---\ntitle: Ferry sails again\ndate: never\n---\n")
    files += 1
with open(f"{root}/feed/text.txt", "w", encoding="utf-8", newline="") as file:
    file.write("Title " + "".join(c for c in FORBIDDEN) + MARKUP + "\n\nSee https://a.example/\u202ex\x1b[31m, 3 April 2031\x07.\n")
files += 1
with open(root + "/overrides.yaml", "w", encoding="utf-8") as file:
    name = escaped("Story " + "".join(FORBIDDEN) + MARKUP)
    file.write(f'story:\n- name: {name}\n  members: ["https://a.example/x"]\nignore:\n- "https://a.example/\\u202e\\u001b[31m"\n')
with open(root + "/mine.html", "w") as file:
    file.write("{% for s in stories %}{{ s.title }} {{ s.topics }}{% for a in s.articles %}<a href=\"{{ a.url }}\">{{ a.title }}</a>"
               "{{ a.excerpt }}{{ a.provider }}{{ a.authors }}{% endfor %}{% endfor %}{% for d in diagnostics %}{{ d.file }}{{ d.message }}{% endfor %}")
shutil.copy(root + "/mine.html", root + "/mine.txt")


def scan(what, data, keep="\n"):
    text = data.decode("utf-8")
    bad = [c for c in text if (c in FORBIDDEN or c in "\r\t\0") and c not in keep]
    at = text.find(bad[0]) if bad else 0
    assert not bad, (what, f"U+{ord(bad[0]):04X}", len(bad), ascii(text[max(0, at - 80):at + 40]))


def no_markup(what, data):
    text = data.decode()
    for tag in ("<b>bold", "<script>alert", "=\"\" onmouseover", "href=\"javascript", "href='javascript", *(["](javascript:"] if what in ("markdown", "digest") else [])):
        assert tag not in text, (what, tag, text[max(0, text.find(tag) - 100):][:200])


odd = "Day \x1b[31m\u202e<b>bold</b>"
RUNS = {
    "timeline": ["ingest", "feed"], "reasons": ["ingest", "feed", "-v", "--width", "40"], "by day": ["ingest", "feed", "--by", "day"],
    "by provider": ["ingest", "feed", "--by", "provider"], "json": ["ingest", "feed", "--json"], "jsonl": ["ingest", "feed", "--format", "jsonl"],
    "markdown": ["ingest", "feed", "--format", "markdown"], "html": ["ingest", "feed", "--format", "html", "--images", "--subject", odd],
    "atom": ["ingest", "feed", "--format", "atom", "--subject", odd], "jsonfeed": ["ingest", "feed", "--format", "jsonfeed", "--subject", odd],
    "tsv": ["ingest", "feed", "--format", "tsv"], "eml": ["ingest", "feed", "--format", "eml", "--to", "me@example.org", "--subject", odd],
    "template": ["ingest", "feed", "--template", "mine.html"], "plain template": ["ingest", "feed", "--template", "mine.txt"],
    "overrides": ["ingest", "feed", "--overrides", "overrides.yaml"], "overridden page": ["ingest", "feed", "--overrides", "overrides.yaml", "--format", "html"],
    "check": ["check", "feed"], "digest": ["digest", "feed", "--date", "2031-04-02"], "digest page": ["digest", "feed", "--date", "2031-04-02", "--format", "html"],
    "told": ["digest", "feed", "--history", "history.json", "--now", "2031-04-02T12:00:00Z"], "remembered": ["digest", "--history", "history.json", "--history-show"],
    "explain": ["explain", "feed", "https://a.example/x"], "explain json": ["explain", "feed", "https://a.example/x", "--json"],
    "problems as json": ["ingest", "feed", "--diagnostics", "json"], "no such path": ["ingest", f"none{odd}"], "no such title": ["explain", "feed", "--title", odd],
    "no such template": ["ingest", "feed", "--template", f"none{odd}"], "no such folder": ["ingest", "feed", "--out", f"none{odd}/x"],
    "no such list": ["ingest", "--files-from", f"none{odd}"], "odd zone": ["ingest", "feed", "--tz", odd], "odd option": ["ingest", "feed", f"--{odd}"],
    "odd state": ["digest", "feed", "--history", f"feed{odd}/none/\0"[:-1]], "odd pattern": ["ingest", "feed", "--glob", f"[{odd}"],
    "forced colour": ["ingest", "feed", "--color", "always", "--hyperlinks", "always"],
}
for what, run in RUNS.items():
    done = subprocess.run([binary, *run], capture_output=True, cwd=root, timeout=120)
    assert done.returncode in (0, 1, 2) and b"panicked" not in done.stderr, (what, done.returncode, done.stderr[-300:])
    out, error = done.stdout, done.stderr
    if what == "forced colour":
        # Our own colours and links, and nothing else.
        out = re.sub(rb"\x1b\[[0-9;]*m|\x1b\]8;;(https?://[!-~]*)?\x1b\\", b"", out)
    if what not in ("odd zone", "odd option"):
        scan(f"{what}: standard error", error)
    scan(what, out.replace(b"\r\n", b"\n"), "\n\t" if what in ("tsv", "eml") else "\n")
    if what in ("html", "overridden page", "digest page", "template", "atom", "markdown", "digest"):
        no_markup(what, out)
    if what == "json":
        value = json.loads(out)
        assert value["summary"]["files"] == files == sum(value["summary"][k] for k in ("documents", "texts", "skipped", "refused")), (files, value["summary"])
    if what == "tsv":
        assert all(row.count(b"\t") == 11 for row in out.splitlines()), "a cell that is none"
        cells = [cell for row in out.decode().splitlines()[1:] for cell in row.split("\t")]
        assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@")], "a cell that runs"
    if what == "eml":
        head = out.split(b"\r\n\r\n")[0].decode()
        names = {line.split(":")[0].lower() for line in head.split("\r\n") if line[0] not in " \t"}
        assert names <= {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"}, names
print(f"{files} files with {len(FORBIDDEN)} forbidden characters in {len(FIELDS)} fields, names, overrides, options: none of them in {len(RUNS)} outputs")
