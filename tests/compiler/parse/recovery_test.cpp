// SPDX-License-Identifier: MIT
// One mistake, one message; independent mistakes, each its own.
#include <gtest/gtest.h>

#include "compiler/syntax/print.h"
#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

TEST(Recovery, EachStatementIsOnItsOwn) {
  EXPECT_EQ(parse("fn f() {\n  let x = )\n  a\n  let = 1\n  b b\n  c\n}\n").codes(), "2:11 E0103\n4:7 E0101\n5:5 E0101");
  EXPECT_EQ(complaints("let x = 1 1\nlet y = 2\nf(1 2, 3 4)\nif a b\nok"), "2:11 E0101 expected an operator or the end of the line, found `1`\n"
                                                                   "4:5 E0101 expected `,` or `)`, found `2`\n5:6 E0101 expected `{`, found `b`");
}

TEST(Recovery, EachArmIsOnItsOwn) {
  EXPECT_EQ(parse("fn f(x) = match x {\n  1 => 2\n  Some(y) -> y y\n  3 -> 4\n  when -> 5\n  _ -> {\n    let 6\n    7\n  }\n}\n").codes(),
            "2:5 E0114\n3:16 E0101\n5:3 E0101\n7:10 E0101");
}

TEST(Recovery, EachItemIsOnItsOwn) {
  Parsed parsed = parse("fn a( = 1\n\nfn b() = 2\n\ntype C = | | D\nconst = 3\nfn d() {\n  +\n}\nfn e() = 5\n");
  EXPECT_EQ(parsed.codes(), "1:5 E0102\n5:12 E0101\n6:7 E0101\n8:3 E0101");
  std::vector<std::string> names;
  for (const syntax::Item* item : parsed.module->items) names.push_back(item->name.text);
  EXPECT_EQ(names, (std::vector<std::string>{"b", "d", "e"}));
  EXPECT_EQ(parsed.module->unparsed_names, (std::vector<std::string>{"a", "C"}));
  EXPECT_TRUE(parsed.module->has_errors);
}

TEST(Recovery, WhatIsAroundAMistakeIsKept) {
  EXPECT_EQ(parse("fn f(x: Int) -> Int {\n  let y = 1 +\n}\nfn g() = 1\n").codes(), "2:14 E0101");
  Parsed parsed = parse("fn f(x: Int) -> Int {\n  let y = x x\n  y\n}\n");
  EXPECT_EQ(parsed.codes(), "2:13 E0101");
  EXPECT_NE(syntax::print(*parsed.module).find("(params (param x (type Int)))"), std::string::npos);
  EXPECT_NE(syntax::print(*parsed.module).find("(let y "), std::string::npos);
}

TEST(Recovery, BracketsAreReportedByTheirOpeningOne) {
  EXPECT_EQ(complaints("f(1, 2\nlet y = 3\ng(y"), "2:2 E0102 `(` is never closed\n4:2 E0102 `(` is never closed");
  EXPECT_EQ(complaints("[1, 2"), "2:1 E0102 `[` is never closed");
  EXPECT_EQ(complaints("f(a]"), "2:4 E0103 `]` does not close what is open");
  EXPECT_EQ(complaints("f(a))"), "2:5 E0103 this `)` closes nothing");
  EXPECT_EQ(file_complaints("fn f() {\n  if x {\n    y\n}\n\nfn g() = 1\n"), "2:8 E0102 `{` is never closed");
  EXPECT_EQ(file_complaints("fn f() {\n  y\n\nfn g() = 1\n"), "1:8 E0102 `{` is never closed");
  EXPECT_EQ(file_complaints("fn f() {\n  y\n"), "1:8 E0102 `{` is never closed");
  EXPECT_EQ(file_complaints("fn f() {\n  y }\n  z\n}\n\nfn g() = 1\n"), "4:1 E0103 this `}` closes nothing");
  EXPECT_EQ(complaints("x << 2\ny"), "2:3 E0102 `<<` is never closed");
}

TEST(Recovery, StringsEndWithTheirLine) {
  EXPECT_EQ(complaints("let s = \"abc\nf(1)"), "2:9 E0104 this string is never closed");
  EXPECT_EQ(complaints("let s = \"abc ${x\"\nf(1)"), "2:14 E0102 `${` is never closed");
  EXPECT_EQ(complaints("let s = \"abc ${x\nf(1)"), "2:14 E0102 `${` is never closed");
  EXPECT_EQ(complaints("let s = \"abc ${\"x} y\nf(1)"), "2:14 E0102 `${` is never closed");
  EXPECT_EQ(file_complaints("fn f() = \"\"\"\n  abc\n"), "1:10 E0104 this string is never closed");
  EXPECT_EQ(file_complaints("fn f() = \"abc"), "1:10 E0104 this string is never closed");
  EXPECT_EQ(complaints("f(\"a)\ng(1 2)"), "2:3 E0104 this string is never closed\n3:5 E0101 expected `,` or `)`, found `2`");
}

}  // namespace
}  // namespace riotc::test
