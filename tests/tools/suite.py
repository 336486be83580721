#!/usr/bin/env python3
"""Golden tests and whole programs, found by scanning.

tests/golden/STAGE/NAME.riot with any of these beside it, each checked when it is there:
    NAME.err    what `riotc check` prints, exactly (exit status 1 when it has an error); in golden/newcomers one message
    NAME.ast .types .core .cpp    what `riotc --emit=..` prints
    NAME.fmt    what `riotc fmt -` makes of the source, which it then leaves alone
    NAME.out    what the program prints
    NAME.build  what `riotc NAME.riot -o ..` complains of, for what only the C++ compiler and linker find out; `[..]` stands
                for what differs between them
    NAME.flags  more flags for all of these, such as --release
tests/programs/NAME/main.riot with expect.txt (standard output) and optionally stdin.txt, exit.txt (status),
    stderr.txt (lines that standard error must contain, in order; `*` at a line's end or beginning: and anything more there), env.txt (NAME=VALUE lines; after an empty line comes
    the environment of another run of the same program)
layout/FOLDER: `riotc fmt --check` holds over the library, the examples, the benchmarks and the programs.
examples/NAME.riot with NAME.out and optionally NAME.in, NAME.exit: the same for examples.

usage: suite.py --riotc PATH [--update] [--emitcheck PATH] [--flags "..."] [--jobs N] [FILTER ...]
--update rewrites the expected files; read the diff. FILTER: part of a case's name, such as golden/infer.
--flags are added to every compilation of a program (--release, --cxx=clang++-19, ..).
--emitcheck also runs the checker of emitted C++ over every program that compiles."""
import argparse
import concurrent.futures
import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
parser = argparse.ArgumentParser()
parser.add_argument("--riotc", required=True)
parser.add_argument("--update", action="store_true")
parser.add_argument("--emitcheck")
parser.add_argument("--flags", default="")
parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
parser.add_argument("--summary", action="store_true", help="only the closing line and failures")
parser.add_argument("filters", nargs="*")
options = parser.parse_args()
riotc = str(pathlib.Path(options.riotc).resolve())
flags = shlex.split(options.flags)
if options.emitcheck:
    options.emitcheck = str(pathlib.Path(options.emitcheck).resolve())
LIMIT = 300  # seconds; only a hang meets it


def run(command, cwd, stdin=b"", env=None):
    full = dict(os.environ, NO_COLOR="1", **(env or {}))
    try:
        done = subprocess.run(command, cwd=cwd, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT, env=full)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return 124, "", f"no end after {LIMIT} s"


def compare(path, got, problems):
    """Against the expected file `path`, or updates it."""
    wanted = path.read_text() if path.exists() else ""
    # Messages may show a place in the library, which lies where the compiler was built.
    got = got.replace(str(pathlib.Path(riotc).parents[1] / "share/riot"), "$RIOT")
    if got == wanted:
        return
    if options.update:
        path.write_text(got)
        return
    diff = difflib.unified_diff(wanted.splitlines(True), got.splitlines(True), str(path.relative_to(root)), "what came")
    problems.append("".join(line if line.endswith("\n") else line + "\n" for line in diff))


def check_emission(source, cwd, problems):
    if not options.emitcheck:
        return
    with tempfile.TemporaryDirectory() as folder:
        status, out, err = run([riotc, source, "--emit=cpp-files", "-o", folder], cwd)
        if status != 0:
            problems.append(f"--emit=cpp-files failed: {err}")
            return
        files = sorted(str(file) for file in pathlib.Path(folder).glob("*.cpp"))
        status, out, err = run([options.emitcheck, f"--include={root / 'runtime/include'}", f"--program={pathlib.Path(cwd).resolve()}", *files], cwd)
        if status != 0:
            problems.append(f"emission check:\n{out}{err}")


def run_program(source, cwd, stdin, out_path, exit_path, err_path, envs, problems, own_flags=()):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program"
        status, out, err = run([riotc, source, "-o", str(program), *flags, *own_flags], cwd)
        if status != 0:
            problems.append(f"does not compile (status {status}):\n{out}{err}")
            return
        for env in envs:
            check_run(str(program), cwd, stdin, out_path, exit_path, err_path, env, problems)
            if problems:
                if env:
                    problems.append("run with " + " ".join(f"{name}={value}" for name, value in env.items()))
                break
    check_emission(source, cwd, problems)


def check_run(program, cwd, stdin, out_path, exit_path, err_path, env, problems):
    status, out, err = run([program], cwd, stdin, env)
    wanted = int(exit_path.read_text()) if exit_path.exists() else 0
    if status != wanted:
        problems.append(f"exit status {status}, expected {wanted}\n{err}")
    compare(out_path, out, problems)
    if err_path and err_path.exists():
        if options.update:
            err_path.write_text(err)
        rest = err.splitlines()
        for line in err_path.read_text().splitlines():
            # `?` before a line of a trace: release builds may have put the call into its caller.
            if line.startswith("?"):
                line = line[1:]
                if "--release" in flags and line not in rest:
                    continue
            # A `*` stands for whatever follows, such as a line number in the library, or goes before, such as the time.
            fits = [i for i, got in enumerate(rest) if got == line or line.endswith("*") and got.startswith(line[:-1]) or line.startswith("*") and got.endswith(line[1:])]
            if fits:
                rest = rest[fits[0] + 1:]
            else:
                problems.append(f"standard error lacks the line: {line}\nit was:\n{err}")
                break


def golden(path):
    problems = []
    cwd, name = path.parent, path.name
    own_flags = path.with_suffix(".flags").read_text().split() if path.with_suffix(".flags").exists() else []
    for suffix in (".ast", ".types", ".core", ".cpp"):
        expected = path.with_suffix(suffix)
        if expected.exists():
            status, out, err = run([riotc, f"--emit={suffix[1:]}", name, *own_flags], cwd)
            if status != 0:
                problems.append(f"--emit={suffix[1:]}: status {status}\n{err}")
            compare(expected, out, problems)
    expected = path.with_suffix(".err")
    if expected.exists():
        status, out, err = run([riotc, "check", name], cwd)
        compare(expected, err, problems)
        if status not in (0, 1) or (status == 1) != ("error[" in err):
            problems.append(f"riotc check: status {status}\n{err}")
        # What newcomers write: one mistake, one message.
        if path.parent.name == "newcomers" and len(re.findall(r"^(?:error|warning)\[", err, re.M)) != 1:
            problems.append(f"one mistake, and not one message:\n{err}")
    expected = path.with_suffix(".fmt")
    if expected.exists():
        status, out, err = run([riotc, "fmt", "-"], cwd, path.read_bytes())
        if status != 0:
            problems.append(f"riotc fmt: status {status}\n{err}")
        compare(expected, out, problems)
        again = run([riotc, "fmt", "-"], cwd, out.encode())[1]
        if again != out:
            problems.append("riotc fmt changes what it made")
    expected = path.with_suffix(".build")
    if expected.exists():
        with tempfile.TemporaryDirectory() as folder:
            status, out, err = run([riotc, name, "-o", str(pathlib.Path(folder) / "program")], cwd)
        pattern = ".*".join(re.escape(part) for part in expected.read_text().split("[..]"))
        if not re.fullmatch(pattern, err):
            compare(expected, err, problems)
        if status != 1:
            problems.append(f"riotc {name}: status {status}\n{err}")
    if path.with_suffix(".out").exists():
        run_program(name, cwd, b"", path.with_suffix(".out"), path.with_suffix(".exit"), None, [{}], problems, own_flags)
    return problems


def program(path):
    problems = []
    stdin = path / "stdin.txt"
    envs = [{}]
    if (path / "env.txt").exists():
        runs = (path / "env.txt").read_text().strip().split("\n\n")
        envs = [dict(line.split("=", 1) for line in text.splitlines()) for text in runs]
    run_program("main.riot", path, stdin.read_bytes() if stdin.exists() else b"", path / "expect.txt", path / "exit.txt", path / "stderr.txt", envs, problems)
    return problems


def example(path):
    problems = []
    stdin = path.with_suffix(".in")
    run_program(path.name, path.parent, stdin.read_bytes() if stdin.exists() else b"", path.with_suffix(".out"), path.with_suffix(".exit"), None, [{}], problems)
    return problems


def layout(folder):
    """All Riot code of the folder is as `riotc fmt` lays it out."""
    status, out, err = run([riotc, "fmt", "--check", folder.name], folder.parent)
    return [] if status == 0 else [f"not laid out; run: riotc fmt {folder.relative_to(root)}\n{out}{err}"]


cases = []
for path in sorted((root / "tests/golden").rglob("*.riot")):
    if any(path.with_suffix(s).exists() for s in (".err", ".ast", ".types", ".core", ".cpp", ".fmt", ".build", ".out")):
        cases.append((str(path.relative_to(root / "tests").with_suffix("")), golden, path))
for path in sorted((root / "tests/programs").iterdir()) if (root / "tests/programs").exists() else []:
    if (path / "main.riot").exists():
        cases.append((f"programs/{path.name}", program, path))
for path in sorted((root / "examples").glob("*.riot")):
    if path.with_suffix(".out").exists():
        cases.append((f"examples/{path.stem}", example, path))
cases += [(f"layout/{folder}", layout, root / folder) for folder in ("stdlib", "examples", "benchmarks", "tests/programs")]
if options.filters:
    cases = [case for case in cases if any(f in case[0] for f in options.filters)]

failed = 0
with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
    for (name, _, _), problems in zip(cases, pool.map(lambda case: case[1](case[2]), cases)):
        if problems:
            failed += 1
            print(f"FAILED {name}")
            for problem in problems:
                print("    " + problem.rstrip("\n").replace("\n", "\n    "))
        elif not options.summary:
            print(f"ok {name}")
print(f"{len(cases) - failed} passed, {failed} failed")
sys.exit(1 if failed or not cases else 0)
