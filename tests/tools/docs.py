#!/usr/bin/env python3
"""Compiles every ```riot block of the Markdown files given (default: README.md and docs/), and runs those that an
```output block follows. Usage: docs.py --riotc PATH [FILE ...]"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("files", nargs="*")
options = parser.parse_args()
riotc = str(pathlib.Path(options.riotc).resolve())
files = [pathlib.Path(f) for f in options.files] or [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
block = re.compile(r"^```riot\n(.*?)^```\n(?:```output\n(.*?)^```\n)?", re.M | re.S)
passed = failed = 0
for path in files:
    text = path.read_text()
    for found in block.finditer(text):
        code, wanted = found.group(1), found.group(2)
        where = f"{path.relative_to(root)}:{text.count(chr(10), 0, found.start()) + 1}"
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "main.riot").write_text(code)
            command = [riotc, "check", "main.riot"] if wanted is None else [riotc, "run", "main.riot"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=dict(os.environ, NO_COLOR="1"))
        problem = ""
        if done.returncode != 0 or "warning[" in done.stderr:
            problem = f"status {done.returncode}\n{done.stderr}"
        elif wanted is not None and done.stdout != wanted:
            problem = f"printed:\n{done.stdout}instead of:\n{wanted}"
        if problem:
            failed += 1
            print(f"FAILED {where}\n    " + problem.rstrip().replace("\n", "\n    "))
        else:
            passed += 1
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
