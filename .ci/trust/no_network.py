#!/usr/bin/env python3
"""No run asks for a socket, starts a program, or opens its input to write.

  python3 .ci/trust/no_network.py --bin target/release/newsfeed --work DIR

Under strace; where that is not there, skipped and said."""
import argparse, os, re, shutil, subprocess, sys

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--work", required=True)
args = parser.parse_args()
binary, root = os.path.abspath(args.bin), os.path.join(os.path.abspath(args.work), "no-network")
shutil.rmtree(root, ignore_errors=True)
os.makedirs(root + "/feed")
if not shutil.which("strace"):
    print("skipped: system calls (strace is not here)")
    sys.exit(0)
for number in range(5):
    with open(f"{root}/feed/{number}.md", "w") as file:
        file.write(f"---\ntitle: Report {number}\nwebUrl: https://a{number}.example/x\namp: http://127.0.0.1:80/{number}\n"
                   f"publishedDateTime: 2031-04-02T08:00:00Z\nimages:\n- url: https://img.example/{number}.png\n"
                   "related:\n- title: A file\n  webUrl: file:///etc/passwd\n---\n{% include '/etc/passwd' %}\n")
with open(root + "/feed/program.md", "w") as file:
    file.write("---\ntitle: !!python/object/apply:os.system [id]\n---\n")
with open(root + "/feed/text.txt", "w") as file:
    file.write("A text\n\nSee https://a.example/x and `curl https://b.example`.\n")
feed = root + "/feed"
now = ["--now", "2031-04-02T12:00:00Z"]
RUNS = [["ingest", feed], ["ingest", feed, "--json"], ["ingest", feed, "--format", "html", "--images", "--out", root + "/page.html"],
        ["ingest", feed, "--format", "eml", "--to", "me@example.org"], ["check", feed],
        ["digest", feed, "--history", root + "/history.json", "--out", root + "/digest.md", *now],
        ["explain", feed, "https://a1.example/x"], ["schema"], ["man"], ["completions", "bash"]]
before = {name: (os.stat(f"{feed}/{name}").st_mtime_ns, open(f"{feed}/{name}", "rb").read()) for name in os.listdir(feed)}
calls = 0
for run in RUNS:
    trace = root + "/trace"
    done = subprocess.run(["strace", "-f", "-qq", "-o", trace, binary, *run], capture_output=True)
    if not os.path.exists(trace) or os.path.getsize(trace) == 0:
        print("skipped: system calls (strace may not trace here):", done.stderr.decode()[:80])
        sys.exit(0)
    assert done.returncode in (0, 1), (run, done.returncode, done.stderr)
    lines = open(trace, errors="replace").read().splitlines()
    calls += len(lines)
    assert not any("inet" in line or "AF_INET" in line for line in lines), run
    network = [line for line in lines if re.search(r"\b(socket|connect|bind|listen|accept4?|sendto|sendmsg|recvfrom|recvmsg)\(", line)]
    # The interrupt handler waits on a pipe of its own; no socket of any family.
    assert not network, (run, network[:3])
    programs = [line for line in lines if re.search(r"\b(execve|fork|vfork)\(", line)][1:]
    assert not programs, (run, programs[:3])
    for line in lines:
        match = re.search(r'\bopen(?:at)?\((?:AT_FDCWD, )?"([^"]*)", ([A-Z_|0-9]+)', line)
        if match and match[1].startswith(feed):
            assert "O_WRONLY" not in match[2] and "O_RDWR" not in match[2] and "O_CREAT" not in match[2], (run, line)
    touched = [line for line in lines if feed in line and re.search(r"\b(unlink|rename|truncate|chmod|chown|utimens|mkdir|symlink|link)\w*\(", line)]
    assert not touched, (run, touched[:3])
    passwords = [line for line in lines if re.search(r'\bopen(at)?\(.*"/etc/passwd"', line)]
    assert not passwords, (run, passwords)
after = {name: (os.stat(f"{feed}/{name}").st_mtime_ns, open(f"{feed}/{name}", "rb").read()) for name in os.listdir(feed)}
assert before == after
print(f"{len(RUNS)} runs, {calls} system calls: no socket, no program, no input opened to write")
