// SPDX-License-Identifier: MIT
// What must not end the compiler: depth, length, garbage.
#include <gtest/gtest.h>

#include <random>

#include "compiler/syntax/print.h"
#include "tests/compiler/parse/corpus.h"
#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

std::string times(int count, const std::string& text) {
  std::string all;
  all.reserve(text.size() * static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string first_code(const std::string& text) {
  Parsed parsed = parse(text);
  return parsed.diagnostics.all().empty() ? "" : code_name(parsed.diagnostics.sorted().front().code);
}

TEST(Robustness, DepthIsLimitedNotFatal) {
  const int n = 10000;
  EXPECT_EQ(first_code("fn f() = " + times(n, "(") + "1" + times(n, ")")), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "(")), "E0110");
  EXPECT_EQ(first_code("fn f() " + times(n, "{")), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "\"${") + "1" + times(n, "}\"")), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "-") + "1"), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "not ") + "1"), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "return ") + "1"), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "fn(x) = ") + "1"), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "1 ! ") + "1"), "E0110");
  EXPECT_EQ(first_code("fn f() { " + times(n, "if ") + "a { 1 } }"), "E0110");
  EXPECT_EQ(first_code("fn f() { " + times(n, "for x in ") + "a { 1 } }"), "E0110");
  EXPECT_EQ(first_code("fn f() = " + times(n, "match a { _ -> ") + "1" + times(n, "}")), "E0110");
  EXPECT_EQ(first_code("alias X = " + times(n, "fn() -> ") + "a"), "E0110");
  EXPECT_EQ(first_code("alias X = " + times(n, "List[") + "a" + times(n, "]")), "E0110");
  EXPECT_EQ(first_code("fn f(" + times(n, "(") + "a" + times(n, ")") + ") = 1"), "E0110");
}

TEST(Robustness, FourHundredLevelsAreFine) {
  EXPECT_EQ(first_code("fn f() = " + times(400, "(") + "1" + times(400, ")")), "");
  EXPECT_EQ(first_code("fn f() " + times(400, "{") + times(400, "}")), "");
  EXPECT_EQ(first_code("fn f() = " + times(400, "- ") + "1"), "");
}

TEST(Robustness, LengthIsNoDepth) {
  EXPECT_EQ(first_code("fn f() = 1" + times(50000, " + 1")), "");
  EXPECT_EQ(first_code("fn f() = x" + times(10000, ".a()?")), "");
  EXPECT_EQ(first_code("fn f() = x" + times(10000, "\n  |> g()")), "");
  EXPECT_EQ(first_code("fn f() { if a { 1 }" + times(10000, " else if a { 1 }") + "}"), "");
  EXPECT_EQ(first_code("fn f() = [" + times(50000, "1, ") + "]"), "");
  EXPECT_EQ(first_code("fn f(x) = match x { 1" + times(10000, " | 1") + " -> 1 }"), "");
  Parsed parsed = parse("fn f() = 1" + times(50000, " + 1"));
  EXPECT_LT(syntax::print(*parsed.module).size(), 1'000'000u);
}

TEST(Robustness, FilesWithNextToNothing) {
  for (const char* text : {"", "\n", "\n\n  \n", "// c", "//! d", ";", "\xEF\xBB\xBF", "/// d"}) {
    Parsed parsed = parse(text);
    EXPECT_FALSE(parsed.diagnostics.has_errors()) << text;
    EXPECT_TRUE(parsed.module->items.empty());
  }
  EXPECT_EQ(parse("/// d").codes(), "1:1 W0112");
  EXPECT_EQ(parse("fn f() {\n  /// d\n  /// e\n  1\n}\n").codes(), "2:3 W0112");
}

// Cuts, doubles, swaps and replaces pieces of correct programs. Whatever comes of it must be parsed, printed, and if it
// has no tree without Error nodes, reported.
TEST(Robustness, RandomMutations) {
  std::mt19937 random(4127);
  const char* const pieces[] = {"(", ")", "{", "}", "[", "]", "\"", "\"\"\"", "${", "#{", "<<", ">>", "fn", "match", "receive", "else", "after", "\n", ";", ",", "->", "=",
                                "|", "..", "!", "when", "let", "@", "///x\n", "\\", "'", "\xC3\xA4", "\xFF", "1e5", "$", "return", "type", "pub", "as", ":", "."};
  auto below = [&](size_t limit) { return static_cast<size_t>(random() % (limit == 0 ? 1 : limit)); };
  for (int round = 0; round < 400; ++round) {
    std::string text = kCorpus[below(std::size(kCorpus))];
    for (size_t edits = 1 + below(4); edits > 0; --edits) {
      size_t at = below(text.size()), length = below(12);
      switch (below(4)) {
        case 0: text.erase(at, length); break;
        case 1: text.insert(at, pieces[below(std::size(pieces))]); break;
        case 2: text.replace(at, std::min(length, text.size() - at), pieces[below(std::size(pieces))]); break;
        default: text.insert(below(text.size()), text.substr(at, length * 4));
      }
      if (text.empty()) text = "x";
    }
    Parsed parsed = parse(text);
    std::string printed = syntax::print(*parsed.module);
    if (printed.find("<error>") != std::string::npos) {
      EXPECT_TRUE(parsed.diagnostics.has_errors()) << text;
    }
    EXPECT_EQ(parsed.module->has_errors, parsed.diagnostics.has_errors()) << text;
    for (const Diagnostic& one : parsed.diagnostics.all()) EXPECT_LE(one.span.begin, text.size()) << text;
  }
}

}  // namespace
}  // namespace riotc::test
