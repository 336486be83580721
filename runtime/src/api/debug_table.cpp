// SPDX-License-Identifier: MIT
#include "runtime/src/api/debug_table.h"

#include <cstddef>

#include "runtime/src/memory/memory.h"
#include "runtime/src/process/actor.h"
#include "runtime/src/value/map_node.h"

// Actor has a base class with members; g++ and clang++ lay it out as anybody would expect.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

// The order is the reader's. The first number changes whenever the order does.
extern "C" {
[[gnu::used]] std::uint64_t riot_debug_table[20];
}

namespace riot::detail {

// The reader takes these from the contract with emitted code, so they are held here.
static_assert(offsetof(TypeInfo, constructor_count) == 2 && offsetof(TypeInfo, name) == 8 && offsetof(TypeInfo, constructors) == 16 &&
              offsetof(TypeInfo, first) == 24 && offsetof(TypeInfo, second) == 32);
static_assert(sizeof(ConstructorInfo) == 24 && offsetof(ConstructorInfo, fields) == 8 && offsetof(ConstructorInfo, field_count) == 16);
static_assert(sizeof(FieldInfo) == 40 && offsetof(FieldInfo, type) == 8 && offsetof(FieldInfo, offset) == 16);
static_assert(offsetof(Object, tag) == 4 && offsetof(Object, detail) == 6 && sizeof(Object) == 8);
static_assert(offsetof(String, size) == 8 && offsetof(String, data) == 16 && offsetof(Bytes, data) == 16);
static_assert(offsetof(Map, root) == 16 && offsetof(MapLink, node) == 8 && sizeof(MapLink) == 16);
static_assert(sizeof(MapNode) == 8 && sizeof(MapCollision) == 8 && offsetof(MapCollision, entries) == 0);
static_assert(kMapCollision == 2 && MapNode::kOneEntry == 4 && MapNode::kOneChild == 256);
static_assert(offsetof(Closure, name) == 24);
static_assert(offsetof(Step, frame) == 8 && offsetof(Step, function) == 16 && offsetof(Step, at) == 24);
static_assert(static_cast<int>(Kind::Enum) == 5 && static_cast<int>(Kind::Set) == 12 && static_cast<int>(Kind::Foreign) == 19);
static_assert(offsetof(Node, next) == 0 && offsetof(Node, word) == 8 && offsetof(Node, kind) == 16);

void fill_debug_table() noexcept {
  const std::uint64_t table[] = {
      1,  // version
      kProcessBytes,
      reinterpret_cast<std::uint64_t>(process_slabs_place()),
      offsetof(Actor, frame),
      offsetof(Actor, step),
      offsetof(Actor, stack),
      offsetof(Actor, inbox),
      offsetof(Actor, first),
      offsetof(Actor, mailbox),
      offsetof(Actor, id),
      offsetof(Actor, at),
      offsetof(Actor, detached),
      offsetof(Actor, waiting),
      offsetof(Actor, is_main),
      offsetof(Actor, is_library),
      offsetof(Stack, context),
      offsetof(Stack, base),
      offsetof(Stack, size),
      offsetof(Stack, below),
  };
  static_assert(sizeof table <= sizeof riot_debug_table);
  for (std::size_t i = 0; i < sizeof table / sizeof table[0]; ++i) riot_debug_table[i] = table[i];
}

}  // namespace riot::detail
