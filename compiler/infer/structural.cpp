// SPDX-License-Identifier: MIT
// Comparing, showing, hashing and encoding work on every type that holds no function.
//
// In a polymorphic function the type at the call decides: its Parameters that are used so are marked, and each call adds a
// question about the type it puts there. The mistake is reported at that call.
#include "compiler/infer/inferer.h"

namespace riotc::infer {

void Inferer::use_structurally(TypeId type, Span span, Use use, std::string function) {
  if (types_.get(types_.shallow(type)).kind == TypeKind::Error) return;
  group_->structural.push_back({type, span, use, std::move(function), body_});
}

// Whether values of a declared type hold a function themselves, and which arguments are part of the value.
void Inferer::compute_holders() {
  const size_t count = program_.types.size();
  holds_function_.assign(count, false);
  holds_parameter_.resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    const resolve::TypeDecl& decl = program_.types[TypeDeclId{i}];
    const bool is_container = decl.builtin == BuiltinType::List || decl.builtin == BuiltinType::Map || decl.builtin == BuiltinType::Set;
    holds_parameter_[i].assign(decl.parameter_count, is_container);
  }
  std::function<void(TypeId, const std::vector<TypeId>&, uint32_t, bool&)> visit = [&](TypeId type, const std::vector<TypeId>& parameters,
                                                                                       uint32_t decl, bool& changed) {
    const types::Type& shape = types_.get(type);
    switch (shape.kind) {
      case TypeKind::Function:
        changed |= !holds_function_[decl];
        holds_function_[decl] = true;
        return;
      case TypeKind::Parameter:
        for (size_t i = 0; i < parameters.size(); ++i) {
          if (parameters[i] != type || holds_parameter_[decl][i]) continue;
          holds_parameter_[decl][i] = true;
          changed = true;
        }
        return;
      case TypeKind::Named:
        if (holds_function_[shape.decl.value] && !holds_function_[decl]) {
          holds_function_[decl] = true;
          changed = true;
        }
        for (size_t i = 0; i < shape.arguments.size(); ++i)
          if (holds_parameter_[shape.decl.value][i]) visit(shape.arguments[i], parameters, decl, changed);
        return;
      case TypeKind::Tuple:
        for (TypeId argument : shape.arguments) visit(argument, parameters, decl, changed);
        return;
      case TypeKind::Error: case TypeKind::Variable: case TypeKind::NoMailbox: case TypeKind::Mailbox: return;
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < count; ++i) {
      for (ConstructorId constructor : program_.types[TypeDeclId{i}].constructors) {
        auto found = out_.constructors.find(constructor);
        if (found == out_.constructors.end()) continue;
        for (TypeId field : found->second.fields) visit(field, found->second.parameters, i, changed);
      }
    }
  }
}

void Inferer::mark_structural(TypeId type, Use use) {
  type = types_.shallow(type);
  if (!types_.has_parameters(type) && !types_.has_variables(type)) return;
  const types::Type& shape = types_.get(type);
  if (shape.kind == TypeKind::Parameter) {
    // What must have a JSON form must hold no function either, so that is the stronger mark.
    auto [mark, is_new] = structural_.emplace(type, use);
    if (!is_new && use == Use::Json) mark->second = use;
    return;
  }
  if (shape.kind == TypeKind::Function) return;
  for (size_t i = 0; i < shape.arguments.size(); ++i)
    if (shape.kind != TypeKind::Named || holds_parameter_[shape.decl.value][i]) mark_structural(shape.arguments[i], use);
}

// The way to a function inside a value of this type: "its field `handler`". Processes and the like have no JSON form either.
bool Inferer::find_function(TypeId type, Use use, std::string& path, int depth) {
  type = types_.shallow(type);
  const types::Type& shape = types_.get(type);
  switch (shape.kind) {
    case TypeKind::Function: return true;
    case TypeKind::Tuple:
      for (TypeId argument : shape.arguments)
        if (find_function(argument, use, path, depth)) return true;
      return false;
    case TypeKind::Named: {
      for (size_t i = 0; i < shape.arguments.size(); ++i)
        if (holds_parameter_[shape.decl.value][i] && find_function(shape.arguments[i], use, path, depth)) return true;
      if (!holds_function_[shape.decl.value]) return false;
      if (depth > 8) return true;
      for (ConstructorId constructor : program_.types[shape.decl].constructors) {
        auto found = out_.constructors.find(constructor);
        if (found == out_.constructors.end()) continue;
        for (size_t i = 0; i < found->second.fields.size(); ++i) {
          const types::Type& field = types_.get(found->second.fields[i]);
          const bool direct = field.kind == TypeKind::Function || (field.kind == TypeKind::Named && field.decl != shape.decl && holds_function_[field.decl.value]);
          if (!direct && !(field.kind == TypeKind::Tuple || field.kind == TypeKind::Named)) continue;
          std::string inner;
          if (field.kind == TypeKind::Named && field.decl == shape.decl) continue;
          if (!find_function(found->second.fields[i], use, inner, depth + 1)) continue;
          const std::string& label = program_.constructors[constructor].decl->fields[i].label.text;
          path = label.empty() ? "a field of `" + program_.constructors[constructor].name + "`" : "the field `" + label + "` of `" + program_.constructors[constructor].name + "`";
          return true;
        }
      }
      return true;
    }
    case TypeKind::Error: case TypeKind::Variable: case TypeKind::Parameter: case TypeKind::NoMailbox: case TypeKind::Mailbox: return false;
  }
  return false;
}

// A type inside this one whose values mean something in this running program alone.
TypeId Inferer::find_without_json(TypeId type, std::unordered_set<TypeId>& seen) {
  type = types_.resolved(type);
  if (!seen.insert(type).second || seen.size() > 500) return {};
  const types::Type shape = types_.get(type);
  if (shape.kind == TypeKind::Tuple) {
    for (TypeId item : shape.arguments)
      if (TypeId found = find_without_json(item, seen); found.is_valid()) return found;
    return {};
  }
  if (shape.kind != TypeKind::Named) return {};
  switch (program_.types[shape.decl].builtin) {
    case BuiltinType::Pid: case BuiltinType::Name: case BuiltinType::Reply: case BuiltinType::Monitor: case BuiltinType::Timer: return type;
    case BuiltinType::Foreign: return program_.types[shape.decl].runtime_form.empty() ? type : TypeId{};
    case BuiltinType::List: case BuiltinType::Map: case BuiltinType::Set:
      for (TypeId item : shape.arguments)
        if (TypeId found = find_without_json(item, seen); found.is_valid()) return found;
      return {};
    default: break;
  }
  for (ConstructorId constructor : program_.types[shape.decl].constructors) {
    auto declared = out_.constructors.find(constructor);
    if (declared == out_.constructors.end()) continue;
    Substitution given;
    for (size_t i = 0; i < shape.arguments.size(); ++i) given.emplace(declared->second.parameters[i], shape.arguments[i]);
    for (TypeId field : declared->second.fields)
      if (TypeId found = find_without_json(types_.substitute(field, given), seen); found.is_valid()) return found;
  }
  return {};
}

void Inferer::check_structural_use(const StructuralUse& use) {
  std::string path;
  if (!find_function(use.type, use.use, path, 0)) {
    if (use.use != Use::Json) return;
    std::unordered_set<TypeId> seen;
    TypeId found = find_without_json(use.type, seen);
    if (!found.is_valid()) return;
    body_ = use.body;
    auto report = error(Code::E0328, use.span, with_article(print(found)) + " has no JSON form");
    if (found != types_.resolved(use.type)) report.note("it is part of `" + print(use.type) + "`");
    if (!use.function.empty()) report.here("`" + use.function + "` makes or reads JSON");
    body_ = nullptr;
    return;
  }
  // A map that may not be made is no further mistake where it is shown.
  if (use.use == Use::Hash) told_keys_.insert(use.body);
  else if (told_keys_.contains(use.body) && is_builtin(use.type, BuiltinType::Map)) return;
  body_ = use.body;
  const char* verb = "compare";
  switch (use.use) {
    case Use::Compare: verb = "be compared"; break;
    case Use::Show: verb = "be shown"; break;
    case Use::Hash: verb = "be a key"; break;
    case Use::Json: verb = "be JSON"; break;
  }
  std::string text = print(use.type);
  const bool is_function = shape(use.type).kind == TypeKind::Function;
  std::string message = is_function ? "a function cannot " + std::string(verb) : "a value of type `" + text + "` holds a function, so it cannot " + verb;
  auto report = error(Code::E0307, use.span, message);
  if (!path.empty()) report.note("the function is in " + path);
  if (is_function && types_.parameter_count(types_.shallow(use.type)) == 0) report.help("is its result meant? It is called with `()`");
  if (!use.function.empty()) report.here("`" + use.function + "` needs a type without functions here");
  body_ = nullptr;
}

void Inferer::check_structural() {
  for (size_t i = 0; i < group_->structural.size(); ++i) {
    const StructuralUse use = group_->structural[i];
    mark_structural(use.type, use.use);
    check_structural_use(use);
  }
  for (bool again = true; again;) {
    again = false;
    for (StructuralEdge& edge : group_->edges) {
      auto marked = structural_.find(edge.parameter);
      if (edge.is_done || marked == structural_.end()) continue;
      edge.is_done = again = true;
      StructuralUse use{edge.type, edge.span, marked->second, edge.function, edge.body};
      mark_structural(use.type, use.use);
      check_structural_use(use);
    }
  }
}

}  // namespace riotc::infer
