#!/usr/bin/env python3
"""The texts of `riotc explain`: each code has one with an example, what an example says fails gives that very code, what it
says works does not; and each code is shown by some golden message under tests/golden.

An example may be a file, items, or statements of a function; `// name.riot` lines divide it into modules (the last is
compiled). Each way to read it is tried.

usage: explain.py --riotc PATH [CODE ...]"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("codes", nargs="*")
options = parser.parse_args()
riotc = str(pathlib.Path(options.riotc).resolve())

# Codes whose text shows no program: it could not be written down.
WITHOUT_EXAMPLE = {"E0109", "E0110", "E0607"}

# Told only when a program is built.
BUILT = {"E0216", "E0605"}


def codes_of(modules, built=False):
    """The codes that `riotc check` gives for the last of the modules."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in modules:
            (pathlib.Path(folder) / name).write_text(text)
        verb = ["build", "-o", "program"] if built else ["check"]
        done = subprocess.run([riotc, *verb, "--message-format=short", modules[-1][0]], cwd=folder, capture_output=True, text=True, timeout=120)
        if done.returncode not in (0, 1):
            return {f"status {done.returncode}: {done.stderr[:300]}"}
        return set(re.findall(r"\[([EW]\d{4})\]", done.stdout + done.stderr))


def modules_of(text):
    modules, name, lines = [], "main.riot", []
    for line in text.splitlines():
        marker = re.fullmatch(r"// (\w+\.riot)", line)
        if marker:
            if lines:
                modules.append((name, "\n".join(lines) + "\n"))
            name, lines = marker.group(1), []
        else:
            lines.append(line)
    modules.append((name, "\n".join(lines) + "\n"))
    return modules


def is_item(line):
    return re.match(r"(pub |opaque )?(fn \w|type |alias |const |import |test |@)", line)


def readings(text):
    """The ways in which an example can be a program."""
    modules = modules_of(text)
    before, (name, last) = modules[:-1], modules[-1]
    yield modules
    main = "" if re.search(r"^fn main\(", last, re.M) else "\nfn main() { println(1) }\n"
    yield before + [(name, last + main)]
    # Items first, then what stands in a function.
    lines = last.splitlines()
    split = 0
    inside = False
    for i, line in enumerate(lines):
        if is_item(line) or (inside and (line.startswith((" ", "}", "|")) or not line.strip())):
            inside = True
            split = i + 1
        else:
            break
    items, statements = lines[:split], lines[split:]
    if statements:
        body = "\n".join("  " + line for line in statements)
        yield before + [(name, "\n".join(items) + "\nfn main() {\n" + body + "\n}\n")]
        imports = "".join(f"import {module}\n" for module in ("list", "json", "file", "process", "map", "option", "task") if re.search(rf"\b{module}\.", last))
        yield before + [(name, imports + "\n".join(items) + "\nfn example(n: Int, xs: List[Int]) {\n" + body + "\n}\n" + "fn main() { println(example(1, [1])) }\n")]


def section(text, *titles):
    for title in titles:
        found = re.search(rf"^{title}:\n\n((?:(?:    .*)?\n)+)", text, re.M)
        if found:
            return "\n".join(line[4:] for line in found.group(1).rstrip("\n").split("\n")) + "\n"
    return None


source = (root / "compiler/diagnostics/codes.def").read_text()
texts = dict(re.findall(r'X\(([EW]\d{4}), "[^\n]*", R"\((.*?)\)"\)', source, re.S))
declared = re.findall(r"^X\(([EW]\d{4}),", source, re.M)
problems = []
if len(texts) != len(declared):
    problems.append(f"codes.def: {len(declared)} codes, {len(texts)} texts")
shown = set()
for path in (root / "tests/golden").rglob("*.*"):
    if path.suffix in (".err", ".build"):
        shown |= set(re.findall(r"^(?:error|warning)\[([EW]\d{4})\]", path.read_text(), re.M))
used = set()
for path in (root / "compiler").rglob("*.*"):
    if path.suffix in (".cpp", ".h"):
        used |= set(re.findall(r"Code::([EW]\d{4})", path.read_text()))
for code in declared:
    if options.codes and code not in options.codes:
        continue
    if code not in shown:
        problems.append(f"{code}: no golden message under tests/golden shows it")
    if code not in used:
        problems.append(f"{code}: nothing in compiler/ reports it")
    explained = subprocess.run([riotc, "explain", code], capture_output=True, text=True)
    if explained.returncode != 0 or texts[code].strip() not in explained.stdout:
        problems.append(f"{code}: `riotc explain` does not print its text")
    fails = section(texts[code], "Fails", "Warns")
    works = section(texts[code], "Works", "Does not")
    if code in WITHOUT_EXAMPLE:
        continue
    if fails is None or works is None:
        problems.append(f"{code}: its text has no example")
        continue
    found = [codes_of(reading, code in BUILT) for reading in readings(fails)]
    if not any(code in one for one in found):
        problems.append(f"{code}: its example gives {sorted(set().union(*found)) or 'nothing'}\n{fails}")
    if all(code in codes_of(reading, code in BUILT) for reading in readings(works)):
        problems.append(f"{code}: what is said to work gives it too\n{works}")
for problem in problems:
    print(problem)
count = len(options.codes or declared)
bad = len({problem.split(":")[0] for problem in problems})
print(f"{count - bad} passed, {bad} failed")
sys.exit(1 if problems else 0)
