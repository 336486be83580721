// SPDX-License-Identifier: MIT
#include "compiler/lower/layout.h"

#include <algorithm>

namespace riotc::lower {

using core::TypeKind;

Layout::Layout(const typed::Program& typed, types::TypeTable& types, core::Program& program)
    : typed_(typed), types_(types), program_(program) {}

std::pair<core::TypeId, bool> Layout::intern(Key key, std::string name, const std::string& symbol, std::string module) {
  auto found = interned_.find(key);
  if (found != interned_.end()) return {found->second, false};
  int depth = 0;
  for (core::TypeId argument : key.arguments) depth = std::max(depth, depths_.at(argument));
  core::Type type;
  type.kind = key.kind;
  type.name = std::move(name);
  type.symbol = names_.unique("", symbol);
  type.module = std::move(module);
  const core::TypeId id = program_.types.add(std::move(type));
  depths_[id] = depth + 1;
  interned_.emplace(std::move(key), id);
  return {id, true};
}

core::TypeId Layout::plain(TypeKind kind, const char* name) { return intern({kind, 0, {}}, name, name, "").first; }

core::TypeId Layout::runtime_type(const char* name) {
  const core::TypeId type = plain(TypeKind::Foreign, name);
  program_.types[type].foreign_name = std::string("riot::") + name;
  return type;
}

std::string Layout::names_of(const std::vector<core::TypeId>& types, const char* separator) const {
  std::string out;
  for (core::TypeId type : types) {
    if (!out.empty()) out += separator;
    // A type that holds itself at ever larger types may double its name at each step.
    if (out.size() + get(type).name.size() > kMaxName) return out + "..";
    out += get(type).name;
  }
  return out;
}

// Long chains of arguments would make symbols that nobody reads; the number that makes them unique does it then.
std::string Layout::symbols_of(const std::vector<core::TypeId>& types) const {
  std::string out;
  for (core::TypeId type : types) {
    if (out.size() + get(type).symbol.size() > 48) return out + "_etc";
    out += "_" + get(type).symbol;
  }
  return out;
}

core::TypeId Layout::composite(TypeKind kind, const char* name, const std::vector<core::TypeId>& arguments) {
  auto [id, added] = intern({kind, 0, arguments}, std::string(name) + "[" + names_of(arguments, ", ") + "]",
                            name + symbols_of(arguments), "");
  if (added) program_.types[id].arguments = arguments;
  return id;
}

core::TypeId Layout::list(core::TypeId item) {
  const core::TypeId id = composite(TypeKind::List, "List", {item});
  core::Type& type = program_.types[id];
  if (type.constructors.empty()) {
    type.constructors.push_back({"Nil", {}});
    type.constructors.push_back({"Cons", {{"", "", item}, {"", "", id}}});
  }
  return id;
}
core::TypeId Layout::map(core::TypeId key, core::TypeId value) { return composite(TypeKind::Map, "Map", {key, value}); }
core::TypeId Layout::set(core::TypeId item) { return composite(TypeKind::Set, "Set", {item}); }
core::TypeId Layout::reply(core::TypeId answer) { return composite(TypeKind::Reply, "Reply", {answer}); }

core::TypeId Layout::tuple(const std::vector<core::TypeId>& items) {
  auto [id, added] = intern({TypeKind::Tuple, 0, items}, "(" + names_of(items, ", ") + ")", "Tuple" + symbols_of(items), "");
  if (added) {
    core::Constructor constructor;
    for (core::TypeId item : items) constructor.fields.push_back({"", "", item});
    program_.types[id].constructors.push_back(std::move(constructor));
  }
  return id;
}

core::TypeId Layout::function(const std::vector<core::TypeId>& parameters, core::TypeId result) {
  std::vector<core::TypeId> arguments = parameters;
  arguments.push_back(result);
  auto [id, added] = intern({TypeKind::Function, 0, arguments}, "fn(" + names_of(parameters, ", ") + ") -> " + get(result).name,
                            "Fn" + symbols_of(arguments), "");
  if (added) program_.types[id].arguments = std::move(arguments);
  return id;
}

core::TypeId Layout::prelude(const char* name, const std::vector<core::TypeId>& arguments) {
  const types::TypeId builtin = types_.builtin(name, std::vector<types::TypeId>(arguments.size(), types_.builtin("Unit")));
  return data(types_.get(types_.shallow(builtin)).decl, arguments);
}

core::TypeId Layout::data(resolve::TypeDeclId decl_id, const std::vector<core::TypeId>& arguments) {
  const resolve::Program& program = types_.program();
  const resolve::TypeDecl& decl = program.types[decl_id];
  TypeKind kind = TypeKind::Data;
  if (decl.builtin == resolve::BuiltinType::Foreign || decl.constructors.empty()) {
    kind = TypeKind::Foreign;
  } else if (std::all_of(decl.constructors.begin(), decl.constructors.end(), [&](resolve::ConstructorId id) {
               return program.constructors[id].decl->fields.empty();
             })) {
    kind = TypeKind::Enum;
  }
  const std::string module = decl.module.is_valid() ? program.modules[decl.module].name : "";
  std::string name = decl.name;
  if (!arguments.empty()) name += "[" + names_of(arguments, ", ") + "]";
  auto [id, added] = intern({kind, decl_id.value, arguments}, std::move(name), sanitise(decl.name) + symbols_of(arguments), module);
  if (!added) return id;
  // Only the descriptors of a type that holds itself at ever larger types get here: values so deep are never made, because
  // the functions that could make them are not (Lowering::instance).
  if (depth(id) > kMaxDepth) return unit();
  if (kind == TypeKind::Foreign) {
    program_.types[id].foreign_name = decl.foreign_name;
    program_.types[id].foreign_header = decl.foreign_header;
    program_.types[id].runtime_info = decl.runtime_form;
  } else {
    program_.types[id].is_sequence = decl.runtime_form == "sequence";
    if (program_.types[id].is_sequence) program_.types[id].arguments = arguments;
    declared_[id] = {decl_id, arguments};
    fill_constructors(id, decl, arguments);
  }
  return id;
}

void Layout::fill_constructors(core::TypeId id, const resolve::TypeDecl& decl, const std::vector<core::TypeId>& arguments) {
  std::vector<core::Constructor> constructors;
  for (resolve::ConstructorId constructor_id : decl.constructors) {
    const resolve::Constructor& declared = types_.program().constructors[constructor_id];
    core::Constructor constructor;
    constructor.name = declared.name;
    auto found = typed_.constructors.find(constructor_id);
    if (found != typed_.constructors.end()) {
      const typed::ConstructorTypes& signature = found->second;
      TypeEnv env;
      for (size_t i = 0; i < signature.parameters.size() && i < arguments.size(); ++i) env.bind(signature.parameters[i], arguments[i]);
      for (size_t i = 0; i < signature.fields.size(); ++i) {
        core::Field field;
        const syntax::FieldDecl& written = declared.decl->fields[i];
        field.label = written.label.text;
        for (const syntax::Attribute& attribute : written.attributes)
          if (attribute.name.text == "json" && !attribute.arguments.empty()) field.json = attribute.arguments[0].text;
        field.type = of(signature.fields[i], env);
        constructor.fields.push_back(std::move(field));
      }
    }
    constructors.push_back(std::move(constructor));
  }
  program_.types[id].constructors = std::move(constructors);
}

core::TypeId Layout::of(types::TypeId type, TypeEnv& env) {
  auto found = env.memo_.find(type);
  if (found != env.memo_.end()) return found->second;
  const core::TypeId result = convert(type, env);
  env.memo_[type] = result;
  return result;
}

core::TypeId Layout::convert(types::TypeId unresolved, TypeEnv& env) {
  const types::TypeId id = types_.shallow(unresolved);
  const types::Type type = types_.get(id);  // a copy: the table may grow
  std::vector<core::TypeId> arguments;
  switch (type.kind) {
    case types::TypeKind::Error:
    case types::TypeKind::Variable:
    case types::TypeKind::NoMailbox:
    case types::TypeKind::Mailbox:
      return unit();
    case types::TypeKind::Parameter: {
      auto bound = env.bindings_.find(id);
      return bound == env.bindings_.end() ? unit() : bound->second;
    }
    case types::TypeKind::Tuple:
      for (types::TypeId item : type.arguments) arguments.push_back(of(item, env));
      return tuple(arguments);
    case types::TypeKind::Function: {
      for (size_t i = 0; i + 2 < type.arguments.size(); ++i) arguments.push_back(of(type.arguments[i], env));
      return function(arguments, of(type.arguments[type.arguments.size() - 2], env));
    }
    case types::TypeKind::Named:
      break;
  }
  using resolve::BuiltinType;
  const BuiltinType builtin = types_.program().types[type.decl].builtin;
  for (types::TypeId argument : type.arguments) arguments.push_back(of(argument, env));
  switch (builtin) {
    case BuiltinType::Int: return integer();
    case BuiltinType::Float: return floating();
    case BuiltinType::Bool: return boolean();
    case BuiltinType::String: return string();
    case BuiltinType::Bytes: return bytes();
    case BuiltinType::Unit: return unit();
    case BuiltinType::Duration: return duration();
    case BuiltinType::Never: return never();
    case BuiltinType::List: return list(arguments[0]);
    case BuiltinType::Map: return map(arguments[0], arguments[1]);
    case BuiltinType::Set: return set(arguments[0]);
    case BuiltinType::Pid: return pid();
    case BuiltinType::Name: return plain(TypeKind::Name, "Name");
    case BuiltinType::Reply: return reply(arguments[0]);
    case BuiltinType::Monitor: return plain(TypeKind::Monitor, "Monitor");
    case BuiltinType::Timer: return plain(TypeKind::Timer, "Timer");
    case BuiltinType::Data:
    case BuiltinType::Foreign: return data(type.decl, arguments);
  }
  return unit();
}

}  // namespace riotc::lower
