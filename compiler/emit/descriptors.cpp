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
    return !has_table && index < type.arguments.size() ? "&" + info(type.arguments[index]) : std::string("nullptr");
  };
  out.line("const riot::TypeInfo " + name + " = {riot::Kind::" + kind_name(type.kind) + ", " +
           (core::is_reference(type) ? "true" : "false") + ", " +
           std::to_string(has_table ? type.constructors.size() : 0) + ", " + quoted(type.name) + ", " + constructors + ", " +
           argument(0) + ", " + argument(1) + "};");
}

}  // namespace riotc::emit
