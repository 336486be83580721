// SPDX-License-Identifier: MIT
// The tables that describe types to the runtime. All are constants: nothing runs before main.
#include "compiler/emit/types.h"

namespace riotc::emit {

using core::TypeId;
using core::TypeKind;

namespace {

const char* kind_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::Enum: return "Enum";
    case TypeKind::Data: return "Data";
    case TypeKind::List: return "List";
    case TypeKind::Tuple: return "Tuple";
    case TypeKind::Map: return "Map";
    case TypeKind::Set: return "Set";
    case TypeKind::Reply: return "Reply";
    default: return "Unit";
  }
}

// Of a type that C++ can be given or give; null for others.
const char* foreign_kind(TypeKind kind) {
  switch (kind) {
    case TypeKind::Unit: return "Unit";
    case TypeKind::Bool: return "Bool";
    case TypeKind::Int: return "Int";
    case TypeKind::Float: return "Float";
    case TypeKind::Duration: return "Duration";
    case TypeKind::String: return "String";
    case TypeKind::Bytes: return "Bytes";
    case TypeKind::Foreign: return "Foreign";
    case TypeKind::Enum:
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Map:
    case TypeKind::Set: return kind_name(kind);
    default: return nullptr;
  }
}

std::string text_or_null(const std::string& text) { return text.empty() ? "nullptr" : quoted(text); }

}  // namespace

void Types::write_fields(CppWriter& out, const std::string& array, const Layout& layout) {
  if (layout.members.empty()) return;
  out.open("const riot::FieldInfo " + array + "[] =");
  for (const Member& member : layout.members)
    out.line("{" + text_or_null(member.label) + ", &" + info(member.type) + ", " + std::to_string(member.offset) + ", " +
             text_or_null(member.json) + (member.otherwise.is_valid() ? ", " + default_maker(member.otherwise) : "") + "},");
  out.close(";");
}

std::string Types::shape(TypeKind kind) {
  const char* name = foreign_kind(kind);
  return name ? std::string("riot::foreign::Shape<riot::Kind::") + name + ">" : "riot::foreign::AnyShape";
}

std::string Types::shape(TypeId id) const {
  const core::Type& type = get(id);
  std::string text = shape(type.kind);
  std::string parts;
  if (type.kind == TypeKind::Tuple) {
    for (const core::Field& field : type.constructors[0].fields) parts += ", " + shape(field.type);
  } else if (type.kind == TypeKind::List || type.kind == TypeKind::Map || type.kind == TypeKind::Set) {
    for (TypeId argument : type.arguments) parts += ", " + shape(argument);
  } else if (type.kind == TypeKind::Foreign && type.foreign_name.compare(0, 6, "riot::") != 0) {
    parts = ", " + (type.foreign_name.compare(0, 2, "::") == 0 ? "" : std::string("::")) + type.foreign_name;
  }
  return text.insert(text.size() - (parts.empty() ? 0 : 1), parts);
}

void Types::write_infos(CppWriter& out) {
  for (TypeId id : by_symbol(asked_))
    if (kind(id) != TypeKind::Enum) write_info(out, id);
  for (TypeId id : by_symbol(described_)) write_info(out, id);
}

std::string Types::default_maker(core::FunctionId id) const {
  const core::Function& function = program_.functions[id];
  return "default_" + identifier(function.module) + "_" + identifier(function.symbol);
}

void Types::write_info(CppWriter& out, TypeId id) {
  const core::Type& type = get(id);
  info(id);  // so that it is declared, as something that other files see
  const std::string symbol = identifier(type.symbol);
  const bool has_table = type.kind != TypeKind::Map && type.kind != TypeKind::Set && type.kind != TypeKind::Reply;
  std::string constructors = "nullptr";
  out.blank();
  if (has_table) {
    constructors = "kConstructors_" + symbol;
    std::vector<std::string> rows;
    for (uint32_t tag = 0; tag < type.constructors.size(); ++tag) {
      const core::Constructor& each = type.constructors[tag];
      const std::string name = type.kind == TypeKind::List ? enumerator(id, tag) : each.name;
      if (each.fields.empty()) {
        rows.push_back("{" + quoted(name) + ", nullptr, 0, false, 0},");
        continue;
      }
      const Layout members = layout(id, tag);
      const std::string array = "kFields_" + (type.constructors.size() == 1 ? symbol : symbol + "_" + enumerator(id, tag));
      write_fields(out, array, members);
      rows.push_back("{" + quoted(name) + ", " + array + ", " + std::to_string(members.members.size()) + ", " +
                     (has_references(members) ? "true" : "false") + ", sizeof(" + constructor(id, tag) + ")},");
    }
    out.open("const riot::ConstructorInfo " + constructors + "[] =");
    for (const std::string& row : rows) out.line(row);
    out.close(";");
  }
  const bool has_struct = type.kind != TypeKind::Enum && type.kind != TypeKind::Reply;
  const std::string name = has_struct ? symbol + "::kInfo" : "kInfo_" + symbol;
  const auto argument = [&](size_t index) {
    return (!has_table || type.is_sequence) && index < type.arguments.size() ? "&" + info(type.arguments[index]) : std::string("nullptr");
  };
  out.line("const riot::TypeInfo " + name + " = {riot::Kind::" + kind_name(type.kind) + ", " +
           (core::is_reference(type) ? "true" : "false") + ", " +
           std::to_string(has_table ? type.constructors.size() : 0) + ", " + quoted(type.name) + ", " + constructors + ", " +
           argument(0) + ", " + argument(1) + "};");
}

}  // namespace riotc::emit
