// SPDX-License-Identifier: MIT
// The end of a group: what is still open becomes type parameters, and every node gets its final type.
//
// Variables are bound to Parameters, so that whatever mentions them in the typed tree follows by itself. All functions of a
// group share the parameters that come from unannotated types, because each may mention them through the others.
#include <algorithm>

#include "compiler/base/words.h"
#include "compiler/infer/inferer.h"

namespace riotc::infer {

namespace {

void add_once(std::vector<TypeId>& list, TypeId item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

// Parameters of a resolved type in order of appearance; mailbox slots apart.
void collect(const types::TypeTable& types, TypeId type, bool is_slot, std::vector<TypeId>& parameters, std::vector<TypeId>& slots) {
  type = types.shallow(type);
  if (!types.has_parameters(type) && !types.has_variables(type)) return;
  const types::Type& shape = types.get(type);
  if (shape.kind == TypeKind::Parameter) return add_once(is_slot ? slots : parameters, type);
  for (size_t i = 0; i < shape.arguments.size(); ++i)
    collect(types, shape.arguments[i], shape.kind == TypeKind::Function && i + 1 == shape.arguments.size(), parameters, slots);
}

}  // namespace

// Binds what is open above `level` to new Parameters.
void Inferer::generalise(TypeId type, uint32_t level, std::vector<TypeId>& parameters, std::vector<TypeId>& slots) {
  type = types_.shallow(type);
  if (!types_.has_variables(type)) return;
  const types::Type& shape = types_.get(type);
  if (shape.kind == TypeKind::Variable) {
    if (types_.level(type) <= level) return;
    TypeId parameter = types_.fresh_parameter("");
    types_.bind(type, parameter);
    parameters.push_back(parameter);
    return;
  }
  for (size_t i = 0; i < shape.arguments.size(); ++i) {
    const bool is_slot = shape.kind == TypeKind::Function && i + 1 == shape.arguments.size();
    if (is_slot && types_.get(types_.shallow(shape.arguments[i])).kind == TypeKind::Variable) {
      generalise(shape.arguments[i], level, slots, slots);
    } else {
      generalise(shape.arguments[i], level, parameters, slots);
    }
  }
}

bool Inferer::mentions_slot(TypeId type, TypeId slot) {
  type = types_.shallow(type);
  if (type == slot) return true;
  if (!types_.has_variables(type) && !types_.has_parameters(type)) return false;
  for (TypeId argument : types_.get(type).arguments)
    if (mentions_slot(argument, slot)) return true;
  return false;
}

TypeId Inferer::instantiate(TypeId type, const std::vector<TypeId>& parameters, const std::vector<TypeId>& slots, Substitution& made, Span span,
                            const std::string& name) {
  if (parameters.empty() && slots.empty()) return type;
  for (TypeId parameter : parameters) {
    TypeId variable = fresh();
    made.emplace(parameter, variable);
    auto structural = structural_.find(parameter);
    if (structural != structural_.end()) use_structurally(variable, span, structural->second, name);
  }
  for (TypeId slot : slots) made.emplace(slot, fresh());
  return types_.substitute(type, made);
}

TypeId Inferer::closed(TypeId type) {
  type = types_.shallow(type);
  if (!type.is_valid()) return types_.error();
  const types::Type& plain = types_.get(type);
  if (plain.kind == TypeKind::Named && plain.arguments.empty()) return type;
  auto known = closed_.find(type);
  if (known != closed_.end()) return known->second;
  const types::Type shape = types_.get(type);
  TypeId result = type;
  switch (shape.kind) {
    case TypeKind::Variable:
      types_.bind(type, unit_);
      result = unit_;
      break;
    case TypeKind::Error:
    case TypeKind::Parameter: break;
    case TypeKind::NoMailbox:
    case TypeKind::Mailbox: result = types_.no_mailbox(); break;
    case TypeKind::Named:
    case TypeKind::Tuple:
    case TypeKind::Function: {
      std::vector<TypeId> arguments;
      const size_t count = shape.kind == TypeKind::Function ? shape.arguments.size() - 1 : shape.arguments.size();
      for (size_t i = 0; i < count; ++i) arguments.push_back(closed(shape.arguments[i]));
      if (shape.kind == TypeKind::Named) {
        result = types_.named(shape.decl, std::move(arguments));
      } else if (shape.kind == TypeKind::Tuple) {
        result = types_.tuple(std::move(arguments));
      } else {
        TypeId back = arguments.back();
        arguments.pop_back();
        result = types_.function(std::move(arguments), back, types_.no_mailbox());
      }
      break;
    }
  }
  closed_.emplace(type, result);
  return result;
}

// In a group of several functions annotated variables began as ordinary ones. They must have stayed apart and open.
void Inferer::name_flexible_variables(Member& member) {
  FunctionInfo& info = functions_[member.function.value];
  std::vector<std::string> names;
  for (const auto& [name, variable] : info.annotation_variables) names.push_back(name);
  std::sort(names.begin(), names.end());
  std::unordered_map<TypeId, std::string> taken;
  for (const std::string& name : names) {
    TypeId type = types_.shallow(info.annotation_variables[name]);
    const TypeKind kind = types_.get(type).kind;
    if (kind == TypeKind::Variable) {
      TypeId parameter = types_.fresh_parameter(name);
      types_.bind(type, parameter);
      type = parameter;
    } else if (kind == TypeKind::Error) {
      continue;
    } else if (kind != TypeKind::Parameter) {
      body_ = &member.body;
      error(Code::E0324, program_.functions[member.function].item->name.span,
            "the body makes the type variable `" + name + "` " + with_article(print(type)) + "")
          .help("a variable in an annotation stands for every type; write `" + print(type) + "` instead, or leave the annotation out");
      body_ = nullptr;
      continue;
    }
    auto [before, is_new] = taken.emplace(type, name);
    if (!is_new) {
      body_ = &member.body;
      error(Code::E0324, program_.functions[member.function].item->name.span,
            "the body makes the type variables `" + before->second + "` and `" + name + "` the same type")
          .help("use one name for both");
      body_ = nullptr;
    }
  }
}

void Inferer::generalise_functions() {
  for (Member& member : group_->members)
    if (member.function.is_valid()) name_flexible_variables(member);

  std::vector<TypeId> shared, shared_slots;
  for (Member& member : group_->members) {
    if (!member.function.is_valid()) continue;
    FunctionInfo& info = functions_[member.function.value];
    TypeId type = types_.shallow(info.type);
    if (types_.get(type).kind != TypeKind::Function) continue;
    // A slot that is open and that no callback shares is one that is not used.
    TypeId slot = types_.shallow(types_.slot(type));
    if (types_.get(slot).kind == TypeKind::Variable) {
      std::vector<TypeId> parts(types_.get(type).arguments.begin(), types_.get(type).arguments.end() - 1);
      bool is_shared = false;
      for (TypeId part : parts) is_shared |= mentions_slot(part, slot);
      if (!is_shared) {
        TypeId result = parts.back();
        parts.pop_back();
        info.type = types_.function(std::move(parts), result, types_.no_mailbox());
      }
    }
  }
  for (Member& member : group_->members) {
    if (!member.function.is_valid()) continue;
    FunctionInfo& info = functions_[member.function.value];
    std::vector<TypeId> made, slots;
    generalise(info.type, 0, made, slots);
    if (group_->members.size() > 1) {
      collect(types_, info.type, false, shared, shared_slots);
    }
  }
  for (Member& member : group_->members) {
    if (!member.function.is_valid()) continue;
    FunctionInfo& info = functions_[member.function.value];
    info.type = types_.resolved(info.type);
    collect(types_, info.type, false, info.parameters, info.slot_parameters);
    // Variables that only the body's annotations mention are parameters too, though nothing depends on them.
    std::vector<std::string> names;
    for (const auto& [name, variable] : info.annotation_variables) names.push_back(name);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      TypeId variable = types_.shallow(info.annotation_variables[name]);
      if (types_.get(variable).kind == TypeKind::Parameter) add_once(info.parameters, variable);
    }
    for (TypeId parameter : shared) add_once(info.parameters, parameter);

    const types::Type& shape = types_.get(info.type);
    if (shape.kind != TypeKind::Function) continue;
    TypeId result = types_.result(info.type);
    info.diverges = types_.get(result).kind == TypeKind::Parameter && !member.body.has_errors;
    for (size_t i = 0; i < types_.parameter_count(info.type); ++i) {
      std::vector<TypeId> parameters, slots;
      collect(types_, types_.parameter(info.type, i), false, parameters, slots);
      if (std::find(parameters.begin(), parameters.end(), result) != parameters.end()) info.diverges = false;
    }
  }
}

// Uses within the group: a function's own parameters stand for themselves, annotated ones were used at types of their own.
void Inferer::fill_references() {
  for (GroupReference& reference : group_->references) {
    const FunctionInfo& callee = functions_[reference.node->function.value];
    const FunctionInfo* caller = reference.body->function;
    for (TypeId parameter : callee.parameters) {
      auto given = reference.substitution.find(parameter);
      const bool is_visible = caller && std::find(caller->parameters.begin(), caller->parameters.end(), parameter) != caller->parameters.end();
      reference.node->arguments.push_back(given != reference.substitution.end() ? closed(given->second) : is_visible ? parameter : unit_);
    }
  }
}

// `pubsub.Topic[..]`: how the type is begun to be written in this module.
std::string Inferer::with_gaps(TypeId type) {
  const std::string printed = print(type);
  std::string text;
  const types::Type& shape = this->shape(type);
  if (shape.kind == TypeKind::Named) {
    const resolve::TypeDecl& decl = program_.types[shape.decl];
    if (decl.module.is_valid() && decl.module != program_.prelude && !module().type_names.count(decl.name))
      for (const auto& [name, id] : module().imports)
        if (id == decl.module) text = name + ".";
  }
  for (size_t at = 0; at < printed.size();) {
    size_t end = at;
    while (end < printed.size() && is_name_character(printed[end])) ++end;
    if (end == at) {
      text += printed[at++];
      continue;
    }
    const std::string word = printed.substr(at, end - at);
    text += word[0] >= 'a' && word[0] <= 'z' && word != "fn" && word != "receives" ? ".." : word;
    at = end;
  }
  return text;
}

void Inferer::finish_group() {
  solve_deferred();
  for (Member& member : group_->members)
    if (member.function.is_valid()) check_main(member.function, member.body);

  for (Member& member : group_->members) {
    if (!member.constant.is_valid()) continue;
    ConstInfo& info = consts_[member.constant.value];
    std::vector<TypeId> open, slots;
    generalise(info.type, 0, open, slots);
    if (!open.empty() && !member.body.has_errors) {
      body_ = &member.body;
      const resolve::Const& constant = program_.consts[member.constant];
      error(Code::E0320, constant.item->name.span, "the type of `" + constant.name + "` is left open: `" + print(info.type) + "`")
          .help("say which it is: `const " + constant.name + ": " + with_gaps(info.type) + " = ..`");
      info.type = types_.error();
      body_ = nullptr;
    }
  }
  generalise_functions();
  for (const OpenCheck& check : group_->open_checks) {
    if (!is_open(check.type)) continue;
    body_ = check.body;
    error(Code::E0319, check.span, "nothing says which type is to be decoded here")
        .help("give the result a type: `let value: Result[User, JsonError] = ..`");
    body_ = nullptr;
  }
  check_structural();
  check_dropped();
  for (Member& member : group_->members) {
    if (member.function.is_valid()) functions_[member.function.value].progress = Progress::Done;
    if (member.constant.is_valid()) consts_[member.constant.value].progress = Progress::Done;
  }
  fill_references();
  for (TypeId* type : group_->type_slots) *type = closed(*type);
  for (std::vector<TypeId>* list : group_->type_lists)
    for (TypeId& type : *list) type = closed(type);
  for (Member& member : group_->members) report_unused(member.body);
  for (Member& member : group_->members) store_member(member);
}

void Inferer::store_member(Member& member) {
  for (typed::Variable& variable : member.body.variables) {
    variable.signature = types_.resolved(variable.type);
    variable.type = closed(variable.type);
  }
  if (member.constant.is_valid()) {
    ConstInfo& info = consts_[member.constant.value];
    info.type = closed(info.type);
    if (member.body.has_errors || !member.value) return;
    typed::Constant constant;
    constant.id = member.constant;
    constant.type = info.type;
    constant.value = member.value;
    constant.variables = std::move(member.body.variables);
    out_.constants.emplace(member.constant, std::move(constant));
    return;
  }
  FunctionInfo& info = functions_[member.function.value];
  if (member.body.has_errors || types_.get(info.type).kind != TypeKind::Function) return;
  const resolve::Function& declared = program_.functions[member.function];
  typed::Function function;
  function.id = member.function;
  function.span = declared.item ? declared.item->name.span : declared.test ? declared.test->name.span : Span{};
  function.parameters = info.parameters;
  function.type = closed(info.type);
  function.signature = info.type;
  for (const ParameterInfo& parameter : info.arguments) function.parameter_names.push_back(parameter.name);
  function.clauses = std::move(member.clauses);
  function.variables = std::move(member.body.variables);
  out_.functions.emplace(member.function, std::move(function));
}

}  // namespace riotc::infer
