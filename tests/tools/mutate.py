#!/usr/bin/env python3
"""Programs of tests/programs and examples/ with a few tokens deleted, doubled, swapped or put in another's place: whatever they
are, `riotc check` tells mistakes. It never crashes, never hangs, never speaks of an internal error; and what it accepts can be
lowered and emitted.

usage: mutate.py --riotc PATH [--seconds N] [--seed N] [--keep FOLDER] [--jobs N]
Failing programs are kept in FOLDER (default: a temporary one that is named)."""
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("--seconds", type=float, default=20)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--keep")
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
options = parser.parse_args()
riotc = str(pathlib.Path(options.riotc).resolve())
LIMIT = 60  # seconds for one program: a busy machine meets 10, only a hang this

TOKEN = re.compile(r"//[^\n]*|\"\"\"|\"(?:\\.|\$\{[^}\"\n]*\}|[^\"\\\n])*\"|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9a-z_.]*|<<|>>|\|>|\|\||->|=>|<-|\+\+|==|!=|<=|>=|\.\.|#\{|\s+|.", re.S)
SPARE = ["(", ")", "{", "}", "[", "]", "<<", ">>", "#{", "${", "\"", "|", "|>", "->", "=>", "<-", "=", "==", "!", "..", ",", ":", ".", "?", "_", "^", "@",
         "fn", "let", "if", "else", "match", "receive", "after", "when", "for", "in", "spawn", "return", "type", "alias", "opaque", "const", "import", "pub",
         "test", "assert", "as", "and", "not", "receives", "1", "1.0", "5s", "\"x\"", "x", "X", "None", "Some", "self()", "Int", "List", "Reply", "todo", "\n"]


def mutate(text, chance):
    tokens = TOKEN.findall(text)
    places = [i for i, token in enumerate(tokens) if not token.isspace() and not token.startswith("//")]
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if len(places) < 4:
            break
        i, j = chance.choice(places), chance.choice(places)
        kind = chance.randrange(7)
        if kind == 0:
            tokens[i] = ""
        elif kind == 1:
            tokens[i] = tokens[i] + " " + tokens[i]
        elif kind == 2:
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif kind == 3:
            tokens[i] = tokens[j]
        elif kind == 4:
            tokens[i] = chance.choice(SPARE)
        elif kind == 5:
            tokens[i] = tokens[i] + " " + chance.choice(SPARE)
        else:  # a stretch goes
            for k in range(i, min(i + chance.randrange(2, 12), len(tokens))):
                tokens[k] = ""
    return "".join(tokens)


sources = sorted((root / "tests/programs").glob("*/main.riot")) + sorted((root / "examples").glob("*.riot"))
keep = pathlib.Path(options.keep or tempfile.mkdtemp(prefix="riot-mutants-"))


def attempt(seed):
    chance = random.Random(seed)
    path = chance.choice(sources)
    text = mutate(path.read_text(), chance)
    with tempfile.TemporaryDirectory() as folder:
        for other in path.parent.iterdir():
            if other != path and (other.is_dir() or other.suffix == ".riot"):
                (pathlib.Path(folder) / other.name).symlink_to(other)
        (pathlib.Path(folder) / path.name).write_text(text)
        for command in (["check"], ["build", "--emit=cpp"]):
            began = time.monotonic()
            try:
                done = subprocess.run([riotc, *command, path.name], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=LIMIT)
            except subprocess.TimeoutExpired:
                return seed, text, f"{command[0]}: no end after {LIMIT} s"
            err = done.stderr.decode("utf-8", "replace")
            if done.returncode not in (0, 1) or "internal error" in err or re.search(r"\.cpp:\d+", err):
                return seed, text, f"{command[0]}: status {done.returncode} after {time.monotonic() - began:.1f} s\n{err[-800:]}"
            if done.returncode == 1:
                if "error[" not in err:
                    return seed, text, f"{command[0]}: fails without an error\n{err[-800:]}"
                return seed, None, "wrong"
    return seed, None, "right"


end = time.monotonic() + options.seconds
counts = {"right": 0, "wrong": 0}
failures = 0
with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
    waiting, seed = set(), options.seed * 1_000_000
    while waiting or time.monotonic() < end:
        while len(waiting) < options.jobs * 2 and time.monotonic() < end:
            waiting.add(pool.submit(attempt, seed))
            seed += 1
        done, waiting = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
        for one in done:
            number, text, what = one.result()
            if text is None:
                counts[what] += 1
                continue
            failures += 1
            kept = keep / f"{number}.riot"
            keep.mkdir(parents=True, exist_ok=True)
            kept.write_text(text)
            print(f"{kept}: {what}")
if not failures and not options.keep:
    shutil.rmtree(keep, ignore_errors=True)
print(f"{counts['wrong']} wrong and {counts['right']} right programs, {failures} failures")
sys.exit(1 if failures or counts["wrong"] == 0 else 0)
