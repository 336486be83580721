// SPDX-License-Identifier: MIT
#include "fixture.h"

namespace riotc::exhaustive {

using Strings = std::vector<std::string>;

const std::string kShape = "pub type Shape = Circle(Float) | Rect(Float, Float) | Empty\n";

TEST_F(Exhaustive, MissingConstructors) {
  EXPECT_EQ(only(kShape + "pub fn f(s) = match s { Circle(_) -> 1 }\n"),
            "E0401 2:15 this `match` does not cover `Rect(..)` and `Empty` | help: add an arm for each, or end with `_ -> ..`");
}

TEST_F(Exhaustive, OneMissing) {
  EXPECT_EQ(only("pub fn f(o) = match o { Some(x) -> x }\n"), "E0401 1:15 this `match` does not cover `None` | help: add an arm for it, or end with `_ -> ..`");
}

TEST_F(Exhaustive, Nested) {
  EXPECT_EQ(only(kShape + "pub fn f(o) = match o { None -> 1, Some((Circle(_), true)) -> 2, Some((Rect(_, _), _)) -> 3 }\n"),
            "E0401 2:15 this `match` does not cover `Some((Circle(_), false))` and `Some((Empty, _))` | help: add an arm for each, or end with `_ -> ..`");
}

TEST_F(Exhaustive, Lists) {
  EXPECT_EQ(only("pub fn f(xs) = match xs { [] -> 1, [_, _] -> 2 }\n"),
            "E0401 1:16 this `match` does not cover `[_]` and `[_, _, _, ..]` | help: add an arm for each, or end with `_ -> ..`");
}

TEST_F(Exhaustive, ListsThatAreCovered) {
  EXPECT_EQ(check("pub fn f([]) = 1\nfn f([_]) = 2\nfn f([_, _, ..]) = 3\npub fn g(xs) = match xs { [None, ..] -> 1, [Some(1), ..] -> 2, [_, .._] -> 3, [] -> 4 }\n"), Strings{});
}

TEST_F(Exhaustive, NumbersAndTexts) {
  EXPECT_EQ(check("pub fn f(n) = match n { 0 -> 1, 1 -> 2 }\npub fn g(s) = match s { \"a\" -> 1, \"b\" ++ _ -> 2 }\npub fn h(0) = 1\n"
                  "fn h(1) = 2\npub fn i(d) = match d { 5s -> 1 }\npub fn j(x) = match x { (1.0, true) -> 1 }\n"),
            (Strings{"E0401 1:15 this `match` does not cover every value: `2`, for instance | help: end with an arm that matches everything else",
                     "E0401 2:15 this `match` does not cover every value: `\"\"`, for instance | help: end with an arm that matches everything else",
                     "E0401 3:8 the clauses of `h` do not cover `h(_)` | help: add a clause for it",
                     "E0401 5:15 this `match` does not cover every value: `0s`, for instance | help: end with an arm that matches everything else",
                     "E0401 6:15 this `match` does not cover every value | help: end with an arm that matches everything else"}));
}

TEST_F(Exhaustive, ClausesWithSeveralParameters) {
  EXPECT_EQ(only("pub fn f(None, true) = 1\nfn f(Some(_), _) = 2\n"),
            "E0401 1:8 the clauses of `f` do not cover `f(None, false)` | help: add a clause for it");
}

TEST_F(Exhaustive, GuardsCoverNothing) {
  EXPECT_EQ(only("pub fn f(n) when n > 0 = 1\nfn f(n) when n <= 0 = 2\n"),
            "E0401 1:8 the clauses of `f` do not cover `f(_)` | note: one clause with a guard covers nothing: the guard may be false | help: add a clause for it");
}

TEST_F(Exhaustive, RuntimeTestsCoverNothing) {
  EXPECT_EQ(check("pub fn f(m) = match m { #{\"a\" => _} -> 1, #{} -> 2 }\npub fn g(b) = match b { <<1, _/bytes>> -> 1, _ -> 2 }\n").size(), 0u);
  EXPECT_EQ(check("pub fn h(b) = match b { <<_/bytes>> -> 1, _ -> 2 }\n").size(), 1u);  // whatever Bytes there are
  EXPECT_EQ(check("pub fn f(n, m) = match m { ^n -> 1 }\n").size(), 1u);
}

TEST_F(Exhaustive, ManyAreCounted) {
  EXPECT_EQ(only("pub type T = A | B | C | D | E | F | G\npub fn f(t) = match t { D -> 1 }\n"),
            "E0401 2:15 this `match` does not cover `A`, `B`, `C` and 3 more | help: add an arm for each, or end with `_ -> ..`");
}

TEST_F(Exhaustive, FourAreShown) {
  EXPECT_EQ(only("pub type T = A | B | C | D | E\npub fn f(t) = match t { D -> 1 }\n"),
            "E0401 2:15 this `match` does not cover `A`, `B`, `C` and `E` | help: add an arm for each, or end with `_ -> ..`");
}

TEST_F(Exhaustive, NeverHasNoValues) {
  EXPECT_EQ(check("pub fn f(r: Result[Int, Never]) = match r { Ok(x) -> x }\npub fn g(r: Result[Int, Never]) {\n  let Ok(x) = r\n  x\n}\n"), Strings{});
}

TEST_F(Exhaustive, PatternsThatMayFail) {
  EXPECT_EQ(check("pub fn f(Some(x)) = x\npub fn g(o) {\n  let Some(x) = o\n  x\n}\npub fn h(os) {\n  for Some(x) in os { println(x + 1) }\n}\n"
                  "pub fn i() = fn([x, ..]) { x + 1 }\npub fn j(1) = 2\n"),
            (Strings{"E0311 1:10 this parameter does not match every value: `None` is left | help: add a clause of `f` for the rest, or take a plain name and use `match`",
                     "E0311 3:7 this pattern does not match every value: `None` is left | help: say what happens otherwise: `let .. = .. else { return .. }`",
                     "E0311 7:7 this pattern does not match every value: `None` is left | help: loop over a plain name and use `match`, or over a comprehension, which skips what does not match",
                     "E0311 9:17 this parameter does not match every value: `[]` is left | help: take a plain name and use `match` in the body",
                     "E0311 10:10 this parameter does not match every value | help: add a clause of `j` for the rest, or take a plain name and use `match`"}));
}

TEST_F(Exhaustive, PatternsThatCannotFail) {
  EXPECT_EQ(check("pub type P(x: Int, y: Int)\npub fn f((a, b), P(x, y)) = a + b + x + y\npub fn g(ps) = [x || Some(P(x:, ..)) <- ps]\n"
                  "pub fn h(ps) {\n  for (k, P(x: v, ..)) in ps { println(k + v) }\n}\n"),
            Strings{});
}

TEST_F(Exhaustive, ElseOfLet) {
  EXPECT_EQ(check("pub fn f(r) {\n  let Ok(x) = r else { Error(1) -> return 0 }\n  x\n}\n"
                  "pub fn g(r) {\n  let Ok(x) = r else { Error(_) -> return 0 }\n  x\n}\n"
                  "pub fn h(r) {\n  let Ok(x) = r else { return 0 }\n  x\n}\n"
                  "pub fn i(r) {\n  let (x, _) = r else { return 0 }\n  x\n}\n"),
            (Strings{"E0401 2:7 the `else` of this `let` does not cover `Error(_)` | help: add an arm for it, or end with `_ -> ..`",
                     "W0102 14:7 the `else` of this `let` can never be reached | here: this pattern matches every value | help: remove the `else`"}));
}

TEST_F(Exhaustive, ArmsThatAreNeverReached) {
  EXPECT_EQ(check("pub fn f(n) = match n {\n  0 -> 1\n  _ -> 2\n  1 -> 3\n}\n"
                  "pub fn g(o) = match o {\n  Some(true) -> 1\n  None -> 2\n  Some(false) -> 3\n  Some(_) -> 4\n}\n"
                  "pub fn h(s) = match s {\n  \"ab\" ++ _ -> 1\n  \"abc\" -> 2\n  \"abc\" ++ _ -> 3\n  \"a\" ++ _ -> 4\n  _ -> 5\n}\n"),
            (Strings{"W0102 4:3 this arm can never be reached | 3:3 this one matches all that it would",
                     "W0102 10:3 this arm can never be reached: those before it match all that it would",
                     "W0102 14:3 this arm can never be reached | 13:3 this one matches all that it would",
                     "W0102 15:3 this arm can never be reached | 13:3 this one matches all that it would"}));
}

TEST_F(Exhaustive, GuardedArmsHideNothing) {
  EXPECT_EQ(check("pub fn f(n) = match n {\n  x when x > 1 -> 1\n  _ -> 2\n}\n"), Strings{});
}

TEST_F(Exhaustive, AlternativesThatAreNeverReached) {
  EXPECT_EQ(check("pub fn f(n) = match n {\n  1 | 2 | 1 -> 1\n  2 | 3 -> 2\n  _ -> 3\n}\npub fn g(o) = match o {\n  Some(1 | 1) -> 1\n  _ -> 2\n}\n"),
            (Strings{"W0102 2:11 this alternative can never be reached: patterns before it match all that it would",
                     "W0102 3:3 this alternative can never be reached: patterns before it match all that it would",
                     "W0102 7:12 this alternative can never be reached: patterns before it match all that it would"}));
}

TEST_F(Exhaustive, ReceiveNeedsToCoverNothing) {
  EXPECT_EQ(check("pub type M = A | B(Int)\npub fn f() receives M {\n  receive {\n    B(1) -> 1\n    B(_) -> 2\n    B(2) -> 3\n  }\n}\n"),
            (Strings{"W0102 6:5 this arm can never be reached | 5:5 this one matches all that it would"}));
}

TEST_F(Exhaustive, InsideClosuresConstantsAndArguments) {
  EXPECT_EQ(check("pub const k = match Some(1) { Some(x) -> x }\npub fn f(g, o) = g(fn() { match o { None -> 1 } })\n").size(), 2u);
}

TEST_F(Exhaustive, WideMatchesEndInTime) {
  // Twenty columns where each arm says something about two: exponential without a bound.
  std::string text = "pub type T = A | B | C\npub fn f(t: (";
  constexpr int kColumns = 20;
  for (int i = 0; i < kColumns; ++i) text += i > 0 ? ", T" : "T";
  text += ")) = match t {\n";
  for (int i = 0; i + 1 < kColumns; ++i) {
    text += "  (";
    for (int c = 0; c < kColumns; ++c) {
      if (c > 0) text += ", ";
      text += c == i ? "A" : c == i + 1 ? "B" : "_";
    }
    text += ") -> 1\n";
  }
  std::string with_default = text + "  _ -> 2\n}\n";
  text += "}\n";
  std::vector<std::string> messages = check(text);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].substr(0, 5), "E0401");
  EXPECT_EQ(check(with_default), Strings{});
}

TEST_F(Exhaustive, ManyArmsAreQuick) {
  std::string text = "pub fn f(n) = match n {\n";
  for (int i = 0; i < 1000; ++i) text.append("  ").append(std::to_string(i)).append(" -> 1\n");
  text += "  _ -> 2\n}\n";
  EXPECT_EQ(check(text), Strings{});
}

}  // namespace riotc::exhaustive
