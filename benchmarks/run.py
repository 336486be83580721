#!/usr/bin/env python3
"""Runs each benchmark in Riot, Erlang, Go and, where it is sequential, C++ (g++ -O2), interleaved; prints medians and ratios.

usage: run.py [--riotc PATH] [--rounds N] [--cores LIST] [--no-peers] [--user] [NAME | sequential ...]

Every program prints `seconds=..` for the part that counts. Ratios are peer / Riot: 3.0 means that Riot takes a third
of the time. What prints percentiles of a delay (`p50_us=`) gets a row for each. Memory is what a run with the full size needs more than one with size 1 (peak resident set), by unit.
--cores 0 pins all of them to one core (taskset). --user compares the processor time of whole runs instead, which a busy machine
disturbs less."""
import argparse
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
root = here.parent
build = root / "build" / "benchmarks"
# name: (argument, units in that run, unit, measure memory)
BENCHMARKS = {
    "pingpong": (1_000_000, 1_000_000, "round trip", False),
    "threadring": (5_000_000, 5_000_000, "hop", False),
    "count": (5_000_000, 5_000_000, "message", False),
    "spawnexit": (1_000_000, 1_000_000, "process", False),
    "parked": (1_000_000, 1_000_000, "process", True),
    "fjthrput": (10_000, 60 * 10_000, "message", False),
    "big": (20_000, 120 * 20_000, "ping and pong", False),
    "chameneos": (400_000, 400_000, "meeting", False),
    "banking": (50_000, 50_000, "transfer", False),
    "concdict": (20_000, 20 * 20_000, "request", False),
    "fairness": (1000, 1, "run", False),
    "selrecv": (1_000_000, 1_000_000, "call", False),
    "timers": (100_000, 1, "run", False),
    "fanin": (10_000_000, 10_000_000, "message", False),
    "callunread": (1_000_000, 1_000_000, "call", False),
    "preempt": (4, 1, "run", False),
    "skynet": (1_000_000, 1_111_111, "process", False),
    "fibtree": (27, 832_039, "process", False),
    "fib": (38, 1, "run", False),
    "bintrees": (18, 1, "run", False),
    "nbody": (5_000_000, 1, "run", False),
    "spectral": (1000, 1, "run", False),
    "mapint": (1_000_000, 1, "run", False),
    "sortlist": (1_000_000, 1, "run", False),
    "strbuild": (1_000_000, 1, "run", False),
    "wordcount": ("TEXT", 1, "run", False),
    "nqueens": (12, 1, "run", False),
}
SEQUENTIAL = ["fib", "bintrees", "nbody", "spectral", "mapint", "sortlist", "strbuild", "wordcount", "nqueens"]
TEXT_BYTES = 50_000_000
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", default=str(root / "build/release/bin/riotc"))
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--cores", default="")
parser.add_argument("--no-peers", action="store_true")
parser.add_argument("--user", action="store_true")
parser.add_argument("names", nargs="*")
options = parser.parse_args()
names = [each for name in options.names for each in (SEQUENTIAL if name == "sequential" else [name])] or list(BENCHMARKS)
unknown = [name for name in names if name not in BENCHMARKS]
if unknown:
    sys.exit(f"unknown benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")


def sh(*command, **kwargs):
    subprocess.run(command, check=True, **kwargs)


def prepare():
    """Compiles everything; answers {language: {name: command}}."""
    (build / "riot").mkdir(parents=True, exist_ok=True)
    commands = {"riot": {}}
    for name in names:
        out = build / "riot" / name
        sh(options.riotc, str(here / "riot" / f"{name}.riot"), "--release", "-o", str(out))
        commands["riot"][name] = [str(out)]
    if "wordcount" in names and not (build / "text").exists():
        sh(sys.executable, str(here / "mktext.py"), str(build / "text"), str(TEXT_BYTES))
    if options.no_peers:
        return commands
    if shutil.which("erlc"):
        (build / "erlang").mkdir(exist_ok=True)
        for name in ["bench", *names]:
            sh("erlc", "-o", str(build / "erlang"), str(here / "erlang" / f"{name}.erl"))
        commands["erlang"] = {name: ["erl", "+P", "4194304", "-noshell", "-pa", str(build / "erlang"), "-run", name, "main", "ARG", "-run", "init", "stop"] for name in names}
    if shutil.which("go"):
        (build / "go").mkdir(exist_ok=True)
        for name in names:
            sh("go", "build", "-o", str(build / "go" / name), f"./cmd/{name}", cwd=here / "go", env=dict(os.environ, GOFLAGS="-mod=mod", GOCACHE=str(build / "go-cache")))
        commands["go"] = {name: [str(build / "go" / name)] for name in names}
    (build / "cpp").mkdir(exist_ok=True)
    commands["cpp"] = {}
    for name in names:
        source = here / "cpp" / f"{name}.cpp"
        if name in SEQUENTIAL and source.exists():
            sh("g++", "-O2", "-std=c++20", str(source), "-o", str(build / "cpp" / name))
            commands["cpp"][name] = [str(build / "cpp" / name)]
    return commands


def run(command, argument):
    """(seconds it reported, or of processor time, peak resident bytes, and {percentile: seconds})"""
    if argument == "TEXT":
        argument = build / "text"
    if "ARG" in command:
        command = [str(argument) if part == "ARG" else part for part in command]
    else:
        command = [*command, str(argument)]
    if options.cores:
        command = ["taskset", "-c", options.cores, *command]
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(write, 1)
        os.close(read)
        os.close(write)
        os.execvp(command[0], command)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        return None, None, {}
    seconds = [float(line.partition("=")[2]) for line in text.splitlines() if line.startswith("seconds=")]
    if options.user:
        seconds = [usage.ru_utime + usage.ru_stime]
    delays = {name: int(value) / 1e6 for name, value in re.findall(r"\b(p50|p99)_us=(\d+)", text)}
    return (seconds[0] if seconds else None), usage.ru_maxrss * 1024, delays


commands = prepare()
languages = list(commands)
print(f"medians of {options.rounds} interleaved rounds" + (f", pinned to core {options.cores}" if options.cores else f", {os.cpu_count()} cores"))
header = f"{'benchmark':12} {'unit':12}" + "".join(f"{language:>14}" for language in languages)
header += "".join(f"{'x ' + language:>10}" for language in languages[1:])
print(header)
for name in names:
    argument, units, unit, memory = BENCHMARKS[name]
    times = {language: [] for language in languages}
    peaks = {language: [] for language in languages}
    delays = {language: [] for language in languages}
    for _ in range(options.rounds):
        for language in languages:
            if name not in commands[language]:
                continue
            seconds, peak, percentiles = run(commands[language][name], argument)
            if seconds is None:
                print(f"{name}: the {language} version failed", file=sys.stderr)
                continue
            times[language].append(seconds)
            peaks[language].append(peak)
            delays[language].append(percentiles)

    def row(values, label):
        line = f"{name:12} {label:12}" + "".join(f"{text(values[l]):>14}" if values[l] is not None else f"{'-':>14}" for l in languages)
        for language in languages[1:]:
            both = values[language] is not None and values["riot"]
            line += f"{values[language] / values['riot']:>10.2f}" if both else f"{'-':>10}"
        print(line, flush=True)

    medians = {language: statistics.median(times[language]) if times[language] else None for language in languages}
    if units > 1:
        text = lambda seconds: f"{seconds / units * 1e9:.1f} ns"
    else:
        text = lambda seconds: f"{seconds:.3f} s"
    row(medians, unit)
    for percentile in ("p50", "p99"):
        late = {l: [each[percentile] for each in delays[l] if percentile in each] for l in languages}
        text = lambda seconds: f"{seconds * 1e6:.0f} us"
        if any(late.values()):
            row({l: statistics.median(late[l]) if late[l] else None for l in languages}, percentile)
    if memory:
        base = {language: run(commands[language][name], 1)[1] if name in commands[language] else None for language in languages}
        each = {language: (statistics.median(peaks[language]) - base[language]) / units if peaks[language] and base[language] else None for language in languages}
        text = lambda size: f"{size:.0f} bytes"
        row(each, "memory")
