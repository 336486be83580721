// SPDX-License-Identifier: MIT
// What table.riot is built on: a hash trie a shard, each under a lock of its own. A trie belongs to its lock, so it is
// changed in place; keys and values are marked as shared when they come in.
//
// Under a lock nothing is dropped for good and no Riot code runs: whoever takes a value out holds a reference of his own until he
// has let go of the lock.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <vector>

#include "riot/shared_library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/platform/platform.h"
#include "runtime/src/value/map.h"

namespace riot {

using namespace detail;

namespace {

// More than the cores of most machines; a power of two.
constexpr unsigned kShards = 32;

struct alignas(64) Shard {
  SpinLock lock;
  Map* map = empty_map();
};

struct Table : Foreign {
  explicit Table(const TypeInfo& k, const TypeInfo& v) : type(map_type(k, v)) {}
  TypeInfo type;  // of the shards' maps
  bool is_ordered = false;
  std::atomic<Int> size{0};
  Shard shards[kShards];

  // The trie within uses the low bits first.
  Shard& shard(Word key) { return shards[hash(key, *type.first) >> 59]; }
};
static_assert(kShards == 1u << (64 - 59));

Table& table_of(Foreign* table) { return *static_cast<Table*>(table); }

void destroy_table(Foreign* self) noexcept {
  Table& table = table_of(self);
  for (Shard& shard : table.shards) drop(static_cast<Object*>(shard.map), table.type);
  table.~Table();
  release_memory(self, sizeof(Table));
}

// A reference more to a value that many processes are to see.
Word marked(Word word, const TypeInfo& type) {
  if (!type.has_references || !is_object(object_of(word))) return word;
  share(object_of(word));
  hand_over(word, type);
  return word;
}
void drop_word(Word word, const TypeInfo& type) {
  if (type.has_references) drop(object_of(word), type);
}

// A value that was found under a lock, held beyond it.
class Held {
 public:
  explicit Held(const TypeInfo& type) : type_(type) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (is_full_) drop_word(word_, type_);
  }
  void set(Word word) {
    word_ = shared_word(word, type_);
    is_full_ = true;
  }
  explicit operator bool() const { return is_full_; }
  Object* take_option() {
    if (!is_full_) return none();
    is_full_ = false;
    return some(word_, type_);
  }

 private:
  const TypeInfo& type_;
  Word word_ = 0;
  bool is_full_ = false;
};

Object* new_table(const TypeInfo& k, const TypeInfo& v) {
  Table* table = new (allocate(sizeof(Table))) Table(k, v);
  table->count = 1;
  table->tag = table->detail = 0;
  table->destroy = destroy_table;
  return table;
}

Word value_in(Object* option, const TypeInfo& type) { return load(at_offset(option, layout_of(type).first), type); }

}  // namespace

Foreign* table_new(Process&, Bool is_ordered, const TypeInfo& k, const TypeInfo& v) {
  Table* table = static_cast<Table*>(new_table(k, v));
  table->is_ordered = is_ordered;
  return table;
}

Unit table_put(Process&, Foreign* of, Word key, Word value, const TypeInfo& k, const TypeInfo& v) {
  Table& table = table_of(of);
  marked(key, k);
  marked(value, v);
  Shard& shard = table.shard(key);
  Held old_key(k), old_value(v);
  std::lock_guard guard(shard.lock);
  if (const Word* entry = find(shard.map, key, table.type)) {
    old_key.set(entry[0]);
    old_value.set(entry[1]);
  } else {
    table.size.fetch_add(1, std::memory_order_relaxed);
  }
  shard.map = insert(shard.map, key, value, table.type);
  return {};
}

Bool table_put_new(Process&, Foreign* of, Word key, Word value, const TypeInfo& k, const TypeInfo& v) {
  Table& table = table_of(of);
  Shard& shard = table.shard(key);
  marked(key, k);
  marked(value, v);
  {
    std::lock_guard guard(shard.lock);
    if (!find(shard.map, key, table.type)) {
      shard.map = insert(shard.map, key, value, table.type);
      table.size.fetch_add(1, std::memory_order_relaxed);
      return true;
    }
  }
  drop_word(key, k);
  drop_word(value, v);
  return false;
}

Object* table_get(Process&, Foreign* of, Word key, const TypeInfo&, const TypeInfo& v) {
  Table& table = table_of(of);
  Shard& shard = table.shard(key);
  Held found(v);
  {
    std::lock_guard guard(shard.lock);
    if (const Word* entry = find(shard.map, key, table.type)) found.set(entry[1]);
  }
  return found.take_option();
}

Bool table_has_key(Process&, Foreign* of, Word key, const TypeInfo&, const TypeInfo&) {
  Table& table = table_of(of);
  Shard& shard = table.shard(key);
  std::lock_guard guard(shard.lock);
  return find(shard.map, key, table.type) != nullptr;
}

Object* table_take(Process&, Foreign* of, Word key, const TypeInfo& k, const TypeInfo& v) {
  Table& table = table_of(of);
  Shard& shard = table.shard(key);
  Held old_key(k), found(v);
  {
    std::lock_guard guard(shard.lock);
    if (const Word* entry = find(shard.map, key, table.type)) {
      old_key.set(entry[0]);
      found.set(entry[1]);
      shard.map = erase(shard.map, key, table.type);
      table.size.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  return found.take_option();
}

// The caller holds what it expects, so no other value can have come to lie at the same address.
Bool table_replace(Process&, Foreign* of, Word key, Object* expected, Object* value, const TypeInfo& k, const TypeInfo& v) {
  Table& table = table_of(of);
  Shard& shard = table.shard(key);
  const bool removes = !is_object(value);
  const Word with = removes ? 0 : value_in(value, v);
  marked(key, k);
  if (!removes) marked(with, v);
  Held old_key(k), old_value(v);
  bool done = false;
  {
    std::lock_guard guard(shard.lock);
    const Word* entry = find(shard.map, key, table.type);
    done = entry ? is_object(expected) && value_in(expected, v) == entry[1] : !is_object(expected);
    if (done) {
      if (entry) {
        old_key.set(entry[0]);
        old_value.set(entry[1]);
      }
      table.size.fetch_add(Int{!removes} - Int{entry != nullptr}, std::memory_order_relaxed);
      if (!removes) shard.map = insert(shard.map, key, with, table.type);
      else if (entry) shard.map = erase(shard.map, key, table.type);
    }
  }
  // insert has taken them over.
  if (!done || removes) drop_word(key, k);
  if (!done && !removes) drop_word(with, v);
  return done;
}

Int table_size(Process&, Foreign* of, const TypeInfo&, const TypeInfo&) {
  return table_of(of).size.load(std::memory_order_relaxed);
}

Object* table_to_list(Process&, Foreign* of, const TypeInfo& k, const TypeInfo& v) {
  Table& table = table_of(of);
  std::vector<std::pair<Word, Word>> entries;
  for (Shard& shard : table.shards) {
    // Room first, so that little happens under the lock.
    entries.reserve(entries.size() + static_cast<std::size_t>(table.size.load(std::memory_order_relaxed) / kShards * 2 + 8));
    std::lock_guard guard(shard.lock);
    each_entry(shard.map, table.type, [&](const Word* entry) { entries.emplace_back(shared_word(entry[0], k), shared_word(entry[1], v)); });
  }
  if (table.is_ordered)
    std::sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) { return compare(a.first, b.first, k) < 0; });
  ListBuilder list(kAnyObject);
  for (auto& [key, value] : entries) list.add(to_word(pair(key, k, value, v)));
  return list.list();
}

Unit table_clear(Process&, Foreign* of, const TypeInfo&, const TypeInfo&) {
  Table& table = table_of(of);
  for (Shard& shard : table.shards) {
    Map* old;
    {
      std::lock_guard guard(shard.lock);
      old = shard.map;
      shard.map = empty_map();
      table.size.fetch_sub(old->size, std::memory_order_relaxed);
    }
    drop(static_cast<Object*>(old), table.type);
  }
  return {};
}

}  // namespace riot
