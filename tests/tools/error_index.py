#!/usr/bin/env python3
"""Writes docs/errors.md, the index of error codes, from `riotc explain`. With --check it only compares, for the tests.
usage: error_index.py --riotc PATH [--check]"""
import argparse
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("--check", action="store_true")
options = parser.parse_args()
codes = re.findall(r"^X\((\w+),", (root / "compiler/diagnostics/codes.def").read_text(), re.M)
FAMILIES = [("E01", "Reading the source"), ("E02", "Names, modules and declarations"), ("E03", "Types and expressions"), ("E04", "Patterns and bits"),
            ("E05", "Mailboxes and messages"), ("E06", "Foreign functions"), ("E07", "Files and tools"), ("E09", "The compiler itself"), ("W", "Warnings")]
lines = ["# Error codes", "", "What `riotc explain CODE` says, for all codes. Made by `tests/tools/error_index.py`; edit `compiler/diagnostics/codes.def`.", ""]
family = None
for code in sorted(codes, key=lambda c: (c[0] == "W", c)):
    title = next((name for prefix, name in FAMILIES if code.startswith(prefix)), None)
    if title is None:
        sys.exit(f"{code} belongs to no family; add one to FAMILIES")
    if title != family:
        family = title
        lines += [f"## {title}", ""]
    text = subprocess.run([options.riotc, "explain", code], capture_output=True, text=True, check=True).stdout.rstrip()
    head, _, body = text.partition("\n")
    lines += [f"### {head}", ""]
    # Indented parts are code, in the explanations as in Markdown.
    lines += [line.rstrip() for line in body.strip("\n").split("\n")]
    lines.append("")
wanted = "\n".join(lines).rstrip() + "\n"
path = root / "docs/errors.md"
if options.check:
    if not path.exists() or path.read_text() != wanted:
        sys.exit("docs/errors.md differs from what riotc explains: run tests/tools/error_index.py --riotc build/release/bin/riotc")
else:
    path.write_text(wanted)
