#!/usr/bin/env python3
"""Fails when a compiler folder includes a folder that compiler/layers.txt does not allow it, or a header outside the
runtime's public ones is included by another part. Usage: check.py ROOT"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
allowed = {}
for line in (root / "compiler/layers.txt").read_text().splitlines():
    if line and not line.startswith("#"):
        folder, _, uses = line.partition(":")
        allowed[folder] = set(uses.split()) | {folder}

problems = []
include = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')
for path in sorted((root / "compiler").rglob("*")):
    if path.suffix not in (".h", ".cpp", ".def"):
        continue
    folder = path.relative_to(root / "compiler").parts[0]
    if folder not in allowed:
        problems.append(f"{path.relative_to(root)}: folder `{folder}` is not in compiler/layers.txt")
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = include.match(line)
        if not found:
            continue
        name = found.group(1)
        where = f"{path.relative_to(root)}:{number}"
        if name.startswith("compiler/"):
            used = name.split("/")[1]
            if used not in allowed[folder]:
                problems.append(f"{where}: `{folder}` may not include `{used}`")
        elif name.startswith(("runtime/", "riot/")):
            problems.append(f"{where}: the compiler includes nothing of the runtime")
        elif "antlr4" in name and folder != "parse":
            problems.append(f"{where}: only `parse` includes ANTLR")
for path in sorted((root / "runtime").rglob("*")):
    if path.suffix in (".h", ".cpp"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = include.match(line)
            if found and found.group(1).startswith("compiler/"):
                problems.append(f"{path.relative_to(root)}:{number}: the runtime includes nothing of the compiler")
for name in allowed:
    for used in allowed[name]:
        if used != name and name in allowed.get(used, ()):
            problems.append(f"compiler/layers.txt: `{name}` and `{used}` may use each other")
print("\n".join(problems) if problems else "layers are kept")
sys.exit(1 if problems else 0)
