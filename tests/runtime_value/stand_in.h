// SPDX-License-Identifier: MIT
// What the tests of values need of the rest of the runtime: memory that is counted, processes that are numbers.
#pragma once
#include <gtest/gtest.h>

#include <string>

#include "riot/library.h"
#include "riot/process.h"
#include "riot/value.h"

namespace riot::test {

// Blocks that have not been given back.
long live_blocks();
// A process to pass along; nothing looks inside.
Process& self();
// A Pid with this number; adapters of one process are Pids with one number.
Pid* make_pid(std::uint64_t number);
Name* make_name(String* text);  // consumes

String* string(const std::string& text);  // owned
std::string text_of(const String* s);
std::string take(String* s);              // consumes
std::string show(Word value, const TypeInfo& type);
inline std::string show(const Object* value, const TypeInfo& type) { return show(to_word(value), type); }

// Descriptions of the types that the tests share, laid out as emitted code lays them out.
struct IntList : Object { static const TypeInfo& kInfo; Int head; IntList* tail; };
struct StringList : Object { static const TypeInfo& kInfo; String* head; StringList* tail; };
struct NestedList : Object { static const TypeInfo& kInfo; IntList* head; NestedList* tail; };
struct Tree : Object { static const TypeInfo& kInfo; Tree* left; Int value; Tree* right; };  // Leaf | Node(left:, value:, right:)
struct OptionInt : Object { static const TypeInfo& kInfo; Int value; };                      // None | Some(Int)
struct OptionString : Object { static const TypeInfo& kInfo; String* value; };
struct FloatPair : Object { static const TypeInfo& kInfo; Float first; Float second; };      // (Float, Float)
struct Mixed : Object {                                                                      // Mixed(a: Bool, b: Colour, c: Unit, d: Duration, e: Bytes)
  static const TypeInfo& kInfo; Bool a; std::uint16_t b; Unit c; Int d; Bytes* e;
};
extern const TypeInfo kIntList, kStringList, kNestedList, kTree, kOptionInt, kOptionString, kFloatPair, kMixed, kColour;
extern const TypeInfo kIntIntMap, kStringIntMap, kIntStringMap, kIntSet, kStringSet, kMapOfMaps, kListIntMap;

IntList* ints(std::initializer_list<Int> values);  // owned
IntList* count_to(Int n);
Object* cons(Int head, IntList* tail);             // consumes the tail

// Each test ends with as many blocks as it began with.
class ValueTest : public ::testing::Test {
 protected:
  void SetUp() override { before_ = live_blocks(); }
  void TearDown() override { EXPECT_EQ(live_blocks(), before_) << "leaked or freed twice"; }
  Process& self = test::self();

 private:
  long before_ = 0;
};

}  // namespace riot::test
