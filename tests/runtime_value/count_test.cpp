// SPDX-License-Identifier: MIT
// Counting, dropping, handing over, publishing.
#include <thread>

#include "tests/runtime_value/stand_in.h"
#include "runtime/src/value/strings.h"

namespace riot::test {
namespace {

using Count = ValueTest;

Tree* node(Tree* left, Int value, Tree* right) {
  Tree* t = make<Tree>(1);
  t->left = left;
  t->value = value;
  t->right = right;
  return t;
}
Tree* leaf() { return constant<Tree>(0); }

TEST_F(Count, LongListsAndDeepTreesDropWithoutRecursion) {
  drop(count_to(10'000'000), kIntList);
  Tree* left = leaf();
  for (Int i = 0; i < 1'000'000; ++i) left = node(left, i, leaf());
  drop(left, kTree);
  Tree* zigzag = leaf();
  for (Int i = 0; i < 1'000'000; ++i) zigzag = i % 2 ? node(zigzag, i, node(leaf(), i, leaf())) : node(node(leaf(), i, leaf()), i, zigzag);
  drop(zigzag, kTree);
}

TEST_F(Count, ASharedPartLivesOn) {
  IntList* tail = count_to(3);
  IntList* list = static_cast<IntList*>(cons(0, shared(tail)));
  drop(list, kIntList);
  EXPECT_EQ(show(tail, kIntList), "[1, 2, 3]");
  drop(tail, kIntList);
}

TEST_F(Count, OwnTakesCareOfItsReference) {
  Own<IntList> a(count_to(2));
  Own<IntList> b(a.share());
  a.set(count_to(1));
  EXPECT_EQ(show(b.get(), kIntList), "[1, 2]");
  b.drop();
  IntList* out = a.take();
  drop(out, kIntList);
}

TEST_F(Count, HandingOverTransfersWhatOnlyTheMessageOwns) {
  Tree* t = node(node(leaf(), 1, leaf()), 2, leaf());
  hand_over(to_word(t), kTree);
  EXPECT_EQ(t->count, 1);
  EXPECT_EQ(t->left->count, 1);
  drop(t, kTree);
}

TEST_F(Count, HandingOverMarksWhatTheSenderKeeps) {
  Tree* inner = node(node(leaf(), 0, leaf()), 1, leaf());
  Tree* t = node(shared(inner), 2, node(leaf(), 3, leaf()));
  hand_over(to_word(t), kTree);
  EXPECT_EQ(t->count, 1);
  EXPECT_EQ(inner->count, -2);
  EXPECT_EQ(inner->left->count, -1);
  EXPECT_EQ(t->right->count, 1);
  share(inner);
  EXPECT_EQ(inner->count, -3);
  drop(inner, kTree);
  drop(t, kTree);
  EXPECT_EQ(inner->count, -1);
  drop(inner, kTree);
}

TEST_F(Count, AMarkedMessageMarksAllBelow) {
  Tree* t = node(node(leaf(), 1, leaf()), 2, leaf());
  share(t);
  hand_over(to_word(t), kTree);
  EXPECT_EQ(t->count, -2);
  EXPECT_EQ(t->left->count, -1);
  drop(t, kTree);
  drop(t, kTree);
}

TEST_F(Count, ALongListIsMarkedPastTheFirstCells) {
  IntList* list = count_to(100'000);
  hand_over(to_word(list), kIntList);
  EXPECT_EQ(list->count, 1);
  IntList* last = list;
  while (is_object(last->tail)) last = last->tail;
  EXPECT_EQ(last->count, -1);
  hand_over(to_word(list), kIntList);
  drop(list, kIntList);
}

TEST_F(Count, PublishedValuesAreNeverCounted) {
  Tree* t = node(leaf(), 2, leaf());
  publish(to_word(t), kTree);
  drop(t, kTree);
  drop(t, kTree);
  share(t);
  EXPECT_EQ(t->count, kImmortal);
  release_memory(t, sizeof(Tree));
}

TEST_F(Count, TwoThreadsCountASharedObject) {
  Tree* t = node(node(leaf(), 1, leaf()), 2, leaf());
  share(t);
  hand_over(to_word(t), kTree);
  auto work = [t] {
    for (int i = 0; i < 100'000; ++i) {
      share(t);
      drop(t, kTree);
    }
    drop(t, kTree);
  };
  std::thread other(work);
  work();
  other.join();
}

TEST_F(Count, ClosuresDropTheirCaptures) {
  struct Captures : Closure { String* a; Int b; };
  static const FieldInfo fields[] = {{nullptr, &kString, sizeof(Closure), nullptr}, {nullptr, &kInt, sizeof(Closure) + 8, nullptr}};
  static const ConstructorInfo layout[] = {{"", fields, 2, true, sizeof(Captures)}};
  static const TypeInfo info{Kind::Data, true, 1, "captures", layout, nullptr, nullptr};
  Captures* c = make<Captures>();
  c->layout = &info;
  c->a = string("a text that is longer than the inline size of a slice");
  c->b = 1;
  drop(static_cast<Closure*>(c), kFunction);
}

}  // namespace
}  // namespace riot::test
