// SPDX-License-Identifier: MIT
// Equality, order, hashes and text of values.
#include <cmath>
#include <limits>

#include "tests/runtime_value/stand_in.h"
#include "runtime/src/value/strings.h"

using namespace std::string_literals;

namespace riot::test {
namespace {

using Structure = ValueTest;

TEST_F(Structure, ListsCompareLeftToRight) {
  IntList* a = ints({1, 2, 3});
  IntList* b = ints({1, 2, 3});
  IntList* c = ints({1, 3});
  IntList* d = ints({1, 2});
  EXPECT_TRUE(equal(to_word(a), to_word(b), kIntList));
  EXPECT_EQ(hash(to_word(a), kIntList), hash(to_word(b), kIntList));
  EXPECT_FALSE(equal(to_word(a), to_word(c), kIntList));
  EXPECT_LT(compare(to_word(a), to_word(c), kIntList), 0);
  EXPECT_GT(compare(to_word(a), to_word(d), kIntList), 0);
  EXPECT_GT(compare(to_word(a), to_word(constant<IntList>(0)), kIntList), 0);
  for (IntList* l : {a, b, c, d}) drop(l, kIntList);
}

TEST_F(Structure, MillionsOfCellsNeedNoStack) {
  IntList* a = count_to(3'000'000);
  IntList* b = count_to(3'000'000);
  EXPECT_TRUE(equal(to_word(a), to_word(b), kIntList));
  EXPECT_EQ(compare(to_word(a), to_word(b), kIntList), 0);
  EXPECT_EQ(hash(to_word(a), kIntList), hash(to_word(b), kIntList));
  EXPECT_GT(show(a, kIntList).size(), 3'000'000u);
  drop(a, kIntList);
  drop(b, kIntList);

  auto deep = [] {
    Tree* t = constant<Tree>(0);
    for (Int i = 0; i < 500'000; ++i) {
      Tree* n = make<Tree>(1);
      n->left = t;
      n->value = i;
      n->right = constant<Tree>(0);
      t = n;
    }
    return t;
  };
  Tree* x = deep();
  Tree* y = deep();
  EXPECT_TRUE(equal(to_word(x), to_word(y), kTree));
  EXPECT_EQ(compare(to_word(x), to_word(y), kTree), 0);
  EXPECT_EQ(hash(to_word(x), kTree), hash(to_word(y), kTree));
  EXPECT_GT(show(x, kTree).size(), 500'000u);
  drop(x, kTree);
  drop(y, kTree);
}

TEST_F(Structure, FloatsCompareAsIeee) {
  const Word nan = to_word(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(equal(nan, nan, kFloat));
  EXPECT_TRUE(equal(to_word(0.0), to_word(-0.0), kFloat));
  EXPECT_EQ(hash(to_word(0.0), kFloat), hash(to_word(-0.0), kFloat));
  EXPECT_GT(compare(nan, to_word(1.0), kFloat), 0);
  FloatPair* p = make<FloatPair>();
  p->first = std::numeric_limits<double>::quiet_NaN();
  p->second = 1;
  EXPECT_FALSE(equal(to_word(p), to_word(p), kFloatPair));
  drop(p, kFloatPair);
}

TEST_F(Structure, ProcessesOfOneNumberAreEqual) {
  Pid* a = make_pid(17);
  Pid* b = make_pid(17);
  EXPECT_TRUE(equal(to_word(a), to_word(b), kPid));
  EXPECT_EQ(hash(to_word(a), kPid), hash(to_word(b), kPid));
  EXPECT_EQ(show(a, kPid), "Pid(17)");
  drop(a, kPid);
  drop(b, kPid);
  Name* n = make_name(string("counter"));
  EXPECT_EQ(show(n, kName), "Name(\"counter\")");
  drop(n, kName);
}

std::string show_float(double v) { return show(to_word(v), kFloat); }

TEST_F(Structure, FloatsShowTheShortestDigits) {
  EXPECT_EQ(show_float(1), "1.0");
  EXPECT_EQ(show_float(-0.0), "-0.0");
  EXPECT_EQ(show_float(0.1), "0.1");
  EXPECT_EQ(show_float(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(show_float(100), "100.0");
  EXPECT_EQ(show_float(123456789.125), "123456789.125");
  EXPECT_EQ(show_float(1e15), "1000000000000000.0");
  EXPECT_EQ(show_float(9007199254740993.0), "9007199254740992.0");
  EXPECT_EQ(show_float(9999999999999998.0), "9999999999999998.0");
  EXPECT_EQ(show_float(1e16), "1.0e16");
  EXPECT_EQ(show_float(1.5e300), "1.5e300");
  EXPECT_EQ(show_float(-1.25e-7), "-1.25e-7");
  EXPECT_EQ(show_float(1e-5), "0.00001");
  EXPECT_EQ(show_float(9.9e-6), "9.9e-6");
  EXPECT_EQ(show_float(5e-324), "5.0e-324");
  EXPECT_EQ(show_float(std::numeric_limits<double>::max()), "1.7976931348623157e308");
  EXPECT_EQ(show_float(INFINITY), "inf");
  EXPECT_EQ(show_float(-INFINITY), "-inf");
  EXPECT_EQ(show_float(NAN), "nan");
  EXPECT_EQ(show_float(-NAN), "nan");
}

std::string show_duration(Int v) { return show(to_word(v), kDuration); }

TEST_F(Structure, DurationsShowTheLargestUnitThatDivides) {
  EXPECT_EQ(show_duration(0), "0s");
  EXPECT_EQ(show_duration(90'000'000'000), "90s");
  EXPECT_EQ(show_duration(1'500'000'000), "1500ms");
  EXPECT_EQ(show_duration(60'000'000'000), "1min");
  EXPECT_EQ(show_duration(7'200'000'000'000), "2h");
  EXPECT_EQ(show_duration(259'200'000'000'000), "3d");
  EXPECT_EQ(show_duration(-10'000), "-10us");
  EXPECT_EQ(show_duration(1), "1ns");
}

TEST_F(Structure, TextIsQuotedInsideOnly) {
  String* s = string("a\"b\\c\n\t\r\0x\x01\x7f$x${y}é"s);
  EXPECT_EQ(show(s, kString), "a\"b\\c\n\t\r\0x\x01\x7f$x${y}é"s);
  OptionString* some = make<OptionString>(1);
  some->value = s;
  EXPECT_EQ(show(some, kOptionString), "Some(\"a\\\"b\\\\c\\n\\t\\r\\0x\\u{1}\\u{7f}$x\\${y}é\")");
  drop(some, kOptionString);
  EXPECT_EQ(show(constant<OptionString>(0), kOptionString), "None");
}

TEST_F(Structure, FieldsShowTheirLabels) {
  Mixed* m = make<Mixed>();
  m->a = true;
  m->b = 2;
  m->d = 5'000'000'000;
  m->e = detail::new_bytes("\x01\xff");
  EXPECT_EQ(show(m, kMixed), "Mixed(a: true, b: Blue, c: (), d: 5s, e: <<1, 255>>)");
  EXPECT_TRUE(equal(to_word(m), to_word(m), kMixed));
  drop(m, kMixed);
  FloatPair* p = make<FloatPair>();
  p->first = 1;
  p->second = -2.5;
  EXPECT_EQ(show(p, kFloatPair), "(1.0, -2.5)");
  drop(p, kFloatPair);
  NestedList* nested = make<NestedList>(1);
  nested->head = ints({1, -2});
  nested->tail = make<NestedList>(1);
  nested->tail->head = constant<IntList>(0);
  nested->tail->tail = constant<NestedList>(0);
  EXPECT_EQ(show(nested, kNestedList), "[[1, -2], []]");
  drop(nested, kNestedList);
}

TEST_F(Structure, InterpolationJoinsPieces) {
  static const Literal hello("hello, ", 7);
  IntList* list = ints({1});
  const Piece pieces[] = {{to_word(text(hello)), &kString}, {to_word(Int{42}), &kInt}, {to_word(list), &kIntList}};
  EXPECT_EQ(take(interpolate(self, pieces, 3)), "hello, 42[1]");
  drop(list, kIntList);
}

}  // namespace
}  // namespace riot::test
