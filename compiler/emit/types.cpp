// SPDX-License-Identifier: MIT
#include "compiler/emit/types.h"

#include <algorithm>

namespace riotc::emit {

using core::TypeId;
using core::TypeKind;

namespace {

constexpr uint32_t kHeaderSize = 8;  // sizeof(riot::Object)

// Bytes of a member, which are also its alignment.
uint32_t member_size(TypeKind kind) {
  switch (kind) {
    case TypeKind::Unit:
    case TypeKind::Never:
    case TypeKind::Bool: return 1;
    case TypeKind::Enum: return 2;
    default: return 8;
  }
}

// Names that riot::Object, and riot::Closure, have already.
bool is_inherited(const std::string& name, bool by_closure) {
  if (name == "count" || name == "tag" || name == "detail") return true;
  return by_closure && (name == "layout" || name == "code" || name == "name");
}

}  // namespace

// ------------------------------------------------------------------------------------------ names

void Types::ask(TypeId type) {
  asked_.insert(type);
  mentions_->types.insert(type);
}

std::vector<TypeId> Types::by_symbol(const std::set<TypeId>& types) const {
  std::vector<TypeId> sorted(types.begin(), types.end());
  std::sort(sorted.begin(), sorted.end(), [&](TypeId a, TypeId b) { return get(a).symbol < get(b).symbol; });
  return sorted;
}

std::string Types::object(TypeId id) {
  const core::Type& type = get(id);
  switch (type.kind) {
    case TypeKind::Unit:
    case TypeKind::Never: return "riot::Unit";
    case TypeKind::Bool: return "riot::Bool";
    case TypeKind::Int:
    case TypeKind::Duration: return "riot::Int";
    case TypeKind::Float: return "riot::Float";
    case TypeKind::String: return "riot::String";
    case TypeKind::Bytes: return "riot::Bytes";
    case TypeKind::Function: return "riot::Closure";
    case TypeKind::Pid: return "riot::Pid";
    case TypeKind::Name: return "riot::Name";
    case TypeKind::Reply: return "riot::Reply";
    case TypeKind::Monitor: return "riot::Monitor";
    case TypeKind::Timer: return "riot::Timer";
    case TypeKind::Foreign:
      // A thing of foreign code lies in a riot::foreign::Handle; only its own functions know what it is.
      add_foreign_header(type.foreign_header);
      return type.foreign_name.compare(0, 6, "riot::") == 0 ? type.foreign_name : "riot::Foreign";
    case TypeKind::Enum:
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Map:
    case TypeKind::Set: break;
  }
  ask(id);
  return identifier(type.symbol);
}

std::string Types::value(TypeId id) { return is_reference(id) ? object(id) + "*" : object(id); }

std::string Types::info(TypeId id) {
  const core::Type& type = get(id);
  switch (type.kind) {
    case TypeKind::Unit:
    case TypeKind::Never: return "riot::kUnit";
    case TypeKind::Bool: return "riot::kBool";
    case TypeKind::Int: return "riot::kInt";
    case TypeKind::Float: return "riot::kFloat";
    case TypeKind::Duration: return "riot::kDuration";
    case TypeKind::String: return "riot::kString";
    case TypeKind::Bytes: return "riot::kBytes";
    case TypeKind::Function: return "riot::kFunction";
    case TypeKind::Pid: return "riot::kPid";
    case TypeKind::Name: return "riot::kName";
    case TypeKind::Monitor: return "riot::kMonitor";
    case TypeKind::Timer: return "riot::kTimer";
    case TypeKind::Foreign: return "riot::" + (type.runtime_info.empty() ? "kForeign" : type.runtime_info);
    case TypeKind::Enum: ask(id); [[fallthrough]];
    case TypeKind::Reply:
      described_.insert(id);
      mentions_->described.insert(id);
      return "kInfo_" + identifier(type.symbol);
    case TypeKind::Data:
    case TypeKind::List:
    case TypeKind::Tuple:
    case TypeKind::Map:
    case TypeKind::Set: break;
  }
  return object(id) + "::kInfo";
}

uint32_t Types::constructors_with_fields(TypeId type) const {
  const auto& all = get(type).constructors;
  return static_cast<uint32_t>(std::count_if(all.begin(), all.end(), [](const auto& each) { return !each.fields.empty(); }));
}

bool Types::has_nullary(TypeId type) const { return constructors_with_fields(type) < get(type).constructors.size(); }

std::string Types::enumerator(TypeId id, uint32_t tag) const {
  const core::Type& type = get(id);
  if (type.kind == TypeKind::List) return tag == 0 ? "Empty" : "Cons";
  std::string name = identifier(type.constructors[tag].name);
  if (name == identifier(type.symbol)) name += '_';
  return name;
}

std::string Types::constructor(TypeId type, uint32_t tag) {
  if (constructors_with_fields(type) < 2) return object(type);
  return object(type) + "_" + identifier(get(type).constructors[tag].name);
}

std::string Types::tag(TypeId type, uint32_t tag) {
  if (kind(type) != TypeKind::Enum && get(type).constructors.size() < 2) return std::to_string(tag);
  return object(type) + "::" + enumerator(type, tag);
}

std::string Types::field(TypeId type, uint32_t tag, uint32_t field) { return layout(type, tag).members[field].name; }

// ------------------------------------------------------------------------------------------ layout

void Types::arrange(Layout& layout, uint32_t base_size) const {
  uint32_t end = base_size;
  uint32_t alignment = base_size == kHeaderSize ? 4 : 8;
  for (Member& member : layout.members) {
    const uint32_t size = member_size(kind(member.type));
    member.offset = (end + size - 1) / size * size;
    end = member.offset + size;
    alignment = std::max(alignment, size);
  }
  layout.size = (end + alignment - 1) / alignment * alignment;
}

Layout Types::layout(TypeId id, uint32_t tag) const {
  const core::Type& type = get(id);
  const auto& fields = type.constructors[tag].fields;
  Layout layout;
  NameSet names;
  for (const core::Field& field : fields)
    if (!field.label.empty()) names.reserve(identifier(field.label));
  for (size_t i = 0; i < fields.size(); ++i) {
    std::string name;
    if (type.kind == TypeKind::List) {
      name = i == 0 ? "head" : "tail";
    } else if (!fields[i].label.empty()) {
      name = identifier(fields[i].label);
      if (is_inherited(name, false)) name = names.take(name + "_");
    } else {
      name = names.take(fields.size() == 1 ? "value" : "item" + std::to_string(i + 1));
    }
    layout.members.push_back({name, fields[i].type, type.kind == TypeKind::List ? "" : fields[i].label, fields[i].json, 0, fields[i].otherwise});
  }
  arrange(layout, kHeaderSize);
  return layout;
}

Layout Types::layout(const core::Function& function, const std::vector<core::VariableId>& variables, uint32_t base_size) const {
  Layout layout;
  NameSet names;
  for (core::VariableId id : variables) {
    const core::Variable& variable = function.variables[id];
    std::string name = variable.name.empty() ? "value" : identifier(variable.name);
    if (is_inherited(name, base_size > kHeaderSize)) name += '_';
    layout.members.push_back({names.take(name), variable.type, variable.name, "", 0});
  }
  arrange(layout, base_size);
  return layout;
}

bool Types::has_references(const Layout& layout) const {
  return std::any_of(layout.members.begin(), layout.members.end(), [&](const Member& m) { return is_reference(m.type); });
}

// ------------------------------------------------------------------------------------------ definitions

void Types::settle() {
  std::set<TypeId> seen;
  for (bool more = true; more;) {
    more = false;
    const std::set<TypeId> now = asked_;
    for (TypeId id : now) {
      if (!seen.insert(id).second) continue;
      more = true;
      // A struct has a description, which mentions the types of its fields; an enum has one only when asked for.
      if (kind(id) == TypeKind::Enum) continue;
      for (const core::Constructor& constructor : get(id).constructors)
        for (const core::Field& field : constructor.fields) {
          value(field.type);
          info(field.type);
        }
      if (kind(id) == TypeKind::Map || kind(id) == TypeKind::Set)
        for (TypeId argument : get(id).arguments) info(argument);
    }
    const std::set<TypeId> described = described_;
    for (TypeId id : described)
      if (kind(id) == TypeKind::Reply && seen.insert(id).second) {
        info(get(id).arguments[0]);
        more = true;
      }
  }
}

std::set<TypeId> Types::to_define(const Mentions& mentions) {
  std::set<TypeId> all = mentions.types;
  if (!release_) return all;
  Mentions* const before = mentions_;
  std::vector<TypeId> left(all.begin(), all.end());
  while (!left.empty()) {
    const TypeId id = left.back();
    left.pop_back();
    for (const core::Constructor& constructor : get(id).constructors)
      for (const core::Field& field : constructor.fields) {
        Mentions own;
        note_in(own);
        value(field.type);
        for (TypeId each : own.types)
          if (all.insert(each).second) left.push_back(each);
      }
  }
  mentions_ = before;
  return all;
}

void Types::write_declarations(CppWriter& out, const Mentions& mentions, const std::set<TypeId>& defined, const std::set<TypeId>& only_declared) {
  std::set<TypeId> all = defined;
  all.insert(only_declared.begin(), only_declared.end());
  for (TypeId id : by_symbol(all)) {
    if (kind(id) != TypeKind::Enum) continue;
    if (defined.count(id)) write_enum(out, id);
    else out.line("enum class " + identifier(get(id).symbol) + " : std::uint16_t;");
  }
  for (TypeId id : by_symbol(mentions.described)) out.line("extern const riot::TypeInfo kInfo_" + identifier(get(id).symbol) + ";");
  out.blank();
  for (TypeId id : by_symbol(all))
    if (kind(id) != TypeKind::Enum) out.line("struct " + identifier(get(id).symbol) + ";");
}

void Types::write_definitions(CppWriter& out, const std::set<TypeId>& types) {
  for (TypeId id : by_symbol(types))
    if (kind(id) != TypeKind::Enum) write_struct(out, id);
  if (!release_) return;
  for (TypeId id : by_symbol(types))
    if (kind(id) != TypeKind::Enum) write_take_apart(out, id);
}

void Types::write_enum(CppWriter& out, TypeId id) {
  std::string names;
  for (uint32_t tag = 0; tag < get(id).constructors.size(); ++tag) names += (tag ? ", " : " ") + enumerator(id, tag);
  out.line("enum class " + identifier(get(id).symbol) + " : std::uint16_t {" + names + " };");
}

void Types::write_members(CppWriter& out, const Layout& layout, TypeId owner) {
  // Inside the struct a constructor hides a type of the same name: `type Message = Signal(system.Signal) | Ready`.
  const auto is_hidden = [&](const std::string& name) {
    if (!owner.is_valid()) return false;
    for (uint32_t tag = 0; tag < get(owner).constructors.size(); ++tag)
      if (enumerator(owner, tag) == name) return true;
    return false;
  };
  for (const Member& member : layout.members)
    out.line((is_hidden(object(member.type)) ? "riot_app::" : "") + value(member.type) + " " + member.name + ";");
}

// What riot::destroy() calls with an object that nothing refers to any more: visits the references and frees the memory.
void Types::write_take_apart(CppWriter& out, TypeId id) {
  const core::Type& type = get(id);
  if (type.kind == TypeKind::Map || type.kind == TypeKind::Set) return;
  const std::string name = identifier(type.symbol);
  const bool switches = constructors_with_fields(id) > 1;
  out.blank();
  out.line("template <class visitor>");
  out.open("void " + name + "::take_apart(" + name + "* object, visitor&& visit)");
  if (switches) out.open("switch (object->tag)");
  for (uint32_t tag = 0; tag < type.constructors.size(); ++tag) {
    if (type.constructors[tag].fields.empty()) continue;
    std::string object = "object";
    if (switches) {
      out.open("case " + enumerator(id, tag) + ":");
      out.line("auto* parts = static_cast<" + constructor(id, tag) + "*>(object);");
      object = "parts";
    }
    for (const Member& member : layout(id, tag).members)
      if (is_reference(member.type)) out.line("visit(" + object + "->" + member.name + ");");
    out.line("riot::release_fixed<sizeof(" + constructor(id, tag) + ")>(object);");
    if (switches) {
      out.line("return;");
      out.close();
    }
  }
  if (switches) out.close();
  out.close();
}

void Types::write_struct(CppWriter& out, TypeId id) {
  const core::Type& type = get(id);
  const std::string name = identifier(type.symbol);
  out.blank();
  out.line("// " + type.name);
  if (type.kind == TypeKind::Map || type.kind == TypeKind::Set) {
    out.open("struct " + name + " : riot::Map");
    out.line("static const riot::TypeInfo kInfo;");
    out.close(";");
    return;
  }
  const uint32_t with_fields = constructors_with_fields(id);
  out.open("struct " + name + " : riot::Object");
  if (type.constructors.size() > 1) {
    std::string names;
    for (uint32_t tag = 0; tag < type.constructors.size(); ++tag) names += (tag ? ", " : " ") + enumerator(id, tag);
    out.line("enum : unsigned {" + names + " };");
  }
  out.line("static const riot::TypeInfo kInfo;");
  if (release_) out.line("using TakesApart = void;");
  if (release_) out.line("template <class visitor> static void take_apart(" + name + "* object, visitor&& visit);");
  if (with_fields == 1) {
    for (uint32_t tag = 0; tag < type.constructors.size(); ++tag) {
      if (type.constructors[tag].fields.empty()) continue;
      const Layout members = layout(id, tag);
      write_members(out, members, id);
      out.close(";");
      out.line("static_assert(sizeof(" + name + ") == " + std::to_string(members.size) + ");");
    }
    return;
  }
  out.close(";");
  for (uint32_t tag = 0; tag < type.constructors.size(); ++tag) {
    if (type.constructors[tag].fields.empty()) continue;
    const Layout members = layout(id, tag);
    out.open("struct " + constructor(id, tag) + " : " + name);
    write_members(out, members, id);
    out.close(";");
    out.line("static_assert(sizeof(" + constructor(id, tag) + ") == " + std::to_string(members.size) + ");");
  }
}

}  // namespace riotc::emit
