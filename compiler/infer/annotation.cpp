// SPDX-License-Identifier: MIT
// Types as written to types: names, aliases, type variables, and what a function type without `receives` means.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/infer/foreign_names.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::string counted(size_t n, const char* what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

}  // namespace

Inferer::AnnotationScope Inferer::body_scope(TypeId slot) {
  AnnotationScope scope;
  scope.module = body_->module;
  scope.variables = body_->annotation_variables;
  scope.new_variables = body_->annotation_variables ? NewVariables::Rigid : NewVariables::Unknown;
  scope.slot = slot;
  return scope;
}

TypeId Inferer::annotated(const syntax::TypeExpr* type, const AnnotationScope& scope) {
  if (!type) return types_.error();
  switch (type->kind) {
    case syntax::TypeKind::Error: return types_.error();
    case syntax::TypeKind::Name: return annotated_name(static_cast<const syntax::NameType&>(*type), scope);
    case syntax::TypeKind::Variable: {
      const auto& variable = static_cast<const syntax::VariableType&>(*type);
      if (scope.variables) {
        auto known = scope.variables->find(variable.name);
        if (known != scope.variables->end()) return known->second;
      }
      if (!scope.variables || scope.new_variables == NewVariables::Unknown) {
        const SmallType* small = find_small_type(variable.name);
        if (small && small->meant) {
          report_small_type(variable.name, type->span, Severity::Error);
          return types_.error();
        }
        auto report = error(Code::E0223, type->span, "unknown type variable " + quoted(variable.name));
        if (small) report.help(small->help);
        else report.help("declare it behind the type's name: `[" + variable.name + "]`");
        return types_.error();
      }
      TypeId made = scope.new_variables == NewVariables::Rigid ? types_.fresh_parameter(variable.name) : fresh();
      scope.variables->emplace(variable.name, made);
      if (program_.modules[scope.module].is_library) return made;
      const SmallType* small = find_small_type(variable.name);
      const auto& types = program_.modules[scope.module].type_names;
      const auto own = types.find(camel_case(variable.name));
      const TypeDeclId* decl = own == types.end() ? nullptr : std::get_if<TypeDeclId>(&own->second);
      const bool is_own = decl && variable.name.size() > 2 && program_.types[*decl].module.is_valid() && program_.types[*decl].module != program_.prelude;
      if (small && small->meant) small_types_.push_back({variable.name, type->span, ""});
      else if (is_own) small_types_.push_back({variable.name, type->span, own->first});
      return made;
    }
    case syntax::TypeKind::Tuple: {
      const auto& tuple = static_cast<const syntax::TupleType&>(*type);
      if (tuple.items.empty()) return unit_;
      if (tuple.items.size() == 1) return annotated(tuple.items[0], scope);
      std::vector<TypeId> items;
      for (const syntax::TypeExpr* item : tuple.items) items.push_back(annotated(item, scope));
      return types_.tuple(std::move(items));
    }
    case syntax::TypeKind::Function: return annotated_function(static_cast<const syntax::FunctionType&>(*type), scope);
  }
  return types_.error();
}

void Inferer::report_small_type(const std::string& name, Span span, Severity severity) {
  const SmallType* small = find_small_type(name);
  auto report = severity == Severity::Error ? diags_.error(Code::E0206, span, "unknown type " + quoted(name))
                                            : diags_.warning(Code::W0115, span, quoted(name) + " is a type variable, which stands for any type");
  if (severity == Severity::Error) report.note("names in small letters are type variables");
  if (small->meant) report.suggest(span, small->meant, small->help);
  else report.help(small->help);
}

// `fn double(x: int) = x * 2`: the body shows that a certain type is meant, so the mistake is where `int` stands, and what the
// body does is none. Where nothing contradicts, it may be meant. The same of `packet` beside a type `Packet`, which is a good name
// for a variable as well.
void Inferer::report_small_types() {
  const auto speaks_of = [](const std::string& text, const std::string& name) {
    for (size_t open = text.find('`'); open != std::string::npos;) {
      const size_t close = text.find('`', open + 1);
      if (close == std::string::npos) return false;
      for (size_t at = text.find(name, open); at < close; at = text.find(name, at + 1))
        if (!is_name_character(text[at - 1]) && !is_name_character(text[at + name.size()])) return true;
      open = text.find('`', close + 1);
    }
    return false;
  };
  for (const auto& [name, span, own] : small_types_) {
    Span item = span;
    for (const resolve::Function& function : program_.functions)
      if (function.item && function.item->span.file == span.file && function.item->span.begin <= span.begin && function.item->span.end >= span.end) item = function.item->span;
    const auto follows = [&, name = name](const Diagnostic& told) {
      return told.severity == Severity::Error && told.span.file == item.file && told.span.begin >= item.begin && told.span.end <= item.end && speaks_of(told.message, name);
    };
    const bool contradicts = std::any_of(diags_.all().begin(), diags_.all().end(), follows);
    if (contradicts) diags_.remove_if(follows);
    if (own.empty()) {
      report_small_type(name, span, contradicts ? Severity::Error : Severity::Warning);
    } else if (contradicts) {
      diags_.error(Code::E0206, span, "unknown type " + quoted(name))
          .note("names in small letters are type variables")
          .suggest(span, own, "did you mean " + quoted(own) + "?");
    }
  }
}

TypeId Inferer::annotated_function(const syntax::FunctionType& type, const AnnotationScope& scope) {
  std::vector<TypeId> parameters;
  for (const syntax::TypeExpr* parameter : type.parameters) parameters.push_back(annotated(parameter, scope));
  TypeId result = type.result ? annotated(type.result, scope) : unit_;
  TypeId slot = scope.slot;
  if (type.receives) {
    slot = annotated_slot(type.receives, scope);
  } else if (!slot.is_valid()) {
    slot = fresh();  // in a `let`: whatever the value does
  }
  return types_.function(std::move(parameters), result, slot);
}

TypeId Inferer::annotated_slot(const syntax::TypeExpr* receives, const AnnotationScope& scope) {
  TypeId message = annotated(receives, scope);
  return types_.shallow(message) == never_ ? types_.no_mailbox() : types_.mailbox(message);
}

TypeId Inferer::annotated_name(const syntax::NameType& type, const AnnotationScope& scope) {
  const resolve::Module& here = program_.modules[scope.module];
  resolve::TypeName found;
  if (type.module.empty()) {
    auto entry = here.type_names.find(type.name.text);
    if (entry != here.type_names.end()) found = entry->second;
    if (std::holds_alternative<std::monostate>(found)) {
      auto builtin = program_.builtin_types.find(type.name.text);
      if (builtin != program_.builtin_types.end()) found = builtin->second;
    }
  } else {
    auto import = here.imports.find(type.module.text);
    if (import == here.imports.end()) {
      std::vector<std::string> names;
      for (const auto& [name, id] : here.imports) names.push_back(name);
      auto report = error(Code::E0202, type.module.span, "unknown module " + quoted(type.module.text));
      if (std::string near = did_you_mean(type.module.text, names); !near.empty()) report.help("did you mean " + quoted(near) + "?");
      else report.help("import it first");
      return types_.error();
    }
    const resolve::Module& other = program_.modules[import->second];
    auto entry = other.exported_types.find(type.name.text);
    if (entry != other.exported_types.end()) found = entry->second;
    if (std::holds_alternative<std::monostate>(found)) {
      if (other.is_missing) return types_.error();  // told at its import
      std::vector<std::string> names;
      for (const auto& [name, exported] : other.exported_types) names.push_back(name);
      for (TypeDeclId id : other.types)
        if (program_.types[id].name == type.name.text) {
          error(Code::E0205, type.name.span, "the type " + quoted(type.name.text) + " is private to the module " + quoted(other.name))
              .label(program_.types[id].item->name.span, "declared here without `pub`");
          return types_.error();
        }
      auto report = error(Code::E0208, type.name.span, "module " + quoted(other.name) + " has no public type " + quoted(type.name.text));
      if (std::string near = did_you_mean(type.name.text, names); !near.empty()) report.help("did you mean " + quoted(near) + "?");
      return types_.error();
    }
  }

  std::vector<TypeId> arguments;
  for (const syntax::TypeExpr* argument : type.arguments) arguments.push_back(annotated(argument, scope));
  if (const auto* id = std::get_if<TypeDeclId>(&found)) {
    const resolve::TypeDecl& decl = program_.types[*id];
    warn_deprecated(decl.deprecated, decl.name, type.name.span);
    if (arguments.size() != decl.parameter_count) {
      auto report = error(Code::E0210, type.span,
                          quoted(decl.name) + " takes " + counted(decl.parameter_count, "type argument") + ", found " + std::to_string(arguments.size()));
      if (arguments.empty() && !decl.parameters.empty()) {
        std::string text = decl.name + "[";
        for (size_t i = 0; i < decl.parameters.size(); ++i) text += (i > 0 ? ", " : "") + decl.parameters[i];
        report.help("write " + quoted(text + "]"));
      }
      return types_.error();
    }
    return types_.named(*id, std::move(arguments));
  }
  if (const auto* id = std::get_if<AliasId>(&found)) warn_deprecated(program_.aliases[*id].deprecated, type.name.text, type.name.span);
  if (const auto* id = std::get_if<AliasId>(&found)) return expand_alias(*id, arguments, type.span);

  std::vector<std::string> names;
  for (const auto& [name, known] : here.type_names) names.push_back(name);
  auto report = error(Code::E0206, type.name.span, "unknown type " + quoted(type.name.text));
  if (type.name.text.size() == 1) {
    report.help("names in small letters stand for any type: `" + std::string(1, static_cast<char>(type.name.text[0] - 'A' + 'a')) + "`");
  } else if (const char* help = help_for_foreign_type(type.name.text)) {
    report.help(help);
  } else if (std::string near = did_you_mean(type.name.text, names); !near.empty()) {
    report.help("did you mean " + quoted(near) + "?");
  } else {
    for (const auto& [name, id] : here.imports) {
      if (program_.modules[id].exported_types.count(type.name.text)) {
        report.help("module " + quoted(name) + " has one: " + quoted(name + "." + type.name.text));
        break;
      }
    }
  }
  return types_.error();
}

TypeId Inferer::expand_alias(AliasId id, const std::vector<TypeId>& arguments, Span span) {
  const resolve::Alias& alias = program_.aliases[id];
  if (!alias.item) return types_.error();
  if (alias.item->parameters.size() != arguments.size()) {
    error(Code::E0210, span, quoted(alias.item->name.text) + " takes " + counted(alias.item->parameters.size(), "type argument") + ", found " +
                                 std::to_string(arguments.size()));
    return types_.error();
  }
  auto known = alias_types_.find(id.value);
  if (known == alias_types_.end()) {
    if (alias_running_[id.value]) {
      error(Code::E0222, span, "the alias " + quoted(alias.item->name.text) + " contains itself")
          .label(alias.item->name.span, "declared here")
          .help("an alias is another name for a type; a `type` may contain itself: " + quoted("type " + alias.item->name.text + " = .."));
      return types_.error();
    }
    alias_running_[id.value] = true;
    std::unordered_map<std::string, TypeId> variables;
    std::vector<TypeId> parameters;
    for (const syntax::Ident& parameter : alias.item->parameters) {
      parameters.push_back(types_.fresh_parameter(parameter.text));
      variables.emplace(parameter.text, parameters.back());
    }
    AnnotationScope scope{alias.module, &variables, NewVariables::Unknown, types_.no_mailbox()};
    TypeId type = annotated(alias.item->type, scope);
    alias_running_[id.value] = false;
    known = alias_types_.emplace(id.value, std::pair(std::move(parameters), type)).first;
  }
  Substitution substitution;
  for (size_t i = 0; i < arguments.size(); ++i) substitution.emplace(known->second.first[i], arguments[i]);
  return types_.substitute(known->second.second, substitution);
}

void Inferer::declare_types() {
  for (uint32_t i = 0; i < program_.types.size(); ++i) declare_fields(TypeDeclId{i});
  for (uint32_t i = 0; i < program_.aliases.size(); ++i) {
    // Every alias is looked at once, used or not, for its mistakes.
    const resolve::Alias& alias = program_.aliases[AliasId{i}];
    if (!alias.item) continue;
    std::vector<TypeId> arguments(alias.item->parameters.size(), types_.error());
    expand_alias(AliasId{i}, arguments, alias.item->span);
  }
}

void Inferer::declare_fields(TypeDeclId id) {
  const resolve::TypeDecl& decl = program_.types[id];
  if (!decl.item) return;
  std::unordered_map<std::string, TypeId> variables;
  std::vector<TypeId> parameters;
  for (const std::string& name : decl.parameters) {
    parameters.push_back(types_.fresh_parameter(name));
    variables.emplace(name, parameters.back());
  }
  TypeId result = types_.named(id, parameters);
  AnnotationScope scope{decl.module, &variables, NewVariables::Unknown, types_.no_mailbox()};
  for (ConstructorId constructor : decl.constructors) {
    typed::ConstructorTypes types;
    types.parameters = parameters;
    types.result = result;
    const syntax::ConstructorDecl* written = program_.constructors[constructor].decl;
    if (written)
      for (const syntax::FieldDecl& field : written->fields) types.fields.push_back(annotated(field.type, scope));
    out_.constructors.emplace(constructor, std::move(types));
  }
}

}  // namespace riotc::infer
