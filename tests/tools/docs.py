#!/usr/bin/env python3
"""Compiles every ```riot block of the Markdown files given (default: README.md and all below docs/, examples/ and editors/),
and follows their links to files.

    ```riot                 compiles without a word; an ```output block behind it is what it prints
    ```riot test            compiles, and its tests pass
    ```riot fails E0301     has that mistake; an ```output block behind it is the message, word for word
    ```riot crashes         compiles, prints what stands in the ```output block and ends with status 1; an ```errors block
                            behind that holds lines that standard error contains, in order
    ```riot part            a piece of a program that the block behind it completes: put before the text of that block

A block may be several modules: a line `// file: net/codec.riot` begins another file; what comes first, or behind
`// file: main.riot`, is main.riot.

usage: docs.py --riotc PATH [--jobs N] [--summary] [--update] [FILE ...]
--update writes what came into the output blocks; read the diff."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
parser.add_argument("--summary", action="store_true", help="only the closing line and failures")
parser.add_argument("--update", action="store_true")
parser.add_argument("files", nargs="*")
options = parser.parse_args()
riotc = str(pathlib.Path(options.riotc).resolve())
LIMIT = 120  # seconds; only a hang meets it
BLOCK = re.compile(r"^```riot(?P<words>[^\n]*)\n(?P<code>.*?)^```\n(?:\s*```output\n(?P<output>.*?)^```\n)?(?:\s*```errors\n(?P<errors>.*?)^```\n)?", re.M | re.S)
KINDS = {"", "test", "fails", "crashes", "part"}


def default_files():
    files = [root / "README.md"]
    for folder in ("docs", "examples", "editors", "stdlib"):
        files += sorted(path for path in (root / folder).rglob("*.md") if "node_modules" not in path.parts)
    return files


class Block:
    def __init__(self, path, text, found, before):
        self.path, self.start, self.end = path, found.start("output"), found.end("output")
        self.where = f"{path.relative_to(root)}:{text.count(chr(10), 0, found.start()) + 1}"
        words = found["words"].split()
        self.kind, self.code = (words[0] if words else ""), (words[1] if len(words) > 1 else None)
        self.text, self.output, self.errors = before + found["code"], found["output"], found["errors"]
        self.got = None

    def run(self, verb, folder, *more):
        return subprocess.run([riotc, *verb, "main.riot", *more], cwd=folder, capture_output=True, text=True, timeout=LIMIT, stdin=subprocess.DEVNULL, env=dict(os.environ, NO_COLOR="1"))

    def check(self):
        """The problem as text, or None."""
        if self.kind not in KINDS or (self.kind == "fails") != bool(self.code):
            return f"unknown kind of block: riot {self.kind} {self.code or ''}"
        if self.kind == "crashes" and self.output is None:
            return "a block that crashes needs its ```output"
        with tempfile.TemporaryDirectory() as folder:
            for name, text in split(self.text):
                file = pathlib.Path(folder) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            try:
                return self.judge(folder)
            except subprocess.TimeoutExpired:
                return f"no end after {LIMIT} s"

    def judge(self, folder):
        # What is shown is laid out as `riotc fmt` would, unless it cannot be parsed.
        laid_out = self.run(["fmt", "--check", "."], folder)
        if laid_out.returncode != 0 and not laid_out.stderr:
            return "not laid out as by `riotc fmt`"
        checked = self.run(["check"], folder)
        if self.kind == "fails":
            self.got = checked.stderr
            if checked.returncode == 0 and "warning[" not in checked.stderr:
                return "compiles"
            if f"[{self.code}]" not in checked.stderr:
                return f"has another mistake than {self.code}:\n{checked.stderr}"
            return self.compare(checked.stderr)
        if checked.returncode != 0 or "warning[" in checked.stderr:
            return f"status {checked.returncode}\n{checked.stderr}"
        if self.kind == "test":
            done = self.run(["test"], folder)
            return None if done.returncode == 0 else f"tests failed\n{done.stdout}{done.stderr}"
        if self.output is None:
            return None
        done = self.run(["run"], folder)
        self.got = done.stdout
        if done.returncode != (1 if self.kind == "crashes" else 0):
            return f"status {done.returncode}\n{done.stdout}{done.stderr}"
        rest = done.stderr.splitlines()
        for line in (self.errors or "").splitlines():
            if line not in rest:
                return f"standard error lacks the line: {line}\nit was:\n{done.stderr}"
            rest = rest[rest.index(line) + 1:]
        return self.compare(done.stdout)

    def compare(self, got):
        if self.output is None or got == self.output or options.update:
            return None
        return f"printed:\n{got}instead of:\n{self.output}"


def split(text):
    """The files of a block: (name, text)."""
    parts = re.split(r"^// file: (\S+)\n", text, flags=re.M)
    files = {}
    if parts[0].strip() or len(parts) == 1:
        files["main.riot"] = parts[0]
    for name, body in zip(parts[1::2], parts[2::2]):
        files[name] = files.get(name, "") + body
    return files.items()


def broken_links(path, text):
    """Links to files of the repository that are not there."""
    plain = re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", plain)
    return [target for target in targets if "://" not in target and not (path.parent / target).exists()]


blocks = []
dead = []
for path in [pathlib.Path(f).resolve() for f in options.files] or default_files():
    text, before = path.read_text(), ""
    dead += [f"FAILED {path.relative_to(root)}: the link to {target} leads nowhere" for target in broken_links(path, text)]
    opened = len(re.findall(r"^```riot", text, re.M))
    found = list(BLOCK.finditer(text))
    if len(found) != opened:
        sys.exit(f"{path.relative_to(root)}: a block is not closed, or stands inside another")
    for match in found:
        blocks.append(Block(path, text, match, before))
        before = blocks[-1].text if blocks[-1].kind == "part" else ""
        if blocks[-1].kind == "part":
            blocks.pop()

failed = len(dead)
if dead:
    print("\n".join(dead))
with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
    for block, problem in zip(blocks, pool.map(Block.check, blocks)):
        if problem:
            failed += 1
            lines = problem.rstrip().split("\n")
            print(f"FAILED {block.where}\n    " + "\n    ".join(lines[:30] + ["..."] * (len(lines) > 30)))
        elif not options.summary:
            print(f"ok {block.where}")
if options.update:
    for path in {block.path for block in blocks}:
        text = path.read_text()
        for block in reversed([b for b in blocks if b.path == path and b.output is not None and b.got is not None]):
            text = text[:block.start] + block.got + text[block.end:]
        path.write_text(text)
print(f"{len(blocks) - failed + len(dead)} passed, {failed} failed")
sys.exit(1 if failed or not blocks else 0)
