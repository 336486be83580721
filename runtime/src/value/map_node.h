// SPDX-License-Identifier: MIT
// A node of the hash tries behind Map and Set: CHAMP (Steindorfer and Vinju, "Optimizing Hash-Array Mapped Tries for Fast
// and Lean Immutable JVM Collections", OOPSLA 2015). Five bits of the hash a level; entries first, then children, both in
// order of their bits. A trie is canonical: equal maps have the same shape, save for the order inside collision nodes.
#pragma once
#include "riot/value.h"

namespace riot {

// Object::detail of what a Map or Set consists of.
enum : std::uint16_t { kMapItself = 0, kMapBranch = 1, kMapCollision = 2 };

// A branch's tag holds the number of slots there is room for. In a collision node `entries` is a number, not a bit set,
// and `children` the room.
struct MapNode : Object {
  std::uint32_t entries;
  std::uint32_t children;

  static constexpr unsigned kBits = 5;
  static constexpr unsigned kHashBits = 60;  // twelve levels; keys that agree in all of them share a collision node

  Word* slots() { return reinterpret_cast<Word*>(this + 1); }
  const Word* slots() const { return reinterpret_cast<const Word*>(this + 1); }
  unsigned capacity() const { return detail == kMapCollision ? children : tag; }
  unsigned entry_count() const {
    return detail == kMapCollision ? entries : static_cast<unsigned>(__builtin_popcount(entries));
  }
  unsigned child_count() const {
    return detail == kMapCollision ? 0 : static_cast<unsigned>(__builtin_popcount(children));
  }
  static std::size_t bytes(unsigned slots) { return sizeof(MapNode) + 8 * static_cast<std::size_t>(slots); }
};

}  // namespace riot
