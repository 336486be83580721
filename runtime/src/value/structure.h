// SPDX-License-Identifier: MIT
// What the walks over values share: kinds that are compared as a whole, and maps in order of their keys.
#pragma once
#include <cstring>
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
// One step of a good 64-bit hash: the two halves of a 128-bit product (Wang Yi's wyhash). The operands are added again so
// that no factor can make the other vanish.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ 0xa0761d6478bd642full) * (b ^ 0xe7037ed1a0b428dbull);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ a ^ b;
}
inline std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed) noexcept {
  const unsigned char* p = static_cast<const unsigned char*>(data);
  std::uint64_t h = mix(seed, size);
  while (size >= 16) {
    std::uint64_t a, b;
    std::memcpy(&a, p, 8);
    std::memcpy(&b, p + 8, 8);
    h = mix(a ^ h, b);
    p += 16;
    size -= 16;
  }
  // The rest, below 16 bytes, as two numbers that zeros fill up; most texts are no longer, and a call of memcpy is dear.
  std::uint64_t first = 0, second = 0;
  if (size >= 8) {
    std::memcpy(&first, p, 8);
    if (size > 8) {
      std::memcpy(&second, p + size - 8, 8);
      second >>= 8 * (16 - size);
    }
  } else if (size >= 4) {
    std::uint32_t low, high;
    std::memcpy(&low, p, 4);
    std::memcpy(&high, p + size - 4, 4);
    first = low | static_cast<std::uint64_t>(high) >> 8 * (8 - size) << 32;
  } else if (size > 0) {
    first = p[0] | static_cast<std::uint64_t>(p[size / 2]) << 8 * (size / 2) | static_cast<std::uint64_t>(p[size - 1]) << 8 * (size - 1);
  }
  return mix(first ^ h, second);
}

}  // namespace riot::detail
