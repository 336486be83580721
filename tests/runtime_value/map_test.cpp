// SPDX-License-Identifier: MIT
// Maps and sets against std::map, over random series of changes, with private and with shared versions.
#include <map>
#include <random>
#include <set>

#include "runtime/src/library/build.h"
#include "runtime/src/value/map.h"
#include "runtime/src/value/strings.h"
#include "tests/runtime_value/stand_in.h"

namespace riot::test {
namespace {

using Maps = ValueTest;
using Model = std::map<Int, Int>;

Map* as_map(Object* p) { return static_cast<Map*>(p); }

class IntMap {
 public:
  explicit IntMap(Process& self) : self_(self), map_(map_new(self, kInt, kInt)) {}
  IntMap(const IntMap& other) : self_(other.self_), map_(shared(other.map_)), model(other.model) {}
  ~IntMap() { drop(map_, kIntIntMap); }
  void insert(Int k, Int v) {
    map_ = map_insert(self_, map_, to_word(k), to_word(v), kInt, kInt);
    model[k] = v;
  }
  void erase(Int k) {
    map_ = map_delete(self_, map_, to_word(k), kInt, kInt);
    model.erase(k);
  }
  void check() const {
    ASSERT_EQ(as_map(map_)->size, static_cast<Int>(model.size()));
    for (auto [k, v] : model) {
      const Word* entry = detail::find(as_map(map_), to_word(k), kIntIntMap);
      ASSERT_NE(entry, nullptr);
      ASSERT_EQ(from_word<Int>(entry[1]), v);
    }
    std::size_t seen = 0;
    detail::each_entry(as_map(map_), kIntIntMap, [&](const Word* e) { seen += model.count(from_word<Int>(e[0])); });
    ASSERT_EQ(seen, model.size());
  }
  Object* get() const { return map_; }

 private:
  Process& self_;
  Object* map_;

 public:
  Model model;
};

TEST_F(Maps, BehaveLikeTheModel) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937_64 random(seed);
    const Int range = 1 + static_cast<Int>(random() % (seed % 2 ? 2000 : 40));
    IntMap map(self);
    std::vector<IntMap> kept;
    for (int step = 0; step < 3000; ++step) {
      const Int key = static_cast<Int>(random() % static_cast<std::uint64_t>(range));
      if (random() % 3) map.insert(key, step);
      else map.erase(key);
      if (random() % 300 == 0) kept.push_back(map);
    }
    map.check();
    for (const IntMap& old : kept) old.check();
  }
}

TEST_F(Maps, EqualMapsHaveOneShape) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(seed);
    IntMap a(self), b(self);
    for (int i = 0; i < 500; ++i) a.insert(static_cast<Int>(random() % 300), 0);
    std::vector<Int> keys;
    for (auto [k, v] : a.model) keys.push_back(k);
    std::shuffle(keys.begin(), keys.end(), random);
    for (Int k : keys) {
      b.insert(k, 0);
      b.insert(k + 1000, 0);
    }
    std::shuffle(keys.begin(), keys.end(), random);
    for (Int k : keys) b.erase(k + 1000);
    EXPECT_TRUE(equal(to_word(a.get()), to_word(b.get()), kIntIntMap));
    EXPECT_EQ(hash(to_word(a.get()), kIntIntMap), hash(to_word(b.get()), kIntIntMap));
    EXPECT_EQ(compare(to_word(a.get()), to_word(b.get()), kIntIntMap), 0);
    EXPECT_EQ(show(a.get(), kIntIntMap), show(b.get(), kIntIntMap));
    b.insert(keys[0], 1);
    EXPECT_FALSE(equal(to_word(a.get()), to_word(b.get()), kIntIntMap));
    EXPECT_NE(compare(to_word(a.get()), to_word(b.get()), kIntIntMap), 0);
  }
}

TEST_F(Maps, APrivateOneChangesInPlace) {
  Object* map = map_new(self, kInt, kInt);
  map = map_insert(self, map, 1, 1, kInt, kInt);
  const Object* before = map;
  const MapNode* root = as_map(map)->root;
  map = map_insert(self, map, 1, 2, kInt, kInt);
  EXPECT_EQ(map, before);
  EXPECT_EQ(as_map(map)->root, root);
  drop(map, kIntIntMap);
}

// nan equals nothing, itself included, but all of them have one hash.
TEST_F(Maps, KeysOfOneHashShareANode) {
  static const TypeInfo type{Kind::Set, true, 0, "Set[Float]", nullptr, &kFloat, nullptr};
  const Word nan = to_word(__builtin_nan(""));
  Object* set = set_new(self, kFloat);
  for (int i = 0; i < 20; ++i) set = set_insert(self, set, nan, kFloat);
  Object* other = set_insert(self, shared(set), nan, kFloat);
  EXPECT_EQ(set_size(self, set, kFloat), 20);
  EXPECT_EQ(set_size(self, other, kFloat), 21);
  EXPECT_FALSE(equal(to_word(set), to_word(other), type));
  EXPECT_FALSE(set_contains(self, set, nan, kFloat));
  EXPECT_EQ(hash(to_word(set), type), hash(to_word(set), type));
  drop(other, type);
  drop(set, type);
}

TEST_F(Maps, ShowInOrderOfKeys) {
  Object* map = map_new(self, kString, kInt);
  EXPECT_EQ(show(map, kStringIntMap), "#{}");
  for (const char* k : {"pear", "apple", "fig"}) map = map_insert(self, map, to_word(string(k)), 7, kString, kInt);
  EXPECT_EQ(show(map, kStringIntMap), "#{\"apple\" => 7, \"fig\" => 7, \"pear\" => 7}");
  drop(map, kStringIntMap);
  Object* set = set_new(self, kInt);
  EXPECT_EQ(show(set, kIntSet), "Set()");
  for (Int i : {3, -1, 2, 3}) set = set_insert(self, set, to_word(i), kInt);
  EXPECT_EQ(show(set, kIntSet), "Set(-1, 2, 3)");
  EXPECT_EQ(set_size(self, set, kInt), 3);
  EXPECT_TRUE(set_contains(self, set, to_word(Int{2}), kInt));
  set = set_delete(self, set, to_word(Int{2}), kInt);
  EXPECT_EQ(show(set, kIntSet), "Set(-1, 3)");
  drop(set, kIntSet);
  Object* outer = map_new(self, kInt, kIntIntMap);
  for (Int i : {2, 1}) {
    Object* inner = map_insert(self, map_new(self, kInt, kInt), to_word(i), to_word(i), kInt, kInt);
    outer = map_insert(self, outer, to_word(i), to_word(inner), kInt, kIntIntMap);
  }
  EXPECT_EQ(show(outer, kMapOfMaps), "#{1 => #{1 => 1}, 2 => #{2 => 2}}");
  drop(outer, kMapOfMaps);
}

TEST_F(Maps, StructuralKeys) {
  Object* map = map_new(self, kIntList, kInt);
  for (Int i = 0; i < 100; ++i) map = map_insert(self, map, to_word(ints({i % 10, 1})), to_word(i), kIntList, kInt);
  EXPECT_EQ(as_map(map)->size, 10);
  IntList* key = ints({3, 1});
  Object* found = map_get(self, map, to_word(key), kIntList, kInt);
  EXPECT_EQ(show(found, kOptionInt), "Some(93)");
  drop(found, kOptionInt);
  drop(key, kIntList);
  drop(map, kListIntMap);
}

TEST_F(Maps, LiftTakesTheValueOutOfAPrivateMap) {
  Object* map = map_insert(self, map_new(self, kInt, kString), 1, to_word(string("a value")), kInt, kString);
  struct Lifted : Object { OptionString* value; Object* map; };
  Lifted* lifted = static_cast<Lifted*>(map_lift(self, map, 1, kInt, kString));
  EXPECT_EQ(lifted->value->value->count, 1);
  EXPECT_EQ(show(lifted->value, kOptionString), "Some(\"a value\")");
  drop(lifted->value, kOptionString);
  drop(lifted->map, kIntStringMap);
  release_memory(lifted, sizeof(Lifted));
}

TEST_F(Maps, ListsOfEntries) {
  Object* map = map_new(self, kInt, kInt);
  for (Int i = 0; i < 1000; ++i) map = map_insert(self, map, to_word(i), to_word(2 * i), kInt, kInt);
  Object* keys = map_keys(self, map, kInt, kInt);
  std::set<Int> seen;
  for (detail::ListReader r(keys, kInt); !r.done(); r.next()) seen.insert(from_word<Int>(r.head()));
  EXPECT_EQ(seen.size(), 1000u);
  drop(keys, kIntList);
  drop(map, kIntIntMap);
}

TEST_F(Maps, HandingOverMarksSharedNodes) {
  IntMap a(self);
  for (Int i = 0; i < 100; ++i) a.insert(i, i);
  Object* message = shared(a.get());
  hand_over(to_word(message), kIntIntMap);
  EXPECT_EQ(a.get()->count, -2);
  EXPECT_EQ(as_map(a.get())->root->count, -1);
  message = map_insert(self, message, to_word(Int{1000}), 0, kInt, kInt);
  EXPECT_EQ(as_map(message)->size, 101);
  a.check();
  drop(message, kIntIntMap);
}

TEST_F(Maps, ConcatKeepsPrivateCells) {
  IntList* a = ints({1, 2});
  const Object* first = a;
  Object* joined = list_append(self, a, ints({3}), kInt);
  EXPECT_EQ(joined, first);
  EXPECT_EQ(show(joined, kIntList), "[1, 2, 3]");
  Object* tail = shared(static_cast<IntList*>(joined)->tail);
  Object* longer = list_append(self, joined, ints({4}), kInt);
  EXPECT_EQ(show(longer, kIntList), "[1, 2, 3, 4]");
  EXPECT_EQ(show(tail, kIntList), "[2, 3]");
  drop(longer, kIntList);
  drop(tail, kIntList);
}

TEST_F(Maps, ReverseAndRange) {
  Object* list = list_range(self, 1, 4);
  const Object* first = list;
  list = list_reverse(self, list, kInt);
  EXPECT_EQ(show(list, kIntList), "[4, 3, 2, 1]");
  Object* tail = shared(static_cast<IntList*>(list)->tail);
  list = list_reverse(self, list, kInt);
  EXPECT_EQ(show(list, kIntList), "[1, 2, 3, 4]");
  EXPECT_EQ(show(tail, kIntList), "[3, 2, 1]");
  EXPECT_NE(list, first);
  drop(list, kIntList);
  drop(tail, kIntList);
  EXPECT_EQ(list_range(self, 2, 1), detail::none());
  Object* top = list_range(self, INT64_MAX, INT64_MAX);
  drop(top, kIntList);
}

}  // namespace
}  // namespace riot::test
