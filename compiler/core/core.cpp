// SPDX-License-Identifier: MIT
#include "compiler/core/core.h"

#include <algorithm>

namespace riotc::core {

bool is_reference(const Type& type) {
  switch (type.kind) {
    case TypeKind::Unit:
    case TypeKind::Bool:
    case TypeKind::Int:
    case TypeKind::Float:
    case TypeKind::Duration:
    case TypeKind::Enum:
    case TypeKind::Never:
      return false;
    case TypeKind::String:
    case TypeKind::Bytes:
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Map:
    case TypeKind::Set:
    case TypeKind::Function:
    case TypeKind::Pid:
    case TypeKind::Name:
    case TypeKind::Reply:
    case TypeKind::Monitor:
    case TypeKind::Timer:
    case TypeKind::Foreign:
      return true;
  }
  return false;
}

namespace {

// Bytes of a field, which are also its alignment: those of the C++ types in riot/value.h.
uint32_t field_size(const Type& type) {
  switch (type.kind) {
    case TypeKind::Unit:
    case TypeKind::Bool:
    case TypeKind::Never:
      return 1;
    case TypeKind::Enum:
      return 2;
    default:
      return 8;
  }
}

}  // namespace

uint32_t object_size(const Program& program, TypeId type, uint32_t tag) {
  // riot::Object: a count of four bytes, the tag, the detail.
  uint32_t size = 8;
  uint32_t alignment = 4;
  for (const Field& field : program.types[type].constructors[tag].fields) {
    const uint32_t bytes = field_size(program.types[field.type]);
    size = (size + bytes - 1) / bytes * bytes + bytes;
    alignment = std::max(alignment, bytes);
  }
  return (size + alignment - 1) / alignment * alignment;
}

std::string derived_symbol(const std::string& symbol, const std::string& what) {
  return symbol + (symbol.find('$') == symbol.npos ? "$" : "_") + what;
}

}  // namespace riotc::core
