// SPDX-License-Identifier: MIT
// Equality, order and hashes of any values. All three walk with a stack of half-done objects; the last field of an object
// takes its place on the stack, so a list of any length needs one frame.
#include "runtime/src/value/structure.h"

#include <algorithm>

#include "runtime/src/value/hooks.h"
#include "runtime/src/value/work_stack.h"

namespace riot {
namespace detail {
namespace {

int three_way(auto a, auto b) { return a < b ? -1 : a > b ? 1 : 0; }
const String* string_of(Word w) { return static_cast<const String*>(object_of(w)); }

// The Foreign as one that means what it holds; null when it only means itself.
const ForeignValue* meaningful(Word w) {
  const Foreign* foreign = static_cast<const Foreign*>(object_of(w));
  return foreign->detail == kForeignValue ? static_cast<const ForeignValue*>(foreign) : nullptr;
}

}  // namespace

bool leaf_equal(Word a, Word b, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit: return true;
    case Kind::Float: return from_word<double>(a) == from_word<double>(b);
    case Kind::String:
    case Kind::Bytes: return string_equal(string_of(a), string_of(b));
    case Kind::Pid: return a == b || process_number(object_of(a)) == process_number(object_of(b));
    case Kind::Name: return a == b || string_equal(name_text(object_of(a)), name_text(object_of(b)));
    case Kind::Foreign: return a == b || (meaningful(a) && meaningful(a)->meaning->compare(meaningful(a), meaningful(b)) == 0);
    default: return a == b;
  }
}

int leaf_compare(Word a, Word b, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit: return 0;
    case Kind::Int:
    case Kind::Duration: return three_way(from_word<Int>(a), from_word<Int>(b));
    case Kind::Float: {
      const double x = from_word<double>(a), y = from_word<double>(b);
      return x < y ? -1 : x == y ? 0 : 1;
    }
    case Kind::String:
    case Kind::Bytes: return string_compare(string_of(a), string_of(b));
    case Kind::Pid: return three_way(process_number(object_of(a)), process_number(object_of(b)));
    case Kind::Name: return string_compare(name_text(object_of(a)), name_text(object_of(b)));
    case Kind::Foreign: return meaningful(a) ? meaningful(a)->meaning->compare(meaningful(a), meaningful(b)) : three_way(a, b);
    default: return three_way(a, b);
  }
}

std::unique_ptr<Entries> sorted_entries(const Map* map, const TypeInfo& type) {
  auto entries = std::make_unique<Entries>();
  if (!map->root.node) return entries;
  const unsigned stride = type.kind == Kind::Map ? 2 : 1;
  entries->reserve(static_cast<std::size_t>(map->size) * stride);
  WorkStack<const MapNode*> waiting;
  waiting.push(map->root.node);
  while (!waiting.empty()) {
    const MapNode* node = waiting.pop();
    const Word* first = node->first_entry();
    entries->insert(entries->end(), first, first + node->entry_count() * stride);
    const MapLink* children = node->first_child(stride);
    for (unsigned i = 0; i < node->child_count(); ++i) waiting.push(children[i].node);
  }
  const TypeInfo& key = *type.first;
  if (stride == 1) {
    std::sort(entries->begin(), entries->end(), [&](Word a, Word b) { return compare(a, b, key) < 0; });
    return entries;
  }
  struct Entry {
    Word key, value;
  };
  static_assert(sizeof(Entry) == 2 * sizeof(Word));
  Entry* pairs = reinterpret_cast<Entry*>(entries->data());
  std::sort(pairs, pairs + map->size, [&](const Entry& a, const Entry& b) { return compare(a.key, b.key, key) < 0; });
  return entries;
}

std::unique_ptr<Entries> sequence_items(const Object* sequence, const TypeInfo& type) {
  const FieldInfo* const fields = type.constructors[0].fields;
  const std::size_t size = static_cast<std::size_t>(from_word<Int>(field(sequence, fields[0])));
  auto items = std::make_unique<Entries>();
  items->reserve(size);
  auto add = [&](const FieldInfo& list) {
    for (const Object* cell = object_of(field(sequence, list)); is_object(cell);) {
      const ConstructorInfo& parts = constructor(cell, *list.type);
      items->push_back(field(cell, parts.fields[0]));
      cell = object_of(field(cell, parts.fields[1]));
    }
  };
  add(fields[1]);
  const auto front = static_cast<std::ptrdiff_t>(items->size());
  add(fields[2]);
  std::reverse(items->begin() + front, items->end());
  return items;
}

}  // namespace detail

namespace {

using namespace detail;

// Two objects of one type whose parts are compared one after the other, from `next` on.
struct Pair {
  enum class Part : std::uint8_t { Fields, Node, Listed };
  const void* a;
  const void* b;
  const TypeInfo* type;
  std::uint32_t next;
  Part part;
};

bool same_entries_in_any_order(const MapNode* a, const MapNode* b, const TypeInfo& type) {
  const unsigned stride = type.kind == Kind::Map ? 2 : 1;
  for (unsigned i = 0; i < a->entry_count(); ++i) {
    const Word* x = a->first_entry() + i * stride;
    bool found = false;
    for (unsigned j = 0; j < b->entry_count() && !found; ++j) {
      const Word* y = b->first_entry() + j * stride;
      found = equal(x[0], y[0], *type.first) && (stride == 1 || equal(x[1], y[1], *type.second));
    }
    if (!found) return false;
  }
  return true;
}

// Tries are canonical, so links at one place of two equal ones say the same; collision nodes have no bits.
bool same_slots(const MapLink& a, const MapLink& b) { return a.entries == b.entries && a.children == b.children; }

// 0 when equal. Otherwise, with kOrdered, the sign says which is less; without, any other number.
template <bool kOrdered>
int walk(Word a, Word b, const TypeInfo& whole) {
  WorkStack<Pair> open;
  std::vector<std::unique_ptr<Entries>> listed;
  const TypeInfo* type = &whole;

  // Compares heads and leaves the rest on the stack.
  auto look = [&]() -> int {
    if (is_leaf(type->kind)) return kOrdered ? leaf_compare(a, b, *type) : !leaf_equal(a, b, *type);
    const Object* x = object_of(a);
    const Object* y = object_of(b);
    if (is_sequence(*type)) {
      listed.push_back(sequence_items(x, *type));
      listed.push_back(sequence_items(y, *type));
      if (!kOrdered && listed[listed.size() - 2]->size() != listed.back()->size()) return 1;
      open.push({listed[listed.size() - 2].get(), listed.back().get(), type, 0, Pair::Part::Listed});
      return 0;
    }
    if (has_constructors(type->kind)) {
      const unsigned tag = tag_of(x), other = tag_of(y);
      if (tag != other) return tag < other ? -1 : 1;
      if (is_object(x)) open.push({x, y, type, 0, Pair::Part::Fields});
      return 0;
    }
    const Map* m = static_cast<const Map*>(x);
    const Map* n = static_cast<const Map*>(y);
    if constexpr (kOrdered) {
      listed.push_back(sorted_entries(m, *type));
      listed.push_back(sorted_entries(n, *type));
      open.push({listed[listed.size() - 2].get(), listed.back().get(), type, 0, Pair::Part::Listed});
    } else {
      if (m->size != n->size || !same_slots(m->root, n->root)) return 1;
      if (m->root.node) open.push({m->root.node, n->root.node, type, 0, Pair::Part::Node});
    }
    return 0;
  };

  if (const int difference = look()) return difference;
  while (!open.empty()) {
    Pair pair = open.pop();
    switch (pair.part) {
      case Pair::Part::Fields: {
        const Object* x = static_cast<const Object*>(pair.a);
        const Object* y = static_cast<const Object*>(pair.b);
        const ConstructorInfo& info = constructor(x, *pair.type);
        while (pair.next < info.field_count) {
          const FieldInfo& f = info.fields[pair.next++];
          a = field(x, f);
          b = field(y, f);
          type = f.type;
          if (is_leaf(type->kind)) {
            if (const int difference = look()) return difference;
            continue;
          }
          if (pair.next < info.field_count) open.push(pair);
          if (const int difference = look()) return difference;
          break;
        }
        break;
      }
      case Pair::Part::Node: {
        const MapNode* x = static_cast<const MapNode*>(pair.a);
        const MapNode* y = static_cast<const MapNode*>(pair.b);
        if (x->is_collision()) {
          if (x->entry_count() != y->entry_count() || !same_entries_in_any_order(x, y, *pair.type)) return 1;
          break;
        }
        const unsigned stride = pair.type->kind == Kind::Map ? 2 : 1;
        const unsigned words = x->entry_count() * stride;
        const unsigned end = words + x->child_count();
        if (pair.next >= end) break;
        const unsigned i = pair.next++;
        if (pair.next < end) open.push(pair);
        if (i >= words) {
          const MapLink& below = x->first_child(stride)[i - words];
          const MapLink& other = y->first_child(stride)[i - words];
          if (!same_slots(below, other)) return 1;
          open.push({below.node, other.node, pair.type, 0, Pair::Part::Node});
          break;
        }
        a = x->slots()[i];
        b = y->slots()[i];
        type = stride == 2 && i % 2 ? pair.type->second : pair.type->first;
        if (const int difference = look()) return difference;
        break;
      }
      case Pair::Part::Listed: {
        const Entries& x = *static_cast<const Entries*>(pair.a);
        const Entries& y = *static_cast<const Entries*>(pair.b);
        const unsigned i = pair.next++;
        if (i >= x.size() || i >= y.size()) {
          if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
          // The innermost two that are open are always the last.
          listed.resize(listed.size() - 2);
          break;
        }
        open.push(pair);
        a = x[i];
        b = y[i];
        type = pair.type->kind == Kind::Map && i % 2 ? pair.type->second : pair.type->first;
        if (const int difference = look()) return difference;
        break;
      }
    }
  }
  return 0;
}

// An object whose parts from `next` on are still to be hashed.
struct Unhashed {
  const void* object;  // of a sequence: its items
  const TypeInfo* type;
  std::uint32_t next;
};

std::uint64_t leaf_hash(Word value, const TypeInfo& type, std::uint64_t h) {
  switch (type.kind) {
    case Kind::Float: return mix(h, from_word<double>(value) == 0 ? 0 : value);  // -0.0 == 0.0
    case Kind::String:
    case Kind::Bytes: {
      const String* s = static_cast<const String*>(object_of(value));
      return hash_bytes(s->data, static_cast<std::size_t>(s->size), h);
    }
    case Kind::Pid: return mix(h, process_number(object_of(value)));
    case Kind::Name: {
      const String* s = name_text(object_of(value));
      return hash_bytes(s->data, static_cast<std::size_t>(s->size), h);
    }
    case Kind::Foreign: return meaningful(value) ? meaningful(value)->meaning->hash(meaningful(value), h) : mix(h, value);
    default: return mix(h, value);
  }
}

// What the items of a list are, where they are compared as a whole; else null.
const TypeInfo* leaf_item(const TypeInfo& type) {
  if (type.kind != Kind::List) return nullptr;
  const TypeInfo& item = *type.constructors[1].fields[0].type;
  return is_leaf(item.kind) ? &item : nullptr;
}
// Goes along two lists for as long as differs(head, other head) answers 0. Otherwise what it answers; the shorter list is less.
template <class Differs>
int walk_lists(Word a, Word b, const TypeInfo& type, Differs&& differs) {
  const FieldInfo* fields = type.constructors[1].fields;
  const Object* x = object_of(a);
  const Object* y = object_of(b);
  for (; is_object(x) && is_object(y); x = object_of(field(x, fields[1])), y = object_of(field(y, fields[1])))
    if (const int difference = differs(field(x, fields[0]), field(y, fields[0]))) return difference;
  return is_object(x) - is_object(y);
}

}  // namespace

bool equal(Word a, Word b, const TypeInfo& type) {
  if (is_leaf(type.kind)) return leaf_equal(a, b, type);
  if (const TypeInfo* item = leaf_item(type))
    return walk_lists(a, b, type, [&](Word x, Word y) -> int { return item->kind == Kind::Int ? x != y : !leaf_equal(x, y, *item); }) == 0;
  return walk<false>(a, b, type) == 0;
}

int compare(Word a, Word b, const TypeInfo& type) {
  if (is_leaf(type.kind)) return leaf_compare(a, b, type);
  if (const TypeInfo* item = leaf_item(type)) return walk_lists(a, b, type, [&](Word x, Word y) { return leaf_compare(x, y, *item); });
  return walk<true>(a, b, type);
}

std::uint64_t hash(Word value, const TypeInfo& whole) {
  if (is_leaf(whole.kind)) return leaf_hash(value, whole, kHashSeed);
  std::uint64_t h = kHashSeed;
  WorkStack<Unhashed> open;
  std::vector<std::unique_ptr<Entries>> listed;
  const TypeInfo* type = &whole;

  auto look = [&] {
    if (is_leaf(type->kind)) {
      h = leaf_hash(value, *type, h);
      return;
    }
    const Object* x = object_of(value);
    if (is_sequence(*type)) {
      listed.push_back(sequence_items(x, *type));
      h = mix(h, listed.back()->size());
      open.push({listed.back().get(), type, 0});
      return;
    }
    if (has_constructors(type->kind)) {
      h = mix(h, tag_of(x));
      if (is_object(x)) open.push({x, type, 0});
      return;
    }
    const Map* map = static_cast<const Map*>(x);
    h = mix(h, static_cast<std::uint64_t>(map->size));
    if (map->root.node) open.push({map->root.node, type, 0});
  };

  look();
  while (!open.empty()) {
    Unhashed now = open.pop();
    if (is_sequence(*now.type)) {
      const Entries& items = *static_cast<const Entries*>(now.object);
      if (now.next == items.size()) {
        listed.pop_back();  // the innermost that is open
        continue;
      }
      value = items[now.next++];
      type = now.type->first;
      open.push(now);
      look();
      continue;
    }
    if (has_constructors(now.type->kind)) {
      const Object* object = static_cast<const Object*>(now.object);
      const ConstructorInfo& info = constructor(object, *now.type);
      while (now.next < info.field_count) {
        const FieldInfo& f = info.fields[now.next++];
        value = field(object, f);
        type = f.type;
        if (!is_leaf(type->kind)) {
          if (now.next < info.field_count) open.push(now);
          look();
          break;
        }
        h = leaf_hash(value, *type, h);
      }
      continue;
    }
    const MapNode* node = static_cast<const MapNode*>(static_cast<const Object*>(now.object));
    const unsigned stride = now.type->kind == Kind::Map ? 2 : 1;
    if (node->is_collision()) {
      // The order inside differs between equal maps, so the entries are added up.
      std::uint64_t sum = 0;
      for (unsigned i = 0; i < node->entry_count(); ++i) {
        const Word* entry = node->first_entry() + i * stride;
        sum += mix(hash(entry[0], *now.type->first), stride == 2 ? hash(entry[1], *now.type->second) : 0);
      }
      h = mix(h, sum);
      continue;
    }
    const unsigned words = node->entry_count() * stride;
    const unsigned end = words + node->child_count();
    if (now.next >= end) continue;
    const unsigned i = now.next++;
    if (now.next < end) open.push(now);
    if (i >= words) {
      open.push({node->first_child(stride)[i - words].node, now.type, 0});
      continue;
    }
    value = node->slots()[i];
    type = stride == 2 && i % 2 ? now.type->second : now.type->first;
    look();
  }
  return h;
}

}  // namespace riot
