// SPDX-License-Identifier: MIT
#include "runtime/src/value/map.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "runtime/src/value/strings.h"
#include "runtime/src/value/structure.h"

namespace riot::detail {
namespace {

constexpr unsigned kMask = (1u << MapNode::kBits) - 1;
constexpr unsigned kLink = MapNode::kLinkWords;
constexpr unsigned kDeepest = MapNode::kHashBits / MapNode::kBits;  // links on the way to a collision node, less one
constexpr unsigned kMostWords = 2u << MapNode::kBits;               // all slots taken, by pairs or links

std::uint32_t bit_at(std::uint64_t hash, unsigned shift) { return 1u << (hash >> shift & kMask); }
unsigned bits_in(std::uint32_t set) { return static_cast<unsigned>(__builtin_popcount(set)); }
unsigned below(std::uint32_t set, std::uint32_t bit) { return bits_in(set & (bit - 1)); }
unsigned stride_of(const TypeInfo& type) { return type.kind == Kind::Map ? 2 : 1; }

// Places in the node of a link to a branch, in words. All that is asked about slots is answered by the link.
unsigned entry_at(const MapLink& link, std::uint32_t bit, unsigned stride) { return below(link.entries, bit) * stride; }
unsigned child_at(const MapLink& link, std::uint32_t bit, unsigned stride) {
  return bits_in(link.entries) * stride + below(link.children, bit) * kLink;
}
unsigned words_of(const MapLink& link, unsigned stride) {
  return bits_in(link.entries) * stride + bits_in(link.children) * kLink;
}
template <class Node>
auto child_in(Node* node, unsigned at) {
  using Link = std::conditional_t<std::is_const_v<Node>, const MapLink, MapLink>;
  return reinterpret_cast<Link*>(node->slots() + at);
}

// Whether two keys are equal: the common kinds without a look at what the TypeInfo says of others.
struct SameNumbers {
  bool operator()(Word a, Word b, const TypeInfo&) const { return a == b; }
};
struct SameTexts {
  // `a` lies in the map, and in no cache. Its bytes mostly lie behind its header: their last line comes along with it.
  bool operator()(Word a, Word b, const TypeInfo&) const {
    const String* kept = reinterpret_cast<const String*>(a);
    const String* sought = reinterpret_cast<const String*>(b);
    __builtin_prefetch(reinterpret_cast<const char*>(kept + 1) + sought->size - 1);
    return same_text(kept, sought);
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
// Calls work(words of an entry, equality of keys), both known to the compiler.
template <class Work>
auto with_kind_of(const TypeInfo& type, Work&& work) {
  return with_equality_of(*type.first, [&](auto same) {
    if (type.kind == Kind::Map) return work(std::integral_constant<unsigned, 2>{}, same);
    return work(std::integral_constant<unsigned, 1>{}, same);
  });
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

// Some room to grow, so that a series of insertions into a private map does not move the node each time; up to the next
// size that memory comes in.
unsigned roomy(unsigned words) {
  if (words <= 28) return (words + 3) & ~3u;
  if (words <= 31) return 31;
  return std::min(((words + 8) & ~7u) - 1, kMostWords);
}

MapNode* new_branch(unsigned words) {
  MapNode* node = static_cast<MapNode*>(allocate(MapNode::branch_bytes(words)));
  node->count = 1;
  node->detail = kMapBranch;
  node->tag = static_cast<std::uint16_t>(words);
  return node;
}
MapNode* new_collision(unsigned words) {
  MapNode* node = static_cast<MapNode*>(allocate(MapNode::collision_bytes(words)));
  node->count = 1;
  node->detail = kMapCollision;
  node->tag = 0;
  node->collision() = {0, words};
  return node;
}
void release_node(MapNode* node) { release_memory(node, node->size()); }

// Most moves are short, and a call of memmove is dear. Up: to a higher place. Two words at a time, both read before they
// are written, from the end that the others do not move onto.
struct TwoWords {
  Word a, b;
};
[[gnu::always_inline]] inline void move_two(Word* to, const Word* from) {
  TwoWords both;
  std::memcpy(&both, from, sizeof both);
  std::memcpy(to, &both, sizeof both);
}
[[gnu::always_inline]] inline void move_up(Word* from, unsigned words, unsigned by) {
  Word* end = from + words;
  for (; end - from >= 2; end -= 2) move_two(end - 2 + by, end - 2);
  if (end != from) from[by] = from[0];
}
[[gnu::always_inline]] inline void move_down(Word* from, unsigned words, unsigned by) {
  Word* const end = from + words;
  for (; end - from >= 2; from += 2) move_two(from - by, from);
  if (end != from) from[-static_cast<int>(by)] = from[0];
}

// The same for nodes as a whole; compilers make `rep movsq` of a memcpy of words, which takes long to begin.
inline void copy_words(Word* to, const Word* from, unsigned words) {
  const Word* const end = from + words;
  for (; end - from >= 2; from += 2, to += 2) move_two(to, from);
  if (end != from) *to = *from;
}

// Makes room for `words` in a private node, which may move.
[[gnu::noinline]] void move_to_bigger(MapLink& link, unsigned words, unsigned stride) {
  MapNode* bigger = new_branch(roomy(words));
  bigger->detail = link.node->detail;
  copy_words(bigger->slots(), link.node->slots(), words_of(link, stride));
  release_node(link.node);
  link.node = bigger;
}
inline void reserve(MapLink& link, unsigned words, unsigned stride) {
  if (words > link.node->tag) [[unlikely]] move_to_bigger(link, words, stride);
}

void share_entries(const MapNode* node, const TypeInfo& type) {
  const unsigned stride = stride_of(type);
  const bool keys = type.first->has_references, values = stride == 2 && type.second->has_references;
  if (!keys && !values) return;
  const Word* entry = node->first_entry();
  for (unsigned i = node->entry_count(); i-- > 0; entry += stride) {
    if (keys) share(object_of(entry[0]));
    if (values) share(object_of(entry[1]));
  }
}
[[gnu::noinline]] void copy_node(MapLink& link, unsigned spare, const TypeInfo& type) {
  MapNode* node = link.node;
  const unsigned stride = stride_of(type), words = node->entry_count() * stride;
  MapNode* copy;
  if (node->is_collision()) {
    copy = new_collision(words + spare);
    copy->collision().entries = node->collision().entries;
    copy_words(copy->first_entry(), node->first_entry(), words);
  } else {
    const unsigned children = node->child_count();
    copy = new_branch(roomy(words + children * kLink + spare));
    copy->detail = node->detail;
    copy_words(copy->slots(), node->slots(), words);
    const MapLink* from = child_in(static_cast<const MapNode*>(node), words);
    MapLink* to = child_in(copy, words);
    for (unsigned i = 0; i < children; ++i) {
      to[i] = from[i];
      share(static_cast<Object*>(to[i].node));
    }
  }
  share_entries(node, type);
  drop(static_cast<Object*>(node), type);
  link.node = copy;
}
// Makes the node one that may be changed: a copy takes the place of one that others see.
inline void own(MapLink& link, unsigned spare, const TypeInfo& type) {
  if (!is_unique(link.node)) copy_node(link, spare, type);
}

struct Entry {
  Word key, value;
};
void put(Word* slot, const Entry& entry, unsigned stride) {
  slot[0] = entry.key;
  if (stride == 2) slot[1] = entry.value;
}
Entry entry_in(const Word* slot, unsigned stride) { return {slot[0], stride == 2 ? slot[1] : 0}; }

inline void add_entry(MapLink& link, std::uint32_t bit, const Entry& entry, unsigned stride) {
  const unsigned at = entry_at(link, bit, stride), words = words_of(link, stride);
  reserve(link, words + stride, stride);
  Word* slot = link.node->slots() + at;
  move_up(slot, words - at, stride);
  put(slot, entry, stride);
  link.entries |= bit;
  link.node->detail = static_cast<std::uint16_t>(link.node->detail + MapNode::kOneEntry);
}

// A child takes the place of the entry of its bit.
void entry_to_child(MapLink& link, std::uint32_t bit, const MapLink& child, unsigned stride) {
  const unsigned words = words_of(link, stride), from = entry_at(link, bit, stride);
  const unsigned to = child_at(link, bit, stride) - stride;  // with the entry gone
  reserve(link, words + kLink - stride, stride);
  Word* slots = link.node->slots();
  if (kLink != stride) move_up(slots + to + stride, words - to - stride, kLink - stride);
  move_down(slots + from + stride, to - from, stride);
  *child_in(link.node, to) = child;
  link.entries &= ~bit;
  link.children |= bit;
  link.node->detail = static_cast<std::uint16_t>(link.node->detail - MapNode::kOneEntry + MapNode::kOneChild);
}
// And the other way.
void child_to_entry(MapLink& link, std::uint32_t bit, const Entry& entry, unsigned stride) {
  const unsigned words = words_of(link, stride), from = child_at(link, bit, stride), to = entry_at(link, bit, stride);
  Word* slots = link.node->slots();
  move_up(slots + to, from - to, stride);
  if (kLink != stride) move_down(slots + from + kLink, words - from - kLink, kLink - stride);
  put(slots + to, entry, stride);
  link.entries |= bit;
  link.children &= ~bit;
  link.node->detail = static_cast<std::uint16_t>(link.node->detail + MapNode::kOneEntry - MapNode::kOneChild);
}

// A node of two entries whose hashes agree below `shift`.
MapLink make_pair(const Entry& a, std::uint64_t hash_a, const Entry& b, std::uint64_t hash_b, unsigned shift, unsigned stride) {
  if (shift >= MapNode::kHashBits) {
    MapNode* node = new_collision(2 * stride);
    node->collision().entries = 2;
    put(node->first_entry(), a, stride);
    put(node->first_entry() + stride, b, stride);
    return {0, 0, node};
  }
  const std::uint32_t bit_a = bit_at(hash_a, shift), bit_b = bit_at(hash_b, shift);
  if (bit_a == bit_b) {
    MapNode* node = new_branch(roomy(kLink));
    node->detail = kMapBranch + MapNode::kOneChild;
    *child_in(node, 0) = make_pair(a, hash_a, b, hash_b, shift + MapNode::kBits, stride);
    return {0, bit_a, node};
  }
  MapNode* node = new_branch(roomy(2 * stride));
  node->detail = kMapBranch + 2 * MapNode::kOneEntry;
  put(node->slots(), bit_a < bit_b ? a : b, stride);
  put(node->slots() + stride, bit_a < bit_b ? b : a, stride);
  return {bit_a | bit_b, 0, node};
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
bool insert_into_collision(MapLink& link, const Entry& entry, const TypeInfo& type, Same same) {
  const unsigned stride = stride_of(type);
  own(link, stride, type);
  MapNode* node = link.node;
  const unsigned count = node->entry_count();
  for (unsigned i = 0; i < count; ++i) {
    Word* slot = node->first_entry() + i * stride;
    if (!same(slot[0], entry.key, *type.first)) continue;
    replace(slot, entry, type);
    return false;
  }
  const unsigned words = count * stride;
  if (words + stride > node->collision().capacity) {
    link.node = new_collision(words + 2 * stride);
    copy_words(link.node->first_entry(), node->first_entry(), words);
    release_node(node);
    node = link.node;
  }
  put(node->first_entry() + words, entry, stride);
  node->collision().entries = count + 1;
  return true;
}

// Consumes the entry. Whether its key is a new one.
template <class Stride, class Same>
bool insert_into(MapLink* link, const Entry& entry, std::uint64_t hash, const TypeInfo& type, Stride stride, Same same) {
  for (unsigned shift = 0; shift < MapNode::kHashBits; shift += MapNode::kBits) {
    const std::uint32_t bit = bit_at(hash, shift);
    if (link->children & bit) {
      own(*link, 0, type);
      link = child_in(link->node, child_at(*link, bit, stride));
      continue;
    }
    if (!(link->entries & bit)) {
      own(*link, stride, type);
      add_entry(*link, bit, entry, stride);
      return true;
    }
    own(*link, 0, type);
    Word* slot = link->node->slots() + entry_at(*link, bit, stride);
    if (same(slot[0], entry.key, *type.first)) {
      replace(slot, entry, type);
      return false;
    }
    // Two keys share the bits so far: both move into a child.
    const Entry other = entry_in(slot, stride);
    entry_to_child(*link, bit, make_pair(other, hash_of(other.key, *type.first), entry, hash, shift + MapNode::kBits, stride), stride);
    return true;
  }
  return insert_into_collision(*link, entry, type, same);
}

// Takes the entry at that place out of a private node.
void remove_entry(MapLink& link, unsigned at, std::uint32_t bit, unsigned stride) {
  MapNode* node = link.node;
  if (node->is_collision()) {
    const unsigned words = node->entry_count() * stride;
    move_down(node->first_entry() + at + stride, words - at - stride, stride);
    --node->collision().entries;
    return;
  }
  move_down(node->slots() + at + stride, words_of(link, stride) - at - stride, stride);
  link.entries &= ~bit;
  node->detail = static_cast<std::uint16_t>(node->detail - MapNode::kOneEntry);
}

// The key is known to be there.
void erase_from(MapLink* root, Word key, std::uint64_t hash, const TypeInfo& type) {
  const unsigned stride = stride_of(type);
  MapLink* way[kDeepest + 1] = {root};
  unsigned depth = 0;
  const auto bit_of = [&](unsigned level) { return bit_at(hash, level * MapNode::kBits); };
  for (;; ++depth) {
    MapLink& link = *way[depth];
    own(link, 0, type);
    if (depth == kDeepest || !(link.children & bit_of(depth))) break;
    way[depth + 1] = child_in(link.node, child_at(link, bit_of(depth), stride));
  }
  MapLink& last = *way[depth];
  const std::uint32_t bit = depth < kDeepest ? bit_of(depth) : 0;
  unsigned at = 0;
  if (depth < kDeepest) at = entry_at(last, bit, stride);
  else
    while (!equal(last.node->first_entry()[at], key, *type.first)) at += stride;
  const Entry old = entry_in(last.node->first_entry() + at, stride);
  remove_entry(last, at, bit, stride);
  // An only entry lives in the parent: that keeps tries canonical.
  for (; depth > 0; --depth) {
    MapNode* node = way[depth]->node;
    if (node->entry_count() != 1 || node->child_count() != 0) break;
    const Entry only = entry_in(node->first_entry(), stride);
    release_node(node);
    child_to_entry(*way[depth - 1], bit_of(depth - 1), only, stride);
  }
  if (!root->entries && !root->children) {
    release_node(root->node);
    *root = {};
  }
  drop_word(old.key, *type.first);
  if (stride == 2) drop_word(old.value, *type.second);
}

Map* own_map(Map* map, const TypeInfo& type) {
  if (is_unique(map)) return map;
  Map* copy = make<Map>();
  copy->root = map->root;
  copy->size = map->size;
  if (copy->root.node) share(static_cast<Object*>(copy->root.node));
  drop(static_cast<Object*>(map), type);
  return copy;
}

// `Step` sees each node on the way and may refuse it.
template <class Node, class Step, class Stride, class Same>
auto locate(MapLink link, Word key, std::uint64_t hash, const TypeInfo& type, Step&& step, Stride stride, Same same)
    -> decltype(std::declval<Node>().slots()) {
  for (unsigned shift = 0; shift < MapNode::kHashBits; shift += MapNode::kBits) {
    const std::uint32_t bit = bit_at(hash, shift);
    Node* node = link.node;
    if (link.entries & bit) {
      if (!step(node)) return nullptr;
      auto slot = node->slots() + entry_at(link, bit, stride);
      return same(slot[0], key, *type.first) ? slot : nullptr;
    }
    if (!(link.children & bit) || !step(node)) return nullptr;
    link = *child_in(node, child_at(link, bit, stride));
  }
  Node* node = link.node;
  if (!step(node)) return nullptr;
  const unsigned count = node->entry_count();
  for (unsigned i = 0; i < count; ++i)
    if (same(node->first_entry()[i * stride], key, *type.first)) return node->first_entry() + i * stride;
  return nullptr;
}

}  // namespace

Map* empty_map() noexcept {
  static Map empty{{kImmortal, 0, kMapItself}, 0, {}};
  return &empty;
}

const Word* find(const Map* map, Word key, const TypeInfo& type) {
  const std::uint64_t hash = hash_of(key, *type.first);
  return with_kind_of(type, [&](auto stride, auto same) {
    return locate<const MapNode>(map->root, key, hash, type, [](const MapNode*) { return true; }, stride, same);
  });
}

Word* find_private(Map* map, Word key, const TypeInfo& type) {
  if (!is_unique(map)) return nullptr;
  const std::uint64_t hash = hash_of(key, *type.first);
  return with_kind_of(type, [&](auto stride, auto same) {
    return locate<MapNode>(map->root, key, hash, type, [](MapNode* node) { return is_unique(node); }, stride, same);
  });
}

Map* insert(Map* map, Word key, Word value, const TypeInfo& type) {
  map = own_map(map, type);
  const Entry entry{key, value};
  const std::uint64_t hash = hash_of(key, *type.first);
  const unsigned stride = stride_of(type);
  if (!map->root.node) {
    map->root.node = new_branch(roomy(stride));
    add_entry(map->root, bit_at(hash, 0), entry, stride);
    map->size = 1;
    return map;
  }
  map->size += with_kind_of(type, [&](auto stride, auto same) { return insert_into(&map->root, entry, hash, type, stride, same); });
  return map;
}

Map* erase(Map* map, Word key, const TypeInfo& type) {
  if (!find(map, key, type)) return map;
  map = own_map(map, type);
  erase_from(&map->root, key, hash_of(key, *type.first), type);
  --map->size;
  return map;
}

}  // namespace riot::detail
