// SPDX-License-Identifier: MIT
// Every construct, and the tree that it gives.
#include <gtest/gtest.h>

#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

std::string item(const std::string& text) {
  std::string all = tree(text + "\n");
  const std::string head = "(module test ", tail = ") ";
  if (!all.starts_with(head)) return all;
  return all.substr(head.size(), all.size() - head.size() - tail.size());
}

TEST(Items, Imports) {
  EXPECT_EQ(item("import list"), "(import list)");
  EXPECT_EQ(item("import net/http as web"), "(import net/http (alias web))");
  EXPECT_EQ(item("import a/b.{x, Y as Z,\n  w as v} as c"), "(import a/b x (as Y Z) (as w v) (alias c))");
}

TEST(Items, Constants) {
  EXPECT_EQ(item("pub const limit = 10_000"), "(const limit pub 10000)");
  EXPECT_EQ(item("const name: Name[M] = process.name(\"n\")"), "(const name (type (Name M)) (call (.name process) \"n\"))");
}

TEST(Items, Types) {
  EXPECT_EQ(item("pub type Shape =\n  | Circle(radius: Float)\n  | Empty"), "(type Shape pub (constructor Circle (radius: Float)) (constructor Empty))");
  EXPECT_EQ(item("type A = B | C(Int, x: Int = 3)"), "(type A (constructor B) (constructor C (field Int) (x: Int (default 3))))");
  EXPECT_EQ(item("type Pair[a, b](first: a, second: b)"), "(type Pair (params a b) (constructor Pair (first: a) (second: b)))");
  EXPECT_EQ(item("opaque type Token = Token(raw: String)"), "(opaque-type Token pub (constructor Token (raw: String)))");
  EXPECT_EQ(item("opaque type Instant"), "(opaque-type Instant pub)");
  EXPECT_EQ(item("@extern(name: \"db::Db\")\ntype Db"), "(type Db (@extern (name: \"db::Db\")))");
  EXPECT_EQ(item("type J(@json(\"@type\") kind: String)"), "(type J (constructor J (kind: (@json \"@type\") String)))");
  EXPECT_EQ(item("alias Handler = fn(Request) -> Response"), "(alias Handler (fn Request (-> Response)))");
  EXPECT_EQ(item("pub alias L[a] = List[a]"), "(alias L pub (params a) (List a))");
}

TEST(Items, DocsOfConstructors) {
  EXPECT_EQ(item("/// t\ntype A =\n  /// b\n  | B\n  /// c1\n  /// c2\n  | C"), "(type A (doc \"t\") (constructor B (doc \"b\")) (constructor C (doc \"c1\\nc2\")))");
}

TEST(Items, Functions) {
  EXPECT_EQ(item("fn f() {}"), "(fn f (clause (params) (block)))");
  EXPECT_EQ(item("pub fn f(x: Int, y: b = 1, to (a, c): T) -> Int receives M when x > 0 = x"),
            "(fn f pub (clause (params (param x (type Int)) (param y (type b) (default 1)) (param (tuple a c) (label to) (type T))) "
            "(-> Int) (receives M) (when (> x 0)) (= x)))");
  EXPECT_EQ(item("@extern(header: \"g.h\", blocking: true)\nfn distance(a: Point) -> Float"),
            "(fn distance (@extern (header: \"g.h\") (blocking: true)) (clause (params (param a (type Point))) (-> Float)))");
  EXPECT_EQ(item("fn f() -> fn() -> b receives m receives n = x"), "(fn f (clause (params) (-> (fn (-> b) (receives m))) (receives n) (= x)))");
  EXPECT_EQ(item("@deprecated(\"use x\") pub fn f() {}"), "(fn f pub (@deprecated \"use x\") (clause (params) (block)))");
}

TEST(Items, ClausesBecomeOneFunction) {
  EXPECT_EQ(item("fn fact(0) = 1\nfn fact(n) = n * fact(n - 1)"), "(fn fact (clause (params 0) (= 1)) (clause (params n) (= (* n (call fact (- n 1))))))");
  EXPECT_EQ(parse("fn a(0) = 1\nfn b() = 2\nfn a(n) = 3\n").module->items.size(), 3u);   // apart
  EXPECT_EQ(parse("fn a(0) = 1\nfn a(n, m) = 3\n").module->items.size(), 2u);            // of another arity
  EXPECT_EQ(parse("fn a(x: Int) -> Int\nfn a(x: Int) -> Int\n").module->items.size(), 2u);  // without bodies
  EXPECT_EQ(file_complaints("fn a(0) = 1\npub fn a(n) = 3\n"), "2:8 E0214 only the first clause of `a` carries `pub` and attributes");
}

TEST(Items, Tests) { EXPECT_EQ(item("test \"areas\" {\n  assert a == 0.0\n}"), "(test \"areas\" (block (assert (== a 0.0))))"); }

TEST(Types, All) {
  EXPECT_EQ(type("Int"), "Int");
  EXPECT_EQ(type("a"), "a");
  EXPECT_EQ(type("()"), "(tuple)");
  EXPECT_EQ(type("(a)"), "a");
  EXPECT_EQ(type("(a, B)"), "(tuple a B)");
  EXPECT_EQ(type("web.Request[a]"), "(web.Request a)");
  EXPECT_EQ(type("Map[String, List[(a, b)]]"), "(Map String (List (tuple a b)))");
  EXPECT_EQ(type("fn(a, b) -> c receives m"), "(fn a b (-> c) (receives m))");
  EXPECT_EQ(type("fn()"), "(fn)");
  EXPECT_EQ(type("fn(fn(a) receives x) -> fn() -> b receives m"), "(fn (fn a (receives x)) (-> (fn (-> b) (receives m))))");
  EXPECT_EQ(type("Int -> Int"), "1:15 E0122 `->` without an `fn` before it");
  EXPECT_EQ(type("Int receives M"), "1:15 E0122 `receives` without an `fn` before it");
}

TEST(Patterns, All) {
  EXPECT_EQ(pattern("-1"), "-1");
  EXPECT_EQ(pattern("2.5"), "2.5");
  EXPECT_EQ(pattern("true"), "true");
  EXPECT_EQ(pattern("_"), "_");
  EXPECT_EQ(pattern("_x"), "_x");
  EXPECT_EQ(pattern("()"), "()");
  EXPECT_EQ(pattern("None"), "None");
  EXPECT_EQ(pattern("Some(x)"), "(Some x)");
  EXPECT_EQ(pattern("web.Get(p)"), "(web.Get p)");
  EXPECT_EQ(pattern("User(n, age: a, name:, ..)"), "(User n (age: a) name: ..)");
  EXPECT_EQ(pattern("(a, (b, c))"), "(tuple a (tuple b c))");
  EXPECT_EQ(pattern("(a)"), "a");
  EXPECT_EQ(pattern("[]"), "(list)");
  EXPECT_EQ(pattern("[a, ..]"), "(list a ..)");
  EXPECT_EQ(pattern("[a, b, ..rest]"), "(list a b (.. rest))");
  EXPECT_EQ(pattern("[.._]"), "(list (.. _))");
  EXPECT_EQ(pattern("\"GET \" ++ rest"), "(prefix \"GET \" rest)");
  EXPECT_EQ(pattern("#{\"k\" => v, ^p => 1, 2 => _}"), "(map (=> \"k\" v) (=> ^p 1) (=> 2 _))");
  EXPECT_EQ(pattern("1 | 2 | 3 as n"), "(as (or 1 2 3) n)");
  EXPECT_EQ(pattern("Answer(^ref, v)"), "(Answer ^ref v)");
  EXPECT_EQ(pattern("^process.x"), "^process.x");
  EXPECT_EQ(pattern("<<4:4, n:8/big-signed, _:n, \"GET \", rest/bytes, -1, ^m:(n - 1)>>"),
            "(bits (segment 4 (size 4)) (segment n (size 8) big signed) (segment _ (size n)) (segment \"GET \") (segment rest bytes) (segment -1) (segment ^m (size (- n 1))))");
}

TEST(Patterns, Mistakes) {
  EXPECT_EQ(pattern("[..a, b]"), "1:27 E0121 nothing may stand behind `..` in a list pattern");
  EXPECT_EQ(pattern("[..Some(x)]"), "1:24 E0121 behind `..` stands a variable, `_` or nothing");
  EXPECT_EQ(pattern("\"a\" ++ \"b\""), "1:28 E0121 right of `++` in a pattern stands a variable or `_`");
  EXPECT_EQ(pattern("A(.., x)"), "1:27 E0121 nothing may stand behind `..`");
  EXPECT_EQ(pattern("A(x: 1, 2)"), "1:29 E0120 a pattern without a label stands behind one with a label");
  EXPECT_EQ(pattern("A(1: x)"), "1:23 E0101 a label is a plain name");
}

TEST(Expressions, Atoms) {
  EXPECT_EQ(expression("()"), "()");
  EXPECT_EQ(expression("(a)"), "a");
  EXPECT_EQ(expression("(a, b)"), "(tuple a b)");
  EXPECT_EQ(expression("[1, 2, ..rest]"), "(list 1 2 (.. rest))");
  EXPECT_EQ(expression("[..rest]"), "(list (.. rest))");
  EXPECT_EQ(expression("[x * y || x <- xs, Some((y, _)) <- 1..3, x != y]"), "(comprehension (* x y) (<- x xs) (<- (Some (tuple y _)) (range 1 3)) (if (!= x y)))");
  EXPECT_EQ(expression("#{}"), "(map)");
  EXPECT_EQ(expression("#{..base, \"k\" => 1}"), "(map (.. base) (=> \"k\" 1))");
  EXPECT_EQ(expression("<<>>"), "(bits)");
  EXPECT_EQ(expression("<<(bytes.byte_size(b)):32/big, b/bytes, -1:8/signed, x.y:n, f(x), \"s\">>"),
            "(bits (segment (call (.byte_size bytes) b) (size 32) big) (segment b bytes) (segment (- 1) (size 8) signed) (segment (.y x) (size n)) (segment (call f x)) (segment \"s\"))");
  EXPECT_EQ(expression("{ a; b }"), "(block a b)");
  EXPECT_EQ(expression("{}"), "(block)");
}

TEST(Expressions, Calls) {
  EXPECT_EQ(expression("f()"), "(call f)");
  EXPECT_EQ(expression("f(a, b: c, d:)"), "(call f a (b: c) d:)");
  EXPECT_EQ(expression("User(..user, age: 1)"), "(call User (.. user) (age: 1))");
  EXPECT_EQ(expression("add(1, _)"), "(call add 1 _)");
  EXPECT_EQ(expression("f(a: 1, 2)"), "1:18 E0120 an argument without a label stands behind one with a label");
  EXPECT_EQ(expression("f(a, ..b)"), "1:15 E0120 `..` stands first in an update");
  EXPECT_EQ(expression("f(a.b: 1)"), "1:12 E0101 a label is a plain name");
}

TEST(Expressions, Closures) {
  EXPECT_EQ(expression("fn() {}"), "(lambda (params) (block))");
  EXPECT_EQ(expression("fn((k, v), x: Int) -> Int receives Never { x }"), "(lambda (params (tuple k v) (param x (type Int))) (-> Int) (receives Never) (block x))");
  EXPECT_EQ(expression("fn(x) -> List[a] = x"), "(lambda (params x) (-> (List a)) x)");
  EXPECT_EQ(expression("f(fn(x) = x, fn(y) { y })"), "(call f (lambda (params x) x) (lambda (params y) (block y)))");
}

TEST(Expressions, Branches) {
  EXPECT_EQ(expression("if a { b }"), "(if a (block b))");
  EXPECT_EQ(expression("if a { b } else if c { d } else { e }"), "(if a (block b) (if c (block d) (block e)))");
  EXPECT_EQ(expression("match f(x) { 1 -> a, n when n > 2 -> { b }\n _ -> return\n }"), "(match (call f x) (arm 1 a) (arm n (when (> n 2)) (block b)) (arm _ (return)))");
  EXPECT_EQ(expression("match x {}"), "(match x)");
  EXPECT_EQ(expression("receive {}"), "(receive)");
  EXPECT_EQ(expression("receive { after 0s -> a }"), "(receive (after 0ns a))");
  EXPECT_EQ(expression("for (k, v) in m { f(k) }"), "(for (tuple k v) m (block (call f k)))");
  EXPECT_EQ(expression("1 + if a { b } else { c } * 2"), "(+ 1 (* (if a (block b) (block c)) 2))");
}

TEST(Statements, Lets) {
  EXPECT_EQ(tree("fn f() {\n  let x: fn(Int) -> Int = g\n  let Ok(a) = b else { return c }\n  let Ok(d) = e else { Error(w) -> return w, _ -> todo }\n"
                 "  let y = if a { 1 } else { 2 }\n  let z = if a { 1 }\n}\n"),
            "(module test (fn f (clause (params) (block (let x (type (fn Int (-> Int))) g) (let (Ok a) b (else (block (return c)))) "
            "(let (Ok d) e (else (arm (Error w) (return w)) (arm _ todo))) (let y (if a (block 1) (block 2))) (let z (if a (block 1))))))) ");
}

TEST(Spans, OfItemsAndParts) {
  Parsed parsed = parse("/// d\n@a(1)\npub fn f(x) = x + 1\n");
  auto* function = static_cast<const syntax::FunctionItem*>(parsed.module->items.at(0));
  const SourceFile& file = parsed.sources->file(parsed.module->file);
  EXPECT_EQ(file.text(function->span), "@a(1)\npub fn f(x) = x + 1");
  EXPECT_EQ(file.text(function->name.span), "f");
  EXPECT_EQ(file.text(function->clauses[0].span), "fn f(x) = x + 1");
  auto* sum = static_cast<const syntax::BinaryExpr*>(function->clauses[0].body);
  EXPECT_EQ(file.text(sum->span), "x + 1");
  EXPECT_EQ(file.text(sum->op_span), "+");
}

}  // namespace
}  // namespace riotc::test
