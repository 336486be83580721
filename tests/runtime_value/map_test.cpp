// SPDX-License-Identifier: MIT
// Maps and sets against std::map, over random series of changes, with private and with shared versions.
#include <map>
#include <random>
#include <set>
#include <vector>

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
  const MapNode* root = as_map(map)->root.node;
  map = map_insert(self, map, 1, 2, kInt, kInt);
  EXPECT_EQ(map, before);
  EXPECT_EQ(as_map(map)->root.node, root);
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

// Keys whose hashes agree in many bits, or in all: for deep chains of nodes and for collision nodes.
struct BadKey : ForeignValue {
  int id;
};
int compare_ids(const ForeignValue* a, const ForeignValue* b) noexcept {
  return static_cast<const BadKey*>(a)->id - static_cast<const BadKey*>(b)->id;
}
std::uint64_t bad_hash(const ForeignValue* value, std::uint64_t) noexcept {
  const std::uint64_t id = static_cast<std::uint64_t>(static_cast<const BadKey*>(value)->id);
  return id % 3 | id % 4 << 30 | id % 5 << 57;
}
constexpr ForeignValue::Meaning kBadMeaning{compare_ids, bad_hash, nullptr};
Word bad_key(int id) {
  static std::vector<BadKey> keys = [] {
    std::vector<BadKey> made(300);
    for (int i = 0; i < 300; ++i) {
      made[static_cast<std::size_t>(i)].count = kImmortal;
      made[static_cast<std::size_t>(i)].detail = kForeignValue;
      made[static_cast<std::size_t>(i)].meaning = &kBadMeaning;
      made[static_cast<std::size_t>(i)].id = i;
    }
    return made;
  }();
  return to_word(static_cast<Object*>(&keys[static_cast<std::size_t>(id)]));
}

// A map, or a set, of such keys, or a set of Ints.
class Trie {
 public:
  Trie(const TypeInfo& type) : type_(type), trie_(detail::empty_map()) {}
  Trie(const Trie& other) : model(other.model), type_(other.type_), trie_(shared(other.trie_)) {}
  ~Trie() { drop(static_cast<Object*>(trie_), type_); }
  Word key(int id) const { return type_.first == &kInt ? to_word(Int{id}) : bad_key(id); }
  void insert(int id, Int value) {
    trie_ = detail::insert(trie_, key(id), type_.kind == Kind::Map ? to_word(value) : 0, type_);
    model[id] = value;
  }
  void erase(int id) {
    trie_ = detail::erase(trie_, key(id), type_);
    model.erase(id);
  }
  void check() const {
    ASSERT_EQ(trie_->size, static_cast<Int>(model.size()));
    for (int id = 0; id < 300; ++id) {
      const Word* entry = detail::find(trie_, key(id), type_);
      const auto expected = model.find(id);
      ASSERT_EQ(entry != nullptr, expected != model.end());
      if (entry && type_.kind == Kind::Map) {
        ASSERT_EQ(from_word<Int>(entry[1]), expected->second);
      }
    }
    std::set<Word> seen;
    detail::each_entry(trie_, type_, [&](const Word* e) { seen.insert(e[0]); });
    ASSERT_EQ(seen.size(), model.size());
  }
  Word word() const { return to_word(static_cast<Object*>(trie_)); }
  std::map<int, Int> model;

 private:
  const TypeInfo& type_;
  Map* trie_;
};

TEST_F(Maps, BehaveLikeTheModelWhateverTheHashes) {
  static const TypeInfo map{Kind::Map, true, 0, "Map[Bad, Int]", nullptr, &kForeign, &kInt};
  static const TypeInfo set{Kind::Set, true, 0, "Set[Bad]", nullptr, &kForeign, nullptr};
  static const TypeInfo ints{Kind::Set, true, 0, "Set[Int]", nullptr, &kInt, nullptr};
  for (const TypeInfo* type : {&map, &set, &ints}) {
    for (unsigned seed = 0; seed < 30; ++seed) {
      std::mt19937_64 random(seed);
      const auto range = seed % 3 == 0 ? 300u : seed % 3 == 1 ? 12u : 130u;
      const auto inserts = 1 + seed % 4;  // of five changes: small ones, and ones that are nearly full
      Trie trie(*type);
      std::vector<Trie> kept;
      for (int step = 0; step < 1500; ++step) {
        const int id = static_cast<int>(random() % range);
        if (random() % 5 < inserts) trie.insert(id, id % 2 ? step : 0);
        else trie.erase(id);
        if (random() % 200 == 0) kept.push_back(trie);
      }
      kept.push_back(trie);
      for (const Trie& old : kept) {
        old.check();
        // The same contents by another way have the same shape.
        Trie again(*type);
        for (int id = 299; id >= 0; --id) {
          if (old.model.count(id)) again.insert(id, old.model.at(id));
          else again.insert(id, 7);
        }
        EXPECT_FALSE(old.model.size() < 300 && equal(old.word(), again.word(), *type));
        for (int id = 0; id < 300; ++id)
          if (!old.model.count(id)) again.erase(id);
        again.check();
        EXPECT_TRUE(equal(old.word(), again.word(), *type));
        EXPECT_EQ(hash(old.word(), *type), hash(again.word(), *type));
        EXPECT_EQ(compare(old.word(), again.word(), *type), 0);
      }
    }
  }
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
  EXPECT_EQ(as_map(a.get())->root.node->count, -1);
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
