// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

// The first help that a mistake gets.
std::string help(const std::string& text) {
  Parsed parsed = parse("fn f() = " + text + "\n");
  auto all = parsed.diagnostics.sorted();
  return all.empty() || all.front().helps.empty() ? "" : all.front().helps.front();
}

TEST(Literals, Ints) {
  EXPECT_EQ(expression("1_000_000"), "1000000");
  EXPECT_EQ(expression("0xff"), "255");
  EXPECT_EQ(expression("0xDEAD_beef"), "3735928559");
  EXPECT_EQ(expression("0o17"), "15");
  EXPECT_EQ(expression("0b10_10"), "10");
  EXPECT_EQ(expression("007"), "7");
  EXPECT_EQ(expression("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(expression("-9223372036854775808"), "(- 9223372036854775808)");
  EXPECT_EQ(expression("-0x8000_0000_0000_0000"), "(- 9223372036854775808)");
  EXPECT_EQ(pattern("-9223372036854775808"), "-9223372036854775808");
}

TEST(Literals, IntsOutOfRange) {
  EXPECT_EQ(expression("9223372036854775808"), "1:10 E0107 this number is out of range");
  EXPECT_EQ(expression("1 - 9223372036854775808"), "1:14 E0107 this number is out of range");
  EXPECT_EQ(expression("0xffff_ffff_ffff_ffff"), "1:10 E0107 this number is out of range");
  EXPECT_EQ(expression("99999999999999999999999"), "1:10 E0107 this number is out of range");
  EXPECT_EQ(pattern("9223372036854775808"), "1:21 E0107 this number is out of range");
}

TEST(Literals, MalformedNumbers) {
  for (const char* text : {"1_", "1__0", "0x", "0xfg", "0b2", "0o8", "0_x1", "12abc", "1.5_", "1.0e"})
    EXPECT_EQ(parse(std::string("fn f() = ") + text + "\n").codes(), "1:10 E0106") << text;
  EXPECT_EQ(help("0XFF"), "write `0xFF`");
  EXPECT_EQ(help("1e5"), "write `1.0e5`");
  EXPECT_EQ(help("1e-5"), "write `1.0e-5`");
  EXPECT_EQ(help("1.5f"), "write `1.5`");
  EXPECT_EQ(help("10L"), "write `10`");
}

TEST(Literals, Floats) {
  EXPECT_EQ(expression("1.5"), "1.5");
  EXPECT_EQ(expression("2.5e-3"), "0.0025");
  EXPECT_EQ(expression("1_0.0_1e1_0"), "1.001e+11");
  EXPECT_EQ(expression("1.0e308"), "1e+308");
  EXPECT_EQ(expression("1.0e309"), "1:10 E0107 this number is out of range");
  EXPECT_EQ(expression("1.0e-400"), "0.0");
}

TEST(Literals, Durations) {
  EXPECT_EQ(expression("250ms"), "250000000ns");
  EXPECT_EQ(expression("2min"), "120000000000ns");
  EXPECT_EQ(expression("1h"), "3600000000000ns");
  EXPECT_EQ(expression("3d"), "259200000000000ns");
  EXPECT_EQ(expression("10us"), "10000ns");
  EXPECT_EQ(expression("1_000ns"), "1000ns");
  EXPECT_EQ(expression("1..10"), "(range 1 10)");
  EXPECT_EQ(pattern("-5s"), "-5000000000ns");
  EXPECT_EQ(help("1.5s"), "write `1500ms`");
  EXPECT_EQ(help("0.25h"), "write `15min`");
  EXPECT_EQ(help("1.5d"), "write `36h`");
  EXPECT_EQ(expression("300000d"), "1:10 E0107 this duration is out of range");
}

TEST(Literals, Strings) {
  EXPECT_EQ(expression(R"("a\tb\n\r\0\\\"\$\u{1F600}")"), R"("a\tb\n\r\0\\\"$😀")");
  EXPECT_EQ(expression(R"("$5 $$ $")"), R"("$5 $$ $")");
  EXPECT_EQ(expression(R"("")"), R"("")");
  EXPECT_EQ(expression(R"("a ${b} c ${d}")"), R"((string "a " b " c " d ""))");
  EXPECT_EQ(expression(R"("$${x}")"), R"((string "$" x ""))");
  EXPECT_EQ(expression(R"("\${x}")"), R"("${x}")");
  EXPECT_EQ(expression(R"("a ${f("x ${y} ${"z"}")} b")"), R"((string "a " (call f (string "x " y " " "z" "")) " b"))");
  EXPECT_EQ(expression(R"("${ { let m = #{1 => 2}; m } }")"), R"((string "" (block (let m (map (=> 1 2))) m) ""))");
  EXPECT_EQ(expression("\"gr\xC3\xB6\xC3\x9F\"\n"), "\"gr\xC3\xB6\xC3\x9F\"");
}

TEST(Literals, Escapes) {
  EXPECT_EQ(expression(R"("a\qb")"), "1:12 E0105 `\\q` is not an escape");
  EXPECT_EQ(expression(R"("\u{110000}")"), "1:11 E0105 there is no such character");
  EXPECT_EQ(expression(R"("\u{D800}")"), "1:11 E0105 there is no such character");
  EXPECT_EQ(parse(R"(fn f() = "\u{}" ++ "\u1234" ++ "\u{1234567}")").codes(), "1:11 E0105\n1:21 E0105\n1:33 E0105");
}

TEST(Literals, TextBlocks) {
  EXPECT_EQ(expression("\"\"\"\n  one\n    two\n\n  three\n  \"\"\""), R"("one\n  two\n\nthree")");
  EXPECT_EQ(expression("\"\"\"\n\"\"\""), R"("")");
  EXPECT_EQ(expression("\"\"\"\n\n\"\"\""), R"("")");
  EXPECT_EQ(expression("\"\"\"\n  \"\"\""), R"("")");
  EXPECT_EQ(expression("\"\"\"\n  a \"quoted\" ${x}\n   ${y}\n  \"\"\""), R"((string "a \"quoted\" " x "\n " y ""))");
  EXPECT_EQ(expression("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"\r\n"), R"("a\nb")");
  EXPECT_EQ(expression("\"\"\"\n  \\$ \\\"\\\"\\\" \\n.\n  \"\"\""), R"("$ \"\"\" \n.")");
  EXPECT_EQ(expression("\"\"\"\n  a\n \t \n  b\n  \"\"\""), "\"a\\n\\nb\"");
}

TEST(Literals, TextBlockMistakes) {
  EXPECT_EQ(expression("\"\"\"abc\n\"\"\""), "1:10 E0111 `\"\"\"` is followed by a line end");
  EXPECT_EQ(expression("\"\"\"\nabc\"\"\""), "2:4 E0111 the closing `\"\"\"` stands on a line of its own");
  EXPECT_EQ(expression("\"\"\"\n a\nb\n  \"\"\""), "2:2 E0111 this line is indented less than the closing `\"\"\"`");
}

TEST(Literals, PlainTextWhereItIsNeeded) {
  EXPECT_EQ(pattern("\"${x}\""), "1:21 E0126 plain text is needed here");
  EXPECT_EQ(file_complaints("test \"a ${b}\" { }\n"), "1:6 E0126 plain text is needed here");
}

}  // namespace
}  // namespace riotc::test
