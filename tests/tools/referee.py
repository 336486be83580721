#!/usr/bin/env python3
"""Programs with an Erlang counterpart: tests/programs/NAME/NAME.erl, which prints what expect.txt holds.

Runs each under Erlang and compares. Where Riot means to differ, differences.txt beside it holds the line of expect.txt with
its reason above; any other difference fails, and so does a line there that differs no more. Exit status 77: no Erlang here."""
import pathlib
import shutil
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
if not shutil.which("escript"):
    print("escript is not installed")
    sys.exit(77)
failed = 0
scripts = sorted(root.glob("tests/programs/*/*.erl"))
for script in scripts:
    ours = (script.parent / "expect.txt").read_text().splitlines()
    done = subprocess.run(["escript", str(script)], capture_output=True, text=True, timeout=300)
    theirs = done.stdout.splitlines()
    meant = script.parent / "differences.txt"
    meant = meant.read_text().splitlines() if meant.exists() else []
    problems = [done.stderr] if done.returncode != 0 else []
    if len(ours) != len(theirs):
        problems.append(f"{len(ours)} lines expected, Erlang prints {len(theirs)}")
    for our, their in zip(ours, theirs):
        if our != their and our not in meant:
            problems.append(f"expected  {our}\n  Erlang    {their}")
        if our == their and our in meant:
            problems.append(f"not a difference: {our}")
    failed += bool(problems)
    print(f"{'FAILED' if problems else 'ok'} {script.relative_to(root)}")
    for problem in problems:
        print(f"  {problem}")
print(f"{len(scripts) - failed} passed, {failed} failed")
sys.exit(failed != 0 or not scripts)
