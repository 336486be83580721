// SPDX-License-Identifier: MIT
// Correct programs that together use every construct of the language.
#pragma once

namespace riotc::test {

inline const char* const kCorpus[] = {
R"riot(//! Counting as a service.
//! Second line.

import list                          // standard library
import net/tcp
import net/http as web
import option.{unwrap_or}
import a/b.{x, Y as Z,
  w} as c

pub const limit = 10_000
const counter_name: Name[CounterMsg] = process.name("counter")

/// A shape.
/// More.
pub type Shape =
  /// round
  | Circle(radius: Float)
  | Rect(w: Float, h: Float)
  | Empty

type Point(x: Float, y: Float)
type Pair[a, b](first: a, second: b)
type Options(retries: Int = 3, within: Duration = 5s)
opaque type Token = Token(raw: String)
alias Handler = fn(Request) -> Response
pub alias H2[a] = fn(a, web.Request) -> fn(a) -> b receives m
type J(@json("@type") type: String, other: Int)

pub fn area(shape: Shape) -> Float {
  match shape {
    Circle(r) -> 3.14159 * r * r
    Rect(w, h) -> w * h
    Empty -> 0.0
  }
}

fn double(x: Int) -> Int = x * 2

fn fact(0) = 1
fn fact(n) = n * fact(n - 1)
fn sign(n) when n < 0 = -1
fn sign(0) = 0
fn sign(_) = 1

fn greet(name: String, greeting: String = "hello") = "${greeting}, ${name}"

test "areas are never negative" {
  assert area(Empty) == 0.0
}

@deprecated("use x")
fn old() {}

@extern(header: "vendor/db.h", name: "db::query", blocking: true)   // on a
pub fn query(db: Db, sql: String) -> Result[List[String], String]

@extern(name: "db::Db")
type Db

fn monitor(pid: Pid[a], as make: fn(Down) -> m receives Never) -> Monitor receives m { todo }

)riot",

R"riot(fn exprs(opt, after, test, alias) {
  let x = 1
  let (a, b) = pair
  let Ok(file) = file.open(path) else { return Error("no file") }
  let Ok(f) = g() else { Error(why) -> return Error(why), _ -> panic("x") }
  let older = User(..user, age: user.age + 1)
  let p = Point(x:, y:)
  user.name
  if x > 0 { "pos" } else if x < 0 { "neg" } else { "zero" }
  let q = if x { 1 } else { 2 }
  match value {
    0 -> "zero"
    n when n < 0 -> "negative"
    1 | 2 | 3 -> "few"
    _ -> "many"
  }
  match x { 1 -> "a", 2 -> "b", }
  xs |> list.filter(fn(x) { x > 2 }) |> list.map(double) |> list.map(add(1, _))
  xs
    |> list.filter(fn(x) = x > 2 and not y)
    |> f(y)?.z
  [1, 2, ..rest]
  [x * y || x <- xs, y <- 1..3, x != y]
  [x || Some((x, _)) <- xs]
  #{"one" => 1, "two" => 2}
  #{..base, "three" => 3}
  #{}
  for i in 1..10 { println(show(i)) }
  for (k, v) in m { println(k) }
  let text = file.read(path)?
  let f = fn(x) { x + 1 }
  let f: fn(Int) -> Int = fn(x: Int) -> Int receives Never = x + 1 ! 3
  return
  return e
  panic("reason")
  todo
  assert a and b == c
  -9223372036854775808
  - x.y * 2
  not a == b
  a ! b ! c or d
  self() ! Get(_)
  call(pid, Get(_), timeout: 5s)
  f(match: 3, type: 4, after: after).type.match
  spawn { receive { Hello(name) -> println("hello, ${name}, from ${self()}!") } }
  let pid = spawn_link { counter(0) }
  spawn(f)
  if spawn { 1 }
  { let y = 2; y }
  ()
  (a, b,)
  f(
    a,
    b +
    c
    + d,
    fn() {
      a
      b
    },
  )
  let s = """
    hello ${name
      }
      there
    """
  "$5 $${x} \$ \u{1F600} ${f("x ${y}")} b"
  <<(bytes.byte_size(body)):32/big, body/bytes, -1:8/signed-little, "abc", x.y:n, f(x):(n + 1)>>
  match packet {
    <<4:4, ihl:4, _tos:8, len:16/big, rest/bytes>> -> 1
    <<"GET ", path:n/bytes, _/bytes>> -> 2
    "prefix" ++ rest -> 3
    #{"k" => v, ^key => Some(1)} -> 4
    User(name: n, age:, ..) -> 5
    web.Get(path) | web.Post(path) as whole -> 6
    [a, b, ..rest] -> 7
    [..] -> 1
    [] -> 8
    ^name -> 9
    ^process.x -> 1
    -1 | 2.5 | 5s | -3ms | true -> { 10 }
    (a, (b, c)) -> 11
    () -> {}
  }
  receive {
    Incr(by) -> counter(n + by)
    Get(reply) -> {
      reply ! n
      counter(n)
    }
    after -> x
    WorkerDown(d) -> println("lost ${d.pid}: ${show(d.reason)}")
    after 30s -> println("idle")
  }
  receive { after 0s -> 1 }
  after(3)
  test + alias
}

fn loop(n: Int) -> Int receives CounterMsg { n }
fn nested() -> fn() -> b receives m receives n = x
fn main() {}
)riot",

R"riot(//! Generated for timing.

import list
import map


/// What number 1 is about: `handle_1` looks something up.
pub fn handle_1(state: State, items: List[Int], name: String) -> Result[Int, String] {
  let total = list.fold(items, 0, fn(sum: Int, x: Int) -> Int { sum + x * 1 })
  let (a, b) = (total + 1, name ++ "item 1")
  if total > 1 and not list.is_empty(items) {
    println("big ${total} of ${list.length(items)}")
    logger ! Log(b, total, [1, 2, 1])
  } else if total == 0 {
    println("none")
  } else {
    println("small")
  }
  match map.get(state.table, 1) {
    Some(v) when v > 10 or v == 1 -> Ok(v)
    Some(_) -> {
      // halves are enough here
      let w = items |> list.map(double) |> list.filter(fn(x) { x % 2 == 0 }) |> list.fold(0, add(_, _))
      Ok(w - 1 / 3)
    }
    None -> Error("missing ${name}: ${show(a)}")
  }
}

type Shape1 =
  | Circle1(radius: Float)
  | Rect1(width: Float, height: Float = 1.0)
  | Empty1

fn area_1(Circle1(r)) = 3.14159 * r * r
fn area_1(Rect1(w, h)) = w * h
fn area_1(Empty1) = 0.0

pub type Message1 = Incr1(by: Int) | Get1(reply: Reply[Int]) | Gone1(Down)

fn counter_1(n: Int) receives Message1 {
  receive {
    Incr1(by) -> counter_1(n + by)
    Get1(reply) -> {
      reply ! n
      counter_1(n)
    }
    Gone1(down) when n > 0 -> println("lost ${down.pid}: ${show(down.reason)}")
    after 30s -> println("idle for ${n}")
  }
}

fn pairs_1(xs: List[Int]) -> List[(Int, Int)] = [(x, y) || x <- xs, y <- 1..1, x != y]

test "counter 1" {
  let pid = spawn { counter_1(0) }
  pid ! Incr1(by: 1)
  assert call(pid, Get1(_), timeout: 500ms) == 1
  assert #{"a" => [1, 2, 3], "b" => []} != #{}
}

)riot",
};

}  // namespace riotc::test
