// SPDX-License-Identifier: MIT
// How Strings and Bytes share and grow their bytes.
#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

namespace riot::test {
namespace {

using Strings = ValueTest;
const std::string kLong(100, 'x');

TEST_F(Strings, AppendingToAPrivateOneIsInPlace) {
  String* s = string("start");
  s = string_concat(self, s, string(kLong));
  int moves = 0;
  for (int i = 0; i < 10'000; ++i) {
    const String* before = s;
    s = string_concat(self, s, string("ab"));
    moves += s != before;
  }
  EXPECT_LT(moves, 12);
  EXPECT_EQ(s->size, 5 + 100 + 20'000);
  EXPECT_TRUE(text_of(s).starts_with("startxxx"));
  EXPECT_TRUE(text_of(s).ends_with("abab"));
  drop(s, kString);
}

TEST_F(Strings, ASharedOneIsLeftAlone) {
  String* s = string("one");
  String* t = string_concat(self, shared(s), string("two"));
  EXPECT_EQ(text_of(s), "one");
  EXPECT_EQ(take(t), "onetwo");
  drop(s, kString);
}

TEST_F(Strings, SlicesKeepTheirOwner) {
  String* s = string("prefix" + kLong);
  EXPECT_TRUE(string_starts_with(s, detail::empty_string()));
  String* rest = string_rest(self, shared(s), 6);
  EXPECT_EQ(rest->holder.owner(), s);
  drop(s, kString);
  EXPECT_EQ(text_of(rest), kLong);
  String* again = string_rest(self, shared(rest), 10);
  EXPECT_EQ(again->holder.owner(), rest->holder.owner());
  drop(rest, kString);
  // The only one is moved along.
  String* moved = string_rest(self, again, 10);
  EXPECT_EQ(moved, again);
  EXPECT_EQ(take(moved), std::string(80, 'x'));
}

TEST_F(Strings, AShortenedOneStillGrows) {
  String* s = string(kLong);
  s = string_rest(self, s, 90);
  for (int i = 0; i < 1000; ++i) s = string_concat(self, s, string("y"));
  EXPECT_EQ(take(s), std::string(10, 'x') + std::string(1000, 'y'));
}

TEST_F(Strings, LiteralsAreNeverCounted) {
  static const Literal literal("a literal with quite a few characters in it", 43);
  String* s = text(literal);
  String* rest = string_rest(self, s, 2);
  EXPECT_EQ(rest->holder.owner(), nullptr);
  EXPECT_EQ(take(rest), "literal with quite a few characters in it");
  drop(s, kString);
  drop(s, kString);
}

TEST_F(Strings, OneLayoutForTextAndBytes) {
  String* s = string(kLong);
  Bytes* b = detail::as_bytes(s);
  drop(s, kString);
  String* t = detail::as_string(b);
  drop(b, kBytes);
  EXPECT_EQ(take(t), kLong);
}

TEST_F(Strings, CompareByCodePoint) {
  String* a = string("z");
  String* b = string("é");
  String* c = string("\U0001F600");
  EXPECT_LT(string_compare(a, b), 0);
  EXPECT_LT(string_compare(b, c), 0);
  EXPECT_TRUE(string_equal(a, a));
  EXPECT_FALSE(string_equal(a, b));
  for (String* s : {a, b, c}) drop(s, kString);
}

}  // namespace
}  // namespace riot::test
