#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times compilers on the same program (generate.py) in Riot, Erlang and Go: run.py [--riotc PATH] [--rounds N] [--lines N].

What is timed: hello world from nothing; the front end alone (riotc check, go vet has no equal); everything from nothing;
everything again after one line has changed. Seconds of wall time and, in parentheses, of processor time; medians."""
import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", default=str(root / "build/release/bin/riotc"))
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--modules", type=int, default=50)
parser.add_argument("--lines", type=int, default=10_000)
options = parser.parse_args()
work = root / "build" / "benchmarks" / "compile"
shutil.rmtree(work, ignore_errors=True)
subprocess.run([sys.executable, str(here / "generate.py"), str(work), str(options.modules), str(options.lines)], check=True)
(work / "hello").mkdir()
(work / "hello/hello.riot").write_text('fn main() { println("hello") }\n')
(work / "hello/hello.erl").write_text('-module(hello).\n-export([main/0]).\nmain() -> io:format("hello~n").\n')
(work / "hello/hello.go").write_text('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n')
os.environ["GOCACHE"] = str(work / "go-cache")
os.environ["GOFLAGS"] = "-mod=mod"
os.environ["RIOT_CACHE"] = str(work / "riot-cache")


def timed(command, cwd):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def edit(path, old, round_):
    """Changes one line, another way each round."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, old + " " + "".join("+ 0 " for _ in range(round_ + 1)), 1))


middle = options.modules // 2
erlang_files = [f"mod{m}.erl" for m in range(options.modules)] + ["main.erl"]
erlc = ["erlc", "-o", "."]
riot, erlang, go, hello = work / "riot", work / "erlang", work / "go", work / "hello"
has_go_library = False
results = {}


def note(what, language, command, cwd):
    results.setdefault(what, {}).setdefault(language, []).append(timed(command, cwd))


for round_ in range(options.rounds):
    shutil.rmtree(work / "riot-cache", ignore_errors=True)
    note("hello, from nothing", "riot", [options.riotc, "hello.riot", "-o", "hello"], hello)
    note("hello, from nothing", "erlang", ["erlc", "hello.erl"], hello)
    # The library of Go is compiled beforehand, as that of Riot and Erlang is.
    if not has_go_library:
        timed(["go", "build", "-o", "hello-go", "hello.go"], hello)
        has_go_library = True
    (hello / "hello.go").write_text((hello / "hello.go").read_text() + "\n")
    note("hello, from nothing", "go", ["go", "build", "-o", "hello-go", "hello.go"], hello)

    note("front end alone", "riot", [options.riotc, "check", "main.riot"], riot)
    note("everything", "riot", [options.riotc, "main.riot", "-o", "main"], riot)
    note("everything", "erlang", [*erlc, *erlang_files], erlang)
    for m in range(options.modules):  # a new build id for every package
        path = go / f"mod{m}/mod{m}.go"
        path.write_text(path.read_text() + f"\n// round {round_}\n")
    note("everything", "go", ["go", "build", "-o", "main", "."], go)

    edit(riot / f"mod{middle}.riot", "    Some(found) -> found + steps", round_)
    note("after a change of one line", "riot", [options.riotc, "main.riot", "-o", "main"], riot)
    edit(erlang / f"mod{middle}.erl", "#{Label := Found} -> Found + Steps", round_)
    note("after a change of one line", "erlang", [*erlc, f"mod{middle}.erl"], erlang)
    edit(go / f"mod{middle}/mod{middle}.go", "return found + steps", round_)
    note("after a change of one line", "go", ["go", "build", "-o", "main", "."], go)

lines = sum(len(path.read_text().splitlines()) for path in riot.glob("*.riot"))
print(f"{options.modules} modules, {lines:,} lines of Riot; medians of {options.rounds} interleaved rounds, {os.cpu_count()} cores: seconds (of processor time)")
print(f"{'':28}" + "".join(f"{language:>18}" for language in ["riot", "erlang", "go"]))
for what, by_language in results.items():
    line = f"{what:28}"
    for language in ["riot", "erlang", "go"]:
        times = by_language.get(language)
        cell = f"{statistics.median(t[0] for t in times):.2f} ({statistics.median(t[1] for t in times):.2f})" if times else "-"
        line += f"{cell:>18}"
    print(line)
