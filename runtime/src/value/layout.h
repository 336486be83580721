// SPDX-License-Identifier: MIT
// How objects lie in memory, read through their TypeInfo: fields as Words, the references an object holds, its size.
//
// A map's nodes are objects of their own. They travel through the walks below with the TypeInfo of their map, and
// their `detail` tells them from the map itself.
#pragma once
#include <cstring>

#include "riot/value.h"
#include "runtime/src/value/map_node.h"

namespace riot::detail {

// Counts below this are not counted any more: literals, constants, and an object with a thousand million references,
// which lives for ever rather than wrapping around.
constexpr std::int32_t kSticky = kImmortal / 2;

// Bytes of a field of this type; also its alignment.
inline std::size_t field_size(const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit:
    case Kind::Bool: return 1;
    case Kind::Enum: return 2;
    default: return 8;
  }
}

inline Word load(const void* at, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::Unit: return 0;
    case Kind::Bool: return *static_cast<const std::uint8_t*>(at);
    case Kind::Enum: return *static_cast<const std::uint16_t*>(at);
    default: {
      Word word;
      std::memcpy(&word, at, 8);
      return word;
    }
  }
}
inline void store(void* at, const TypeInfo& type, Word value) {
  switch (type.kind) {
    case Kind::Unit: return;
    case Kind::Bool: *static_cast<std::uint8_t*>(at) = static_cast<std::uint8_t>(value); return;
    case Kind::Enum: *static_cast<std::uint16_t*>(at) = static_cast<std::uint16_t>(value); return;
    default: std::memcpy(at, &value, 8);
  }
}
inline Word field(const Object* object, const FieldInfo& info) {
  return load(reinterpret_cast<const char*>(object) + info.offset, *info.type);
}
inline Object* object_of(Word word) { return reinterpret_cast<Object*>(word); }

// One that means its items, however it holds them: those of its second field, a List, then those of its third from the end. Its
// first field is their number.
inline bool is_sequence(const TypeInfo& type) { return type.kind == Kind::Data && type.first; }
inline bool has_constructors(Kind kind) { return kind == Kind::Data || kind == Kind::List || kind == Kind::Tuple; }

// Constructor of a real object of a type with constructors.
inline const ConstructorInfo& constructor(const Object* object, const TypeInfo& type) {
  return type.constructors[object->tag];
}
// The captures; null when the closure has none and is no bigger than a Closure.
inline const ConstructorInfo* captures(const Object* closure) {
  const TypeInfo* layout = static_cast<const Closure*>(closure)->layout;
  return layout ? layout->constructors : nullptr;
}

// Calls visit(Object* child, const TypeInfo& type) for each object that `object` refers to, in order.
template <class Visit>
inline void each_field_reference(const Object* object, const ConstructorInfo& info, Visit&& visit) {
  if (!info.has_references) return;
  for (unsigned i = 0; i < info.field_count; ++i) {
    const FieldInfo& f = info.fields[i];
    if (!f.type->has_references) continue;
    Object* child = object_of(field(object, f));
    if (is_object(child)) visit(child, *f.type);
  }
}
template <class Visit>
inline void each_reference(const Object* object, const TypeInfo& type, Visit&& visit) {
  switch (type.kind) {
    case Kind::Data:
    case Kind::List:
    case Kind::Tuple: each_field_reference(object, constructor(object, type), visit); return;
    case Kind::Function:
      if (const ConstructorInfo* info = captures(object)) each_field_reference(object, *info, visit);
      return;
    case Kind::String:
    case Kind::Bytes:
      if (Object* owner = static_cast<const String*>(object)->holder.owner()) visit(owner, type);
      return;
    case Kind::Map:
    case Kind::Set: {
      if (object->detail == kMapItself) {
        if (MapNode* root = static_cast<const Map*>(object)->root.node) visit(static_cast<Object*>(root), type);
        return;
      }
      const MapNode* node = static_cast<const MapNode*>(object);
      const unsigned stride = type.kind == Kind::Map ? 2 : 1;
      const bool keys = type.first->has_references;
      const bool values = stride == 2 && type.second->has_references;
      if (keys || values) {
        const Word* entry = node->first_entry();
        for (unsigned i = node->entry_count(); i-- > 0; entry += stride) {
          if (keys && is_object(object_of(entry[0]))) visit(object_of(entry[0]), *type.first);
          if (values && is_object(object_of(entry[1]))) visit(object_of(entry[1]), *type.second);
        }
      }
      const MapLink* child = node->first_child(stride);
      for (unsigned i = node->child_count(); i-- > 0; ++child) visit(static_cast<Object*>(child->node), type);
      return;
    }
    default: return;  // plain, or an object that its owner's code looks after
  }
}

// Bytes to give back when `object` goes.
inline std::size_t object_size(const Object* object, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::String:
    case Kind::Bytes: return sizeof(String) + static_cast<const String*>(object)->holder.capacity();
    case Kind::Function: {
      const ConstructorInfo* info = captures(object);
      return info && info->size ? info->size : sizeof(Closure);
    }
    case Kind::Map:
    case Kind::Set:
      if (object->detail == kMapItself) return sizeof(Map);
      return static_cast<const MapNode*>(object)->size();
    default: {
      const std::size_t size = constructor(object, type).size;
      return size ? size : type.constructors[0].size;  // an emptied frame keeps the size of the live one
    }
  }
}

}  // namespace riot::detail
