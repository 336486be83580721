// SPDX-License-Identifier: MIT
// What map.riot and set.riot are built on.
#include "riot/library.h"
#include "runtime/src/library/build.h"
#include "runtime/src/value/map.h"

namespace riot {
namespace {
using namespace detail;
Map* as_map(Object* map) { return static_cast<Map*>(map); }
}  // namespace

Object* map_new(Process&, const TypeInfo&, const TypeInfo&) { return empty_map(); }
Int map_size(Process&, Object* map, const TypeInfo&, const TypeInfo&) { return as_map(map)->size; }

Object* map_get(Process&, Object* map, Word key, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  const Word* entry = find(as_map(map), key, type);
  return entry ? some(shared_word(entry[1], v), v) : none();
}

Word map_get_or(Process&, Object* map, Word key, Word otherwise, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  const Word* entry = find(as_map(map), key, type);
  return shared_word(entry ? entry[1] : otherwise, v);
}

Bool map_has_key(Process&, Object* map, Word key, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  return find(as_map(map), key, type) != nullptr;
}

Object* map_insert(Process&, Object* map, Word key, Word value, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  return insert(as_map(map), key, value, type);
}

Object* map_insert_all(Process&, Object* map, Object* entries, const TypeInfo& k, const TypeInfo& v, const TypeInfo& entry) {
  const TypeInfo type = map_type(k, v);
  const FieldInfo* fields = entry.constructors[0].fields;
  Map* result = as_map(map);
  for (ListReader reader(entries, entry); !reader.done(); reader.next()) {
    const Object* pair = object_of(reader.head());
    result = insert(result, shared_word(field(pair, fields[0]), k), shared_word(field(pair, fields[1]), v), type);
  }
  return result;
}

Object* map_delete(Process&, Object* map, Word key, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  Map* result = erase(as_map(map), key, type);
  if (k.has_references) drop(object_of(key), k);
  return result;
}

Object* map_lift(Process&, Object* map, Word key, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  Object* value = none();
  Word* entry = v.has_references ? find_private(as_map(map), key, type) : nullptr;
  if (entry) {
    value = some(entry[1], v);
    entry[1] = to_word(constant<Object>(0));
  } else if (const Word* seen = find(as_map(map), key, type)) {
    value = some(shared_word(seen[1], v), v);
  }
  if (k.has_references) drop(object_of(key), k);
  return pair(to_word(value), kAnyObject, to_word(map), kAnyObject);
}

Object* map_to_list(Process&, Object* map, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  ListBuilder list(kAnyObject);
  each_entry(as_map(map), type, [&](const Word* entry) {
    list.add(to_word(pair(shared_word(entry[0], k), k, shared_word(entry[1], v), v)));
  });
  return list.list();
}

Object* map_keys(Process&, Object* map, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  ListBuilder list(k);
  each_entry(as_map(map), type, [&](const Word* entry) { list.add(shared_word(entry[0], k)); });
  return list.list();
}

Object* map_values(Process&, Object* map, const TypeInfo& k, const TypeInfo& v) {
  const TypeInfo type = map_type(k, v);
  ListBuilder list(v);
  each_entry(as_map(map), type, [&](const Word* entry) { list.add(shared_word(entry[1], v)); });
  return list.list();
}

Object* set_new(Process&, const TypeInfo&) { return empty_map(); }
Int set_size(Process&, Object* set, const TypeInfo&) { return as_map(set)->size; }

Bool set_contains(Process&, Object* set, Word item, const TypeInfo& a) {
  const TypeInfo type = set_type(a);
  return find(as_map(set), item, type) != nullptr;
}

Object* set_insert(Process&, Object* set, Word item, const TypeInfo& a) {
  const TypeInfo type = set_type(a);
  return insert(as_map(set), item, 0, type);
}

Object* set_delete(Process&, Object* set, Word item, const TypeInfo& a) {
  const TypeInfo type = set_type(a);
  Map* result = erase(as_map(set), item, type);
  if (a.has_references) drop(object_of(item), a);
  return result;
}

Object* set_to_list(Process&, Object* set, const TypeInfo& a) {
  const TypeInfo type = set_type(a);
  ListBuilder list(a);
  each_entry(as_map(set), type, [&](const Word* entry) { list.add(shared_word(entry[0], a)); });
  return list.list();
}

}  // namespace riot
