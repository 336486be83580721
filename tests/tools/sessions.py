#!/usr/bin/env python3
"""Sessions at a prompt, found by scanning: what each verb of riotc prints, exactly.

tests/verbs/NAME.session holds commands and what they print, standard error included:
    ## a comment
    $ riotc check app.riot
    error[E0301]: ..
    [status 1]                  only when the status is not 0
The folder's own path is written `$PWD`. `[..]` in an expected line stands for anything within it, for times and paths that differ from run to run.
The commands run one after the other in bash, in a fresh folder that holds a copy of tests/verbs/NAME/ if there is one,
with riotc on the PATH. Variables and the folder stay from one command to the next.

usage: sessions.py --riotc PATH [--update] [--summary] [FILTER ...]"""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("--update", action="store_true", help="rewrite the sessions; read the diff")
parser.add_argument("--summary", action="store_true", help="only the closing line and failures")
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
parser.add_argument("filters", nargs="*")
options = parser.parse_args()
riotc = pathlib.Path(options.riotc).resolve()
MARK = "\x1e"  # between the output of two commands


def steps_of(text):
    """Comments, blank lines and commands in order; each command with its expected lines."""
    steps = []
    for line in text.splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif steps and isinstance(steps[-1], tuple) and not line.startswith("## "):
            steps[-1][1].append(line)
        else:
            steps.append(line)
    return steps


def run(commands, folder):
    script = "".join(f"{{ {command}\n}} 2>&1; printf '{MARK}%s{MARK}' $?\n" for command in commands)
    env = dict(os.environ, PATH=f"{riotc.parent}:{os.environ['PATH']}", NO_COLOR="1", HOME=str(folder), LC_ALL="C.UTF-8")
    for name in ("RIOT_HOME", "RIOT_CXX", "RIOT_SEED", "RIOT_WORKERS"):
        env.pop(name, None)
    done = subprocess.run(["bash", "-c", script], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, env=env)
    parts = done.stdout.decode("utf-8", "replace").replace(str(folder), "$PWD").split(MARK)
    return [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]


def matches(wanted, got):
    return got == wanted or ("[..]" in wanted and re.fullmatch(".*".join(re.escape(part) for part in wanted.split("[..]")), got) is not None)


def check(path):
    steps = steps_of(path.read_text())
    commands = [step for step in steps if isinstance(step, tuple)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "work"
        files = path.with_suffix("")
        shutil.copytree(files, folder) if files.is_dir() else folder.mkdir()
        try:
            outcomes = run([command for command, _ in commands], folder)
        except subprocess.TimeoutExpired:
            return "no end after 600 s"
    if len(outcomes) != len(commands):
        return f"{len(outcomes)} of {len(commands)} commands came back"
    old, new, at = [], [], 0
    for step in steps:
        if not isinstance(step, tuple):
            old.append(step)
            new.append(step)
            continue
        command, wanted = step
        output, status = outcomes[at]
        at += 1
        got = output.splitlines() + ([f"[status {status}]"] if status != "0" else [])
        while got and got[-1] == "":  # blank lines at the end are not compared
            got.pop()
        # Lines that match their pattern keep it.
        if len(got) == len(wanted):
            got = [w if matches(w, g) else g for w, g in zip(wanted, got)]
        old += ["$ " + command, *wanted]
        new += ["$ " + command, *got]
    if old == new:
        return ""
    if options.update:
        path.write_text("\n".join(new) + "\n")
        return ""
    return "\n".join(difflib.unified_diff(old, new, str(path.relative_to(root)), "what came", lineterm=""))


sessions = [path for path in sorted((root / "tests/verbs").glob("*.session")) if not options.filters or any(f in f"verbs/{path.stem}" for f in options.filters)]
failed = 0
with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
    for path, problem in zip(sessions, pool.map(check, sessions)):
        if problem:
            failed += 1
            print(f"FAILED verbs/{path.stem}\n    " + problem.replace("\n", "\n    "))
        elif not options.summary:
            print(f"ok verbs/{path.stem}")
print(f"{len(sessions) - failed} passed, {failed} failed")
sys.exit(1 if failed or not sessions else 0)
