// SPDX-License-Identifier: MIT
// What names stand for: locals, functions, constants, constructors, and members of modules.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/infer/foreign_names.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

bool is_library_module(const std::string& name) {
  static const char* const names[] = {"list", "map", "set", "string", "int", "float", "option", "result", "bytes", "process", "file", "io", "json",
                                      "time", "task", "agent", "server", "supervisor", "random", "system", "env", "regex", "logger"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

Local* Inferer::find_local(std::string_view name) {
  for (size_t i = body_->locals.size(); i-- > 0;)
    if (body_->locals[i].name == name) return &body_->locals[i];
  return nullptr;
}

typed::Expr* Inferer::local_ref(Local& local, Span span) {
  local.is_used = true;
  const typed::Variable& variable = body_->variables[local.variable];
  auto* node = make<typed::LocalExpr>(span, variable.type);
  node->variable = local.variable;
  auto slots = body_->let_slots.find(local.variable);
  if (slots != body_->let_slots.end()) {
    Substitution made;
    TypeId type = variable.type;
    for (TypeId parameter : variable.parameters) {
      TypeId fresh_type = fresh();
      made.emplace(parameter, fresh_type);
      node->arguments.push_back(fresh_type);
      auto structural = structural_.find(parameter);
      if (structural != structural_.end()) use_structurally(fresh_type, span, structural->second, local.name);
    }
    for (TypeId slot : slots->second) made.emplace(slot, fresh());
    node->type = types_.substitute(type, made);
    close_later(&node->arguments);
  }
  return open_slot(node);
}

typed::Expr* Inferer::function_ref(FunctionId id, Span span, bool as_value) {
  FunctionInfo& info = function_info(id);
  const resolve::Function& function = program_.functions[id];
  if (quiet_ == 0 && body_->mentioned_functions) body_->mentioned_functions->push_back(id);
  warn_deprecated(function.deprecated, function.name, span);
  auto* node = make<typed::FunctionRefExpr>(span, info.type);
  node->function = id;
  Substitution made;
  if (info.progress == Progress::Done) {
    node->type = instantiate(info.type, info.parameters, info.slot_parameters, made, span, function.name);
    for (TypeId parameter : info.parameters) node->arguments.push_back(made[parameter]);
    if (!node->arguments.empty()) close_later(&node->arguments);
  } else if (info.progress == Progress::Running) {
    // Of the same group. An annotated function may be used at other types than its own.
    if (info.is_annotated) {
      std::vector<TypeId> parameters;
      for (const auto& [name, variable] : info.annotation_variables) parameters.push_back(types_.shallow(variable));
      node->type = instantiate(info.type, parameters, {}, made, span, function.name);
      for (const auto& [parameter, type] : made) group_->edges.push_back({parameter, type, span, function.name, body_, false});
    }
    group_->references.push_back({node, made, body_});
  }
  return as_value ? open_slot(node) : node;
}

// What is on its way out may use what goes with it.
void Inferer::warn_deprecated(const std::optional<std::string>& text, const std::string& name, Span span) {
  if (!text || !body_) return;
  if (body_->function && program_.functions[FunctionId{static_cast<uint32_t>(body_->function - functions_.data())}].deprecated) return;
  warn(Code::W0109, span, quoted(name) + " is deprecated" + (text->empty() ? "" : ": " + *text));
}

typed::Expr* Inferer::const_ref(ConstId id, Span span) {
  ConstInfo& info = const_info(id);
  warn_deprecated(program_.consts[id].deprecated, program_.consts[id].name, span);
  if (quiet_ == 0 && body_->mentioned_consts) body_->mentioned_consts->push_back(id);
  auto* node = make<typed::ConstRefExpr>(span, info.type);
  node->constant = id;
  return node;
}

typed::Expr* Inferer::global_ref(const resolve::Global& global, Span span, const std::string& name) {
  if (const auto* constant = std::get_if<ConstId>(&global)) return const_ref(*constant, span);
  if (const auto* function = std::get_if<FunctionId>(&global)) {
    if (*function == todo_) return todo_call(span, nullptr);
    Special form = special(*function);
    if (form != Special::None) return special_value(form, *function, span);
    return function_ref(*function, span, true);
  }
  report_unknown_name(name, span);
  return error_expr(span);
}

// `todo` needs no parentheses; it is `panic` with a reason of its own where the library has no function for it.
typed::Expr* Inferer::todo_call(Span span, typed::Expr* what) {
  if (todo_.is_valid()) {
    std::vector<CallArgument> arguments;
    if (what) {
      CallArgument argument;
      argument.ready = what;
      argument.span = what->span;
      arguments.push_back(argument);
    }
    return call_function(todo_, arguments, span, span, {});
  }
  if (!panic_.is_valid()) return error_expr(span);
  typed::Expr* reason = nullptr;
  if (what) {
    auto* text = make<typed::InterpolateExpr>(span, string_);
    text->parts = {"todo: ", ""};
    text->values = {what};
    use_structurally(what->type, what->span, Use::Show);
    reason = text;
  } else {
    auto* text = make<typed::StringExpr>(span, string_);
    text->value = "todo";
    reason = text;
  }
  CallArgument argument;
  argument.ready = reason;
  argument.span = span;
  std::vector<CallArgument> arguments{argument};
  return call_function(panic_, arguments, span, span, {});
}

typed::Expr* Inferer::infer_name(const syntax::NameExpr& expr) {
  if (Local* local = find_local(expr.name)) return local_ref(*local, expr.span);
  auto found = module().values.find(expr.name);
  if (found != module().values.end() && std::holds_alternative<std::monostate>(found->second)) return error_expr(expr.span);  // told where it was imported
  if (found != module().values.end()) return global_ref(found->second, expr.span, expr.name);
  if (expr.name == "todo") return todo_call(expr.span, nullptr);
  if (module().imports.count(expr.name)) {
    error(Code::E0226, expr.span, quoted(expr.name) + " is a module, not a value").help("name something in it: " + quoted(expr.name + ".") + "..");
    return error_expr(expr.span);
  }
  report_unknown_name(expr.name, expr.span);
  return error_expr(expr.span);
}

void Inferer::report_unknown_name(const std::string& name, Span span) {
  std::vector<std::string> names;
  for (const Local& local : body_->locals) names.push_back(local.name);
  for (const auto& [known, global] : module().values) names.push_back(known);
  for (const auto& [known, id] : module().imports) names.push_back(known);
  for (const char* word : {"true", "false"}) names.push_back(word);
  std::sort(names.begin(), names.end());
  auto report = error(Code::E0201, span, "unknown name " + quoted(name));
  if (hidden_locals_ && std::any_of(hidden_locals_->begin(), hidden_locals_->end(), [&](const Local& local) { return local.name == name; })) {
    report.help("a default value does not see the other parameters: take an `Option` that is None by default, and `match` on it in the body");
    return;
  }
  // `exit(normal)`: what is an atom elsewhere is a constructor.
  if (std::string upper = name; !upper.empty() && upper[0] >= 'a' && upper[0] <= 'z' && !help_for_foreign_name(name)) {
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    if (auto known = module().constructors.find(upper); known != module().constructors.end() && !known->second.empty()) {
      report.help("constructors begin with a capital letter: did you mean " + quoted(upper) + "?");
      report.suggest(span, upper, "write " + quoted(upper));
      return;
    }
  }
  if (std::string near = did_you_mean(name, names); !near.empty() && !help_for_foreign_name(name)) {
    report.help("did you mean " + quoted(near) + "?");
    report.suggest(span, near, "write " + quoted(near));
    return;
  }
  for (const auto& [known, id] : module().imports) {
    if (!program_.modules[id].exported_values.count(name)) continue;
    report.help("module " + quoted(known) + " has one: " + quoted(known + "." + name));
    return;
  }
  if (const char* help = help_for_foreign_name(name)) report.help(help);
}

std::string Inferer::library_module(const std::string& name) const {
  if (!program_.library_modules || name == "prelude") return "";
  for (const std::string& module : program_.library_modules())
    if (module == name || module.ends_with("/" + name)) return module;
  return "";
}

bool Inferer::find_qualified(const syntax::FieldExpr& expr, Qualified& out, bool& failed) {
  failed = false;
  if (expr.object->kind != syntax::ExprKind::Name) return false;
  const std::string& name = static_cast<const syntax::NameExpr*>(expr.object)->name;
  auto import = module().imports.find(name);
  Local* local = find_local(name);
  if (import == module().imports.end()) {
    if (local || module().values.count(name)) return false;
    std::vector<std::string> names;
    for (const auto& [known, id] : module().imports) names.push_back(known);
    for (const Local& one : body_->locals) names.push_back(one.name);
    auto report = error(Code::E0201, expr.object->span, "unknown name " + quoted(name));
    if (const std::string library = library_module(name); !library.empty()) report.help("it is a module of the standard library: " + quoted("import " + library));
    else if (const char* help = help_for_foreign_module(name)) report.help(help);
    else if (std::string near = did_you_mean(name, names); !near.empty()) report.help("did you mean " + quoted(near) + "?");
    else if (const char* word = help_for_foreign_name(name)) report.help(word);
    else report.help("if it is a module, import it: " + quoted("import " + name));
    failed = true;
    return false;
  }
  const resolve::Module& other = program_.modules[import->second];
  const std::string& member = expr.field.text;
  if (expr.is_constructor) {
    ConstructorId id = find_qualified_constructor(syntax::Ident{name, expr.object->span}, expr.field);
    failed = !id.is_valid();
    out.constructor = id;
    return id.is_valid();
  }
  auto exported = other.exported_values.find(member);
  const bool has_member = exported != other.exported_values.end() && !std::holds_alternative<std::monostate>(exported->second);
  if (local || module().values.count(name)) {
    // The local, if its type has such a field; a type that is not known yet leaves the module the first choice.
    bool has_field = false;
    if (local) {
      const types::Type& type = shape(body_->variables[local->variable].type);
      if (type.kind == TypeKind::Named) {
        for (ConstructorId constructor : program_.types[type.decl].constructors)
          for (const syntax::FieldDecl& field : program_.constructors[constructor].decl->fields) has_field |= field.label.text == member;
      }
    }
    if (has_field || !has_member) {
      if (!has_field && local && !is_open(body_->variables[local->variable].type) && !is_error(body_->variables[local->variable].type)) {
        local->is_used = true;
        error(Code::E0209, expr.field.span,
              "neither the variable " + quoted(name) + ", " + with_article(print(body_->variables[local->variable].type)) + ", has a field " + quoted(member) +
                  " nor does the module " + quoted(name) + " export it");
        failed = true;
      }
      return false;
    }
  }
  if (has_member) {
    out.global = exported->second;
    return true;
  }
  failed = true;
  if (other.is_missing) return false;  // told at its import
  // There, but private?
  for (FunctionId id : other.functions) {
    if (program_.functions[id].name == member && !program_.functions[id].test) {
      error(Code::E0205, expr.field.span, quoted(member) + " is private to the module " + quoted(other.name))
          .label(program_.functions[id].item->name.span, "declared here without `pub`");
      return false;
    }
  }
  for (ConstId id : other.consts) {
    if (program_.consts[id].name == member) {
      error(Code::E0205, expr.field.span, quoted(member) + " is private to the module " + quoted(other.name))
          .label(program_.consts[id].item->name.span, "declared here without `pub`");
      return false;
    }
  }
  std::vector<std::string> names;
  for (const auto& [known, global] : other.exported_values) names.push_back(known);
  std::sort(names.begin(), names.end());
  auto report = error(Code::E0208, expr.field.span, "module " + quoted(other.name) + " has no " + quoted(member));
  if (const char* help = other.is_library ? help_for_foreign_member(other.name, member) : nullptr) {
    report.help(help);
  } else if (std::string near = did_you_mean(member, names); !near.empty()) {
    report.help("did you mean " + quoted(name + "." + near) + "?");
    report.suggest(expr.field.span, near, "write " + quoted(near));
  }
  return false;
}

bool Inferer::may_construct(ConstructorId id, Span span) {
  const resolve::TypeDecl& decl = program_.types[program_.constructors[id].type];
  if (!decl.module.is_valid() || decl.module == body_->module || (decl.is_public && !decl.is_opaque)) return true;
  // The library's own modules see each other's insides.
  error(Code::E0229, span, "the constructor " + quoted(program_.constructors[id].name) + " is private to the module " +
                               quoted(program_.modules[decl.module].name))
      .note(decl.is_opaque ? quoted(decl.name) + " is opaque: only functions of its module make and look into values of it"
                           : quoted(decl.name) + " is declared without `pub`");
  return false;
}

ConstructorId Inferer::find_qualified_constructor(const syntax::Ident& module_name, const syntax::Ident& name) {
  auto import = module().imports.find(module_name.text);
  if (import == module().imports.end()) {
    std::vector<std::string> names;
    for (const auto& [known, id] : module().imports) names.push_back(known);
    auto report = error(Code::E0202, module_name.span, "unknown module " + quoted(module_name.text));
    if (std::string near = did_you_mean(module_name.text, names); !near.empty()) report.help("did you mean " + quoted(near) + "?");
    else report.help("import it first: " + quoted("import " + module_name.text));
    return {};
  }
  const resolve::Module& other = program_.modules[import->second];
  auto found = other.exported_constructors.find(name.text);
  if (found != other.exported_constructors.end()) return found->second;
  for (TypeDeclId type : other.types) {
    for (ConstructorId id : program_.types[type].constructors) {
      if (program_.constructors[id].name == name.text) {
        may_construct(id, name.span);
        return {};
      }
    }
  }
  if (other.is_missing) return {};
  std::vector<std::string> names;
  for (const auto& [known, id] : other.exported_constructors) names.push_back(known);
  std::sort(names.begin(), names.end());
  auto report = error(Code::E0208, name.span, "module " + quoted(other.name) + " has no constructor " + quoted(name.text));
  if (std::string near = did_you_mean(name.text, names); !near.empty()) report.help("did you mean " + quoted(module_name.text + "." + near) + "?");
  return {};
}

// In the type that is expected, if that has such a constructor; else as the module sees the name.
ConstructorId Inferer::find_constructor(const std::string& name, TypeId expected, Span span) {
  const resolve::TypeDecl* wanted = nullptr;
  if (expected.is_valid()) {
    TypeId type = types_.shallow(expected);
    if (types_.get(type).kind == TypeKind::Function) type = types_.shallow(types_.result(type));
    if (types_.get(type).kind == TypeKind::Named) {
      wanted = &program_.types[types_.get(type).decl];
      for (ConstructorId id : wanted->constructors)
        if (program_.constructors[id].name == name) return may_construct(id, span) ? id : ConstructorId{};
    }
  }
  auto found = module().constructors.find(name);
  if (found != module().constructors.end() && !found->second.empty()) return found->second[0];

  auto report = error(Code::E0207, span, "unknown constructor " + quoted(name));
  std::vector<std::string> names;
  if (wanted)
    for (ConstructorId id : wanted->constructors) names.push_back(program_.constructors[id].name);
  std::string near = did_you_mean(name, names);
  if (near.empty()) {
    for (const auto& [known, ids] : module().constructors) names.push_back(known);
    std::sort(names.begin(), names.end());
    near = did_you_mean(name, names);
  }
  if (const char* help = help_for_foreign_name(name)) {
    report.help(help);
    return {};
  }
  if (const char* help = help_for_foreign_module(name)) {
    report.help(help);
    return {};
  }
  if (!near.empty()) {
    report.help("did you mean " + quoted(near) + "?");
    report.suggest(span, near, "write " + quoted(near));
    return {};
  }
  if (const std::string lower = snake_case(name); module().imports.count(lower) || is_library_module(lower)) {
    if (module().type_names.count(name)) {
      report.note(quoted(name) + " is a type, and types are not values").help("functions of it are in the module " + quoted(lower) + (module().imports.count(lower) ? "" : ", which has to be imported"));
      return {};
    }
    report.help("names of modules are written in small letters: " + quoted(lower + ".map") + (module().imports.count(lower) ? "" : ", and it has to be imported"));
    return {};
  }
  for (const auto& [known, id] : module().imports) {
    if (!program_.modules[id].exported_constructors.count(name)) continue;
    report.help("module " + quoted(known) + " has one: " + quoted(known + "." + name));
    return {};
  }
  if (wanted && !wanted->constructors.empty() && wanted->constructors.size() <= 8) {
    std::string list;
    for (ConstructorId id : wanted->constructors) list += (list.empty() ? "" : ", ") + quoted(program_.constructors[id].name);
    report.note(quoted(wanted->name) + " has " + list);
  } else {
    report.help(name == "Unit" ? "`Unit` is a type, and its value `()`" : "names with a capital are types and constructors; variables and functions begin with a small letter: " + quoted(snake_case(name)));
  }
  return {};
}

typed::Expr* Inferer::infer_constructor(const syntax::Expr& expr, ConstructorId id, const Want& want) {
  const syntax::ConstructorDecl* decl = program_.constructors[id].decl;
  if (!decl || decl->fields.empty()) {
    std::vector<CallArgument> none;
    return construct(id, none, expr.span, expr.span, want);
  }
  // With fields and without a call it is a function.
  const typed::ConstructorTypes& declared = out_.constructors.at(id);
  Substitution made;
  for (TypeId parameter : declared.parameters) made.emplace(parameter, fresh());
  std::vector<TypeId> parameters;
  for (TypeId field : declared.fields) parameters.push_back(types_.substitute(field, made));
  auto* node = make<typed::ConstructorRefExpr>(expr.span, types_.function(std::move(parameters), types_.substitute(declared.result, made), fresh()));
  node->constructor = id;
  return node;
}

}  // namespace riotc::infer
