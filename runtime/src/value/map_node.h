// SPDX-License-Identifier: MIT
// A node of the hash tries behind Map and Set: CHAMP (Steindorfer and Vinju, "Optimizing Hash-Array Mapped Tries for Fast
// and Lean Immutable JVM Collections", OOPSLA 2015). Five bits of the hash a level; entries first, then children, both in
// order of their bits. A trie is canonical: equal maps have the same shape, save for the order inside collision nodes.
//
// Which slots a node has is said by the link to it, not by the node: the link lies in the slot that a look-up has just
// read, so each level costs one cache miss, where a node with bit sets of its own costs two, one behind the other. Walks
// over all of a node, which come with no link, need numbers only, and find those in its header.
#pragma once
#include "riot/value.h"

namespace riot {

// What a Map or Set consists of: the lowest bits of Object::detail.
enum : std::uint16_t { kMapItself = 0, kMapBranch = 1, kMapCollision = 2 };

// Below the last level: entries whose hashes are the same. Begins with these two numbers, where a branch has its slots.
struct MapCollision {
  std::uint32_t entries;
  std::uint32_t capacity;  // words behind this
};

// `detail` of a branch holds the numbers of entries and of children too, its tag the words of slots there is room for. An
// entry is a key, and a map's value behind it; a child is a MapLink.
struct MapNode : Object {
  static constexpr unsigned kBits = 5;
  static constexpr unsigned kHashBits = 60;  // twelve levels; keys that agree in all of them share a collision node
  static constexpr unsigned kLinkWords = sizeof(MapLink) / sizeof(Word);
  static constexpr std::uint16_t kOneEntry = 1 << 2, kOneChild = 1 << 8;

  bool is_collision() const { return (detail & 3) == kMapCollision; }
  MapCollision& collision() { return *reinterpret_cast<MapCollision*>(this + 1); }
  const MapCollision& collision() const { return *reinterpret_cast<const MapCollision*>(this + 1); }

  // Of a branch.
  Word* slots() { return reinterpret_cast<Word*>(this + 1); }
  const Word* slots() const { return reinterpret_cast<const Word*>(this + 1); }
  // Of any node.
  Word* first_entry() { return slots() + is_collision(); }
  const Word* first_entry() const { return slots() + is_collision(); }
  unsigned entry_count() const { return is_collision() ? collision().entries : detail >> 2 & 63u; }
  unsigned child_count() const { return detail >> 8; }
  const MapLink* first_child(unsigned stride) const {
    return reinterpret_cast<const MapLink*>(slots() + entry_count() * stride);
  }
  std::size_t size() const { return is_collision() ? collision_bytes(collision().capacity) : branch_bytes(tag); }

  static std::size_t branch_bytes(unsigned words) { return sizeof(MapNode) + sizeof(Word) * static_cast<std::size_t>(words); }
  static std::size_t collision_bytes(unsigned words) { return branch_bytes(words) + sizeof(MapCollision); }
};
static_assert(sizeof(MapCollision) == sizeof(Word) && MapNode::kHashBits % MapNode::kBits == 0);

}  // namespace riot
