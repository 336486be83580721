#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes one program three times, in Riot, Erlang and Go: generate.py FOLDER [MODULES [LINES]].

Each version has MODULES modules (default 50) and about LINES lines of Riot in all (default 10,000); the main module calls
each of them, and each calls the one before. The same arguments give the same text.
"""
import pathlib
import sys

LINES_A_PART = 32

RIOT = '''
pub type Shape{p} =
  | Circle{p}(radius: Float)
  | Rect{p}(width: Float, height: Float)
  | Empty{p}

pub fn area_{p}(shape: Shape{p}) -> Float {{
  match shape {{
    Circle{p}(r) -> 3.14159 * r * r
    Rect{p}(w, h) -> w * h
    Empty{p} -> 0.0
  }}
}}

fn collatz_{p}(n: Int, steps: Int) -> Int {{
  if n <= 1 {{ steps }} else if n % 2 == 0 {{
    collatz_{p}(n / 2, steps + 1)
  }} else {{
    collatz_{p}(3 * n + 1, steps + 1)
  }}
}}

pub fn work_{p}(items: List[Int], name: String) -> Int {{
  let sum = list.fold(items, 0, fn(total, x) {{ total + x * {p} }})
  let steps = items |> list.map(fn(x) {{ collatz_{p}(x, 0) }}) |> list.fold(0, fn(a, b) {{ a + b }})
  let label = "${{name}} {p}: ${{sum}}"
  let area = area_{p}(Rect{p}(2.0, {p}.5)) + area_{p}(Circle{p}(1.0)) + area_{p}(Empty{p})
  match map.get(map.from_list([(label, sum), ("steps", steps)]), label) {{
    Some(found) if_found -> found + steps
    None -> if area > 1.0 {{ steps }} else {{ 0 }}
  }}
}}
'''.replace("Some(found) if_found", "Some(found)")

ERLANG = '''
area_{p}({{circle, R}}) -> 3.14159 * R * R;
area_{p}({{rect, W, H}}) -> W * H;
area_{p}(empty) -> 0.0.

collatz_{p}(N, Steps) ->
    if
        N =< 1 -> Steps;
        N rem 2 =:= 0 -> collatz_{p}(N div 2, Steps + 1);
        true -> collatz_{p}(3 * N + 1, Steps + 1)
    end.

work_{p}(Items, Name) ->
    Sum = lists:foldl(fun(X, Total) -> Total + X * {p} end, 0, Items),
    Steps = lists:foldl(
        fun(A, B) -> A + B end,
        0,
        lists:map(fun(X) -> collatz_{p}(X, 0) end, Items)
    ),
    Label = iolist_to_binary([
        Name,
        " {p}: ",
        integer_to_binary(Sum)
    ]),
    Area =
        area_{p}({{rect, 2.0, {p}.5}}) +
            area_{p}({{circle, 1.0}}) +
            area_{p}(empty),
    Map = maps:from_list([{{Label, Sum}}, {{<<"steps">>, Steps}}]),
    case Map of
        #{{Label := Found}} -> Found + Steps;
        _ when Area > 1.0 -> Steps;
        _ -> 0
    end.
'''

GO = '''
type Shape{p} struct {{
	kind          int
	width, height float64
}}

func area{p}(s Shape{p}) float64 {{
	switch s.kind {{
	case 0:
		return 3.14159 * s.width * s.width
	case 1:
		return s.width * s.height
	}}
	return 0
}}

func collatz{p}(n, steps int) int {{
	for n > 1 {{
		if n%2 == 0 {{
			n /= 2
		}} else {{
			n = 3*n + 1
		}}
		steps++
	}}
	return steps
}}

func Work{p}(items []int, name string) int {{
	sum, steps := 0, 0
	for _, x := range items {{
		sum += x * {p}
		steps += collatz{p}(x, 0)
	}}
	label := fmt.Sprintf("%s {p}: %d", name, sum)
	area := area{p}(Shape{p}{{1, 2.0, {p}.5}}) + area{p}(Shape{p}{{0, 1.0, 0}})
	m := map[string]int{{label: sum, "steps": steps}}
	if found, ok := m[label]; ok {{
		return found + steps
	}} else if area > 1.0 {{
		return steps
	}}
	return 0
}}
'''


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main():
    folder = pathlib.Path(sys.argv[1])
    modules = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    lines = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    parts = max(1, round(lines / modules / LINES_A_PART))
    for m in range(modules):
        numbers = [m * parts + i + 1 for i in range(parts)]
        before = f"mod{m - 1}"
        riot = "import list\nimport map\n" + (f"import {before}\n" if m else "")
        riot += "".join(RIOT.format(p=p) for p in numbers)
        calls = [f"work_{p}(items, name)" for p in numbers] + ([f"{before}.run(items, name)"] if m else [])
        riot += f"\npub fn run(items: List[Int], name: String) -> Int {{\n  " + " +\n    ".join(calls) + "\n}\n"
        write(folder / "riot" / f"mod{m}.riot", riot)

        erlang = f"-module(mod{m}).\n-export([run/2]).\n" + "".join(ERLANG.format(p=p) for p in numbers)
        calls = [f"work_{p}(Items, Name)" for p in numbers] + ([f"{before}:run(Items, Name)"] if m else [])
        erlang += "\nrun(Items, Name) ->\n    " + " +\n        ".join(calls) + ".\n"
        write(folder / "erlang" / f"mod{m}.erl", erlang)

        go = f'package mod{m}\n\nimport (\n\t"fmt"\n' + (f'\t"generated/{before}"\n' if m else "") + ")\n"
        go += "".join(GO.format(p=p) for p in numbers)
        calls = [f"Work{p}(items, name)" for p in numbers] + ([f"{before}.Run(items, name)"] if m else [])
        go += "\nfunc Run(items []int, name string) int {\n\treturn " + " +\n\t\t".join(calls) + "\n}\n"
        write(folder / "go" / f"mod{m}" / f"mod{m}.go", go)

    last = f"mod{modules - 1}"
    write(folder / "riot" / "main.riot", f"import {last}\n\nfn main() {{\n  println({last}.run([1, 2, 3, 27], \"n\"))\n}}\n")
    write(folder / "erlang" / "main.erl", f"-module(main).\n-export([main/0]).\n\nmain() -> io:format(\"~p~n\", [{last}:run([1, 2, 3, 27], <<\"n\">>)]).\n")
    write(folder / "go" / "go.mod", "module generated\n\ngo 1.19\n")
    write(folder / "go" / "main.go", f'package main\n\nimport (\n\t"fmt"\n\t"generated/{last}"\n)\n\nfunc main() {{\n\tfmt.Println({last}.Run([]int{{1, 2, 3, 27}}, "n"))\n}}\n')


main()
