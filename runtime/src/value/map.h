// SPDX-License-Identifier: MIT
// Operations on the tries behind Map and Set. `type` is the map's or the set's own TypeInfo: it knows keys and values,
// and a Set is a trie whose entries have a key only.
#pragma once
#include "runtime/src/value/layout.h"
#include "runtime/src/value/map_node.h"
#include "runtime/src/value/work_stack.h"

namespace riot::detail {

// TypeInfo of a map or set that a generic function works on, for as long as the function runs.
inline TypeInfo map_type(const TypeInfo& key, const TypeInfo& value) {
  return {Kind::Map, true, 0, "Map", nullptr, &key, &value};
}
inline TypeInfo set_type(const TypeInfo& item) { return {Kind::Set, true, 0, "Set", nullptr, &item, nullptr}; }

Map* empty_map() noexcept;  // immortal

// The entry of `key`, borrowed: the key's slot, and a map's value behind it. Null when there is none.
const Word* find(const Map* map, Word key, const TypeInfo& type);
// Consume the map, the key and the value; change in place what nobody else sees.
Map* insert(Map* map, Word key, Word value, const TypeInfo& type);
// Consumes the map, borrows the key.
Map* erase(Map* map, Word key, const TypeInfo& type);
// The value's slot, in a trie that is private down to it; null when the key is missing or others see a part of the way.
Word* find_private(Map* map, Word key, const TypeInfo& type);

// Calls visit(const Word* entry) for each entry.
template <class Visit>
void each_entry(const Map* map, const TypeInfo& type, Visit&& visit) {
  if (!map->root.node) return;
  const unsigned stride = type.kind == Kind::Map ? 2 : 1;
  WorkStack<const MapNode*, 48> waiting;
  waiting.push(map->root.node);
  while (!waiting.empty()) {
    const MapNode* node = waiting.pop();
    const Word* entry = node->first_entry();
    for (unsigned i = node->entry_count(); i-- > 0; entry += stride) visit(entry);
    const MapLink* children = node->first_child(stride);
    for (unsigned i = node->child_count(); i-- > 0;) waiting.push(children[i].node);
  }
}

}  // namespace riot::detail
