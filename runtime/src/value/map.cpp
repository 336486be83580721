// SPDX-License-Identifier: MIT
#include "runtime/src/value/map.h"

#include <algorithm>
#include <cstring>

#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"

namespace riot::detail {
namespace {

constexpr unsigned kMask = (1u << MapNode::kBits) - 1;

std::uint32_t bit_at(std::uint64_t hash, unsigned shift) { return 1u << (hash >> shift & kMask); }
unsigned below(std::uint32_t set, std::uint32_t bit) { return static_cast<unsigned>(__builtin_popcount(set & (bit - 1))); }
unsigned stride_of(const TypeInfo& type) { return type.kind == Kind::Map ? 2 : 1; }
MapNode* node_of(Word word) { return static_cast<MapNode*>(object_of(word)); }

// Whether two keys are equal: the common kinds without a look at what the TypeInfo says of others.
struct SameNumbers {
  bool operator()(Word a, Word b, const TypeInfo&) const { return a == b; }
};
struct SameTexts {
  bool operator()(Word a, Word b, const TypeInfo&) const {
    return same_text(reinterpret_cast<const String*>(a), reinterpret_cast<const String*>(b));
  }
};
struct SameValues {
  bool operator()(Word a, Word b, const TypeInfo& type) const { return equal(a, b, type); }
};
template <class Work>
auto with_equality_of(const TypeInfo& key, Work&& work) {
  switch (key.kind) {
    case Kind::Int: return work(SameNumbers{});
    case Kind::String: return work(SameTexts{});
    default: return work(SameValues{});
  }
}

// As riot::hash().
std::uint64_t hash_of(Word key, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Int: return mix(kHashSeed, key);
    case Kind::String: {
      const String* text = reinterpret_cast<const String*>(key);
      return hash_bytes(text->data, static_cast<std::size_t>(text->size), kHashSeed);
    }
    default: return riot::hash(key, type);
  }
}

void drop_word(Word word, const TypeInfo& type) {
  if (type.has_references) drop(object_of(word), type);
}

// Some room to grow, so that a series of insertions into a private map does not move the node each time.
unsigned roomy(unsigned words) { return (words + 3) & ~3u; }

MapNode* new_node(std::uint16_t detail, unsigned capacity) {
  MapNode* node = static_cast<MapNode*>(allocate(MapNode::bytes(capacity)));
  node->count = 1;
  node->detail = detail;
  node->entries = 0;
  const bool is_branch = detail == kMapBranch;
  node->tag = is_branch ? static_cast<std::uint16_t>(capacity) : 0;
  node->children = is_branch ? 0 : capacity;  // a collision node may outgrow the tag
  return node;
}
MapNode* new_branch(unsigned capacity) { return new_node(kMapBranch, capacity); }
MapNode* new_collision(unsigned capacity) { return new_node(kMapCollision, capacity); }
void release_node(MapNode* node) { release_memory(node, MapNode::bytes(node->capacity())); }
unsigned words_of(const MapNode* node, unsigned stride) { return node->entry_count() * stride + node->child_count(); }

// The same contents with room for `capacity` words; the old node's memory goes, its references move.
MapNode* move_to_bigger(MapNode* node, unsigned capacity, unsigned stride) {
  MapNode* bigger = node->detail == kMapCollision ? new_collision(capacity) : new_branch(capacity);
  bigger->entries = node->entries;
  if (node->detail != kMapCollision) bigger->children = node->children;
  std::memcpy(bigger->slots(), node->slots(), 8 * words_of(node, stride));
  release_node(node);
  return bigger;
}

// A node that may be changed: this one, or a copy in its place.
MapNode* own(MapNode* node, unsigned spare, const TypeInfo& type) {
  if (is_unique(node)) return node;
  const unsigned stride = stride_of(type);
  const unsigned words = words_of(node, stride);
  MapNode* copy = node->detail == kMapCollision ? new_collision(words + spare) : new_branch(roomy(words + spare));
  copy->entries = node->entries;
  if (node->detail != kMapCollision) copy->children = node->children;
  std::memcpy(copy->slots(), node->slots(), 8 * words);
  each_reference(node, type, [](Object* child, const TypeInfo&) { share(child); });
  drop(static_cast<Object*>(node), type);
  return copy;
}

// Puts `count` words in at index `at`; the node may move.
MapNode* open_gap(MapNode* node, unsigned at, unsigned count, unsigned stride) {
  const unsigned words = words_of(node, stride);
  if (words + count > node->capacity()) node = move_to_bigger(node, roomy(words + count), stride);
  std::memmove(node->slots() + at + count, node->slots() + at, 8 * (words - at));
  return node;
}
void close_gap(MapNode* node, unsigned at, unsigned count, unsigned words) {
  std::memmove(node->slots() + at, node->slots() + at + count, 8 * (words - at - count));
}

struct Entry {
  Word key, value;
};
void put(Word* slot, const Entry& entry, unsigned stride) {
  slot[0] = entry.key;
  if (stride == 2) slot[1] = entry.value;
}

// A node of two entries whose hashes agree below `shift`.
MapNode* make_pair(const Entry& a, std::uint64_t hash_a, const Entry& b, std::uint64_t hash_b, unsigned shift, unsigned stride) {
  if (shift >= MapNode::kHashBits) {
    MapNode* node = new_collision(2 * stride);
    node->entries = 2;
    put(node->slots(), a, stride);
    put(node->slots() + stride, b, stride);
    return node;
  }
  const std::uint32_t bit_a = bit_at(hash_a, shift), bit_b = bit_at(hash_b, shift);
  if (bit_a == bit_b) {
    MapNode* node = new_branch(roomy(1));
    node->children = bit_a;
    node->slots()[0] = to_word(make_pair(a, hash_a, b, hash_b, shift + MapNode::kBits, stride));
    return node;
  }
  MapNode* node = new_branch(roomy(2 * stride));
  node->entries = bit_a | bit_b;
  put(node->slots(), bit_a < bit_b ? a : b, stride);
  put(node->slots() + stride, bit_a < bit_b ? b : a, stride);
  return node;
}

// The value takes the place of the one in `slot`, whose key stays.
void replace(Word* slot, const Entry& entry, const TypeInfo& type) {
  drop_word(entry.key, *type.first);
  if (type.kind != Kind::Map) return;
  const Word old = slot[1];
  slot[1] = entry.value;
  drop_word(old, *type.second);
}

template <class Same>
MapNode* insert_into_collision(MapNode* node, const Entry& entry, bool& added, const TypeInfo& type, Same same) {
  const unsigned stride = stride_of(type);
  node = own(node, stride, type);
  for (unsigned i = 0; i < node->entries; ++i) {
    Word* slot = node->slots() + i * stride;
    if (!same(slot[0], entry.key, *type.first)) continue;
    replace(slot, entry, type);
    return node;
  }
  const unsigned words = node->entries * stride;
  if (words + stride > node->capacity()) node = move_to_bigger(node, words + 2 * stride, stride);
  put(node->slots() + words, entry, stride);
  ++node->entries;
  added = true;
  return node;
}

// Consumes the node and the entry. At most twelve levels deep.
template <class Same>
MapNode* insert_into(MapNode* node, const Entry& entry, std::uint64_t hash, unsigned shift, bool& added, const TypeInfo& type, Same same) {
  if (node->detail == kMapCollision) return insert_into_collision(node, entry, added, type, same);
  const unsigned stride = stride_of(type);
  const std::uint32_t bit = bit_at(hash, shift);
  node = own(node, node->entries & bit ? 0 : stride, type);
  if (node->children & bit) {
    Word& child = node->slots()[node->entry_count() * stride + below(node->children, bit)];
    child = to_word(insert_into(node_of(child), entry, hash, shift + MapNode::kBits, added, type, same));
    return node;
  }
  const unsigned at = below(node->entries, bit) * stride;
  if (!(node->entries & bit)) {
    node = open_gap(node, at, stride, stride);
    put(node->slots() + at, entry, stride);
    node->entries |= bit;
    added = true;
    return node;
  }
  Word* slot = node->slots() + at;
  if (same(slot[0], entry.key, *type.first)) {
    replace(slot, entry, type);
    return node;
  }
  // Two keys share the bits so far: both move into a child.
  const Entry other{slot[0], stride == 2 ? slot[1] : 0};
  MapNode* pair = make_pair(other, hash_of(other.key, *type.first), entry, hash, shift + MapNode::kBits, stride);
  const unsigned words = words_of(node, stride);
  close_gap(node, at, stride, words);
  node->entries &= ~bit;
  const unsigned child = node->entry_count() * stride + below(node->children, bit);
  const unsigned left = words - stride;
  std::memmove(node->slots() + child + 1, node->slots() + child, 8 * (left - child));
  node->slots()[child] = to_word(pair);
  node->children |= bit;
  added = true;
  return node;
}

bool is_single(const MapNode* node) {
  return node->detail == kMapCollision ? node->entries == 1 : node->children == 0 && node->entry_count() == 1;
}

// Consumes the node, in which the key is known to be. Null when nothing is left.
MapNode* erase_from(MapNode* node, Word key, std::uint64_t hash, unsigned shift, const TypeInfo& type) {
  const unsigned stride = stride_of(type);
  node = own(node, 0, type);
  const unsigned words = words_of(node, stride);
  unsigned at;
  if (node->detail == kMapCollision) {
    at = 0;
    while (!equal(node->slots()[at], key, *type.first)) at += stride;
  } else {
    const std::uint32_t bit = bit_at(hash, shift);
    if (node->children & bit) {
      const unsigned place = node->entry_count() * stride + below(node->children, bit);
      MapNode* child = erase_from(node_of(node->slots()[place]), key, hash, shift + MapNode::kBits, type);
      if (!is_single(child)) {
        node->slots()[place] = to_word(child);
        return node;
      }
      // An only entry lives in the parent: that keeps tries canonical.
      const Entry only{child->slots()[0], stride == 2 ? child->slots()[1] : 0};
      release_node(child);
      close_gap(node, place, 1, words);
      node->children &= ~bit;
      const unsigned to = below(node->entries, bit) * stride;
      node = open_gap(node, to, stride, stride);
      put(node->slots() + to, only, stride);
      node->entries |= bit;
      return node;
    }
    at = below(node->entries, bit) * stride;
  }
  const Word old_key = node->slots()[at];
  const Word old_value = stride == 2 ? node->slots()[at + 1] : 0;
  close_gap(node, at, stride, words);
  if (node->detail == kMapCollision) --node->entries;
  else node->entries &= ~bit_at(hash, shift);
  drop_word(old_key, *type.first);
  if (stride == 2) drop_word(old_value, *type.second);
  if (words > stride) return node;
  release_node(node);
  return nullptr;
}

Map* own_map(Map* map, const TypeInfo& type) {
  if (is_unique(map)) return map;
  Map* copy = make<Map>();
  copy->root = map->root;
  copy->size = map->size;
  if (copy->root) share(copy->root);
  drop(static_cast<Object*>(map), type);
  return copy;
}

// `Step` sees each node on the way and may refuse it.
template <class Node, class Step, class Same>
auto locate(Node* node, Word key, std::uint64_t hash, const TypeInfo& type, Step&& step, Same same) -> decltype(node->slots()) {
  const unsigned stride = stride_of(type);
  for (unsigned shift = 0; node; shift += MapNode::kBits) {
    if (!step(node)) return nullptr;
    if (node->detail == kMapCollision) {
      for (unsigned i = 0; i < node->entries; ++i)
        if (same(node->slots()[i * stride], key, *type.first)) return node->slots() + i * stride;
      return nullptr;
    }
    const std::uint32_t bit = bit_at(hash, shift);
    if (node->entries & bit) {
      auto slot = node->slots() + below(node->entries, bit) * stride;
      return same(slot[0], key, *type.first) ? slot : nullptr;
    }
    if (!(node->children & bit)) return nullptr;
    node = node_of(node->slots()[node->entry_count() * stride + below(node->children, bit)]);
  }
  return nullptr;
}

}  // namespace

Map* empty_map() noexcept {
  static Map empty{{kImmortal, 0, kMapItself}, nullptr, 0};
  return &empty;
}

const Word* find(const Map* map, Word key, const TypeInfo& type) {
  if (!map->root) return nullptr;
  const std::uint64_t hash = hash_of(key, *type.first);
  return with_equality_of(*type.first, [&](auto same) {
    return locate(static_cast<const MapNode*>(map->root), key, hash, type, [](const MapNode*) { return true; }, same);
  });
}

Word* find_private(Map* map, Word key, const TypeInfo& type) {
  if (!map->root || !is_unique(map)) return nullptr;
  const std::uint64_t hash = hash_of(key, *type.first);
  return with_equality_of(*type.first, [&](auto same) {
    return locate(map->root, key, hash, type, [](MapNode* node) { return is_unique(node); }, same);
  });
}

Map* insert(Map* map, Word key, Word value, const TypeInfo& type) {
  map = own_map(map, type);
  const Entry entry{key, value};
  const std::uint64_t hash = hash_of(key, *type.first);
  const unsigned stride = stride_of(type);
  if (!map->root) {
    map->root = new_branch(roomy(stride));
    map->root->entries = bit_at(hash, 0);
    put(map->root->slots(), entry, stride);
    map->size = 1;
    return map;
  }
  bool added = false;
  map->root = with_equality_of(*type.first, [&](auto same) { return insert_into(map->root, entry, hash, 0, added, type, same); });
  map->size += added;
  return map;
}

Map* erase(Map* map, Word key, const TypeInfo& type) {
  if (!find(map, key, type)) return map;
  map = own_map(map, type);
  map->root = erase_from(map->root, key, hash_of(key, *type.first), 0, type);
  --map->size;
  return map;
}

}  // namespace riot::detail
