#!/usr/bin/env python3
"""What goes wrong around a digest: each fault ends with status 2 and a sentence, and every old file is intact.

  python3 .ci/faults.py --bin target/release/newsfeed --work DIR

Full disks and read-only folders are small tmpfs mounts; where mounting is not allowed they are skipped, and said."""
import argparse, os, shutil, subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(args.work, "faults")
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root)
feed = os.path.join(root, "feed")
os.makedirs(feed)
for number in range(50):
    with open(f"{feed}/{number}.md", "w") as file:
        file.write(f"---\ntitle: Report {number} of the commission on {chr(97 + number % 26) * 9}\n"
                   f"webUrl: https://a{number}.example/report\npublishedDateTime: 2031-04-02T08:{number:02}:00Z\n---\n")
done = []


def digest(*more, stdout=subprocess.PIPE):
    return subprocess.run([binary, "digest", feed, "--now", "2031-04-02T12:00:00Z", *more], stdout=stdout, stderr=subprocess.PIPE)


def fails(name, run, *sentence):
    error = run.stderr.decode()
    assert run.returncode == 2, (name, run.returncode, error)
    assert error.count("\n") == 1 and all(part in error for part in sentence), (name, error)
    done.append(name)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


history, page = f"{root}/history.json", f"{root}/page.html"

# Standard output that is full: nothing was told, so nothing is remembered.
with open("/dev/full", "w") as full:
    fails("/dev/full", digest("--history", history, stdout=full), "cannot write to standard output", "no space left")
assert not os.path.exists(history)
assert digest("--history", history).stdout, "told after all"

# Histories that are none.
for name, text in {"foreign": "{}", "newer": '{"newsfeed-history":7}', "damaged": open(history).read()[:-400], "empty": ""}.items():
    write(f"{root}/{name}.json", text)
    write(page, "old page")
    fails(name, digest("--history", f"{root}/{name}.json", "--format", "html", "--out", page), f"{name}.json")
    assert open(f"{root}/{name}.json").read() == text and open(page).read() == "old page", name
fails("a folder as history", digest("--history", feed), "feed")

# A page that cannot be written: the history stays.
before = open(history).read()
write(f"{feed}/new.md", "---\ntitle: One more report of another kind\nwebUrl: https://b.example/x\npublishedDateTime: 2031-04-02T11:00:00Z\n---\n")
fails("no folder for the page", digest("--history", history, "--out", f"{root}/none/page.html"), "cannot write", "none/page.html")
assert open(history).read() == before

# In use by another run.
import fcntl
with open(history + ".lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    fails("in use", digest("--history", history, "--lock-wait", "0"), "another run uses the history")


def mounted(name, options):
    folder = f"{root}/{name}"
    os.makedirs(folder)
    return folder if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode == 0 else None


def unmount(folder):
    subprocess.run(["umount", folder], check=True)


small = mounted("small", "size=256k")
if small:
    shutil.copy(history, f"{small}/history.json")
    old = open(history).read()
    try:
        with open(f"{small}/fill", "wb") as fill:
            while True:
                fill.write(b"x" * 4096)
                fill.flush()
    except OSError:
        pass
    write(page, "old page")
    fails("a full disk under the history", digest("--history", f"{small}/history.json", "--format", "html", "--out", page), "no space left")
    assert open(f"{small}/history.json").read() == old and open(page).read() == "old page"
    assert not [name for name in os.listdir(small) if name.startswith(".newsfeed-")], "left behind"
    fails("a full disk under the page", digest("--history", history, "--format", "html", "--out", f"{small}/page.html"), "no space left")
    assert open(history).read() == before
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    fails("an unwritable history folder", digest("--history", f"{small}/history.json"), "read-only")
    assert open(f"{small}/history.json").read() == old
    unmount(small)
else:
    print("skipped: full and read-only disks (mount is not allowed here)")

# And after all that the digest still comes.
assert b"One more report" in digest("--history", history).stdout
print(f"{len(done)} faults: {', '.join(done)}")
