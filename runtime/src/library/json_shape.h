// SPDX-License-Identifier: MIT
// Which JSON a type stands for, where that is not plain from its kind.
#pragma once
#include <cstring>
#include <string_view>

#include "riot/value.h"

namespace riot::detail {

// Tags of json.Json's constructors.
enum : unsigned { kJsonNull, kJsonBool, kJsonInt, kJsonFloat, kJsonString, kJsonArray, kJsonObject, kJsonConstructors };

inline bool is_option(const TypeInfo& type) {
  return type.kind == Kind::Data && type.constructor_count == 2 && std::strcmp(type.constructors[0].name, "None") == 0 &&
         std::strcmp(type.constructors[1].name, "Some") == 0 && type.constructors[1].field_count == 1;
}
// The type of JSON trees, which stands for itself.
inline bool is_json_tree(const TypeInfo& type) {
  return type.kind == Kind::Data && type.constructor_count == kJsonConstructors &&
         std::strcmp(type.constructors[kJsonNull].name, "Null") == 0 && std::strcmp(type.constructors[kJsonObject].name, "Object") == 0 &&
         std::string_view(type.name).ends_with("Json");
}
// Whether a value may be `null`, so that an Option of it has to tell its None from that.
inline bool is_nullable(const TypeInfo& type) { return type.kind == Kind::Unit || is_option(type) || is_json_tree(type); }
// A map whose keys are texts.
inline bool is_json_object(const TypeInfo& type) { return type.kind == Kind::Map && type.first->kind == Kind::String; }

inline bool is_labelled(const ConstructorInfo& info) {
  for (unsigned i = 0; i < info.field_count; ++i)
    if (!info.fields[i].label) return false;
  return info.field_count > 0;
}
inline const char* json_name(const FieldInfo& field) { return field.json ? field.json : field.label; }

}  // namespace riot::detail
