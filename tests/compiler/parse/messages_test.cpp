// SPDX-License-Identifier: MIT
// What newcomers write, and what they are told.
#include <gtest/gtest.h>

#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

struct Case {
  const char* text;
  const char* message;
};

TEST(Messages, InsideOfFunctions) {
  const Case cases[] = {
      {"while x < 3 { f() }", "2:1 E0114 there is no `while`"},
      {"while (x) { f() }", "2:1 E0114 there is no `while`"},
      {"x = 3", "2:1 E0114 a name is bound by `let`"},
      {"x: Int = 3", "2:1 E0114 a name is bound by `let`"},
      {"u.age = 3", "2:7 E0114 values do not change, so nothing can be assigned to a field"},
      {"(a, b) = pair", "2:8 E0114 a pattern is bound by `let`"},
      {"let mut x = 3", "2:5 E0114 there is no `mut`"},
      {"var x = 3", "2:1 E0114 `var` is written `let`"},
      {"let x == 3", "2:7 E0101 expected `=`, found `==`"},
      {"let x", "2:6 E0101 expected `=`, found the end of the line"},
      {"let type = 3", "2:5 E0113 `type` is a keyword and cannot be a name"},
      {"if x = 3 { a }", "2:6 E0114 `=` does not compare"},
      {"f(x = 3)", "2:5 E0114 an argument is named by `:`"},
      {"if x == 3: a", "2:10 E0114 a block is written in braces"},
      {"if x then a else b", "2:6 E0114 there is no `then`"},
      {"if (x) a", "2:8 E0101 expected `{`, found `a`"},
      {"if x { a } elif y { b }", "2:12 E0114 `elif` is written `else if`"},
      {"match x { 1 => 2 }", "2:13 E0114 behind the pattern of an arm stands `->`"},
      {"match x { Some(y) }", "2:19 E0101 expected `->`, found `}`"},
      {"match x { A -> let y = 3 }", "2:16 E0119 `let` is a statement, not an expression"},
      {"case x of", "2:1 E0114 `case` is written `match`"},
      {"switch (x) { 1 -> 2 }", "2:1 E0114 `switch` is written `match`"},
      {"x && y", "2:3 E0114 `&&` is written `and`"},
      {"x || y", "2:3 E0114 `||` is written `or`"},
      {"!x", "2:1 E0114 `!` is written `not`"},
      {"f(!x)", "2:3 E0114 `!` is written `not`"},
      {"if !x { y }", "2:4 E0114 `!` is written `not`"},
      {"a === b", "2:3 E0114 `===` is written `==`"},
      {"a <> b", "2:3 E0114 there is no operator `<>`"},
      {"a & b", "2:3 E0114 there is no operator `&`"},
      {"i += 1", "2:3 E0114 variables do not change, so there is no `+=`"},
      {"list::map", "2:5 E0114 there is no `::`"},
      {"f(|x| x + 1)", "2:3 E0114 closures are not written with `|`"},
      {"f(\\x -> x)", "2:3 E0114 `\\` does not begin a closure"},
      {"f(x => x + 1)", "2:5 E0114 `=>` belongs in maps"},
      {"f(x -> x + 1)", "2:5 E0114 `->` does not begin the body of a closure"},
      {"f(fn(x) -> x + 1)", "2:9 E0114 `->` does not begin the body of a closure"},
      {"  fn helper(x) { x }", "2:6 E0119 there are no functions with a name inside of functions"},
      {"xs[0]", "2:3 E0114 there is no indexing by `[..]`"},
      {"pair.0", "2:6 E0114 tuples have no numbered fields"},
      {"Point { x: 1 }", "2:7 E0114 a constructor takes its fields in parentheses"},
      {"print \"hello\"", "2:7 E0101 expected an operator or the end of the line, found a string"},
      {"f(a b)", "2:5 E0101 expected `,` or `)`, found `b`"},
      {"f(a; b)", "2:4 E0101 `;` cannot stand in parentheses"},
      {"[1 2]", "2:4 E0101 expected `,` or `]`, found `2`"},
      {"x ? a : b", "2:3 E0114 there is no `a ? b : c`"},
      {"x as Int", "2:3 E0114 `as` does not convert values"},
      {"throw x", "2:1 E0114 there are no exceptions, so there is no `throw`"},
      {"try { f() } catch { x }", "2:1 E0114 there are no exceptions, so there is no `try`"},
      {"do { x }", "2:1 E0114 there is no `do`"},
      {"new Point(1)", "2:1 E0114 there is no `new`"},
      {"a mod b", "2:3 E0114 `mod` is written `%`"},
      {"a <- b", "2:3 E0101 `<-` belongs in comprehensions"},
      {"let x: List<Int> = []", "2:12 E0114 type arguments stand in brackets"},
      {"let x: String? = a", "2:14 E0114 a value that may be missing has the type `Option`"},
      {"receive { after 5s -> 1, A -> 2 }", "2:24 E0101 the `after` arm is the last one"},
      {"else { 3 }", "2:1 E0125 this `else` belongs to nothing"},
      {"  import list", "2:3 E0119 `import` belongs at the top level of the file"},
      {"  type A = B", "2:3 E0119 `type` belongs at the top level of the file"},
      {"#{a: 1}", "2:4 E0101 expected `=>`, found `:`"},
      {"<<[1]>>", "2:3 E0123 expected a segment or `>>`, found `[`"},
      {"f(1 +)", "2:6 E0101 expected an expression, found `)`"},
      {"'hello world'", "2:1 E0108 strings are written in double quotes"},
      {"/* c */ f()", "2:1 E0118 there are no block comments"},
      {"f() # c (", "2:5 E0108 `#` does not begin a comment"},
      {"let fooBar = 1", "2:5 E0112 `fooBar` is not written as names of values are"},
      {"if x\n{ y }", "3:1 E0116 this `{` belongs at the end of the line above"},
  };
  for (const Case& one : cases) EXPECT_EQ(complaints(one.text), one.message) << one.text;
}

TEST(Messages, AtTheTopLevel) {
  const Case cases[] = {
      {"def f(x):\n  return x\n", "1:1 E0114 `def` is written `fn`"},
      {"function f(x) { x }\n", "1:1 E0114 `function` is written `fn`"},
      {"class Foo { }\n", "1:1 E0114 there are no classes"},
      {"pub struct Foo\n", "1:5 E0114 `struct` is written `type`"},
      {"enum A { B }\n", "1:1 E0114 `enum` is written `type`"},
      {"x = 3\n", "1:1 E0114 a constant is declared by `const`"},
      {"let x = 3\n", "1:1 E0119 `let` belongs inside of functions"},
      {"println(1)\nprintln(2)\n", "1:1 E0119 expected an item, found `println`"},
      {"fn F() = 1\n", "1:4 E0112 names of functions and variables begin with a small letter"},
      {"type foo = A\n", "1:6 E0112 names of types and constructors begin with a capital letter"},
      {"type Foo_Bar = A\n", "1:6 E0112 `Foo_Bar` is not written as names of types and constructors are"},
      {"fn f<T>(x: T) = 1\n", "1:5 E0101 the type parameters of a function are not declared"},
      {"type L<a> = A\n", "1:7 E0114 type arguments stand in brackets"},
      {"fn f(x): Int { 1 }\n", "1:8 E0114 the type of the result stands behind `->`"},
      {"fn f(x) => 1\n", "1:9 E0114 `=>` does not begin a body"},
      {"fn f()\n{\n  1\n}\n", "2:1 E0116 this `{` belongs at the end of the line above"},
      {"type A = B(x: Int y: Int)\n", "1:19 E0101 expected `,` or `)`, found `y`"},
      {"const X = 3\n", "1:7 E0112 `X` is not written as names of values are"},
      {"pub\n", "1:4 E0101 expected an item, found the end of the line"},
      {"fn f(Int x) = 1\n", "1:10 E0114 the type of a parameter stands behind its name"},
      {"pub test \"a\" {}\n", "1:1 E0119 a test is not `pub`"},
  };
  for (const Case& one : cases) EXPECT_EQ(file_complaints(one.text), one.message) << one.text;
}

TEST(Messages, CharactersThatLookLikeOthers) {
  const Case cases[] = {
      {"let x = \xE2\x80\x9Chello\xE2\x80\x9D", "2:9 E0108 `\xE2\x80\x9C` is not a quotation mark that Riot knows"},
      {"let x\xC2\xA0= 1", "2:6 E0108 a character that cannot be seen stands here"},
      {"a \xE2\x80\x93 b", "2:3 E0108 `\xE2\x80\x93` is not `-`"},
      {"a \xE2\x89\xA0 b", "2:3 E0108 `\xE2\x89\xA0` is not `!=`"},
      {"f\xEF\xBC\x88" "a)", "2:2 E0108 `\xEF\xBC\x88` is not `(`"},
      {"let n\xD0\xB0me = 1", "2:6 E0108 `\xD0\xB0` is not `a`"},
      {"gr\xC3\xB6\xC3\x9F" "e", "2:3 E0108 `\xC3\xB6\xC3\x9F` has no meaning here"},
      {"a ~ b", "2:3 E0108 `~` has no meaning here"},
      {"let x = \"\xFF\"", "2:10 E0109 the byte 0xFF is not part of any UTF-8 character"},
  };
  for (const Case& one : cases) EXPECT_EQ(complaints(one.text), one.message) << one.text;
}

}  // namespace
}  // namespace riotc::test
