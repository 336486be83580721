// SPDX-License-Identifier: MIT
// A type for every member of a group before any body is looked at.
//
// What is annotated is taken; the rest are variables. The variables of annotations stay what they are ("rigid") when the
// function is alone in its group or wholly annotated. In a larger group they begin as ordinary variables, so that functions
// which call each other may share them, and are checked to have stayed variables at the end (generalise.cpp).
#include <functional>

#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

bool is_fully_annotated(const syntax::FunctionItem& item) {
  if (item.clauses.empty()) return false;
  bool has_result = false;
  for (const syntax::Clause& clause : item.clauses) has_result |= clause.result != nullptr;
  for (size_t i = 0; i < item.clauses[0].parameters.size(); ++i) {
    bool has_type = false;
    for (const syntax::Clause& clause : item.clauses) has_type |= i < clause.parameters.size() && clause.parameters[i].type;
    if (!has_type) return false;
  }
  return has_result;
}

// The variable of a parameter; empty for other patterns.
std::string variable_of(const syntax::Pattern* pattern) {
  if (!pattern || pattern->kind != syntax::PatternKind::Variable) return "";
  return static_cast<const syntax::VariablePattern*>(pattern)->name;
}

std::vector<ParameterInfo> parameters_of(const syntax::FunctionItem& item) {
  std::vector<ParameterInfo> result;
  for (size_t i = 0; i < item.clauses[0].parameters.size(); ++i) {
    ParameterInfo info;
    const syntax::Parameter& first = item.clauses[0].parameters[i];
    info.name = variable_of(first.pattern);
    info.label = first.label.text;
    info.default_value = first.default_value;
    bool agree = true;
    for (const syntax::Clause& clause : item.clauses)
      agree &= i < clause.parameters.size() && variable_of(clause.parameters[i].pattern) == info.name;
    if (!agree) info.name.clear();
    if (info.label.empty() && !info.name.empty() && info.name[0] != '_') info.label = info.name;
    result.push_back(std::move(info));
  }
  return result;
}

bool is_never(const syntax::TypeExpr* type) {
  if (!type || type->kind != syntax::TypeKind::Name) return false;
  const auto* name = static_cast<const syntax::NameType*>(type);
  return name->module.empty() && name->name.text == "Never" && name->arguments.empty();
}

}  // namespace

// A foreign function can be given, and can give, whatever is data all through.
void Inferer::check_counterpart(TypeId type, Span span) {
  const std::function<TypeId(TypeId)> offender = [&](TypeId id) -> TypeId {
    id = types_.shallow(id);
    const types::Type& node = types_.get(id);
    if (node.kind == types::TypeKind::Function) return id;
    if (node.kind == types::TypeKind::Named) {
      switch (program_.types[node.decl].builtin) {
        case resolve::BuiltinType::Pid:
        case resolve::BuiltinType::Name:
        case resolve::BuiltinType::Reply:
        case resolve::BuiltinType::Monitor:
        case resolve::BuiltinType::Timer: return id;
        default: break;
      }
    }
    for (TypeId part : std::vector<TypeId>(node.arguments))
      if (TypeId found = offender(part); found.is_valid()) return found;
    return {};
  };
  const TypeId found = offender(type);
  if (!found.is_valid()) return;
  const bool is_function = types_.get(types_.shallow(found)).kind == types::TypeKind::Function;
  error(Code::E0604, span, std::string(is_function ? "a function" : "a value of type `" + types_.print(found) + "`") + " cannot be handed over between Riot and C++")
      .help("let the C++ function return what happened, and do the rest in Riot");
}

void Inferer::declare(Member& member, bool is_alone) {
  body_ = &member.body;
  if (member.function.is_valid()) {
    FunctionInfo& info = functions_[member.function.value];
    info.progress = Progress::Running;
    info.group = group_->number;
    member.body.function = &info;
    member.body.annotation_variables = &info.annotation_variables;
    member.body.mentioned_functions = &info.mentioned_functions;
    member.body.mentioned_consts = &info.mentioned_consts;
    declare_function(member, is_alone);
  } else {
    const resolve::Const& constant = program_.consts[member.constant];
    ConstInfo& info = consts_[member.constant.value];
    info.progress = Progress::Running;
    member.body.mentioned_functions = &info.mentioned_functions;
    member.body.mentioned_consts = &info.mentioned_consts;
    AnnotationScope scope{member.body.module, nullptr, NewVariables::Unknown, types_.no_mailbox()};
    info.type = constant.item->type ? annotated(constant.item->type, scope) : fresh();
  }
  body_ = nullptr;
}

void Inferer::declare_function(Member& member, bool is_alone) {
  const resolve::Function& function = program_.functions[member.function];
  FunctionInfo& info = functions_[member.function.value];
  if (!function.item || function.item->clauses.empty()) {
    info.type = types_.function({}, fresh(), info.may_use_mailbox ? fresh() : types_.no_mailbox());
    return;
  }
  const syntax::FunctionItem& item = *function.item;
  const bool has_body = function.kind == resolve::FunctionKind::Riot;
  info.arguments = parameters_of(item);
  info.is_annotated = is_fully_annotated(item) || !has_body;

  AnnotationScope scope;
  scope.module = member.body.module;
  scope.variables = &info.annotation_variables;
  scope.new_variables = is_alone || info.is_annotated ? NewVariables::Rigid : NewVariables::Flexible;

  const syntax::TypeExpr* receives = nullptr;
  for (const syntax::Clause& clause : item.clauses)
    if (clause.receives && !receives) receives = clause.receives;
  scope.slot = info.may_use_mailbox || receives ? fresh() : types_.no_mailbox();
  if (receives) {
    if (is_never(receives)) {
      scope.slot = types_.no_mailbox();
    } else {
      unify_slot(scope.slot, annotated_slot(receives, scope), true);
    }
  }

  std::vector<TypeId> parameters;
  for (size_t i = 0; i < item.clauses[0].parameters.size(); ++i) {
    TypeId type;
    for (const syntax::Clause& clause : item.clauses) {
      if (i >= clause.parameters.size() || !clause.parameters[i].type) continue;
      TypeId stated = annotated(clause.parameters[i].type, scope);
      if (!type.is_valid()) {
        type = stated;
      } else {
        require(type, stated, clause.parameters[i].type->span, {Why::Clause, item.clauses[0].span, function.name, 0});
      }
    }
    if (!type.is_valid() && !has_body) {
      error(Code::E0601, item.clauses[0].parameters[i].span, "a function without a body needs a type for every parameter");
      type = types_.error();
    }
    if (function.kind == resolve::FunctionKind::Foreign && type.is_valid())
      for (const syntax::Clause& clause : item.clauses)
        if (i < clause.parameters.size() && clause.parameters[i].type) check_counterpart(type, clause.parameters[i].type->span);
    parameters.push_back(type.is_valid() ? type : fresh());
  }

  AnnotationScope result_scope = scope;
  result_scope.slot = types_.no_mailbox();
  TypeId result;
  for (const syntax::Clause& clause : item.clauses) {
    if (!clause.result) continue;
    if (is_never(clause.result)) {
      // What never comes back fits every type: a type parameter of its own, shown as `Never`.
      if (!result.is_valid()) result = types_.fresh_parameter("Never");
      info.annotation_variables.try_emplace(" never", result);
      continue;
    }
    TypeId stated = annotated(clause.result, result_scope);
    if (function.kind == resolve::FunctionKind::Foreign) check_counterpart(stated, clause.result->span);
    if (!result.is_valid()) {
      result = stated;
    } else {
      require(result, stated, clause.result->span, {Why::Clause, item.clauses[0].span, function.name, 0});
    }
  }
  if (!result.is_valid()) result = has_body ? fresh() : unit_;
  info.type = types_.function(std::move(parameters), result, scope.slot);
  const std::string& home = program_.modules[function.module].name;
  const bool compares = function.name == "compare" || function.name == "min" || function.name == "max";
  const Use use = home == "json" ? Use::Json : home == "map" || home == "set" || home == "table" ? Use::Hash : compares ? Use::Compare : Use::Show;
  for (const std::string& name : function.structural) {
    auto variable = info.annotation_variables.find(name);
    if (variable != info.annotation_variables.end()) structural_.emplace(types_.shallow(variable->second), use);
  }
}

}  // namespace riotc::infer
