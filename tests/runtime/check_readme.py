#!/usr/bin/env python3
"""Every test that README.md names exists."""
import pathlib
import re
import sys

here = pathlib.Path(__file__).resolve().parent
sources = "".join(file.read_text() for file in here.glob("*_test.cpp"))
tests = {f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_P|_F)?\((\w+), (\w+)\)", sources, re.M)}
text = (here / "README.md").read_text()
missing = [name for name in re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", text) if name not in tests and name != "Suite.Test"]
missing += [name for name in re.findall(r"`(programs/\w+)`", text) if not (here.parent / name / "main.riot").exists()]
for name in missing:
    print(f"README.md names {name}, which does not exist")
sys.exit(bool(missing))
