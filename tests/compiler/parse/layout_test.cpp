// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

TEST(Layout, LineEndsEndStatements) {
  EXPECT_EQ(statements("a\nb\n\n  // c\nd"), "a\nb\nd");
  EXPECT_EQ(statements("a; b;\n;c"), "a\nb\nc");
  EXPECT_EQ(statements("a\n-b"), "a\n(- b)");
  EXPECT_EQ(statements("a\n(b)"), "a\nb");
  EXPECT_EQ(statements("a\n[b]"), "a\n(list b)");
  EXPECT_EQ(statements("a\n<<1>>"), "a\n(bits (segment 1))");
}

TEST(Layout, OperatorsContinueBothWays) {
  for (const char* op : {"+", "*", "/", "%", "++", "==", "!=", "<", "<=", ">", ">=", "|>", "!", "..", "and", "or"}) {
    std::string o = op;
    EXPECT_EQ(statements("a " + o + "\n\n b"), statements("a " + o + " b")) << op;
    EXPECT_EQ(statements("a\n // why\n " + o + " b"), statements("a " + o + " b")) << op;
  }
  EXPECT_EQ(statements("a -\n b"), "(- a b)");
  EXPECT_EQ(statements("a\n.b\n.c()"), "(call (.c (.b a)))");
  EXPECT_EQ(statements("let x =\n 1"), "let x = 1");
  EXPECT_EQ(statements("let x\n = 1"), "let x = 1");
  EXPECT_EQ(statements("not\n a"), "(not a)");
}

TEST(Layout, ElseAfterWhenAndReceivesContinue) {
  EXPECT_EQ(statements("if a { b }\nelse if c { d }\n// so\nelse { e }"), "(if a (block b) (if c (block d) (block e)))");
  EXPECT_EQ(statements("let Ok(x) = a\n else { b }"), "let (Ok x) = a");
  EXPECT_EQ(statements("match a {\n b\n when c\n -> d }"), "(match a (arm b (when c) d))");
  EXPECT_EQ(statements("receive {\n A -> b\n after 5s -> c\n}"), "(receive (arm A b) (after 5000000000ns c))");
  EXPECT_EQ(statements("receive { A -> b, after 5s -> c }"), "(receive (arm A b) (after 5000000000ns c))");
  EXPECT_EQ(tree("fn f() -> Int\n  receives M\n  = 1\n"), "(module test (fn f (clause (params) (-> Int) (receives M) (= 1)))) ");
}

TEST(Layout, BracketsJoinLinesAndBlocksInThemDoNot) {
  EXPECT_EQ(statements("f(\n a\n ,\n b\n)"), "(call f a b)");
  EXPECT_EQ(statements("f(fn() {\n a\n b\n}, [\n1,\n])"), "(call f (lambda (params) (block a b)) (list 1))");
  EXPECT_EQ(statements("\"x ${\n a\n} y\""), "(string \"x \" a \" y\")");
  EXPECT_EQ(statements("#{\n a => b,\n}"), "(map (=> a b))");
}

TEST(Layout, ALineThatBeginsWithABracketInBracketsLacksAComma) {
  EXPECT_EQ(statements("f(a\n (b))"), "3:2 E0115 a `,` is missing before this line");
  EXPECT_EQ(statements("f(a\n -b)"), "3:2 E0115 a `,` is missing before this line");
  EXPECT_EQ(statements("[[1]\n [2]]"), "3:2 E0115 a `,` is missing before this line");
  EXPECT_EQ(statements("f(a,\n -b, (c\n +\n (d)))"), "(call f a (- b) (+ c d))");
}

TEST(Layout, ReturnAloneReturnsUnit) {
  EXPECT_EQ(statements("return\na"), "(return)\na");
  EXPECT_EQ(statements("return // why\na"), "(return)\na");
  EXPECT_EQ(statements("if a { return }"), "(if a (block (return)))");
  EXPECT_EQ(statements("return -1"), "(return (- 1))");
  EXPECT_EQ(statements("match a { b -> return, c -> return; }"), "(match a (arm b (return)) (arm c (return)))");
}

TEST(Layout, TrailingCommasAreAllowedEverywhere) {
  EXPECT_EQ(statements("f(a,)"), "(call f a)");
  EXPECT_EQ(statements("[a, ..b,]"), "(list a (.. b))");
  EXPECT_EQ(statements("(a, b,)"), "(tuple a b)");
  EXPECT_EQ(statements("#{a => b,}"), "(map (=> a b))");
  EXPECT_EQ(statements("<<1, 2,>>"), "(bits (segment 1) (segment 2))");
  EXPECT_EQ(statements("match a { b -> c,\n}"), "(match a (arm b c))");
  EXPECT_EQ(pattern("A(x, ..,)"), "(A x ..)");
  EXPECT_EQ(type("fn(A, List[b,],) -> (c, d,)"), "(fn A (List b) (-> (tuple c d)))");
  EXPECT_EQ(file_complaints("type A(x: Int,)\nfn f(x,) = 1\nimport a.{b, c,}\n@x(1,)\nfn g() {}\n"), "");
  EXPECT_NE(statements("f(,)"), "(call f)");
  EXPECT_NE(statements("f(a,,)"), "(call f a)");
}

TEST(Layout, SoftKeywordsAreNamesElsewhere) {
  EXPECT_EQ(statements("let after = alias + opaque\ntest(receives)"), "let after = (+ alias opaque)\n(call test receives)");
  EXPECT_EQ(statements("x\nafter + 1"), "x\n(+ after 1)");
  EXPECT_EQ(statements("receive { after -> 1 }"), "(receive (arm after 1))");
  EXPECT_EQ(statements("receive { A -> f(after)\n after when b -> c }"), "(receive (arm A (call f after)) (arm after (when b) c))");
  EXPECT_EQ(statements("receive { A -> { after }\n after 0s -> 1 }"), "(receive (arm A (block after)) (after 0ns 1))");
  EXPECT_EQ(tree("fn test() = 1\nfn alias(after) = after\n"), "(module test (fn test (clause (params) (= 1))) (fn alias (clause (params after) (= after)))) ");
}

TEST(Layout, KeywordsMayBeLabelsAndFields) {
  EXPECT_EQ(statements("f(type: 1, match: 2, after: 3).in.test"), "(.test (.in (call f (type: 1) (match: 2) (after: 3))))");
  EXPECT_EQ(tree("type T(type: Int, as: Int)\n"), "(module test (type T (constructor T (type: Int) (as: Int)))) ");
  EXPECT_EQ(pattern("T(type: x, as: _)"), "(T (type: x) (as: _))");
  EXPECT_EQ(tree("fn m(p, as make: fn(A) -> b, in x) = 1\n"),
            "(module test (fn m (clause (params p (param make (label as) (type (fn A (-> b)))) (param x (label in))) (= 1)))) ");
  EXPECT_EQ(complaints("f(type:)"), "2:3 E0113 `type:` cannot stand alone, because `type` is a keyword");
  EXPECT_EQ(file_complaints("fn f(type: Int) = 1\n"), "1:6 E0113 `type` is a keyword and cannot be a variable");
}

TEST(Layout, SpawnWithABlock) {
  EXPECT_EQ(statements("spawn { a }"), "(spawn (block a))");
  EXPECT_EQ(statements("let p = spawn_link { a\n b }"), "let p = (spawn_link (block a b))");
  EXPECT_EQ(statements("spawn(f)"), "(call spawn f)");
  EXPECT_EQ(statements("match spawn { a -> b }"), "(match spawn (arm a b))");
  EXPECT_EQ(statements("match (spawn { a }) { b -> c }"), "(match (spawn (block a)) (arm b c))");
  EXPECT_EQ(statements("if f(spawn { a }) { b }"), "(if (call f (spawn (block a))) (block b))");
}

TEST(Layout, CommentsAndDocsAreKeptAside) {
  Parsed parsed = parse("//! one\n//!  two\n\n/// first\n///\n/// last\n// plain\n@a(1)\nfn f() {} // behind\n");
  EXPECT_EQ(parsed.messages(), "");
  EXPECT_EQ(parsed.module->doc, "one\n two");
  ASSERT_EQ(parsed.module->items.size(), 1u);
  EXPECT_EQ(parsed.module->items[0]->doc, "first\n\nlast");
  ASSERT_EQ(parsed.module->comments.size(), 2u);
}

TEST(Layout, WindowsLineEndsAndByteOrderMark) {
  Parsed parsed = parse("\xEF\xBB\xBF/// doc\r\nfn f() {\r\n  a\r\n  b // c\r\n}\r\n");
  EXPECT_EQ(parsed.messages(), "");
  EXPECT_EQ(parsed.module->items[0]->doc, "doc");
}

}  // namespace
}  // namespace riotc::test
