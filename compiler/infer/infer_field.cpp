// SPDX-License-Identifier: MIT
// `value.field` and `module.member`.
//
// A field of a value whose type is not known waits. When the group is done and nothing has told, it is the one visible type
// that has such a field.
#include <algorithm>

#include "compiler/infer/foreign_names.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

// The module of the library that works on values of a built-in type; "" if there is none.
const char* module_of(resolve::BuiltinType type) {
  switch (type) {
    case resolve::BuiltinType::Int: return "int";
    case resolve::BuiltinType::Float: return "float";
    case resolve::BuiltinType::String: return "string";
    case resolve::BuiltinType::Bytes: return "bytes";
    case resolve::BuiltinType::List: return "list";
    case resolve::BuiltinType::Map: return "map";
    case resolve::BuiltinType::Set: return "set";
    case resolve::BuiltinType::Duration: return "duration";
    case resolve::BuiltinType::Pid: return "process";
    default: return "";
  }
}

}  // namespace

typed::Expr* Inferer::infer_field(const syntax::FieldExpr& expr, const Want& want) {
  Qualified qualified;
  bool failed = false;
  if (expr.object != pipe_target_ && find_qualified(expr, qualified, failed)) {
    if (qualified.constructor.is_valid()) return infer_constructor(expr, qualified.constructor, want);
    return global_ref(qualified.global, expr.span, expr.field.text);
  }
  if (failed) return error_expr(expr.span);
  if (expr.is_constructor) {
    if (expr.object->kind == syntax::ExprKind::Constructor)
      error(Code::E0119, expr.span, "a constructor stands without its type").suggest(expr.span, expr.field.text, "write " + quoted(expr.field.text) + " alone");
    else
      error(Code::E0119, expr.field.span, "a constructor stands behind the name of a module, and this is a value");
    return error_expr(expr.span);
  }
  if (expr.object->kind == syntax::ExprKind::Constructor) {
    // `String.length(text)`
    const std::string& name = static_cast<const syntax::ConstructorExpr*>(expr.object)->name;
    std::string lower = name;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::string library = library_module(lower);
    if (!module().constructors.count(name) && (!library.empty() || module().imports.count(lower))) {
      auto report = error(Code::E0207, expr.object->span, "unknown constructor " + quoted(name));
      if (const char* member = help_for_foreign_member(lower, expr.field.text)) report.help(member);
      else report.help("names of modules are written in small letters: " + quoted(lower + "." + expr.field.text) + (module().imports.count(lower) ? "" : ", after " + quoted("import " + library)));
      return error_expr(expr.span);
    }
  }
  return field_of(infer(expr.object), expr.field, expr.span);
}

typed::Expr* Inferer::field_of(typed::Expr* object, const syntax::Ident& field, Span span) {
  auto* node = make<typed::FieldExpr>(span, types_.error());
  node->object = object;
  if (is_error(object->type)) return node;
  TypeId result = fresh();
  TypeId type = object->type;
  node->type = result;
  ModuleId here = body_->module;
  if (!settle_field(node, type, result, field, false, here))
    defer(type, {result}, Phase::Fields, [this, node, type, result, field, here](bool force) { return settle_field(node, type, result, field, force, here); });
  return open_slot(node);
}

std::vector<TypeDeclId> Inferer::types_with_field(const std::string& field, ModuleId module) {
  std::vector<TypeDeclId> result;
  auto add = [&](TypeDeclId id) {
    const resolve::TypeDecl& decl = program_.types[id];
    if (decl.constructors.empty() || (decl.is_opaque && decl.module != module)) return;
    for (ConstructorId constructor : decl.constructors) {
      const auto& fields = program_.constructors[constructor].decl->fields;
      const bool has = std::any_of(fields.begin(), fields.end(), [&](const syntax::FieldDecl& f) { return f.label.text == field; });
      if (!has) return;
    }
    if (std::find(result.begin(), result.end(), id) == result.end()) result.push_back(id);
  };
  const resolve::Module& here = program_.modules[module];
  for (const auto& [name, type] : here.type_names)
    if (const auto* id = std::get_if<TypeDeclId>(&type)) add(*id);
  for (const auto& [name, import] : here.imports)
    for (const auto& [exported, type] : program_.modules[import].exported_types)
      if (const auto* id = std::get_if<TypeDeclId>(&type)) add(*id);
  std::sort(result.begin(), result.end());
  return result;
}

bool Inferer::settle_field(typed::FieldExpr* node, TypeId object, TypeId result, const syntax::Ident& field, bool force, ModuleId module) {
  if (!is_open(object)) return apply_field(node, object, result, field);
  if (!force) return false;
  std::vector<TypeDeclId> candidates = types_with_field(field.text, module);
  if (candidates.size() == 1) {
    std::vector<TypeId> arguments;
    for (uint32_t i = 0; i < program_.types[candidates[0]].parameter_count; ++i) arguments.push_back(types_.fresh_variable(types_.level(types_.shallow(object))));
    unify(types_.named(candidates[0], std::move(arguments)), object);
    return apply_field(node, object, result, field);
  }
  if (candidates.empty()) {
    error(Code::E0308, field.span, "nothing says which type this value has, and no visible type has a field " + quoted(field.text))
        .help("give it a type where it is bound");
  } else {
    auto report = error(Code::E0308, field.span, "nothing says which type this value has, and several have a field " + quoted(field.text));
    std::string list;
    for (TypeDeclId id : candidates) list += (list.empty() ? "" : ", ") + quoted(program_.types[id].name);
    report.note("candidates are " + list).help("give it a type where it is bound");
  }
  unify(types_.error(), object);
  unify(types_.error(), result);
  return true;
}

// The name itself if the module has such a function, else what comes near; "" if there is none.
std::string Inferer::function_like(const std::string& module_name, const std::string& name) const {
  for (const resolve::Module& module : program_.modules) {
    if (module.name != module_name || module.exported_values.empty()) continue;
    if (module.exported_values.count(name)) return name;
    std::vector<std::string> names;
    for (const auto& [known, global] : module.exported_values) names.push_back(known);
    std::sort(names.begin(), names.end());
    for (const std::string& known : names)
      if (known.find(name) != std::string::npos) return known;
    std::string near = did_you_mean(name, names);
    return near;
  }
  // The program does not import it: what most modules have.
  static constexpr std::string_view kCommon[] = {"length", "split", "trim", "reverse", "contains", "is_empty", "append", "map", "filter", "fold", "first", "last", "get", "insert", "size"};
  const bool is_common = module_name != "int" && module_name != "float" && std::find(std::begin(kCommon), std::end(kCommon), name) != std::end(kCommon);
  return is_common ? name : "";
}

bool Inferer::apply_field(typed::FieldExpr* node, TypeId object, TypeId result, const syntax::Ident& field) {
  const types::Type& shape = this->shape(object);
  auto give_up = [&] {
    unify(types_.error(), result);
    node->type = types_.error();
    return true;
  };
  if (shape.kind == TypeKind::Error) return give_up();
  if (shape.kind != TypeKind::Named || program_.types[shape.decl].constructors.empty()) {
    auto report = error(Code::E0209, field.span, with_article(print(object)) + " has no fields");
    if (shape.kind == TypeKind::Tuple) report.help("take a tuple apart with a pattern: `let (a, b) = ..`");
    else if (shape.kind == TypeKind::Function) report.help("this is a function; call it first");
    else if (is_builtin(object, BuiltinType::Reply)) report.help("an answer is sent by `reply ! value`");
    else if (shape.kind == TypeKind::Named && types_.shallow(object) == string_ && field.text == "format") report.help("`\"count: ${n}\"` inserts values into a text");
    else if (std::string home = shape.kind == TypeKind::Named ? module_of(program_.types[shape.decl].builtin) : ""; !home.empty()) {
      const std::string name = function_like(home, field.text);
      const char* foreign = name.empty() ? help_for_foreign_member(home, field.text) : nullptr;
      if (foreign) report.help(foreign);
      else if (home == "map" && name.empty() && types_.shallow(shape.arguments[0]) == string_) report.help("a map has keys: `map.get(m, \"" + field.text + "\")` returns an `Option`");
      else if (home == "string" && field.text == "join") report.help("`string.join(texts, \", \")`: the texts, and what stands between them");
      else report.help("there are no methods: a function of the module " + quoted(home) + " takes the value as an argument" + (name.empty() ? "" : ", as in `" + home + "." + name + "(value)`"));
    }
    return give_up();
  }
  const resolve::TypeDecl& decl = program_.types[shape.decl];
  std::vector<std::string> labels;
  std::vector<std::string> lacking;
  std::vector<uint32_t> indices;
  for (ConstructorId constructor : decl.constructors) {
    const auto& fields = program_.constructors[constructor].decl->fields;
    bool has = false;
    for (uint32_t i = 0; i < fields.size(); ++i) {
      if (!fields[i].label.empty()) labels.push_back(fields[i].label.text);
      if (fields[i].label.text != field.text) continue;
      has = true;
      indices.push_back(i);
    }
    if (!has) lacking.push_back(program_.constructors[constructor].name);
  }
  if (indices.empty()) {
    auto report = error(Code::E0209, field.span, quoted(decl.name) + " has no field " + quoted(field.text));
    if (const char* help = shape.decl == option_ ? help_for_foreign_member("option", field.text) : shape.decl == result_ ? help_for_foreign_member("result", field.text) : nullptr)
      report.help(help);
    else if (shape.decl == option_ || shape.decl == result_)
      report.help("`match` asks which constructor it is; functions of the module " + quoted(shape.decl == option_ ? "option" : "result") + " take it as an argument");
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    if (std::string near = did_you_mean(field.text, labels); !near.empty()) {
      report.help("did you mean " + quoted(near) + "?");
      report.suggest(field.span, near, "write " + quoted(near));
    } else if (!labels.empty() && labels.size() <= 10 && !(decl.is_opaque && decl.module != body_->module)) {
      std::string list;
      for (const std::string& label : labels) list += (list.empty() ? "" : ", ") + quoted(label);
      report.note("it has " + list);
    }
    return give_up();
  }
  if (decl.is_opaque && decl.module != body_->module) {
    error(Code::E0205, field.span, "the fields of " + quoted(decl.name) + " are private to the module " + quoted(program_.modules[decl.module].name))
        .note(quoted(decl.name) + " is opaque: only functions of its module look into values of it");
    return give_up();
  }
  if (!lacking.empty()) {
    std::string list;
    for (const std::string& name : lacking) list += (list.empty() ? "" : ", ") + quoted(name);
    error(Code::E0209, field.span, "not every " + quoted(decl.name) + " has a field " + quoted(field.text) + ": " + list + (lacking.size() == 1 ? " has none" : " have none"))
        .help("`match` on the value first");
    return give_up();
  }
  TypeId type;
  for (size_t i = 0; i < decl.constructors.size(); ++i) {
    const typed::ConstructorTypes& declared = out_.constructors.at(decl.constructors[i]);
    Substitution given;
    for (size_t p = 0; p < declared.parameters.size() && p < shape.arguments.size(); ++p) given.emplace(declared.parameters[p], shape.arguments[p]);
    TypeId one = types_.substitute(declared.fields[indices[i]], given);
    if (!type.is_valid()) {
      type = one;
    } else if (!unify(type, one, true)) {
      error(Code::E0322, field.span, "the field " + quoted(field.text) + " of " + quoted(decl.name) + " has different types: " + quoted(print(type)) +
                                         " and " + quoted(print(one)));
      return give_up();
    }
  }
  node->index_by_constructor = std::move(indices);
  require(result, type, field.span, {});
  return true;
}

}  // namespace riotc::infer
