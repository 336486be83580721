#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a Riot program of about N lines (default 10,000) to standard output: generate.py [N].

The same N gives the same text. The mix is that of real programs: types, clauses, matches, closures, pipes, receives,
strings with insertions, comments.
"""
import sys

PART = '''
/// What number {i} is about: `handle_{i}` looks something up.
pub fn handle_{i}(state: State, items: List[Int], name: String) -> Result[Int, String] {{
  let total = list.fold(items, 0, fn(sum: Int, x: Int) -> Int {{ sum + x * {i} }})
  let (a, b) = (total + {i}, name ++ "item {i}")
  if total > {i} and not list.is_empty(items) {{
    println("big ${{total}} of ${{list.length(items)}}")
    logger ! Log(b, total, [1, 2, {i}])
  }} else if total == 0 {{
    println("none")
  }} else {{
    println("small")
  }}
  match map.get(state.table, {i}) {{
    Some(v) when v > 10 or v == {i} -> Ok(v)
    Some(_) -> {{
      // halves are enough here
      let w = items |> list.map(double) |> list.filter(fn(x) {{ x % 2 == 0 }}) |> list.fold(0, add(_, _))
      Ok(w - {i} / 3)
    }}
    None -> Error("missing ${{name}}: ${{show(a)}}")
  }}
}}

type Shape{i} =
  | Circle{i}(radius: Float)
  | Rect{i}(width: Float, height: Float = 1.0)
  | Empty{i}

fn area_{i}(Circle{i}(r)) = 3.14159 * r * r
fn area_{i}(Rect{i}(w, h)) = w * h
fn area_{i}(Empty{i}) = 0.0

pub type Message{i} = Incr{i}(by: Int) | Get{i}(reply: Reply[Int]) | Gone{i}(Down)

fn counter_{i}(n: Int) receives Message{i} {{
  receive {{
    Incr{i}(by) -> counter_{i}(n + by)
    Get{i}(reply) -> {{
      reply ! n
      counter_{i}(n)
    }}
    Gone{i}(down) when n > 0 -> println("lost ${{down.pid}}: ${{show(down.reason)}}")
    after 30s -> println("idle for ${{n}}")
  }}
}}

fn pairs_{i}(xs: List[Int]) -> List[(Int, Int)] = [(x, y) || x <- xs, y <- 1..{i}, x != y]

test "counter {i}" {{
  let pid = spawn {{ counter_{i}(0) }}
  pid ! Incr{i}(by: {i})
  assert call(pid, Get{i}(_), timeout: 500ms) == {i}
  assert #{{"a" => [1, 2, 3], "b" => []}} != #{{}}
}}
'''


def main():
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    lines = ["//! Generated for timing.", "", "import list", "import map", ""]
    part = 0
    while len(lines) < wanted:
        part += 1
        lines += PART.format(i=part).split("\n")
    print("\n".join(lines))


main()
