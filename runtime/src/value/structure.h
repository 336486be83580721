// SPDX-License-Identifier: MIT
// What the walks over values share: kinds that are compared as a whole, and maps in order of their keys.
#pragma once
#include <memory>
#include <vector>

#include "runtime/src/value/layout.h"

namespace riot::detail {

// Compared, hashed and shown as a whole, not field by field.
inline bool is_leaf(Kind kind) { return !has_constructors(kind) && kind != Kind::Map && kind != Kind::Set; }

bool leaf_equal(Word a, Word b, const TypeInfo& type);
int leaf_compare(Word a, Word b, const TypeInfo& type);

// Borrowed keys and values of a map, or the items of a set, in order: key, value, key, value ...
using Entries = std::vector<Word>;
std::unique_ptr<Entries> sorted_entries(const Map* map, const TypeInfo& type);
// The items of a sequence, borrowed, in order.
std::unique_ptr<Entries> sequence_items(const Object* sequence, const TypeInfo& type);

constexpr std::uint64_t kHashSeed = 0x8ebc6af09c88c6e3ull;  // what a hash begins with
std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed) noexcept;
// One step of a good 64-bit hash: the two halves of a 128-bit product (Wang Yi's wyhash). The operands are added again so
// that no factor can make the other vanish.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ 0xa0761d6478bd642full) * (b ^ 0xe7037ed1a0b428dbull);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ a ^ b;
}

}  // namespace riot::detail
