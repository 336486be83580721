// SPDX-License-Identifier: MIT
// One mistake, one message, at the narrowest place.
#include <gtest/gtest.h>

#include "tests/compiler/infer/harness.h"

namespace riotc::test {

struct Case {
  const char* name;
  const char* program;
  const char* messages;
};

class Message : public testing::TestWithParam<Case> {};

TEST_P(Message, IsAsExpected) {
  std::string expected = GetParam().messages;
  EXPECT_EQ(infer_text(GetParam().program)->messages(), expected.empty() ? "" : expected + "\n");
}

const Case kCases[] = {
    {"Result", "pub fn f(x: Int) -> String = x\n", "E0301 1:30 expected `String`, found `Int`"},
    {"Argument", "fn g(_a: Int, _b: String) = 1\npub fn f() = g(1, 2)\n", "E0301 2:19 the second argument of `g` must be `String`, found `Int`"},
    {"Field", "type P(x: Int)\npub fn f() = P(x: \"a\")\n", "E0301 2:19 the field `x` is an `Int`, found `String`"},
    {"Branches", "pub fn f(x) = if x { 1 } else { \"a\" }\n", "E0325 1:33 the branches of this `if` have different types: `Int` and `String`"},
    {"Arms", "pub fn f(x) = match x { 1 -> 1\n _ -> \"a\" }\n", "E0325 2:7 the arms have different types: `Int` and `String`"},
    {"Items", "pub fn f() = [1, \"a\"]\n", "E0301 1:18 the items of a list have one type: the first is `Int`, this is `String`"},
    {"Operands", "pub fn f() = 1 + 1.5\n", "E0313 1:18 both sides of `+` must have the same type: the left is `Int`, the right is `Float`"},
    {"NotANumber", "pub fn f() = \"a\" + \"b\"\n", "E0313 1:14 `+` works on Int, Float or Duration, found `String`"},
    {"Condition", "pub fn f() { if 3 { () } }\n", "E0331 1:17 a condition must be a Bool, found `Int`"},
    {"IfWithoutElse", "pub fn f() = if true { 3 }\n", "E0317 1:24 an `if` without `else` must be Unit, and this is `Int`"},
    {"Rigid", "pub fn f(x: a) -> Int = x\n", "E0324 1:25 expected `Int`, found `a`"},
    {"RigidInAGroup", "pub fn f(x: a, n) = g(x, n)\nfn g(x, n) = f(x + 1, n)\n", "E0324 1:8 the body makes the type variable `a` an `Int`"},
    {"Infinite", "pub fn f(g) = g(g)\n", "E0305 1:15 this type would contain itself: `a` would have to be `fn(a) -> b`"},
    {"TooMany", "fn g(x: Int) = x\npub fn f() = g(1, 2)\n", "E0302 2:19 `g` takes 1 argument, found 2"},
    {"TooFew", "fn g(x: Int, y: Int) = x + y\npub fn f() = g(1)\n", "E0302 2:14 `g` takes 2 arguments, found 1"},
    {"Label", "type P(name: Int)\npub fn f() = P(nam: 1)\n", "E0303 2:16 `P` has no field `nam`"},
    {"Missing", "type P(x: Int, y: Int)\npub fn f() = P(x: 1)\n", "E0304 2:14 `P` lacks the field `y`"},
    {"Twice", "fn g(x: Int) = x\npub fn f() = g(1, x: 2)\n", "E0321 2:19 `x` is given twice"},
    {"NotAFunction", "pub fn f() = 3(4)\n", "E0306 1:14 this is not a function but an `Int`"},
    {"UnknownName", "pub fn f(value) = valu + value\n", "E0201 1:19 unknown name `valu`"},
    {"UnknownField", "type P(name: Int)\npub fn f(p: P) = p.nme\n", "E0209 2:20 `P` has no field `nme`"},
    {"FieldCandidates", "pub type P(x: Int)\npub type Q(x: Int)\npub fn f(p) = p.x\n", "E0308 3:17 nothing says which type this value has, and several have a field `x`"},
    {"UnknownConstructor", "type C = Red | Green\npub fn f(c: C) = c == Gren\n", "E0207 2:23 unknown constructor `Gren`"},
    {"UnknownMember", "import list\npub fn f() = list.mapp([1], fn(x) { x })\n", "E0208 2:19 module `list` has no `mapp`"},
    {"ModuleAsValue", "import list\npub fn g() = list.length([1])\npub fn f() = list\n", "E0226 3:14 `list` is a module, not a value"},
    {"Opaque", "import queue\npub fn f(q: queue.Queue[Int]) = q.front\n", "E0205 2:35 the fields of `Queue` are private to the module `queue`"},
    {"TryOnWhatHasNone", "pub fn f(x: Int) { let y = x?\n Some(y) }\n", "E0309 1:29 `?` takes a Result or an Option, found `Int`"},
    {"TryOptionInResult", "pub fn f(o: Option[Int]) -> Result[Int, String] { Ok(o?) }\n", "E0309 1:55 `?` on an Option, and this function returns a Result"},
    {"TryOtherError", "pub fn f(r: Result[Int, Int]) -> Result[Int, String] { Ok(r?) }\n",
     "E0309 1:60 the error is an `Int`, and this function returns errors of type `String`"},
    {"FallsThrough", "pub fn f(x) { let Some(y) = x else { () }\n y }\n", "E0315 1:36 the `else` of a `let` may not fall through: the pattern's variables have no values here"},
    {"NoEffect", "pub fn f() { 1\n 2 }\n", "E0316 1:14 this statement is a literal that goes nowhere"},
    {"DroppedResult", "pub fn g() -> Result[Int, String] = Ok(1)\npub fn f() { g()\n () }\n", "W0101 2:14 this Result is not used: an Error would go unnoticed"},
    {"DroppedReading", "import list\npub fn f() { list.reverse([1])\n () }\n", "W0111 2:14 the value of this call goes nowhere, and the call does nothing else"},
    {"Unused", "pub fn f(x, _y) { let z = 1\n 2 }\n", "W0107 1:10 the variable `x` is not used\nW0107 1:23 the variable `z` is not used"},
    {"Unreachable", "pub fn f() { return 1\n 2 }\n", "W0113 2:2 this is never reached"},
    {"Shown", "pub fn f() = println(fn(x) { x })\n", "E0307 1:14 a function cannot be shown"},
    {"ShownThroughAnother", "type B(go: fn(Int) -> Int)\nfn say(x) = \"${x}\"\npub fn f() = say(B(fn(x) { x }))\n",
     "E0307 3:14 a value of type `B` holds a function, so it cannot be shown"},
    {"Compared", "pub fn f() = Some(fn(x: Int) { x }) == None\n", "E0307 1:14 a value of type `Option[fn(Int) -> Int]` holds a function, so it cannot be compared"},
    {"Json", "import json\npub fn f(p: Pid[Int]) = json.encode([p])\n", "E0328 2:25 a `Pid[Int]` has no JSON form"},
    {"OpenDecode", "import json\npub fn f(text) { let _ = json.decode(text)\n () }\n", "E0319 2:26 nothing says which type is to be decoded here"},
    {"OpenConst", "pub const c = []\n", "E0320 1:11 the type of `c` is left open: `List[a]`"},
    {"Main", "fn main() { 3 }\n", "E0327 1:4 `main` must return Unit or `Result[Unit, e]`, and returns `Int`"},
    {"PatternParts", "pub fn f(t: (Int, Int)) { let (a, b, c) = t\n a + b + c }\n", "E0333 1:31 this pattern has 3 parts, and the value `(Int, Int)` has 2"},
    {"PatternFields", "type P(x: Int, y: Int)\npub fn f(P(x)) = x\n", "E0404 2:10 the pattern `P` lacks the field `y`"},
    {"PatternTooMany", "pub fn f(o) = match o { Some(a, b) -> a + b\n None -> 0 }\n", "E0403 1:33 `Some` has 1 field, found 2"},
    {"Patterns", "type A = X\ntype B = Y\npub fn f(v) = match v { X -> 1\n Y -> 2 }\n", "E0301 4:2 the patterns are for different types: the first for `A`, this one for `B`"},
    {"Alternatives", "pub fn f(t) = match t { (1, z) | (_, 2) -> z\n _ -> 0 }\n", "E0402 1:34 this alternative does not bind `z`"},
    {"TwiceInAPattern", "pub fn f(x, x) = x\n", "E0213 1:13 `x` is bound twice in one pattern"},
    {"Pin", "pub fn f(v) = match v { (x, ^x) -> x\n _ -> 0 }\n", "E0318 1:29 `^x` needs a variable that is bound already, or a constant"},
    {"Iterated", "pub fn f() { for x in 3 { println(x) } }\n", "E0326 1:23 an `Int` cannot be iterated"},
    {"Hole", "pub fn f() = [_]\n", "E0312 1:15 `_` stands for an argument of a call, and this is not one"},
    {"PipeIntoNothing", "pub fn f(x: Int) = x |> 3\n", "E0329 1:25 `|>` needs a function or a call on its right"},
    {"UpdateOfMany", "type S = A(x: Int) | B(x: Int)\npub fn f(s: S) = A(..s, x: 1)\n", "E0323 2:18 only a type with one constructor can be updated, and `S` has 2"},
    {"ClosureArity", "import list\npub fn f() = list.fold([1], 0, fn(a) { a })\n", "E0302 2:32 this closure takes 1 argument, and one of 2 arguments is expected"},
    {"UnknownType", "pub fn f(x: Strin) = x\n", "E0206 1:13 unknown type `Strin`"},
    {"TypeArguments", "pub fn f(x: List) = x\n", "E0210 1:13 `List` takes 1 type argument, found 0"},
    {"FieldDefault", "pub type O(x: Int = \"a\")\n", "E0301 1:21 the default value of `x` must be `Int`, found `String`"},
    {"BitsDoNotAddUp", "pub fn f() = <<1:3>>\n", "E0410 1:14 the segments add up to 3 bits, which is no whole number of bytes"},
    {"BitsRestIsLast", "pub fn f(b) = match b { <<r/bytes, 1>> -> r\n _ -> b }\n", "E0411 1:27 bytes without a size are all that is left, so they stand last"},
    {"BitsSize", "pub fn f() = <<1:72>>\n", "E0412 1:18 an int has 1 to 64 bits, found 72"},
    {"BitsSpecs", "pub fn f() = <<1:8/big-little>>\n", "E0413 1:24 a segment has one byte order, and this is the second"},
    {"BitsValue", "pub fn f() = <<1.5:8>>\n", "E0416 1:16 this segment takes `Int`, found `Float`"},
};

INSTANTIATE_TEST_SUITE_P(Mistakes, Message, testing::ValuesIn(kCases), [](const auto& info) { return info.param.name; });

}  // namespace riotc::test
