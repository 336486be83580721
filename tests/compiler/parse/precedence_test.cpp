// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/compiler/parse/fixture.h"

namespace riotc::test {
namespace {

TEST(Precedence, FromLoosestToTightest) {
  EXPECT_EQ(expression("a ! b or c"), "(! a (or b c))");
  EXPECT_EQ(expression("a or b and c"), "(or a (and b c))");
  EXPECT_EQ(expression("not a and b"), "(and (not a) b)");
  EXPECT_EQ(expression("not a == b"), "(not (== a b))");
  EXPECT_EQ(expression("a |> f == b"), "(== (|> a f) b)");
  EXPECT_EQ(expression("1..n |> f"), "(|> (range 1 n) f)");
  EXPECT_EQ(expression("a ++ b..c"), "(range (++ a b) c)");
  EXPECT_EQ(expression("a + b ++ c"), "(++ (+ a b) c)");
  EXPECT_EQ(expression("a + b * c - d"), "(- (+ a (* b c)) d)");
  EXPECT_EQ(expression("-a * b"), "(* (- a) b)");
  EXPECT_EQ(expression("-a.b(c)?"), "(- (? (call (.b a) c)))");
}

TEST(Precedence, GroupsToTheLeftButSendsToTheRight) {
  EXPECT_EQ(expression("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(expression("a / b * c % d"), "(% (* (/ a b) c) d)");
  EXPECT_EQ(expression("a |> f |> g"), "(|> (|> a f) g)");
  EXPECT_EQ(expression("a ! b ! c"), "(! a (! b c))");
  EXPECT_EQ(expression("a or b ! c"), "(! (or a b) c)");
}

TEST(Precedence, PrefixesTakeWhatIsRight) {
  EXPECT_EQ(expression("return a ! b"), "(return (! a b))");
  EXPECT_EQ(expression("a and return b or c"), "(and a (return (or b c)))");
  EXPECT_EQ(expression("assert a == b and c"), "(assert (and (== a b) c))");
  EXPECT_EQ(expression("fn(x) = x + 1 |> f"), "(lambda (params x) (|> (+ x 1) f))");
  EXPECT_EQ(expression("fn(x) { x } |> f"), "(|> (lambda (params x) (block x)) f)");
  EXPECT_EQ(expression("fn(x) = fn(y) = x ! y"), "(lambda (params x) (lambda (params y) (! x y)))");
  EXPECT_EQ(expression("a == not b and c"), "(and (== a (not b)) c)");
  EXPECT_EQ(expression("--a"), "(- (- a))");
  EXPECT_EQ(expression("not not a"), "(not (not a))");
}

TEST(Precedence, PostfixesAreOnOneLevel) {
  EXPECT_EQ(expression("f(x)?.y(1).z?"), "(? (.z (call (.y (? (call f x))) 1)))");
  EXPECT_EQ(expression("x |> f(y)?.z"), "(|> x (.z (? (call f y))))");
  EXPECT_EQ(expression("web.Get(p)"), "(call (.Get web) p)");
  EXPECT_EQ(expression("(a)(b)"), "(call a b)");
}

TEST(Precedence, ComparisonsAndRangesDoNotChain) {
  EXPECT_EQ(expression("a < b < c"), "1:16 E0117 comparisons cannot be chained");
  EXPECT_EQ(expression("a == b != c"), "1:17 E0117 comparisons cannot be chained");
  EXPECT_EQ(expression("1..2..3"), "1:14 E0117 ranges cannot be chained");
  EXPECT_EQ(expression("(a < b) == c"), "(== (< a b) c)");
}

}  // namespace
}  // namespace riotc::test
