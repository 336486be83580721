#!/usr/bin/env python3
"""Runs the examples in the doc comments of the standard library, and checks that every public item has one.

    /// The first item.
    ///
    /// ```riot
    /// assert list.first([1, 2]) == Some(1)
    /// ```
    pub fn first(list: List[a]) -> Option[a]

An example is the body of a test. Modules that it names are imported for it. One that begins with items of its own
(`type`, `fn name`, `const`, `import`, ..) is a module for itself: the items, a blank line, then what the test does; if there is
no more than items, its `main` is run, if it has one. All examples of a module are one program, in which every line
stands where it stands in the module, so places in messages are right.

usage: examples.py --riotc PATH [--jobs N] [--summary] [--keep FOLDER] [MODULE ...]      MODULE such as list or net/tcp"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
stdlib = root / "stdlib"
LIMIT = 300  # seconds; only a hang meets it

ITEM = re.compile(r"(pub\s|opaque type\s|type\s|alias\s|const\s|import\s|test\s|fn\s+\w|@)")
PUBLIC = re.compile(r"(?:pub\s+(?:opaque\s+)?(?:fn|type|const|alias)|opaque\s+type)\s+(\w+)")
FENCE = re.compile(r"///\s*```(\w*)\s*$")


class Example:
    def __init__(self, item, line, code):
        self.item = item    # the public item whose doc comment it is in, or "module"
        self.line = line    # of the opening fence, from 0
        self.code = code    # its lines, without `/// `

    def has_items(self):
        return bool(self.code) and bool(ITEM.match(self.code[0]))


def read_examples(lines):
    """The examples of a module, and its public items without one as (name, line)."""
    examples, bare = [], []
    pending, start, code = [], None, []
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if start is not None:
            if fence:
                pending.append((start, code))
                start = None
            else:
                code.append(line[4:] if line.startswith("/// ") else line[3:])
        elif fence:
            start, code = (number, []) if fence.group(1) == "riot" else (None, [])
            if fence.group(1) != "riot" and fence.group(1):
                start = -1  # another language: read over it
        elif not line.startswith("///"):
            public = PUBLIC.match(line)
            if public:
                found = [p for p in pending if p[0] >= 0]
                if not found:
                    bare.append((public.group(1), number + 1))
                examples += [Example(public.group(1), at, body) for at, body in found]
            if not line.startswith(("@", "//")) or public:
                pending = []
    return examples, bare


def imports_for(code, modules):
    own = "\n".join(line for line in code if line.startswith("import "))
    found = []
    for module in modules:
        last = module.split("/")[-1]
        if re.search(rf"(?<![\w.\"]){last}\.[a-zA-Z]", "\n".join(code)) and not re.search(rf"import {re.escape(module)}\b", own):
            found.append(f"import {module}")
    return "; ".join(found)


def lay_out(size, module, examples, modules):
    """A file in which the code of `examples` stands on its lines of the module."""
    lines = [""] * (size + 1)
    lines[0] = imports_for([line for example in examples for line in example.code], modules)
    for example in examples:
        name = f'test "{module}.{example.item} (line {example.line + 2})" {{'
        at, end = example.line + 1, example.line + 1 + len(example.code)
        for offset, line in enumerate(example.code):
            lines[at + offset] = "    " + line if line else ""
        if not example.has_items():
            lines[example.line] = name
            lines[end] = "}"
            continue
        statements = next((i for i, line in enumerate(example.code) if line == "" and i + 1 < len(example.code)
                           and example.code[i + 1][:1] not in (" ", "}", ")", "|", "/", "") and not ITEM.match(example.code[i + 1])), None)
        if statements is not None:
            lines[at + statements] = name
            lines[end] = "}"
        elif any(re.match(r"fn main\(", line) for line in example.code):
            lines[end] = name + " main() }"
    return "\n".join(lines) + "\n"


def check_module(module, modules, riotc, keep):
    """(passed, failed, report) of one module."""
    lines = (stdlib / f"{module}.riot").read_text().split("\n")
    examples, bare = read_examples(lines)
    report = [f"stdlib/{module}.riot:{line}: {name} has no example" for name, line in bare]
    if not examples:
        return 0, len(bare), report
    base = module.replace("/", "_") + "_examples"
    together = [example for example in examples if not example.has_items()]
    apart = [example for example in examples if example.has_items()]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(keep or name)
        folder.mkdir(parents=True, exist_ok=True)
        text = lay_out(len(lines), module, together, modules)
        for example in apart:
            part = f"{base}_{example.line + 2}"
            (folder / f"{part}.riot").write_text(lay_out(len(lines), module, [example], modules))
            head, rest = text.split("\n", 1)
            text = (head + "; " if head else "") + f"import {part}\n{rest}"
        (folder / f"{base}.riot").write_text(text)
        try:
            done = subprocess.run([riotc, "test", f"{base}.riot"], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  errors="replace", timeout=LIMIT, env=dict(os.environ, NO_COLOR="1"))
            out, err, status = done.stdout, done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            out, err, status = "", f"no end after {LIMIT} s", 124
    out, err = (re.sub(rf"\b{base}(_\d+)?\.riot", f"stdlib/{module}.riot", text) for text in (out, err))
    passed, failed = len(re.findall(r"^ok    ", out, re.M)), len(re.findall(r"^FAIL  ", out, re.M))
    if status != 0:
        if not failed:
            # It did not compile, or the program ended before its tests did.
            passed, failed = 0, len(examples)
            err = re.sub(r"(?ms)^warning\[.*?^\n|^\d+ warnings?\n", "", err) or f"ended with status {status}"
        report.append("\n".join(line for line in out.split("\n") if not line.startswith("ok    ")) + err)
    return passed, failed + len(bare), report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--riotc", required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--summary", action="store_true", help="only failures and the closing line")
    parser.add_argument("--keep", metavar="FOLDER", help="leave the programs there")
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    riotc = str(pathlib.Path(options.riotc).resolve())
    modules = sorted(str(path.relative_to(stdlib).with_suffix("")) for path in stdlib.rglob("*.riot"))
    chosen = options.modules or modules
    total_passed = total_failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for module, (passed, failed, report) in zip(chosen, pool.map(lambda m: check_module(m, modules, riotc, options.keep), chosen)):
            total_passed += passed
            total_failed += failed
            if failed or report:
                print(f"FAILED {module}: {passed} passed, {failed} failed")
                print("\n".join("    " + line for text in report for line in text.strip("\n").split("\n")))
            elif not options.summary:
                print(f"ok {module}: {passed} examples")
    print(f"{total_passed} passed, {total_failed} failed")
    sys.exit(1 if total_failed or not total_passed else 0)


main()
